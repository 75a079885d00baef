"""After an erasure nothing about the person is left anywhere, and what has to stay names no one."""

from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db.models import F
from django.test import override_settings

from campaign.history import changes
from campaign.history.models import Change
from campaign.images import renditions
from campaign.images.models import Picture
from campaign.privacy import erasure_log
from campaign.publishing import workflow
from campaign.web import file_cache
from petitions.counting import tallies
from petitions.models import Signature
from petitions.transparency import count_audit
from profiles import tasks
from profiles.importing.reading.uploads import Upload, store_upload
from profiles.models import (
    Detainee,
    ErasedPerson,
    ImportBatch,
    ImportFile,
    ImportRow,
    LegalCase,
    Listing,
    OpenRecord,
    Quote,
    Relationship,
    StatusClaim,
    Tip,
    TipMessage,
)
from profiles.names.folding import fold
from profiles.open_data.files import write_all
from profiles.open_data.formats import FORMATS
from profiles.safety import erasure, merge
from tests.canaries import CANARY, find_rows_with, plant
from tests.desk import DeskTestCase
from tests.factories import (
    PUBLIC_RECORD,
    make_detainee,
    make_news,
    make_petition,
    make_signature,
)

NEEDED: dict[Any, dict[str, Any]] = {
    LegalCase: {"charge_language": "zh-Hans"},
    Quote: {"original_language": "ug-Arab"},
    StatusClaim: {"is_public": False},  # it has no source
}
MARKS = (CANARY, fold(CANARY))
PEOPLE = "/admin/profiles/detainee/"


class ErasingTestCase(DeskTestCase):
    def setUp(self) -> None:
        super().setUp()
        folder = TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        media = override_settings(MEDIA_ROOT=Path(folder.name))
        media.enable()
        self.addCleanup(media.disable)
        self.media = Path(folder.name)

    def erase(self, person: Detainee) -> None:
        with self.captureOnCommitCallbacks(execute=True):
            erasure.erase(person, author=self.staff)


class NothingIsLeftTests(ErasingTestCase):
    """Plants a marked word in every field of a person, and finds it nowhere after the erasure."""

    def setUp(self) -> None:
        super().setUp()
        self.other = make_detainee("Erkin Misal")
        changes.attribute_to(self.staff, CANARY)
        self.person = self.make_marked()
        self.twin = self.make_marked(slug="kanarienvogel-2")
        merge.merge(self.person, self.twin, take=(), author=self.staff, why=CANARY)
        Relationship.objects.create(detainee=self.other, kind="sibling", other=self.person)
        write_all()
        LogEntry.objects.log_actions(self.staff.pk, [self.person], 2, change_message=CANARY)

    def make_marked(self, **fields: Any) -> Detainee:
        portraits = [
            plant(Picture, name=name, width=1, height=1, widths=[1]) for name in self.names()
        ]
        person = plant(
            Detainee,
            portrait=portraits[0],
            **{"state": "published", "publish_at": "2026-01-01T00:00Z"} | fields,
        )
        person.portrait = portraits[1]
        person.save()
        for model in merge.related_models():
            plant(model, detainee=person, **NEEDED.get(model, {}))
        person.consents.update(**PUBLIC_RECORD)
        person.old_slugs.create(slug=f"{CANARY.lower()}-once-{person.pk}")
        batch = ImportBatch.objects.create(file_name="p.csv", sha256="0", size=1, author=self.staff)
        store_upload(batch, Upload(CANARY.encode()))
        row = {"batch": batch, "outcome": "create"}
        plant(ImportRow, detainee=person, number=1, **row)
        plant(ImportRow, number=2, **row)  # the same name, not imported
        plant(
            TipMessage,
            tip=plant(
                Tip,
                about=person,
                code_digest=str(person.pk).encode(),
                told_on="2026-01-01",
                last_on="2026-01-01",
            ),
            on="2026-01-01",
        )
        file_cache.get_or_create(person.reference, "card", "x", lambda: b"card")
        return person

    def names(self) -> Iterator[str]:
        for _ in range(2):
            name = f"picture{Picture.objects.count()}"
            default_storage.save(renditions.file_path(name, 1, "jpg"), ContentFile(b"jpg"))
            default_storage.save(renditions.original_path(name), ContentFile(b"original"))
            yield name

    def test_no_table_and_no_file_holds_anything(self) -> None:
        self.assertGreater(len(find_rows_with(*MARKS)), 70)
        self.assertEqual(len(list(self.files())), 10 + len(FORMATS))
        self.erase(self.person)
        self.assertEqual(find_rows_with(*MARKS), [])
        self.assertEqual(list(self.files()), [])
        write_all()
        self.assertEqual(OpenRecord.objects.get(pk=self.person.pk).line, "")

    def files(self) -> Iterator[Path]:
        for folder in (self.media, settings.FILE_CACHE_FOLDER):
            yield from (path for path in folder.rglob("*") if path.is_file())

    def test_no_other_history_holds_the_number(self) -> None:
        self.erase(self.person)
        told = Change.objects.values_list("table", "subject_pk")
        self.assertNotIn(("profiles_relationship", self.other.pk), told)
        self.assertFalse(
            Change.objects.filter(subject_pk__in=[self.person.pk, self.twin.pk]).exists()
        )
        self.assertTrue(Change.objects.filter(subject_pk=self.other.pk).exists())

    def test_slugs_and_references_answer_410(self) -> None:
        known = [
            "kanarienvogel", "kanarienvogel-2", f"kanarienvogel-once-{self.person.pk}",
            self.person.reference, self.twin.reference.lower(), f"p-{self.person.pk:09d}",
        ]  # fmt: skip
        for address in known:
            self.assertIn(self.client.get(f"/profiles/{address}/").status_code, (200, 301))
        self.erase(self.person)
        for address in known:
            with self.subTest(address):
                gone = self.client.get(f"/profiles/{address}/")
                self.assertEqual(gone.status_code, 410)
                self.assertNotIn(CANARY.lower(), gone.text.lower())
        self.assertEqual(self.client.get("/profiles/p-999999/").status_code, 404)
        self.assertFalse(Listing.objects.filter(pk=self.person.pk).exists())

    def test_the_record_says_who_erased_which_number_and_when(self) -> None:
        self.erase(self.person)
        numbers = {each.number: each.author for each in ErasedPerson.objects.all()}
        self.assertEqual(numbers, dict.fromkeys((self.person.pk, self.twin.pk), self.staff))
        page = self.client.get("/admin/profiles/erasedperson/")
        self.assertContains(page, self.person.reference)
        self.assertContains(page, self.staff.username)


