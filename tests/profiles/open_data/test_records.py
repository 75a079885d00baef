"""Records of the open data are up to date for every request, whoever changed what."""

import re
from collections.abc import Callable
from datetime import timedelta
from unittest import mock

from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from campaign.images.models import Picture
from campaign.publishing import workflow
from campaign.web.file_cache import Busy
from profiles.models import (
    Amendment,
    Detainee,
    Due,
    Event,
    ExternalRecord,
    Name,
    OpenRecord,
    Quote,
    Reason,
    Relationship,
    Reply,
    Source,
    StatusClaim,
)
from profiles.models.listing import PublicChange
from profiles.models.places import Ethnicity, Place
from profiles.open_data import files, records
from profiles.safety import merge
from profiles.tasks import make_open_data
from tests.factories import make_claim, make_detainee, make_staff, make_statements, make_translation
from tests.profiles.open_data.reading import OpenDataTestCase
from tests.profiles.open_data.test_open_data import WHOLE, make_detailed_person

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


class InStepTests(OpenDataTestCase):
    def test_a_change_of_each_part_is_in_the_record_at_once(self) -> None:
        """Without a trigger on its table, a withdrawn part, such as a quotation, would stay in the record."""
        person = make_detailed_person()
        kashgar = Place.objects.get(code="kashgar")
        changes: dict[str, Callable[[], object]] = {
            "person": lambda: Detainee.objects.update(summary="Another."),
            "name": lambda: Name.objects.filter(kind="nickname").update(text="Another"),
            "a name less": lambda: Name.objects.filter(kind="nickname").delete(),
            "people": lambda: person.ethnicities.set([Ethnicity.objects.get(code="kazakh")]),
            "claim": lambda: StatusClaim.objects.update(status="camp"),
            "a claim more": lambda: make_claim(person, "hospital"),
            "event": lambda: Event.objects.filter(kind="taken").update(when="2016"),
            "source": lambda: Source.objects.update(attribution="another relative"),
            "source hidden": lambda: Source.objects.update(is_public=False),
            "charge": lambda: person.legal_cases.update(official_charge="another"),
            "reason": lambda: Reason.objects.update(description="Another."),
            "quotation": lambda: Quote.objects.update(is_public=False),
            "reply": lambda: Reply.objects.update(text="Another."),
            "relative": lambda: Relationship.objects.update(description="three children"),
            "amendment": lambda: Amendment.objects.update(text="Another."),
            "other record": lambda: ExternalRecord.objects.update(number="Q1"),
            "picture": lambda: Picture.objects.update(alt="Another"),
            "name of a place": lambda: Place.objects.filter(pk=kashgar.pk).update(name="Qeshqer"),
            "consent": lambda: person.consents.update(covers_photo=False),
            "translation": lambda: make_translation(person),
            "its text": lambda: person.translations.update(summary="Another."),
        }
        before = self.read()
        for part, change in changes.items():
            with self.subTest(part):
                change()
                after = self.read()
                self.assertNotEqual(after, before)
                before = after

    def test_every_table_behind_a_record_has_a_trigger(self) -> None:
        """Every new table behind the public profile needs the trigger."""
        make_detailed_person()
        with CaptureQueriesContext(connection) as queries:
            self.read()
        told = " ".join(query["sql"] for query in queries)
        read = set(re.findall(r'(?:FROM|JOIN) "(\w+)"', told))
        self.assertIn("profiles_quote", read)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT event_object_table FROM information_schema.triggers "
                "WHERE trigger_name LIKE 'open_data_%'"
            )
            listening = {table for (table,) in cursor.fetchall()}
        # `updated_at` of the page is not in the record, which has its own `changed_at`.
        apart = {model._meta.db_table for model in (OpenRecord, Due, PublicChange)}
        self.assertLessEqual(read - apart, listening)

    def test_a_withdrawn_person_is_gone_with_the_next_request_however_it_was_done(self) -> None:
        staff = make_staff()

        def by_sql(person: Detainee) -> None:
            with connection.cursor() as cursor:
                cursor.execute(
                    "UPDATE profiles_consent SET withdrawn_at = now() WHERE detainee_id = %s",
                    [person.pk],
                )

        ways: dict[str, Callable[[Detainee], object]] = {
            "the action": lambda person: workflow.withdraw(person, author=staff),
            "consent": lambda person: person.consents.update(withdrawn_at=timezone.now()),
            "SQL": by_sql,
            "deleted": lambda person: Detainee.objects.filter(pk=person.pk).delete(),
        }
        for way, withdraw in ways.items():
            with self.subTest(way):
                person = make_detainee(f"Gone by {way}")
                for file in (*WHOLE, "profiles.json?status=prison"):
                    self.assertIn(f"Gone by {way}", self.read(file))
                withdraw(person)
                for file in (*WHOLE, "profiles.json?status=prison"):
                    self.assertNotIn(f"Gone by {way}", self.read(file))
                    self.assertNotIn(person.reference, self.read(file))

    def test_a_merged_person_has_no_record(self) -> None:
        kept, gone = make_detainee(), make_detainee()
        self.assertEqual(self.references(), [kept.reference, gone.reference])
        merge.merge(kept, gone, take=(), author=make_staff())
        self.assertEqual(self.references(), [kept.reference])

    def test_people_come_and_go_by_date_alone(self) -> None:
        now = timezone.now()
        make_detainee("Later", publish_at=now + timedelta(hours=1))
        ending = make_detainee("Ending")
        ending.consents.update(expires_on=timezone.localdate() + timedelta(days=2))
        self.assertEqual([person["name"] for person in self.people()], ["Ending"])
        for moment, names in (
            (now + timedelta(hours=2), ["Later", "Ending"]),
            (now + timedelta(days=3), ["Later"]),
        ):
            with (
                self.subTest(moment),
                mock.patch("django.utils.timezone.now", return_value=moment),
            ):
                self.assertEqual([person["name"] for person in self.people()], names)

    def test_a_relative_whose_consent_ends_is_no_longer_linked(self) -> None:
        both = ("name", "story", "relatives")
        one, other = make_detainee(covers=both), make_detainee(covers=both)
        Relationship.objects.create(detainee=one, kind="parent", other=other, is_public=True)
        other.consents.update(expires_on=timezone.localdate() + timedelta(days=2))
        self.assertTrue(self.people()[0]["relatives"])
        later = timezone.now() + timedelta(days=3)
        with mock.patch("django.utils.timezone.now", return_value=later):
            self.assertFalse(self.people()[0]["relatives"])

    def test_records_of_another_form_are_made_again(self) -> None:
        make_detainee()
        self.read()
        with override_settings(SITE_URL="https://elsewhere.example"):
            self.assertIn("https://elsewhere.example/profiles/", self.people()[0]["url"])


