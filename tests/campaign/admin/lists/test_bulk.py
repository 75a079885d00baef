"""An action for many items: each succeeds or fails alone, and one message says what became of all."""

from datetime import timedelta
from unittest.mock import patch

from django.contrib.messages import get_messages
from django.core.exceptions import ValidationError
from django.test import override_settings
from django.utils import timezone

from campaign.publishing import workflow
from news.models import NewsItem
from tests.desk import DeskTestCase
from tests.factories import make_news

NEWS = "/admin/news/newsitem/"


class BulkTests(DeskTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.items = [make_news(state="draft", headline=f"Step {number}") for number in range(3)]

    def run_action(self, name: str) -> list[str]:
        """The messages after the confirmation was sent for all news items."""
        chosen = {"action": name, "_selected_action": [item.pk for item in NewsItem.objects.all()]}
        self.assertContains(
            self.client.post(NEWS, chosen), f"{NewsItem.objects.count()} news items"
        )
        seen = {f"seen-{item.pk}": item.version for item in NewsItem.objects.all()}
        answer = self.client.post(NEWS, seen | chosen | {"confirmed": "yes"})
        return [str(message) for message in get_messages(answer.wsgi_request)]

    def test_one_sentence_says_that_all_are_done(self) -> None:
        self.assertEqual(self.run_action("submit"), ["3 news items wait for review."])

    def test_one_message_names_what_was_skipped_and_what_was_refused_and_why(self) -> None:
        _done, skipped, refused = self.items
        workflow.submit(skipped, author=self.staff)

        workflow.publish(
            skipped, author=self.staff, seen=NewsItem.objects.get(pk=skipped.pk).version
        )
        NewsItem.objects.filter(pk=refused.pk).update(headline="<b>Step</b>")
        with patch("campaign.publishing.workflow._save", side_effect=self.fails_for(refused.pk)):
            [message] = self.run_action("publish")
        self.assertIn("is published.", message)
        self.assertIn(
            f'1 skipped, as nothing was to do: <a href="{NEWS}{skipped.pk}/change/">', message
        )
        self.assertIn("Not done: 1.", message)
        self.assertIn(
            "&lt;b&gt;Step&lt;/b&gt;</a>” is not published yet: A source is missing.", message
        )
        states = NewsItem.objects.order_by("pk").values_list("state", flat=True)
        self.assertEqual(list(states), ["published", "published", "draft"])

    def test_the_question_warns_only_of_what_will_change(self) -> None:
        past = timezone.now() - timedelta(days=30)
        public = make_news(headline="Public since May", publish_at=past)
        draft = make_news(state="draft", headline="Dated draft", publish_at=past)
        chosen = {"action": "publish", "_selected_action": [public.pk, draft.pk]}
        page = self.client.post(NEWS, chosen)
        self.assertContains(page, "Dated draft: ")
        self.assertNotContains(page, "Public since May: ")
        self.assertContains(page, "Published. It stays as it is.", count=1)

    def fails_for(self, pk: int) -> object:
        save = workflow._save

        def saving(item: NewsItem, *rest: object) -> None:
            save(item, *rest)  # type: ignore[arg-type]
            if item.pk == pk:
                raise ValidationError("A source is missing.")

        return saving

    @override_settings(FOUR_EYES={"news"})
    def test_what_the_rule_of_four_eyes_refuses_is_named(self) -> None:
        for item in self.items:
            self.fill_in(f"{NEWS}{item.pk}/change/", {"standfirst": "A fresh start."})
        [message] = self.run_action("publish")
        self.assertIn("Not done: 3.", message)
        self.assertFalse(NewsItem.objects.exclude(state="draft").exists())
