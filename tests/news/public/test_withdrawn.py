"""A news item names, shows and links no one who was withdrawn since; the desk lists what its texts still say."""

from datetime import UTC, datetime

from django.core.exceptions import ValidationError

from campaign.publishing import workflow
from news.models import Author, NewsDocument, NewsItem, Tag
from profiles.models import Depiction, Detainee
from tests.desk import DeskTestCase
from tests.factories import make_detainee, make_news, make_picture, make_press

LIST = "/admin/profiles/detainee/left-names/"


class WithdrawnTests(DeskTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.person = make_detainee("Erkin Misal", slug="erkin-misal")

    def withdraw(self) -> None:
        workflow.withdraw(self.person, author=self.staff)

    def public(self, item: NewsItem) -> str:
        addresses = (
            item.get_absolute_url(), f"{item.get_absolute_url()}print/", "/news/", "/news/feed/", "/news/feed.json",
            "/press/", "/",
        )  # fmt: skip
        return "".join(self.client.get(address).text for address in addresses)

    def test_their_quote_card_and_link_are_gone_with_the_next_request(self) -> None:
        item = make_news(
            kind="release", quote="I am free.", quote_speaker="He himself", quote_person=self.person
        )
        item.people.add(self.person)
        before = self.public(item)
        for words in ("I am free.", "Erkin Misal", "/profiles/erkin-misal/"):
            self.assertIn(words, before)
        with self.captureOnCommitCallbacks(execute=True):
            self.withdraw()
        after = self.public(item)
        for words in ("I am free.", "He himself", "Erkin", "erkin-misal"):
            self.assertNotIn(words, after)

    def test_their_words_do_not_come_back_when_they_are_erased(self) -> None:
        item = make_news(quote="I am free.", quote_speaker="He himself", quote_person=self.person)
        self.withdraw()
        Detainee.objects.get(pk=self.person.pk).delete()
        item.refresh_from_db()
        self.assertEqual((item.quote, item.quote_speaker, item.quote_person), ("", "", None))

    def test_a_picture_of_them_is_gone_from_the_page_and_the_list(self) -> None:
        picture = make_picture(alt="A man at a desk")
        item = make_news(image=picture)
        Depiction.objects.create(picture=picture, detainee=self.person)
        self.assertIn("A man at a desk", self.public(item))
        with self.captureOnCommitCallbacks(execute=True):
            self.withdraw()
        self.assertNotIn("A man at a desk", self.public(item))

    def test_nothing_is_published_that_names_them_in_any_text(self) -> None:
        self.withdraw()
        name = "Erkin Misal"
        for fields in (
            {"quote": f"{name} waits.", "quote_speaker": "His sister"},
            {"quote": "He waits.", "quote_speaker": name},
            {"quote": "He waits.", "quote_speaker": "A man", "quote_role": f"brother of {name}"},
            {"caption": name}, {"notes": f"About *{name}*."}, {"place": name}, {"dateline": name},
            {"outlet": name}, {"link": "https://example.org/erkin-misal"},
        ):  # fmt: skip
            item = make_news(state="draft", **fields)
            with self.subTest(fields), self.assertRaisesMessage(ValidationError, name):
                workflow.publish(item, author=self.staff)

    def test_nor_in_an_author_a_tag_or_a_document(self) -> None:
        self.withdraw()
        named, tagged, titled, told = (make_news(state="draft") for _ in range(4))
        named.bylines.create(author=Author.objects.create(name="Erkin Misal"))
        tagged.tags.add(Tag.objects.create(name="Erkin Misal", slug="e"))
        NewsDocument.objects.create(item=titled, title="Erkin Misal", name="a.pdf", size=1)
        NewsDocument.objects.create(
            item=told, title="Report", name="b.pdf", size=1, words="Erkin\nMisal was taken."
        )
        for item in (named, tagged, titled, told):
            with self.assertRaisesMessage(ValidationError, "Erkin Misal"):
                workflow.publish(item, author=self.staff)
        page = make_press(state="draft")
        page.spokespeople.create(name="Erkin Misal")
        with self.assertRaisesMessage(ValidationError, "Erkin Misal"):
            workflow.publish(page, author=self.staff)

    def test_the_desk_lists_the_pages_that_still_name_them(self) -> None:
        naming = make_news(headline="About Erkin Misal")
        linked = make_news(headline="Free them", body="Erkin is waiting.")
        linked.people.add(self.person)
        make_news(headline="About someone else")
        make_news(headline="A draft on Erkin Misal", state="draft")
        make_news(headline="Erkin Misal, later", publish_at=datetime(2099, 1, 1, tzinfo=UTC))
        self.assertContains(self.client.get(LIST), "No page names anyone who is unpublished.")
        self.withdraw()
        page = self.client.get(LIST)
        for words in (
            naming.headline,
            linked.headline,
            "Erkin Misal, later",
            self.person.reference,
        ):
            self.assertContains(page, words)
        self.assertNotContains(page, "About someone else")
        self.assertNotContains(page, "A draft on")
        self.assertContains(self.client.get("/admin/profiles/detainee/queues/"), LIST)

    def test_the_list_says_no_name_of_a_closed_record_and_needs_a_right(self) -> None:
        make_news(headline="About Erkin Misal")
        self.withdraw()
        Detainee.objects.filter(pk=self.person.pk).update(is_closed=True)
        page = self.client.get(LIST)
        self.assertContains(page, "closed to you")
        self.assertNotContains(page, "Erkin")
        self.sign_in_as("news.view_newsitem")
        self.assertEqual(self.client.get(LIST).status_code, 403)
