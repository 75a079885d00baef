"""Pages that link to a person reveal nothing that the person's own page must not."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils import timezone

from campaign.models import Page
from campaign.publishing import workflow
from campaign.publishing.workflow import State
from news.models import NewsItem
from petitions.models import Addressee, Petition
from profiles.models import Consent, Detainee
from profiles.models.places import Place
from profiles.safety import linked_pages
from profiles.safety.disclosure import refuse_disclosures
from tests.desk import DeskTestCase, FormReader
from tests.factories import (
    make_delivery,
    make_detainee,
    make_news,
    make_page,
    make_petition,
    make_picture,
)

PEOPLE = "/admin/profiles/detainee/"
NEWS = "/admin/news/newsitem/"


def read(person: Detainee) -> list[tuple[Any, list[str], list[str]]]:
    """Return what is found: the item, the words, and where."""
    fresh = Detainee.objects.get(pk=person.pk)
    return [(each.item, each.words, each.where) for each in linked_pages.revealing(fresh)]


def make_anonymous(name: str = "Dauren Misal", **fields: Any) -> Detainee:
    person = make_detainee(name, identity="anonymous", slug=None, state="draft", **fields)
    slug = person.reference.lower()
    Detainee.objects.filter(pk=person.pk).update(slug=slug, state="published")
    person.refresh_from_db()
    return person


class SearchTests(DeskTestCase):
    def make_news(self, person: Detainee, **fields: Any) -> NewsItem:
        item = make_news(**fields)
        item.people.add(person)
        return item

    def test_a_news_item_is_searched_in_every_field(self) -> None:
        person = make_anonymous()
        item = self.make_news(person, headline="Dauren taken again", slug="dauren-taken")
        self.assertEqual(read(person), [(item, ["Dauren"], ["headline", "address"])])

    def test_so_are_a_petition_and_its_deliveries(self) -> None:
        person = make_anonymous()
        petition = make_petition(title="Free Dauren", letter="Dauren must be free.")
        petition.people.add(person)
        make_delivery(
            petition, answer="We know nothing of Dauren.", answered_on=timezone.localdate()
        )
        where = ["title", "letter", "deliveries"]
        self.assertEqual(read(person), [(petition, ["Dauren"], where)])

    def test_a_petition_about_everyone_is_searched_for_whole_names_only(self) -> None:
        person = make_anonymous()
        petition = make_petition(letter="Dauren, of another family.")
        self.assertEqual(read(person), [])
        Petition.objects.update(letter="Free Dauren Misal.")
        self.assertEqual(read(person), [(petition, ["Dauren Misal"], ["letter"])])

    def test_so_is_a_news_item_about_no_one_in_particular(self) -> None:
        person = make_anonymous()
        item = make_news(body="Dauren, of another family.")
        self.assertEqual(read(person), [])
        NewsItem.objects.update(body="Dauren Misal was moved.")
        self.assertEqual(read(person), [(item, ["Dauren Misal"], ["text"])])

    def test_so_are_the_pages_of_the_site(self) -> None:
        person = make_anonymous()
        page = make_page(title="Help Dauren Misal", body="Dauren, of another family.")
        self.assertEqual(read(person), [(page, ["Dauren Misal"], ["title"])])
        Page.objects.update(state="withdrawn")
        self.assertEqual(read(person), [])

    def test_so_are_news_and_petitions_about_someone_else(self) -> None:
        person = make_anonymous()
        item = self.make_news(make_detainee("Gülnar Misal"), body="Her brother is Dauren Misal.")
        petition = make_petition(title="Free Gülnar and Dauren Misal")
        petition.people.add(make_detainee("Tursun Misal"))
        self.assertCountEqual(
            read(person),
            [(item, ["Dauren Misal"], ["text"]), (petition, ["Dauren Misal"], ["title"])],
        )
        NewsItem.objects.update(body="Dauren, of another family.")
        self.assertEqual(read(person), [(petition, ["Dauren Misal"], ["title"])])

    def test_a_public_namesake_whom_a_page_is_about_is_allowed(self) -> None:
        person = make_anonymous()
        self.make_news(make_detainee("Dauren Misal"), headline="Dauren Misal is free")
        self.assertEqual(read(person), [])

    def test_so_is_the_story_of_a_relative_who_may_have_the_family_name(self) -> None:
        person = make_anonymous()
        sister = make_detainee("Gülnar Misal", story="Gülnar Misal misses her brother.")
        sister.relationships.create(kind="sibling", other=person, is_public=True)
        self.assertEqual(read(person), [])
        Detainee.objects.filter(pk=sister.pk).update(story="Her brother Dauren is ill.")
        self.assertEqual(read(person), [(sister, ["Dauren"], ["story"])])

    def test_a_place_on_the_page_of_a_relative_is_the_place_of_the_relative(self) -> None:
        kashgar = Place.objects.get(code="kashgar")
        person = make_detainee("Dauren Misal", home_place=kashgar, place_level="none")
        sister = make_detainee("Gülnar Misal", home_place=kashgar, place_level="county")
        sister.relationships.create(kind="sibling", other=person, is_public=True)
        self.assertEqual(read(person), [])

    def test_the_name_of_another_person_on_the_same_page_is_allowed(self) -> None:
        person = make_anonymous()
        item = self.make_news(person, headline="Gülnar Misal is free")
        item.people.add(make_detainee("Gülnar Misal"))
        self.assertEqual(read(person), [])

    def test_it_is_found_in_other_scripts_spellings_and_forms(self) -> None:
        person = make_anonymous(names={"kk-Cyrl": "Дәурен Мысал"})
        item = self.make_news(person)
        for headline in (
            "Dauren’s mother", "Daurenning anisi", "Daurens Mutter", "Даурена забрали",
            "DAUREN", "Daoren", "О Даурене", "Дәуреннің анасы", "Dáuren",
        ):  # fmt: skip
            NewsItem.objects.update(headline=headline)
            with self.subTest(headline):
                self.assertEqual([each[0] for each in read(person)], [item])
        for headline in ("Daurenova", "The endurance of a mother"):
            NewsItem.objects.update(headline=headline)
            with self.subTest(headline):
                self.assertEqual(read(person), [])

    def test_it_is_found_as_visitors_read_it(self) -> None:
        person = make_anonymous(names={"kk-Cyrl": "Дәурен Мысал", "zh-Hans": "达吾然·示例"})
        make_news()
        for body in (
            "Dau*ren* Mis**al**", "Dau&shy;ren &#77;isal", "Da[uren](/about/) Misal", "Dau\u00adren Mi\u200bsal",
            "Dau\u2060ren Mi\ufe0fsal", "D\u0430ur\u0435n Mis\u0430l", "D\u03b1uren Misal", "Дәуpен Mысал", "达吾*然*·示例",
        ):  # fmt: skip
            NewsItem.objects.update(body=body)
            with self.subTest(body):
                self.assertEqual([each[2] for each in read(person)], [["text"]])
        for body in ("Dauren and Misal", "Dau ren Misal", "Дaу Misal"):
            NewsItem.objects.update(body=body)
            with self.subTest(body):
                self.assertEqual(read(person), [])

    def test_it_is_found_in_the_story_as_it_is_rendered(self) -> None:
        person = make_anonymous()
        Detainee.objects.filter(pk=person.pk).update(story="We miss Dau*ren*.")
        with self.assertRaisesMessage(ValidationError, "“Dauren” must stay hidden"):
            refuse_disclosures(person)

    def test_a_place_that_is_too_exact_is_found(self) -> None:
        kashgar = Place.objects.get(code="kashgar")
        person = make_detainee(home_place=kashgar, place_level="none", summary="A teacher.")
        item = self.make_news(person, body="Taken in Kashgar.")
        self.assertEqual(read(person), [(item, ["Kashgar"], ["text"])])

    def test_what_is_no_longer_or_not_yet_public_is_not_searched(self) -> None:
        person = make_anonymous()
        for state in (State.DRAFT, State.IN_REVIEW, State.WITHDRAWN):
            self.make_news(person, headline="Dauren", state=state)
        self.assertEqual(read(person), [])


class NamedTestCase(DeskTestCase):
    """A news item and a petition name a person."""

    def setUp(self) -> None:
        super().setUp()
        self.person = make_detainee("Dauren Misal")
        self.news = make_news(headline="Dauren taken again", slug="taken-again")
        self.petition = make_petition(title="Free Dauren")
        for item in (self.news, self.petition):
            item.people.add(self.person)
        self.address = f"{PEOPLE}{self.person.pk}/change/"


class RefusalTests(NamedTestCase):
    def test_no_one_becomes_anonymous_while_other_pages_name_them(self) -> None:
        page = self.fill_in(self.address, {"identity": "anonymous"})
        for words in (
            "“Dauren” must stay hidden, but can be read in the news item “Dauren taken again”: headline.",
            "“Dauren” must stay hidden, but can be read in the petition “Free Dauren”: title.",
            "Change it there first, or unpublish that page.",
        ):
            self.assertContains(page, words)
        self.person.refresh_from_db()
        self.assertEqual(self.person.identity, "full")

    def test_then_they_do_and_nothing_on_their_page_names_them(self) -> None:
        NewsItem.objects.update(headline="A teacher was taken again")
        workflow.withdraw(self.petition, author=self.staff)
        self.fill_in(self.address, {"identity": "anonymous"})
        self.person.refresh_from_db()
        page = self.client.get(self.person.get_absolute_url())
        self.assertContains(page, f"Name withheld, {self.person.reference}")
        self.assertContains(page, "A teacher was taken again")
        self.assertNotContains(page, "Dauren")

    def test_an_item_that_names_an_anonymous_person_is_not_published(self) -> None:
        person = make_anonymous("Erkin Misal")
        for make in (make_news, make_petition):
            item = make(
                state="draft",
                **({"headline": "Erkin"} if make is make_news else {"title": "Erkin"}),
            )
            item.people.add(person)
            with self.assertRaisesMessage(
                ValidationError, f"“Erkin” must stay hidden on the page of {person.reference}"
            ):
                workflow.publish(item, author=self.staff)

    def test_so_is_a_page_of_the_site_and_an_item_about_someone_else(self) -> None:
        make_anonymous("Erkin Misal")
        about_another = make_news(state="draft", body="So did Erkin Misal.")
        about_another.people.add(self.person)
        for item in (about_another, make_page(state="draft", title="Help Erkin Misal")):
            with self.assertRaisesMessage(ValidationError, "“Erkin Misal” must stay hidden"):
                workflow.publish(item, author=self.staff)

    def test_an_item_about_a_public_namesake_is_published(self) -> None:
        make_anonymous("Dauren Misal")
        item = make_news(state="draft", body="Dauren Misal was taken again.")
        item.people.add(self.person)
        workflow.publish(item, author=self.staff)
        self.assertEqual(item.state, "published")

    def test_saving_a_public_page_of_the_site_that_names_one_is_refused(self) -> None:
        make_anonymous("Erkin Misal")
        page = make_page()
        shown = self.fill_in(f"/admin/campaign/page/{page.pk}/change/", {"body": "Erkin Misal."})
        self.assertContains(shown, "This page is public, so nothing was saved.")
        self.assertEqual(FormReader(shown.text).values["body"], "Erkin Misal.")
        page.refresh_from_db()
        self.assertNotIn("Erkin", page.body)

    def test_saving_a_public_item_that_names_one_is_refused(self) -> None:
        person = make_anonymous("Erkin Misal")
        address = f"{NEWS}{self.news.pk}/change/"
        for change in ({"body": "So did Erkin."}, {"people": [str(person.pk)], "body": "Erkin."}):
            self.news.people.set([person])
            page = self.fill_in(address, change)
            self.assertContains(page, "This page is public, so nothing was saved.")
            self.news.refresh_from_db()
            self.assertNotIn("Erkin", self.news.body)

    def test_a_person_who_was_withdrawn_is_not_named_in_new_words(self) -> None:
        workflow.withdraw(self.person, author=self.staff)
        item = make_news(state="draft", body="Dauren is ill.")
        item.people.add(self.person)
        with self.assertRaisesMessage(ValidationError, "is not public any more, but “Dauren”"):
            workflow.publish(item, author=self.staff)


class AboutEveryoneTests(DeskTestCase):
    """A page that is about no one in particular has no whole name that must stay hidden."""

    def refused(self, letter: str) -> bool:
        """Whether a public petition is not saved with this letter."""
        petition = Petition.objects.first() or make_petition()
        self.fill_in(f"/admin/petitions/petition/{petition.pk}/change/", {"letter": letter})
        petition.refresh_from_db()
        return petition.letter != letter

    def test_saving_a_public_petition_that_names_an_anonymous_person_is_refused(self) -> None:
        make_anonymous()
        self.assertTrue(self.refused("Free Dauren Misal."))
        self.assertFalse(self.refused("Free Dauren, of another family."))

    def test_publishing_a_news_item_that_names_one_is_refused(self) -> None:
        make_anonymous()
        item = make_news(state="draft", body="Dauren Misal was moved.")
        with self.assertRaisesMessage(ValidationError, "“Dauren Misal” must stay hidden"):
            workflow.publish(item, author=self.staff)

    def test_a_person_who_was_withdrawn_is_not_named_either(self) -> None:
        person = make_detainee("Dauren Misal")
        self.assertFalse(self.refused("Free Dauren Misal."))
        workflow.withdraw(person, author=self.staff)
        self.assertTrue(self.refused("Free Dauren Misal now."))

    def test_a_hidden_spelling_does_not_forbid_the_public_one(self) -> None:
        person = make_detainee("Dauren Misal")
        person.names.create(text="Daoren Misal", is_public=False)
        person.names.create(text="Secret Name", is_public=False)
        self.assertFalse(self.refused("Free Dauren Misal."))
        self.assertTrue(self.refused("Free Secret Name."))

    def test_a_chinese_name_needs_no_space_and_two_characters_may_be_another_word(self) -> None:
        person = make_anonymous()
        person.names.create(text="达吾然·示例", language="zh-Hans")
        person.names.create(text="高兴", language="zh-Hans", kind="alias")
        self.assertTrue(self.refused("释放达吾然·示例！"))
        self.assertFalse(self.refused("我们很高兴。"))

    def test_it_takes_one_more_query_however_many_names_are_hidden(self) -> None:
        item = make_news(state="draft")
        # Whom it is about, its documents, authors, tags and translations; and the hidden names.
        for _ in range(2):
            with self.assertNumQueries(7):
                self.assertEqual(item.missing_for_publication(), [])
            make_anonymous()
            make_anonymous("Erkin Misal")


class PartsOfPagesTests(DeskTestCase):
    """What is saved apart, and can be read on the page of a petition or a news item."""

    def setUp(self) -> None:
        super().setUp()
        person = make_anonymous()
        self.petition = make_petition()
        self.picture = make_picture()
        self.news = make_news(image=self.picture)
        for item in (self.petition, self.news):
            item.people.add(person)

    def assert_refused(self, row: Model, field: str) -> None:
        """It names the person, is not saved, and the form has what was typed."""
        before = getattr(row, field)
        address = f"/admin/{row._meta.app_label}/{row._meta.model_name}/{row.pk}/change/"
        page = self.fill_in(address, {field: "Seen with Dauren Misal."})
        self.assertContains(page, "This page is public, so nothing was saved.")
        self.assertContains(page, "“Dauren Misal” must stay hidden on the page of")
        self.assertEqual(FormReader(page.text).values[field], "Seen with Dauren Misal.")
        row.refresh_from_db()
        self.assertEqual(getattr(row, field), before)

    def test_a_delivery_that_names_one_is_refused(self) -> None:
        self.assert_refused(make_delivery(self.petition), "note")

    def test_so_is_a_picture_of_a_news_item(self) -> None:
        self.assert_refused(self.picture, "alt")

    def test_so_is_an_addressee(self) -> None:
        self.assert_refused(self.petition.addressee, "office")

    def test_they_are_saved_while_the_page_is_not_public(self) -> None:
        workflow.withdraw(self.petition, author=self.staff)
        delivery = make_delivery(self.petition)
        self.fill_in(
            f"/admin/petitions/delivery/{delivery.pk}/change/", {"note": "We named Dauren."}
        )
        delivery.refresh_from_db()
        self.assertEqual(delivery.note, "We named Dauren.")

    def test_a_petition_to_an_addressee_that_names_one_is_not_published(self) -> None:
        self.petition.state = "draft"
        self.petition.save()
        Addressee.objects.update(office="Prison of Dauren Misal")
        petition = Petition.objects.get()
        with self.assertRaisesMessage(ValidationError, "can be read in: addressee."):
            workflow.publish(petition, author=self.staff)


class WithdrawingTests(NamedTestCase):
    def withdraw(self, values: dict[str, Any]) -> Any:
        return self.fill_in(f"{PEOPLE}{self.person.pk}/withdraw/", values, press="")

    def test_the_pages_that_name_the_person_are_unpublished_with_them(self) -> None:
        asked = self.client.get(f"{PEOPLE}{self.person.pk}/withdraw/")
        self.assertContains(asked, "These pages still name the person.")
        keys = [f"news.newsitem {self.news.pk}", f"petitions.petition {self.petition.pk}"]
        for key in keys:
            self.assertContains(asked, f'value="{key}" checked')
        page = self.withdraw({"also": keys})
        self.assertNotContains(page, "not everywhere")
        for item in (self.person, self.news, self.petition):
            item.refresh_from_db()
            self.assertEqual(item.state, "withdrawn")
            self.assertNotContains(
                self.client.get(item.get_absolute_url()), "Dauren", status_code=410
            )
        for address in ("/news/", "/news/feed/", "/petitions/", "/data/petitions.json"):
            self.assertNotContains(self.client.get(address), "Dauren")

    def test_what_is_left_public_is_named(self) -> None:
        page = self.withdraw({"also": [f"news.newsitem {self.news.pk}"]})
        self.assertContains(page, f"{self.person.reference} is hidden, but not everywhere")
        self.assertContains(page, "the petition “Free Dauren”: title.")
        self.assertNotContains(page, "the news item “Dauren taken again”: headline.")
        self.petition.refresh_from_db()
        self.assertEqual(self.petition.state, "published")

    def test_staff_who_may_not_unpublish_the_other_pages_do_not(self) -> None:
        self.sign_in_as(
            "profiles.view_detainee", "profiles.change_detainee", "profiles.publish_detainee"
        )
        self.withdraw({"also": [f"news.newsitem {self.news.pk}"]})
        self.news.refresh_from_db()
        self.person.refresh_from_db()
        self.assertEqual((self.person.state, self.news.state), ("withdrawn", "published"))

    def test_the_end_of_the_last_consent_names_them_too(self) -> None:
        ended = {
            "consents-0-withdrawn_at_0": f"{timezone.localdate()}",
            "consents-0-withdrawn_at_1": "00:00",
        }
        page = self.fill_in(self.address, ended)
        self.assertTrue(Consent.objects.get().withdrawn_at)
        self.assertContains(page, f"{self.person.reference} is hidden, but not everywhere")
        self.assertContains(page, "No one outside can see it now. This is missing:")
        self.assertNotContains(page, "It is public")
