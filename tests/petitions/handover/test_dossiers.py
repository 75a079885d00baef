"""Dossiers: their content and order, the permissions, and how to check them."""

import csv
import hashlib
import io
import json
import subprocess
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch
from zipfile import ZipFile

from django.contrib.admin.models import LogEntry
from django.core.exceptions import ValidationError
from django.test import override_settings
from django.utils import timezone

from campaign.documents import pdf
from petitions.counting import ledger, paper_signatures
from petitions.handover import dossier_documents, dossiers, supporters
from petitions.handover.dossier_documents import Figures
from petitions.models import (
    Addressee,
    Delivery,
    Dossier,
    Kind,
    PaperBatch,
    Petition,
    SignerAccess,
)
from tests.campaign.test_roles import make_member
from tests.desk import DeskTestCase
from tests.factories import make_petition, make_signature, make_staff
from tests.testcases import SiteTestCase

DOSSIERS = "/admin/petitions/dossier/"


class WithFolder(SiteTestCase):
    def setUp(self) -> None:
        super().setUp()
        folder = TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name) / "dossiers"
        settings = override_settings(DOSSIER_FOLDER=self.folder)
        settings.enable()
        self.addCleanup(settings.disable)

    def made(self, petition: Petition) -> Dossier:
        author = make_staff(f"author-{Dossier.objects.count()}")
        dossier = dossiers.request(petition, author=author)
        dossiers.build_requested()
        dossier.refresh_from_db()
        self.assertEqual(dossier.state, "ready")
        return dossier


class SupportersTests(SiteTestCase):
    petition: Petition

    @classmethod
    def setUpTestData(cls) -> None:
        cls.petition = make_petition()
        for country, visibility, name in (
            ("NL", "name", "Zsófia Misal"), ("NL", "name", "Ömer Misal"), ("NL", "name", "Olga Misal"),
            ("NL", "initials", "Amina Misal"), ("NL", "country", "Secret One"),
            ("NL", "country", "Secret Two"), ("NL", "counted", "Secret Three"),
            ("FR", "name", "=cmd()"), ("DE", "initials", "Björn van der Misal"),
        ):  # fmt: skip
            make_signature(cls.petition, country=country, visibility=visibility, name=name)
        make_signature(
            cls.petition, name="Quarantined", visibility="name", state="quarantined", receipt=None
        )
        make_signature(cls.petition, name="Pending", visibility="name", confirmed=False)
        make_signature(make_petition(), name="Elsewhere", visibility="name")

    def test_each_is_there_as_they_chose_and_no_one_else(self) -> None:
        rows = {
            group.country: (group.names, group.more)
            for group in supporters.country_groups(self.petition.pk)
        }
        self.assertEqual(
            rows,
            {
                "FR": (["=cmd()"], 0),
                "DE": (["B. V. D. M."], 0),
                "NL": (["Olga Misal", "Ömer Misal", "Zsófia Misal", "A. M."], 2),
            },
        )

    def test_countries_stand_in_the_order_of_their_names(self) -> None:
        order = [group.country for group in supporters.country_groups(self.petition.pk)]
        self.assertEqual(order, ["FR", "DE", "NL"])  # France, Germany, Netherlands

    def test_the_order_of_signing_makes_no_difference(self) -> None:
        before = list(supporters.country_groups(self.petition.pk))
        other = make_petition()
        for group in reversed(before):
            for name in reversed([name for name in group.names if not name.endswith(".")]):
                make_signature(other, country=group.country, visibility="name", name=name)
        for group, again in zip(before, supporters.country_groups(other.pk), strict=False):
            names = [name for name in group.names if not name.endswith(".")]
            if names:
                self.assertEqual((group.country, names), (again.country, again.names))

    def test_a_large_country_goes_on_in_the_next_volume(self) -> None:
        with patch.object(supporters, "NAMES_PER_VOLUME", 3):
            volumes = list(supporters.volumes(self.petition.pk))
        sizes = [[len(group.names) for group in volume] for volume in volumes]
        self.assertEqual(sizes, [[1, 1, 1], [3]])
        self.assertEqual(
            sum(map(supporters.volume_size, volumes)), supporters.supporter_count(self.petition.pk)
        )
        self.assertTrue(all(sum(len(g.names) for g in volume) <= 3 for volume in volumes))

    def test_no_cell_of_its_csv_is_a_formula(self) -> None:
        text = b"".join(supporters.supporters_csv(self.petition.pk)).decode()
        rows = list(csv.reader(io.StringIO(text)))
        self.assertIn(["FR", "France", "'=cmd()", "1"], rows)
        self.assertIn(["NL", "Netherlands", "A supporter", "2"], rows)
        self.assertNotIn("Secret", text)


