"""The nightly check finds and reports every difference between count and signatures. `repair` corrects the count."""

from io import StringIO
from threading import Event, Thread
from typing import Any

from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.utils import timezone

from petitions.counting import tallies
from petitions.models import (
    CountCheck,
    DayTally,
    Kind,
    Leaf,
    LedgerEntry,
    PersonTally,
    Signature,
    Tally,
)
from petitions.moderation import switches
from petitions.signers import erasure
from petitions.transparency import count_audit, tasks
from petitions.transparency.count_audit import Difference
from profiles.models import Detainee
from tests.campaign.test_roles import make_member
from tests.desk import DeskTestCase
from tests.factories import make_detainee, make_petition, make_signature, make_staff, make_tally
from tests.petitions.testcases import CommittingSigningTestCase, SigningTestCase

LIST = "/admin/petitions/countcheck/"


def run(*options: str) -> str:
    out = StringIO()
    call_command("check_count", *options, stdout=out)
    return out.getvalue()


class CountedTestCase(SigningTestCase):
    """Folded and unfolded signatures on two petitions, some for a person and some for no one."""

    person: Detainee

    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        cls.person = make_detainee()
        petitions = (cls.petition, make_petition())
        for petition in petitions:
            make_tally(petition, {"NL": 3, "KZ": 1})
            make_signature(petition, signed_for=cls.person)
        tallies.fold()
        for petition in petitions:
            make_signature(petition, country="DE", signed_for=cls.person)
            make_signature(petition, confirmed=False)

    def found(self) -> list[tuple[str, str, int, int]]:
        return [(d.what, d.key, d.counted, d.confirmed) for d in count_audit.differences()]


class Finding(CountedTestCase):
    def test_none_is_expected(self) -> None:
        self.assertEqual(count_audit.differences(), [])
        erasure.withdraw(Signature.objects.filter(state="confirmed")[0])
        self.assertEqual(count_audit.differences(), [])
        tallies.fold()
        self.assertEqual(count_audit.differences(), [])

    def test_without_signatures_there_is_no_difference(self) -> None:
        for model in (Signature, LedgerEntry, Tally, DayTally, PersonTally, Leaf):
            model._default_manager.all().delete()
        self.assertEqual(count_audit.differences(), [])

    def test_a_wrong_tally_of_a_country(self) -> None:
        Tally.objects.filter(petition=self.petition, country="KZ").update(count=4)
        self.assertEqual(self.found(), [("total", "", 9, 6), ("country", "KZ", 4, 1)])

    def test_two_that_are_wrong_and_together_right(self) -> None:
        Tally.objects.filter(petition=self.petition, country="KZ").update(count=2)
        Tally.objects.filter(petition=self.petition, country="NL").update(count=3)
        self.assertEqual(self.found(), [("country", "KZ", 2, 1), ("country", "NL", 3, 4)])

    def test_a_wrong_tally_of_a_day(self) -> None:
        DayTally.objects.filter(petition=self.petition, kind=Kind.COUNTED).update(count=1)
        today = str(timezone.now().date())
        self.assertEqual(self.found(), [("day", today, 2, 6)])

    def test_events_are_no_part_of_it(self) -> None:
        DayTally.objects.create(
            petition=self.petition, kind=Kind.SIGNED, day=timezone.now().date(), count=99
        )
        self.assertEqual(count_audit.differences(), [])

    def test_a_wrong_tally_of_a_person(self) -> None:
        PersonTally.objects.update(count=0)
        self.assertEqual(self.found(), [("person", str(self.person.pk), 2, 4)])

    def test_a_line_of_the_log_that_is_missing_and_one_too_many(self) -> None:
        Leaf.objects.filter(petition=self.petition)[0].delete()
        self.assertEqual(self.found(), [("log", "", 5, 6)])

    def test_a_line_of_the_ledger_that_is_missing(self) -> None:
        LedgerEntry.objects.filter(petition=self.petition, kind=Kind.COUNTED).delete()
        self.assertEqual([what for what, *_ in self.found()], ["total", "country", "day", "person"])

    def test_a_signature_that_was_changed_past_the_ledger(self) -> None:
        Signature.objects.filter(petition=self.petition, country="KZ").update(state="quarantined")
        self.assertEqual(
            [(what, counted - confirmed) for what, _, counted, confirmed in self.found()],
            [("total", 1), ("log", 1), ("country", 1), ("day", 1)],
        )

    def test_a_pause_of_counting_is_no_difference(self) -> None:
        switches.pause_counting(author=make_staff())
        make_signature(self.petition)
        self.assertEqual(count_audit.differences(), [])


class Checking(CountedTestCase):
    def test_the_result_is_stored(self) -> None:
        tasks.check_count(0)
        check = CountCheck.objects.get()
        self.assertEqual((check.petitions, check.differences), (2, []))

    def test_a_difference_is_described_in_words_and_raises_the_alarm(self) -> None:
        Tally.objects.filter(petition=self.petition, country="KZ").update(count=4)
        PersonTally.objects.update(count=0)
        with self.assertLogs("petitions.transparency.count_audit", "ERROR") as logs:
            check = count_audit.check()
        self.assertEqual(
            check.differences,
            [
                "Free the teachers of Kashgar: the count is 9, and 6 are confirmed.",
                "Free the teachers of Kashgar, Kazakhstan: counted 4, confirmed 1.",
                f"Signed for P-{self.person.pk:04d}: counted 2, confirmed 4.",
            ],
        )
        self.assertIn("wrong in 3 places", logs.output[0])
        self.assertNotIn("Kazakhstan", logs.output[0])

    def test_only_the_first_hundred_differences_are_described(self) -> None:
        PersonTally.objects.bulk_create(
            PersonTally(detainee_id=10_000 + number, count=1) for number in range(150)
        )
        with self.assertLogs("petitions.transparency.count_audit", "ERROR"):
            check = count_audit.check()
        self.assertEqual(len(check.differences), 101)
        self.assertEqual(check.differences[-1], "… and 50 more.")


