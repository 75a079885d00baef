"""A parcel of paper signatures that is entered twice is questioned."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from petitions.models import PaperBatch, Petition
from tests.desk import DeskTestCase, FormReader
from tests.factories import make_petition, make_staff
from tests.petitions.counting.test_paper_signatures import make_batch
from tests.petitions.test_concurrency import at_once
from tests.testcases import CommittingTestCase, StaffClient, make_app

MANY = 4
ADD = "/admin/petitions/paperbatch/add/"


def typed(petition: Petition, **changes: Any) -> dict[str, Any]:
    return {
        "petition": str(petition.pk),
        "received_on": timezone.localdate().isoformat(),
        "country": "FR",
        "count": "240",
        "struck_out": "3",
        "sheets": "12",
        "note": "In the green folder",
    } | changes


class EnteredTwiceTests(DeskTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.petition = make_petition()

    def test_the_same_parcel_is_questioned_and_nothing_typed_is_lost(self) -> None:
        self.fill_in(ADD, typed(self.petition))
        page = self.fill_in(ADD, typed(self.petition))
        self.assertContains(page, "staff entered a parcel of 240 signatures from France")
        self.assertContains(page, "Is this another one?")
        self.assertEqual(FormReader(page.text).values["note"], "In the green folder")
        self.assertEqual(PaperBatch.objects.count(), 1)

    def test_a_tick_says_that_it_is_another_one(self) -> None:
        make_batch(self.petition, 240)
        page = self.fill_in(ADD, typed(self.petition))
        self.send(ADD, FormReader(page.text), {"is_another": "on"})
        self.assertEqual(PaperBatch.objects.count(), 2)

    def test_the_tick_stands_only_for_what_was_asked_about(self) -> None:
        make_batch(self.petition, 240)
        page = self.fill_in(ADD, typed(self.petition))
        make_batch(self.petition, 240)  # from another tab
        page = self.send(ADD, FormReader(page.text), {"is_another": "on"})
        self.assertContains(page, "Is this another one?")
        self.assertNotIn("is_another", FormReader(page.text).values)
        self.assertEqual(PaperBatch.objects.count(), 2)

    def test_it_is_the_same_number_or_the_same_day_that_makes_one_ask(self) -> None:
        make_batch(self.petition, 240, received_on=timezone.localdate() - timedelta(days=9))
        make_batch(make_petition(), 77)
        for changes, asks in (
            ({}, True),
            ({"count": "239"}, False),
            ({"country": "DE"}, False),
            ({"count": "77"}, False),
        ):
            with self.subTest(changes):
                before = PaperBatch.objects.count()
                self.fill_in(ADD, typed(self.petition, **changes))
                self.assertEqual(PaperBatch.objects.count(), before if asks else before + 1)
                PaperBatch.objects.filter(author=self.staff).delete()
        make_batch(self.petition, 5)
        self.assertContains(self.fill_in(ADD, typed(self.petition, count="6")), "another one?")

    def test_a_correction_of_the_note_is_not_questioned(self) -> None:
        first = make_batch(self.petition, 240)
        make_batch(self.petition, 240)
        address = f"/admin/petitions/paperbatch/{first.pk}/change/"
        self.fill_in(address, {"note": "Moved to the safe"})
        first.refresh_from_db()
        self.assertEqual(first.note, "Moved to the safe")


class SavedAtOnceTests(CommittingTestCase):
    def test_of_several_tabs_that_save_at_once_one_is_stored_and_the_others_are_asked(self) -> None:
        petition = make_petition()
        staff = make_staff()
        make_app(staff)  # one for all the threads

        def save(_number: int) -> int:
            browser = StaffClient()
            browser.force_login(staff)
            return browser.post(ADD, typed(petition, _save="yes")).status_code

        self.assertEqual(sorted(at_once(save, MANY)), [200] * (MANY - 1) + [302])
        self.assertEqual(PaperBatch.objects.count(), 1)