class TallyTests(SiteTestCase):
    def test_small_countries_are_joined_on_paper_as_well(self) -> None:
        petition = make_petition()
        for country, number in (("NL", 12), ("DE", 3)):
            for _ in range(number):
                make_signature(petition, country=country)
        staff = make_staff()
        for country, number in (("NL", 5), ("DE", 40), ("FR", 2)):
            PaperBatch.objects.create(
                petition=petition, received_on=timezone.localdate(), country=country, count=number,
                struck_out=1, author=staff,
            )  # fmt: skip
        figures: Figures = {
            "count": 15,
            "countries": 2,
            "by_country": {"NL": 12, "other": 3},
            "paper": paper_signatures.paper_summary(petition.pk),
            "head": {},
            "statement": {},
            "duplicates": None,
        }
        rows = list(
            csv.reader(io.StringIO(b"".join(dossier_documents.tally_csv(figures)).decode()))
        )
        self.assertEqual(
            rows[1:], [["NL", "Netherlands", "12", "5"], ["other", "Other countries", "3", "42"]]
        )
        self.assertEqual((figures["paper"]["valid"], figures["paper"]["struck_out"]), (47, 3))


class DossierTests(WithFolder):
    def petition(self, **fields: Any) -> Petition:
        petition = make_petition(**fields)
        make_signature(petition, name="Amina Misal", visibility="name")
        make_signature(petition, name="Hidden Misal", visibility="counted")
        return petition

    def test_its_files_are_what_their_checksums_say(self) -> None:
        dossier = self.made(self.petition())
        with TemporaryDirectory() as folder:
            with ZipFile(dossiers.path(dossier)) as archive:
                archive.extractall(folder)
            done = subprocess.run(
                ["sha256sum", "--check", "--strict", "MANIFEST.sha256"],
                cwd=folder, capture_output=True, text=True, check=True,
            )  # fmt: skip
            checked = {line.partition(":")[0] for line in done.stdout.splitlines()}
            self.assertEqual(
                checked | {"MANIFEST.sha256"},
                {str(path.relative_to(folder)) for path in Path(folder).rglob("*.*")},
            )
            self.assertEqual(
                checked,
                {
                    "README.txt", "letter.pdf", "names-001.pdf", "names.csv", "statement.json",
                    "statement.pdf", "tally.csv", "tally.pdf",
                },
            )  # fmt: skip
            manifest = (Path(folder) / "MANIFEST.sha256").read_bytes()
        self.assertEqual(hashlib.sha256(manifest).hexdigest(), dossier.manifest_sha256)

    def test_it_names_no_one_who_did_not_choose_so_and_holds_no_address(self) -> None:
        petition = self.petition()
        make_signature(
            petition, "reader@example.org", email="reader@example.org", wants_updates=True
        )
        with ZipFile(dossiers.path(self.made(petition))) as archive:
            text = b"".join(archive.read(name) for name in archive.namelist() if "pdf" not in name)
        self.assertIn(b"Amina Misal", text)
        self.assertNotIn(b"Hidden", text)
        self.assertNotIn(b"reader@", text)

    def test_the_statement_is_that_of_a_head_published_for_the_delivery(self) -> None:
        petition = self.petition()
        dossier = self.made(petition)
        [head] = petition.tree_heads.filter(occasion="delivery")
        with ZipFile(dossiers.path(dossier)) as archive:
            statement = json.loads(archive.read("statement.json"))
        self.assertEqual(statement["head"]["root"], bytes(head.root).hex())
        self.assertEqual((statement["count"], statement["head"]["count"]), (2, 2))
        self.assertEqual(statement["statement"], head.statement)

    def test_of_those_who_signed_again_it_tells_about_how_many(self) -> None:
        petition = self.petition()
        for again, told in ((9, None), (3, 10), (111, 120)):
            ledger.record_events(Kind.REPEATED, [petition.pk] * again)
            with ZipFile(dossiers.path(self.made(petition))) as archive:
                statement = json.loads(archive.read("statement.json"))
            self.assertEqual(statement["duplicates"], told)

    def test_the_letter_is_set_in_the_language_of_its_addressee(self) -> None:
        office = Addressee.objects.create(name="Komissar", language="ug")
        with patch.object(pdf, "render_pdf", wraps=pdf.render_pdf) as setting:
            self.made(self.petition(addressee=office, letter="خەت"))
        self.assertEqual({call.kwargs["language"] for call in setting.call_args_list}, {"ug"})

    def test_letters_that_look_like_code_are_only_letters(self) -> None:
        petition = self.petition(letter='#read("/etc/passwd") $x$ *_`#', title="#panic()")
        make_signature(petition, name='#read("/etc/passwd")', visibility="name")
        self.made(petition)

    def test_the_folder_and_its_files_are_for_us_alone(self) -> None:
        dossier = self.made(self.petition())
        self.assertEqual(self.folder.stat().st_mode & 0o777, 0o700)
        self.assertEqual(dossiers.path(dossier).stat().st_mode & 0o777, 0o600)

    def test_one_is_built_at_a_time_and_none_without_signatures(self) -> None:
        petition = self.petition()
        author = make_staff()
        dossiers.request(petition, author=author)
        with self.assertRaisesMessage(ValidationError, "being built already"):
            dossiers.request(petition, author=author)
        with self.assertRaisesMessage(ValidationError, "No one has signed"):
            dossiers.request(make_petition(), author=author)

    def test_one_that_a_killed_worker_left_unfinished_is_made_afresh(self) -> None:
        dossier = dossiers.request(self.petition(), author=make_staff())
        Dossier.objects.update(state="making", percent=40)
        dossiers.build_requested()
        dossier.refresh_from_db()
        self.assertEqual((dossier.state, dossier.percent), ("ready", 100))

    def test_one_that_cannot_be_made_says_so_and_leaves_nothing(self) -> None:
        dossier = dossiers.request(self.petition(), author=make_staff())
        with (
            patch.object(pdf, "render_pdf", side_effect=pdf.RenderingFailed("too large")),
            self.assertLogs("petitions.handover.dossiers", "ERROR"),
        ):
            dossiers.build_requested()
        dossier.refresh_from_db()
        self.assertEqual(dossier.state, "failed")
        self.assertEqual(list(self.folder.iterdir()), [])

    def test_it_is_erased_in_time_and_its_checksum_stays(self) -> None:
        old, new = self.made(self.petition()), self.made(self.petition())
        (self.folder / "left-behind.part").touch()
        Dossier.objects.filter(pk=old.pk).update(finished_at=timezone.now() - timedelta(days=31))
        dossiers.erase_expired()
        old.refresh_from_db()
        self.assertEqual((old.state, len(old.manifest_sha256)), ("erased", 64))
        self.assertEqual([path.name for path in self.folder.iterdir()], [f"{new.name}.zip"])


