"""The search of staff finds what they may see in every kind of text, and its words stand in no address."""

from unittest import mock

from django.db import OperationalError, connection, transaction
from django.test import SimpleTestCase

from campaign.admin.search import finding
from campaign.closed_records import records
from campaign.collaboration import remarks
from profiles.models import Detainee, Quote
from tests.campaign.test_roles import make_member
from tests.desk import DeskTestCase
from tests.factories import make_detainee, make_news, make_page, make_petition, make_source

SEARCH = "/admin/search/"


class SearchTestCase(DeskTestCase):
    person: Detainee

    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        cls.person = make_detainee(
            names={"ug-Arab": "ئايگۈل مىسال"},
            state="draft",
            story="She kept pigeons on the roof of the school.",
            staff_notes="The neighbour with the orchard knows more.",
        )
        source = make_source(cls.person)
        source.title, source.contact, source.notes = "A ledger", "Secretcontact", "Seen in Almaty"
        source.save()
        Quote.objects.create(detainee=cls.person, text="She sang at dawn", speaker="her daughter")

    def search(self, words: str) -> str:
        answer = self.client.post(SEARCH, {"_words": words}, follow=True)
        self.assertEqual(answer.status_code, 200)
        self.groups = {str(each.title) for each in answer.context["groups"]}
        return answer.text


class FindingTests(SearchTestCase):
    def test_every_kind_of_text_is_found_with_the_word_marked(self) -> None:
        make_news(headline="Zither at noon")
        make_petition(title="Zither for all")
        make_page(title="Zither")
        remarks.write(self.person, "A zither?", author=self.staff)
        self.search("zither")
        self.assertEqual(self.groups, {"News", "Petitions", "Pages", "Remarks"})
        for words, group, marked in (
            ("pigeon", "Stories", "<mark>pigeons</mark>"), ("ORCHARD", "Notes about people", "<mark>orchard</mark>"),
            ("ledger", "Sources", "<mark>ledger</mark>"), ("almaty", "Sources", "<mark>Almaty</mark>"),
            ("sang dawn", "Quotations", "<mark>dawn</mark>"),
        ):  # fmt: skip
            with self.subTest(words):
                page = self.search(words)
                self.assertEqual(self.groups, {group})
                self.assertIn(marked, page)

    def test_a_person_is_found_by_a_name_in_any_script_and_by_reference(self) -> None:
        for words in ("aygul misal", "ئايگۈل", self.person.reference):
            with self.subTest(words):
                self.search(words)
                self.assertIn("People", self.groups)

    def test_each_word_must_occur(self) -> None:
        self.assertIn("Nothing was found", self.search("orchard volcano"))

    def test_encrypted_contacts_are_not_found(self) -> None:
        self.assertIn("Nothing was found", self.search("Secretcontact"))


class RightsTests(SearchTestCase):
    def test_a_closed_record_is_found_only_by_those_on_its_list(self) -> None:
        remarks.write(self.person, "An orchard!", author=self.staff)
        records.limit(self.person, groups=[], staff=[self.staff], by=self.staff)
        self.search("orchard")
        self.assertEqual(self.groups, {"Notes about people", "Remarks"})
        self.client.force_login(make_member("Publishers"))
        for words in ("orchard", "ledger", "dawn", "pigeons", "aygul", self.person.reference):
            with self.subTest(words):
                self.assertIn("Nothing was found", self.search(words))

    def test_whoever_may_not_see_sources_does_not_find_them(self) -> None:
        self.client.force_login(make_member("Newsroom"))  # they look up people
        self.assertIn("Nothing was found", self.search("ledger"))
        self.assertIn("Nothing was found", self.search("dawn"))
        self.search("orchard")
        self.assertEqual(self.groups, {"Notes about people"})

    def test_whoever_sees_no_people_finds_none(self) -> None:
        self.client.force_login(make_member("Moderators"))
        for words in ("orchard", "aygul"):
            self.assertIn("Nothing was found", self.search(words))


class AddressTests(SearchTestCase):
    def test_the_words_stand_in_no_address(self) -> None:
        answer = self.client.post(SEARCH, {"_words": "orchard"})
        self.assertEqual(answer.status_code, 303)
        self.assertNotIn("orchard", answer["Location"])
        self.assertIn("no-store", self.client.get(answer["Location"])["Cache-Control"])

    def test_words_that_someone_typed_into_the_address_are_refused(self) -> None:
        self.assertRedirects(self.client.get(f"{SEARCH}?q=orchard"), SEARCH)

    def test_the_box_is_on_every_page(self) -> None:
        for address in ("/admin/", "/admin/profiles/detainee/", "/admin/account/"):
            self.assertContains(self.client.get(address), 'class="desk-search"')

    def test_hostile_words_find_nothing_and_break_nothing(self) -> None:
        for words in (
            "",
            " ",
            "a",
            "\0\0",
            "%%%%",
            "__",
            "\\",
            "' OR 1=1",
            "(((",
            "x" * 5000,
            "<script>",
        ):
            with self.subTest(words[:20]):
                answer = self.client.post(SEARCH, {"_words": words}, follow=True)
                self.assertEqual(answer.status_code, 200)
                self.assertNotContains(answer, "<script>alert")

    def test_a_search_that_takes_too_long_says_so(self) -> None:
        with mock.patch.object(finding, "_rows", side_effect=OperationalError):
            self.assertIn("This took too long", self.search("orchard"))


class PassageTests(SimpleTestCase):
    def test_what_stands_around_the_word_is_escaped(self) -> None:
        found = finding.passage("<b>An</b> orchard & more", ["orchard"])
        self.assertEqual(found, "&lt;b&gt;An&lt;/b&gt; <mark>orchard</mark> &amp; more")

    def test_a_long_text_is_cut_around_the_word(self) -> None:
        found = finding.passage("a " * 500 + "orchard" + " b" * 500, ["orchard"])
        self.assertLess(len(found), 260)
        self.assertTrue(found.startswith("… ") and found.endswith(" …"))


class PlanTests(SearchTestCase):
    def test_notes_sources_and_quotations_are_found_by_their_indexes(self) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
            for table, column, index in (
                ("profiles_detainee", "staff_notes", "detainee_notes_words"),
                ("profiles_source", "notes", "source_notes_words"),
                ("profiles_source", "title", "source_title_words"),
                ("profiles_quote", "original", "quote_original_words"),
            ):
                rows = {
                    "profiles_detainee": Detainee.objects.all(),
                    "profiles_source": self.person.sources.model.objects.all(),
                    "profiles_quote": Quote.objects.all(),
                }[table]
                plan = rows.filter(**{f"{column}__icontains": "orchard"}).order_by().explain()
                self.assertIn(index, plan)
