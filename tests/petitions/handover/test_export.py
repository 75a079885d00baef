"""The export of signatures: permissions, content, and the entry in the history."""

import csv
import io
from typing import Any

from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext

from petitions.handover import export
from petitions.models import Petition, Signature, SignerAccess
from petitions.signers import access_log
from tests.campaign.test_roles import make_member
from tests.desk import DeskTestCase
from tests.factories import make_detainee, make_petition, make_signature, make_trace

LIST = "/admin/petitions/signature/"
EXPORT = f"{LIST}export/"


def read(response: Any) -> list[dict[str, str]]:
    data = b"".join(response.streaming_content).decode()
    return list(csv.DictReader(io.StringIO(data, newline=""), strict=True))


class ExportTests(DeskTestCase):
    petition: Petition

    def setUp(self) -> None:
        super().setUp()
        self.petition = make_petition(slug="teachers")
        for name, visibility in (
            ("Gülnar Ablet", "name"), ("Jane van der Roe", "initials"), ("Hidden One", "country"),
            ("Hidden Two", "counted"),
        ):  # fmt: skip
            make_signature(self.petition, "canary@example.org" if visibility == "name" else "",
                name=name, visibility=visibility, city="Canarytown", comment="canary",
            )  # fmt: skip

    def export(self, query: str = "", **form: str) -> Any:
        return self.client.post(EXPORT + query, {"purpose": "delivery"} | form)

    def search(self, **words: str) -> str:
        """The query of the list after a search, as the link to the export has it."""
        self.state_reason()
        return "?" + self.concealed(LIST, **words).partition("?")[2]

    def rows(self, query: str = "", **form: str) -> list[dict[str, str]]:
        return read(self.export(query, **form))

    def test_each_is_shown_as_its_signer_chose(self) -> None:
        shown = {(row["shown_as"], row["name"], row["country"]) for row in self.rows()}
        self.assertEqual(
            shown,
            {
                ("name", "Gülnar Ablet", "NL"), ("initials", "J. V. D. R.", "NL"),
                ("country", "", "NL"), ("counted", "", ""),
            },
        )  # fmt: skip

    def test_neither_an_address_nor_anything_else_that_was_not_asked_for_is_in_it(self) -> None:
        person = make_detainee()
        make_signature(self.petition, confirmed=False, signed_for=person, visibility="name")
        response = self.export()
        data = b"".join(response.streaming_content).decode()
        for private in ("canary", "Canarytown", "@", "Hidden"):
            self.assertNotIn(private, data)
        self.assertIn(person.reference, data)

    def test_it_is_a_file_of_its_own_that_nothing_keeps(self) -> None:
        response = self.export()
        self.assertTrue(response.streaming)
        self.assertIn("attachment", response["Content-Disposition"])
        self.assertIn("no-store", response["Cache-Control"])
        data: bytes = b"".join(response.streaming_content)
        self.assertTrue(data.startswith(b"petition,name,"))
        marked = b"".join(self.export(for_spreadsheets="on").streaming_content)
        self.assertEqual(marked, "\ufeff".encode() + data)

    def test_a_name_that_is_a_formula_is_harmless(self) -> None:
        make_signature(self.petition, name='=HYPERLINK("http://a.example")', visibility="name")
        names = {row["name"] for row in self.rows()}
        self.assertIn('\'=HYPERLINK("http://a.example")', names)

    def test_it_holds_what_the_list_was_narrowed_down_to(self) -> None:
        make_signature(make_petition(slug="others"), country="FR", confirmed=False)
        self.assertEqual({row["petition"] for row in self.rows("?country=FR")}, {"others"})
        self.assertEqual(len(self.rows(self.search(q="Gülnar"))), 1)
        self.assertEqual(self.rows(self.search(domain="nobody.example")), [])
        self.assertEqual({row["state"] for row in self.rows("?state=pending")}, {"pending"})

    def test_it_is_logged_with_the_reason_the_number_of_rows_and_the_kinds_of_filters(self) -> None:
        make_trace(Signature.objects.get(name="Gülnar Ablet"), "example.org")
        query = self.search(q="Gülnar", domain="example.org")
        rows = self.rows(
            f"{query}&petition__id__exact={self.petition.pk}&country=NL", details="For Geneva"
        )
        entry = SignerAccess.objects.get()
        self.assertEqual(
            (entry.author, entry.petition, entry.kind), (self.staff, self.petition, "export")
        )
        self.assertEqual(entry.reason, "Preparing a delivery: For Geneva")
        self.assertEqual(entry.filters, "country, email domain, name, petition")
        self.assertEqual((entry.found, len(rows)), (1, 1))
        self.assertContains(
            self.client.get(EXPORT), f"Signatures: 1 ({self.petition}; country, email domain, name"
        )
        self.assertFalse(LogEntry.objects.exists())

    def test_without_a_reason_there_is_no_file_and_what_was_typed_stays(self) -> None:
        answer = self.export(purpose="other", details="")
        self.assertContains(answer, "Write the reason in a few words.")
        answer = self.export(purpose="", details="Geneva in March")
        self.assertContains(answer, "Choose a reason.")
        self.assertContains(answer, "Geneva in March")
        self.assertFalse(SignerAccess.objects.exists())

    def test_one_that_is_broken_off_is_logged_as_well(self) -> None:
        entry = access_log.record(
            self.staff, SignerAccess.Kind.EXPORT, reason="A test", petition=None, found=None
        )
        rows = access_log.count_rows(export.signature_rows(Signature.objects.all()), entry)
        for _ in range(3):
            next(rows)
        self.assertIsNone(SignerAccess.objects.get().found)
        rows.close()  # as when the client disconnects
        self.assertEqual(SignerAccess.objects.get().found, 2)

    def test_a_filter_that_cannot_be_read_leads_back_to_the_list(self) -> None:
        make_petition(slug="others")  # Django shows no filter for a single petition
        for which in ("abc", "9" * 5000):
            for ask in (self.client.get, self.client.post):
                with self.subTest(which[:3]):
                    answer = ask(f"{EXPORT}?petition__id__exact={which}")
                    self.assertRedirects(answer, "/admin/petitions/signature/?e=1")

    def test_the_page_before_says_how_many_and_exports_nothing(self) -> None:
        page = self.client.get(EXPORT + self.search(q="Gülnar"))
        self.assertContains(page, "1 signature ")
        self.assertFalse(SignerAccess.objects.exists())

    def test_it_is_a_right_that_neither_editors_nor_publishers_have(self) -> None:
        for group in ("Editors", "Publishers", "Petition managers"):
            self.client.force_login(make_member(group))
            for answer in (self.client.get(EXPORT), self.client.post(EXPORT)):
                self.assertEqual(answer.status_code, 403, group)
            self.assertNotContains(self.client.get("/admin/petitions/signature/"), EXPORT)
        self.client.force_login(make_member("Exporters"))
        self.assertContains(self.client.get("/admin/petitions/signature/"), EXPORT)
        self.assertEqual(len(self.rows()), 4)
        holders = Group.objects.filter(permissions__codename="export_signature")
        self.assertEqual([group.name for group in holders], ["Exporters"])

    def test_the_rows_come_from_a_cursor_of_the_server_without_an_address(self) -> None:
        with CaptureQueriesContext(connection) as queries:
            list(export.signature_rows(Signature.objects.all()))
        self.assertNotIn("email", " ".join(query["sql"] for query in queries))