class OthersTests(ErasingTestCase):
    def test_petitions_and_news_stay_without_the_person(self) -> None:
        person, other = make_detainee(), make_detainee()
        petition, news = make_petition(slug="free-them"), make_news()
        for item in (petition, news):
            item.people.add(person, other)
        self.assertEqual(set(erasure.plan_erasure(person).named_in), {petition, news})
        self.erase(person)
        for item in (petition, news):
            self.assertEqual(list(item.people.all()), [other])
            self.assertEqual(self.client.get(item.get_absolute_url()).status_code, 200)
        asked = self.client.get(f"/petitions/free-them/?for={person.reference}")
        self.assertEqual(asked.status_code, 200)

    def test_signatures_for_the_person_still_count_and_name_no_one(self) -> None:
        person, petition = make_detainee(), make_petition()
        petition.people.add(person)
        signature = make_signature(petition, signed_for=person)
        self.erase(person)
        tallies.fold()
        self.assertEqual(tallies.count(petition.pk), 1)
        self.assertFalse(count_audit.check().differences)
        self.state_reason()
        page = self.client.get(f"/admin/petitions/signature/{signature.pk}/change/")
        self.assertEqual(page.status_code, 200)
        self.assertEqual(Signature.objects.select_related("signed_for").get().signed_for, None)

    def test_no_one_else_gets_the_slug(self) -> None:
        self.erase(make_detainee("Aygül Misal", slug="aygul-misal"))
        other = make_detainee("Aygül Misal", state="draft", slug=None)
        page = self.fill_in(f"{PEOPLE}{other.pk}/change/", {"slug": "aygul-misal"})
        self.assertContains(page, "A person was once public at this address and is erased.")
        workflow.publish(other, author=self.staff)
        self.assertEqual(other.slug, "aygul-misal-2")

    def test_a_person_who_was_never_public_answers_404(self) -> None:
        person = make_detainee(state="draft", publish_at=None)
        self.erase(person)
        self.assertEqual(self.client.get(f"/profiles/{person.reference}/").status_code, 404)

    def test_the_page_promises_an_address_only_of_someone_who_was_public(self) -> None:
        promise = "answer that something is gone"
        for state, is_promised in (("published", True), ("draft", False)):
            person = make_detainee("Tursun Misal", state=state)
            page = self.client.get(f"/admin/profiles/detainee/{person.pk}/erase/")
            self.assertEqual(promise in page.text, is_promised)

    def test_an_erasure_is_refused_while_an_import_changes_the_person(self) -> None:
        person = make_detainee()
        batch = ImportBatch.objects.create(
            file_name="p.csv", sha256="0", size=1, author=self.staff, state="importing"
        )
        ImportRow.objects.create(batch=batch, detainee=person, number=1, outcome="update")
        with self.assertRaisesMessage(ValidationError, "Wait until it is done."):
            self.erase(person)
        self.assertTrue(Detainee.objects.exists())

    def test_the_file_of_an_import_that_names_the_person_is_erased(self) -> None:
        person = make_detainee("Aygül Misal")
        for name in ("Aygül Misal", "Erkin Misal"):
            batch = ImportBatch.objects.create(
                file_name=name, sha256="0", size=1, author=self.staff
            )
            store_upload(batch, Upload(b""))
            ImportRow.objects.create(batch=batch, number=1, outcome="create", name=name)
        self.erase(person)
        self.assertEqual(ImportFile.objects.get().batch.file_name, "Erkin Misal")
        emptied = ImportRow.objects.get(batch__file_name="Aygül Misal")
        self.assertEqual((emptied.name, emptied.outcome), ("", "erased"))