class DeskTests(DeskTestCase, WithFolder):
    def test_it_is_asked_for_fetched_and_the_fetching_is_noted(self) -> None:
        petition = make_petition(slug="bakers")
        make_signature(petition)
        page = self.fill_in(f"{DOSSIERS}add/", {"petition": str(petition.pk)}, press="_continue")
        self.assertContains(page, "data-watch")
        dossier = Dossier.objects.get()
        self.assertEqual(self.client.get(f"{DOSSIERS}{dossier.pk}/download/").status_code, 404)
        dossiers.build_requested()
        page = self.client.get(f"{DOSSIERS}{dossier.pk}/change/")
        self.assertContains(page, f"{DOSSIERS}{dossier.pk}/download/")
        asked = self.client.post(f"{DOSSIERS}{dossier.pk}/download/")
        self.assertContains(asked, "Choose a reason.")
        self.assertFalse(SignerAccess.objects.exists())
        reason = {"purpose": "delivery"}
        response = self.client.post(f"{DOSSIERS}{dossier.pk}/download/", reason)
        self.assertTrue(response.getvalue().startswith(b"PK"))
        self.assertIn('filename="bakers-', response["Content-Disposition"])
        self.assertIn("no-store", response["Cache-Control"])
        self.assertTrue(LogEntry.objects.filter(change_message="Downloaded.").exists())
        logged = SignerAccess.objects.get()
        self.assertEqual((logged.kind, logged.author), ("dossier", self.staff))
        self.assertEqual((logged.petition, logged.reason), (petition, "Preparing a delivery"))

    def test_why_none_is_made_is_said_beside_the_petition(self) -> None:
        asked = {"petition": str(make_petition().pk)}
        page = self.fill_in(f"{DOSSIERS}add/", asked, press="_continue")
        self.assertContains(page, "No one has signed it yet.")
        self.assertFalse(Dossier.objects.exists())

    def test_it_is_for_publishers_alone(self) -> None:
        petition = make_petition()
        make_signature(petition)
        dossier = self.made(petition)
        for group, status in (("Editors", 403), ("Petition managers", 200)):
            self.client.force_login(make_member(group))
            for address in ("", "add/", f"{dossier.pk}/change/", f"{dossier.pk}/download/"):
                with self.subTest(group, address=address):
                    answer = self.client.get(f"{DOSSIERS}{address}")
                    self.assertEqual(answer.status_code, status)

    def test_deleting_it_deletes_the_file(self) -> None:
        petition = make_petition()
        make_signature(petition)
        dossier = self.made(petition)
        self.client.post(f"{DOSSIERS}{dossier.pk}/delete/", {"post": "yes"})
        self.assertEqual(list(self.folder.iterdir()), [])

    def test_a_delivery_publishes_its_checksum_and_its_figures(self) -> None:
        petition = make_petition()
        make_signature(petition)
        dossier = self.made(petition)
        make_signature(petition)  # confirmed after the dossier was built
        typed = {
            "petition": str(petition.pk),
            "delivered_on": timezone.localdate().isoformat(),
            "to_whom": "The registry",
            "dossier": str(dossier.pk),
        }
        self.fill_in("/admin/petitions/delivery/add/", typed, press="_publish")
        self.assertEqual(Delivery.objects.get().count, 1)
        self.assertContains(self.client.get(petition.get_absolute_url()), dossier.manifest_sha256)

    def test_that_of_another_petition_is_refused(self) -> None:
        other = make_petition()
        make_signature(other)
        typed = {
            "petition": str(make_petition().pk),
            "delivered_on": timezone.localdate().isoformat(),
            "to_whom": "The registry",
            "dossier": str(self.made(other).pk),
        }
        page = self.fill_in("/admin/petitions/delivery/add/", typed)
        self.assertContains(page, "It belongs to another petition.")

    def test_the_list_costs_the_same_however_long_it_is(self) -> None:
        petition = make_petition()
        for _ in range(2):
            for _ in range(3):
                Dossier.objects.create(petition=petition, author=self.staff)
            with self.assertNumQueries(10):
                self.client.get(DOSSIERS)
