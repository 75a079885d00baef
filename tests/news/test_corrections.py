"""A change of a public item is minor, or one that its page, the feeds and the list of corrections tell readers of."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from campaign.publishing import workflow
from campaign.web import page_cache
from news.models import Correction, NewsItem
from tests.desk import DeskTestCase
from tests.factories import make_detainee, make_news

NEWS = "/admin/news/newsitem/"


class CorrectionTests(DeskTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.item = make_news(slug="appeal", publish_at=timezone.now() - timedelta(days=9))
        self.url = f"{NEWS}{self.item.pk}/change/"

    def visit(self, path: str) -> Any:
        page_cache.invalidate()
        return self.client.get(path)

    def correct(self, text: str = "It named the wrong prison.", **fields: Any) -> Correction:
        return Correction.objects.create(item=self.item, kind="correction", text=text, **fields)

    def dates(self) -> tuple[str, str]:
        [entry] = self.visit("/news/feed.json").json()["items"]
        return entry["date_published"], entry["date_modified"]

    def test_a_minor_change_is_told_nowhere(self) -> None:
        self.fill_in(self.url, {"body": "Corrected a comma."})
        self.assertFalse(Correction.objects.exists())
        self.assertNotContains(self.visit("/news/appeal/"), "Updated on")
        self.assertEqual(*self.dates())

    def test_an_update_is_on_the_page_and_in_the_feeds(self) -> None:
        self.fill_in(
            self.url, {"body": "More.", "change": "update", "change_note": "The hearing was moved."}
        )
        page = self.visit("/news/appeal/")
        self.assertContains(page, "Updated on")
        self.assertContains(page, "The hearing was moved.")
        published, modified = self.dates()
        self.assertGreater(modified, published)
        self.assertIn(f"<updated>{modified[:10]}", self.visit("/news/feed/").text)
        self.assertNotContains(self.visit("/news/corrections/"), "The hearing was moved.")

    def test_a_correction_is_listed_too_while_its_item_is_public(self) -> None:
        self.correct()
        self.assertContains(self.visit("/news/appeal/"), "Corrected on")
        self.assertContains(self.visit("/news/corrections/"), "It named the wrong prison.")
        self.assertContains(self.visit("/sitemap.xml"), "/news/corrections/")
        workflow.withdraw(self.item, author=self.staff)
        self.assertNotContains(self.visit("/news/corrections/"), "It named the wrong prison.")

    def test_a_correction_of_the_page_of_a_person_is_listed_while_the_person_is_public(
        self,
    ) -> None:
        person = make_detainee("Dauren Misal")
        for kind, text in (("correction", "He was taken in May."), ("update", "He was moved.")):
            person.amendments.create(kind=kind, text=text)
        person.amendments.create(kind="correction", text="Not shown.", is_public=False)
        page = self.visit("/news/corrections/")
        self.assertContains(page, "He was taken in May.")
        self.assertContains(page, person.get_absolute_url())
        for words in ("He was moved.", "Not shown."):
            self.assertNotContains(page, words)
        workflow.withdraw(person, author=self.staff)
        page = self.visit("/news/corrections/")
        for words in ("He was taken in May.", "Dauren", person.reference):
            self.assertNotContains(page, words)

    def test_the_newest_comes_first_whatever_it_is_about(self) -> None:
        person = make_detainee()
        self.correct("It was March.", at=timezone.now() - timedelta(days=2))
        person.amendments.create(
            kind="correction", text="It was April.", on=timezone.localdate() - timedelta(days=1)
        )
        self.correct("It was May.")
        text = self.visit("/news/corrections/").text
        places = [text.index(f"It was {month}.") for month in ("May", "April", "March")]
        self.assertEqual(places, sorted(places))

    def test_its_words_run_in_their_own_direction_on_the_page(self) -> None:
        """“Corrected on” is in the language of the site. It must not decide about theirs."""
        self.correct("تۈرمىنىڭ نامى خاتا ئىدى.")
        page = self.visit("/news/appeal/")
        self.assertContains(page, "</b> <bdi>تۈرمىنىڭ نامى خاتا ئىدى.</bdi>")

    def test_the_list_is_there_without_a_correction(self) -> None:
        self.assertContains(self.visit("/news/corrections/"), "We have corrected no mistake yet.")

    def test_the_note_is_kept_with_a_working_version(self) -> None:
        self.fill_in(
            self.url, {"body": "New.", "change": "update", "change_note": "More."}, press="_keep"
        )
        self.assertFalse(Correction.objects.exists())
        self.assertNotContains(self.visit("/news/appeal/"), "Updated on")
        self.fill_in(self.url, {}, press="_publish")
        self.assertEqual(Correction.objects.get().text, "More.")

    def test_a_change_that_is_told_needs_a_note_and_a_note_is_told(self) -> None:
        for values, words in (
            ({"change": "update"}, "Say what has changed"),
            ({"change_note": "Something."}, "only if the change is not minor"),
            ({"change": "nonsense"}, "Select a valid choice"),
        ):
            with self.subTest(values):
                self.assertContains(self.fill_in(self.url, {"body": "New."} | values), words)
        self.assertEqual(NewsItem.objects.get().body, self.item.body)

    def test_nothing_is_asked_of_a_draft(self) -> None:
        draft = make_news(state="draft", publish_at=None)
        self.assertNotContains(self.client.get(f"{NEWS}{draft.pk}/change/"), "change_note")

    def test_it_names_no_one_who_must_stay_hidden(self) -> None:
        workflow.withdraw(make_detainee("Aygül Misal"), author=self.staff)
        page = self.fill_in(
            self.url, {"change": "correction", "change_note": "Aygül Misal was not there."}
        )
        self.assertContains(page, "is not public any more")
        self.assertFalse(Correction.objects.exists())

    def test_no_item_takes_the_address_of_the_list(self) -> None:
        draft = make_news(state="draft", publish_at=None)
        page = self.fill_in(f"{NEWS}{draft.pk}/change/", {"slug": "corrections"})
        self.assertContains(page, "The site uses this address itself.")
