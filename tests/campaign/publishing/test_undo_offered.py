"""The history offers to undo only what undoing takes back."""

from campaign.history.models import Edit
from campaign.publishing import workflow
from news.models import NewsItem
from tests.desk import DeskTestCase


class UndoIsOfferedTests(DeskTestCase):
    def offered(self, item: NewsItem) -> list[bool]:
        """For each edit of the item, the oldest first."""
        page = self.client.get(f"/admin/news/newsitem/{item.pk}/history/").content.decode()
        edits = Edit.objects.filter(changes__subject_pk=item.pk, changes__subject="news.newsitem")
        return [
            f"/history/{edit}/undo/" in page
            for edit in edits.distinct().order_by("pk").values_list("pk", flat=True)
        ]

    def test_neither_the_beginning_nor_a_publication_is_offered_but_a_change_is(self) -> None:
        url = "/admin/news/newsitem/"
        words = {
            "headline": "A vigil",
            "slug": "vigil",
            "kind": "update",
            "standfirst": "A line.",
            "body": "Words.",
        }
        self.fill_in(f"{url}add/", words)
        item = NewsItem.objects.get()
        self.fill_in(f"{url}{item.pk}/change/", {"body": "Other words."})
        workflow.publish(item, author=self.staff, seen=NewsItem.objects.get().version)
        workflow.withdraw(NewsItem.objects.get(), author=self.staff, seen="")
        self.assertEqual(self.offered(item), [False, True, False, False])