class AfterARestoreTests(ErasingTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.person = make_detainee("Aygül Misal")
        self.bystander = make_detainee("Erkin Misal")

    def bring_back(self, **fields: Any) -> Detainee:
        self.erase(self.person)
        ErasedPerson.objects.all().delete()
        return make_detainee("Aygül Misal", pk=self.person.pk, **fields)

    def test_the_command_erases_people_whom_a_backup_restored(self) -> None:
        back = self.bring_back()
        Detainee.objects.filter(pk=back.pk).update(created_at=F("created_at") - timedelta(days=1))
        out = StringIO()
        call_command("replay_erasures", stdout=out)
        self.assertIn("People erased again: 1", out.getvalue())
        self.assertEqual(list(Detainee.objects.all()), [self.bystander])

    def test_the_nightly_job_does_so_too(self) -> None:
        back = self.bring_back()
        Detainee.objects.filter(pk=back.pk).update(created_at=F("created_at") - timedelta(days=1))
        tasks.replay_erased_people(0)
        self.assertEqual(list(Detainee.objects.all()), [self.bystander])

    def test_a_newer_person_with_the_same_number_is_not_erased(self) -> None:
        back = self.bring_back()
        tasks.replay_erased_people(0)
        self.assertTrue(Detainee.objects.filter(pk=back.pk).exists())

    def test_nothing_is_erased_if_the_erasure_log_cannot_be_written(self) -> None:
        with patch.object(erasure_log, "append", side_effect=OSError):
            page = self.fill_in(
                f"{PEOPLE}{self.person.pk}/erase/", {"reference": self.person.reference}, press=""
            )
        self.assertContains(page, "Nothing is erased")
        self.assertTrue(Detainee.objects.filter(pk=self.person.pk).exists())


class DeskTests(ErasingTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.person = make_detainee("Aygül Misal")
        self.address = f"{PEOPLE}{self.person.pk}/erase/"

    def test_the_reference_must_be_typed_and_a_wrong_one_erases_no_one(self) -> None:
        self.assertContains(self.client.get(f"{PEOPLE}{self.person.pk}/change/"), self.address)
        for typed in ("", "P-999999", "yes", "Aygül Misal"):
            page = self.fill_in(self.address, {"reference": typed}, press="")
            self.assertContains(page, 'class="errorlist"')
            self.assertTrue(Detainee.objects.exists())
        page = self.fill_in(self.address, {"reference": self.person.reference.lower()}, press="")
        self.assertContains(page, f"{self.person.reference} is erased.")
        self.assertFalse(Detainee.objects.exists())
        self.assertContains(self.client.get(self.address, follow=True), "", status_code=404)

    def test_the_page_lists_what_is_deleted_and_what_stays(self) -> None:
        news = make_news(headline="Aygül Misal was seen")
        news.people.add(self.person)
        page = self.client.get(self.address)
        self.assertContains(page, "Names: 1")
        self.assertContains(page, "Aygül Misal was seen")
        self.assertContains(page, f"/admin/news/newsitem/{news.pk}/change/")

    def test_erasing_has_a_permission_of_its_own(self) -> None:
        may = ("profiles.view_detainee", "profiles.change_detainee", "profiles.publish_detainee")
        user = self.sign_in_as(*may)
        self.assertNotContains(self.client.get(f"{PEOPLE}{self.person.pk}/change/"), self.address)
        for send in (self.client.get, self.client.post):
            self.assertEqual(send(self.address, {"reference": "P-1"}).status_code, 403)
        user.delete()
        self.sign_in_as(*may, "profiles.erase_detainee")
        self.fill_in(self.address, {"reference": self.person.reference}, press="")
        self.assertFalse(Detainee.objects.exists())

    def test_merged_people_are_erased_too(self) -> None:
        other = make_detainee()
        merge.merge(self.person, other, take=(), author=self.staff)
        self.assertNotContains(self.client.get(f"{PEOPLE}{other.pk}/change/"), "/erase/")
        away = self.client.get(f"{PEOPLE}{other.pk}/erase/")
        self.assertRedirects(away, f"{PEOPLE}{other.pk}/change/")
        with self.assertRaisesMessage(ValidationError, f"erase {self.person.reference}"):
            erasure.erase(Detainee.objects.get(pk=other.pk), author=self.staff)

    def test_a_deleted_draft_leaves_nothing_in_the_history(self) -> None:
        draft = make_detainee("Kanarienvogel", state="draft", publish_at=None)
        with self.captureOnCommitCallbacks(execute=True):
            self.client.post(f"{PEOPLE}{draft.pk}/delete/", {"post": "yes"})
        self.assertFalse(Detainee.objects.filter(pk=draft.pk).exists())
        self.assertEqual(find_rows_with(*MARKS), [])