class Command(CountedTestCase):
    def test_it_says_that_all_is_well(self) -> None:
        self.assertIn("No difference.", run())

    def test_it_fails_with_every_difference(self) -> None:
        Tally.objects.filter(petition=self.petition, country="KZ").update(count=4)
        with (
            self.assertLogs("petitions.transparency.count_audit", "ERROR"),
            self.assertRaisesMessage(CommandError, "Kazakhstan: counted 4, confirmed 1."),
        ):
            run()
        self.assertEqual(Tally.objects.get(petition=self.petition, country="KZ").count, 4)

    def test_it_repairs_what_is_wrong_and_nothing_else(self) -> None:
        DayTally.objects.create(
            petition=self.petition, kind=Kind.SIGNED, day=timezone.now().date(), count=99
        )
        unfolded = LedgerEntry.objects.count()
        Tally.objects.filter(petition=self.petition, country="NL").delete()
        Tally.objects.create(petition=self.petition, country="TR", count=7)
        DayTally.objects.filter(kind=Kind.COUNTED).update(count=1)
        PersonTally.objects.all().delete()
        self.assertIn("Tallies that were put right: 5", run("--repair"))
        self.assertEqual(LedgerEntry.objects.count(), unfolded)
        self.assertEqual(DayTally.objects.get(kind=Kind.SIGNED).count, 99)
        self.assertEqual(tallies.count(self.petition.pk), 6)
        tallies.fold()
        self.assertEqual(count_audit.differences(), [])

    def test_it_does_not_touch_the_log(self) -> None:
        Leaf.objects.filter(petition=self.petition)[0].delete()
        with (
            self.assertLogs("petitions.transparency.count_audit", "ERROR"),
            self.assertRaisesMessage(CommandError, "the log says 5, and 6 are confirmed."),
        ):
            run("--repair")

    def test_while_counting_is_paused_the_number_is_that_of_the_pause(self) -> None:
        switches.pause_counting(author=make_staff())
        make_signature(self.petition)
        Tally.objects.update(count=0)
        count_audit.repair()
        self.assertEqual(tallies.count(self.petition.pk), 6)


class WhileOthersSign(CommittingSigningTestCase):
    def test_checking_and_repairing_disturb_no_one_and_are_right(self) -> None:
        """Four threads sign, confirm and withdraw without a pause. One folds, one repairs, one checks."""
        checks: list[list[Difference]] = []
        failed: list[BaseException] = []
        done = Event()

        def again_and_again(act: Any, *args: Any) -> Thread:
            def run() -> None:
                try:
                    while not done.is_set():
                        act(*args)
                except BaseException as error:
                    failed.append(error)
                    done.set()
                finally:
                    connection.close()

            thread = Thread(target=run)
            thread.start()
            return thread

        def sign_and_withdraw(country: str) -> None:
            with transaction.atomic():
                stays, goes = (make_signature(self.petition, country=country) for _ in range(2))
            erasure.withdraw(goes)
            stays.refresh_from_db()

        threads = [again_and_again(sign_and_withdraw, country) for country in ("NL", "KZ")]
        threads += [again_and_again(tallies.fold), again_and_again(count_audit.repair)]
        for _ in range(25):
            if not done.is_set():
                checks.append(count_audit.differences())
        done.set()
        for thread in threads:
            thread.join(60)
        self.assertEqual(failed, [])
        self.assertEqual(checks, [[]] * 25)
        tallies.fold_all()
        self.assertEqual(count_audit.repair(), 0)
        self.assertEqual(count_audit.differences(), [])


class Desk(DeskTestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        CountCheck.objects.create(petitions=2, differences=[], milliseconds=40)
        cls.wrong = CountCheck.objects.create(
            petitions=2, differences=["Free <all>: counted 4, confirmed 1."], milliseconds=50
        )

    wrong: CountCheck

    def test_publishers_read_the_checks_and_no_one_changes_them(self) -> None:
        publisher: User = make_member("Petition managers")
        self.client.force_login(publisher)
        page = self.client.get(LIST)
        self.assertContains(page, "1 difference")
        self.assertContains(page, "Correct")
        check = self.client.get(f"{LIST}{self.wrong.pk}/change/")
        self.assertContains(check, "Free &lt;all&gt;: counted 4, confirmed 1.")
        self.assertNotContains(check, 'name="_save"')
        self.assertEqual(self.client.get(f"{LIST}{self.wrong.pk}/delete/").status_code, 403)
        self.client.force_login(make_member("Editors"))
        self.assertEqual(self.client.get(LIST).status_code, 403)

    def test_they_are_found_by_result_and_by_words(self) -> None:
        for query, number in (("result=wrong", 1), ("result=right", 1), ("q=Free", 1), ("q=x1", 0)):
            with self.subTest(query):
                found = self.client.get(f"{LIST}?{query}").context["cl"].result_count
                self.assertEqual(found, number)

    def test_the_list_costs_no_more_for_many(self) -> None:
        CountCheck.objects.bulk_create(
            CountCheck(petitions=2, differences=[], milliseconds=1) for _ in range(60)
        )
        with self.assertNumQueries(9):
            self.client.get(LIST)