class DueTests(OpenDataTestCase):
    def test_changes_of_drafts_make_nothing_due(self) -> None:
        draft = make_detainee(state="draft")
        make_statements(draft, charge="x", reason="y", quote="z")
        self.assertFalse(Due.objects.exists())
        self.assertEqual(self.people(), [])
        self.assertFalse(OpenRecord.objects.exists())

    def test_many_due_records_are_left_to_the_worker_and_visitors_get_503(self) -> None:
        with mock.patch.object(records, "CHUNK", 3):
            for _each in range(5):
                make_detainee()
            for address in ("/data/profiles.json", "/data/profiles.csv?gender=unknown"):
                make_detainee()
                make_detainee()
                with self.assertNoLogs("django.request"):  # this is no error of the site
                    response = self.client.get(address)
                self.assertEqual((response.status_code, response["Retry-After"]), (503, "60"))
                self.assertEqual(response["Cache-Control"], "no-store")
                self.assertNotIn("Misal", response.text)
            make_open_data(0)
            self.assertFalse(Due.objects.exists())
            self.assertEqual(len(self.people()), 9)

    def test_a_browser_gets_a_503_page_and_a_program_gets_json(self) -> None:
        make_detainee()
        with mock.patch.object(records, "CHUNK", 0):
            for file in ("profiles.json", "profiles.csv", "checksums.txt"):
                page = self.client.get(f"/data/{file}", headers={"Accept": BROWSER})
                self.assertEqual((page.status_code, page["Retry-After"]), (503, "60"))
                self.assertContains(page, "<h1>We are updating these files.", status_code=503)
                for accepts in ("*/*", "application/json", "text/csv"):
                    problem = self.client.get(f"/data/{file}", headers={"Accept": accepts})
                    self.assertEqual(problem["Content-Type"], "application/problem+json")
                    # A script on another site may read it, with its Retry-After.
                    self.assertEqual(problem["Access-Control-Allow-Origin"], "*")
                    self.assertIn("Retry-After", problem["Access-Control-Expose-Headers"])
                    self.assertEqual(problem.json()["status"], 503)
                    self.assertIn("We are updating these files.", problem.json()["detail"])

    def test_a_request_that_finds_the_file_cache_busy_gets_503(self) -> None:
        make_detainee()
        with mock.patch("campaign.web.file_cache.open_or_create", side_effect=Busy):
            response = self.client.get("/data/profiles.csv", headers={"Accept": BROWSER})
        self.assertContains(response, "We are updating these files.", status_code=503)

    def test_a_person_who_is_due_several_times_is_made_once(self) -> None:
        for _each in range(4):
            make_detainee()
        Name.objects.update(text="Another")
        self.assertGreater(Due.objects.count(), 8)
        with (
            mock.patch.object(records, "CHUNK", 2),
            mock.patch.object(records, "_make_records", wraps=records._make_records) as made,
        ):
            records.update_all_due()
        self.assertEqual([len(call.args[0]) for call in made.call_args_list], [2, 2])

    def test_files_that_the_worker_has_made_are_only_sent(self) -> None:
        make_detainee()
        make_open_data(0)
        with mock.patch.object(files, "_write", side_effect=AssertionError):
            for file in WHOLE:
                # Two queries for due records, one for the version.
                with self.assertNumQueries(3):
                    self.read(file)

    def test_changed_at_rises_even_if_the_clock_goes_back(self) -> None:
        person = make_detainee()
        self.read()
        before = records.version()
        assert before
        Detainee.objects.filter(pk=person.pk).update(summary="Another.")
        with mock.patch("django.utils.timezone.now", return_value=before - timedelta(hours=1)):
            records.update_due()
        after = records.version()
        assert after
        self.assertGreater(after, before)
