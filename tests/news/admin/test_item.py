"""Staff write a news item and publish it."""

from news.models import NewsItem
from tests.desk import DeskTestCase
from tests.factories import make_detainee, make_news, make_petition

NEWS = "/admin/news/newsitem/"
# The list: also the tags, to filter by. The form: also the newest change, which is part of the version that is published, all
# hidden names, a working version, and the authors, documents, corrections and tags, once for the form and once for the search for these names;
# the tags once more, for their newest change.
LIST_QUERIES, FORM_QUERIES = 13, 42
WORDS = {
    "headline": "A letter was handed over",
    "slug": "letter",
    "kind": "result",
    "standfirst": "It was received in Geneva.",
    "body": "The letter *was* handed over.",
}


class NewsTests(DeskTestCase):
    def test_an_item_about_a_person_and_a_petition_is_published(self) -> None:
        person, petition = make_detainee(), make_petition()
        about = {"people": [str(person.pk)], "petitions": [str(petition.pk)]}
        self.fill_in(f"{NEWS}add/", WORDS | about, press="_publish")
        page = self.client.get("/news/letter/")
        self.assertContains(page, "The letter <em>was</em> handed over.")
        self.assertContains(page, "Aygül Misal")
        self.assertContains(page, petition.title)
        self.assertContains(self.client.get("/news/feed/"), "A letter was handed over")

    def test_what_is_missing_is_said_and_what_was_typed_is_kept(self) -> None:
        page = self.fill_in(f"{NEWS}add/", WORDS | {"standfirst": ""}, press="_publish")
        self.assertContains(page, "This field is required.")
        self.assertContains(page, "The letter *was* handed over.")
        self.assertFalse(NewsItem.objects.exists())

    def test_a_draft_is_previewed_with_only_those_people_who_are_public(self) -> None:
        item = make_news(state="draft", body="Words to *come*.")
        item.people.set(
            [make_detainee("Shown Misal"), make_detainee("Hidden Misal", state="draft")]
        )
        page = self.client.get(f"{NEWS}{item.pk}/preview/")
        self.assertContains(page, "<em>come</em>")
        self.assertContains(page, "Shown Misal")
        self.assertNotContains(page, "Hidden Misal")
        self.assertEqual(self.client.get(f"/news/{item.slug}/").status_code, 404)

    def test_the_list_takes_the_same_number_of_queries_however_long(self) -> None:
        make_news()
        with self.assertNumQueries(LIST_QUERIES):
            self.client.get(NEWS)
        for _ in range(10):
            make_news()
        with self.assertNumQueries(LIST_QUERIES):
            self.client.get(NEWS)

    def test_the_form_takes_the_same_number_of_queries_for_one_person_and_for_ten(self) -> None:
        item = make_news()
        item.people.set([make_detainee()])
        with self.assertNumQueries(FORM_QUERIES):
            self.client.get(f"{NEWS}{item.pk}/change/")
        item.people.set([make_detainee() for _ in range(10)])
        with self.assertNumQueries(FORM_QUERIES):
            self.client.get(f"{NEWS}{item.pk}/change/")
