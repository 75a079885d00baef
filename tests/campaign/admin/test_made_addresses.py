"""An empty address of a news item, a page or a petition is made from its title."""

from campaign.models import Page
from news.models import NewsItem
from petitions.models import Petition
from tests.desk import DeskTestCase
from tests.factories import make_news, make_petition

NEWS = "/admin/news/newsitem/"
PAGES = "/admin/campaign/page/"


class MadeAddressTests(DeskTestCase):
    def add_news(self, headline: str, **typed: str) -> NewsItem:
        values = {"headline": headline, "standfirst": "One.", "body": "Two."} | typed
        self.fill_in(f"{NEWS}add/", values)
        return NewsItem.objects.latest("pk")

    def test_a_draft_of_a_news_item_is_saved_without_one(self) -> None:
        self.assertEqual(self.add_news("Reyhangül is free!").slug, "reyhangul-is-free")
        self.assertEqual(self.add_news("Reyhangül is free!").slug, "reyhangul-is-free-2")

    def test_a_title_in_another_script_gives_a_number(self) -> None:
        before = make_news()
        self.assertEqual(self.add_news("热依汗古丽获释").slug, f"news-{before.pk + 1}")

    def test_one_that_was_typed_stays(self) -> None:
        self.assertEqual(self.add_news("Free", slug="at-last").slug, "at-last")

    def test_a_page_gets_none_that_the_site_uses_itself(self) -> None:
        self.fill_in(f"{PAGES}add/", {"title": "News", "body": "Text."})
        self.assertEqual(Page.objects.latest("pk").slug, "news-2")

    def test_it_is_made_anew_if_staff_empty_it(self) -> None:
        item = self.add_news("Free")
        self.fill_in(f"{NEWS}{item.pk}/change/", {"headline": "Free at last", "slug": ""})
        item.refresh_from_db()
        self.assertEqual(item.slug, "free-at-last")

    def test_a_petition_too(self) -> None:
        draft = make_petition(state="draft", title="释放她")
        self.fill_in(f"/admin/petitions/petition/{draft.pk}/change/", {"slug": ""})
        self.assertEqual(Petition.objects.get().slug, f"petition-{draft.pk + 1}")

    def test_the_form_says_so(self) -> None:
        for url, words in ((NEWS, "headline if left empty"), (PAGES, "title if left empty")):
            self.assertContains(self.client.get(f"{url}add/"), words)
