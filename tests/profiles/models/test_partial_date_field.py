"""A partial date in the database and in a form: its words and the three columns computed from them."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.forms import modelform_factory
from django.test import TestCase

from campaign.text.date_parser import Precision
from campaign.text.partial_dates import MAX_LENGTH, PartialDate, PartialDateFormField
from profiles.models import Detainee, Event
from tests.factories import make_detainee

SHAPES = {
    "15 June 2017": (date(2017, 6, 15), date(2017, 6, 15), Precision.DAY),
    "Early 2018": (date(2018, 1, 1), date(2018, 4, 30), Precision.PART),
    "After 2016": (date(2017, 1, 1), None, Precision.AFTER),
    "before 2018": (None, date(2017, 12, 31), Precision.BEFORE),
    "Unclear": (None, None, Precision.UNKNOWN),
    "": (None, None, Precision.UNKNOWN),
}


class ColumnsTests(TestCase):
    person: Detainee

    @classmethod
    def setUpTestData(cls) -> None:
        cls.person = make_detainee()

    def stored(self, event: Event) -> tuple[object, ...]:
        stored: tuple[object, ...] = Event.objects.values_list(
            "when_earliest", "when_latest", "when_precision"
        ).get(pk=event.pk)
        return stored

    def test_words_and_meaning_come_back_as_they_were_saved(self) -> None:
        for typed, meaning in SHAPES.items():
            with self.subTest(typed):
                event = Event.objects.create(detainee=self.person, kind="taken", when=typed)
                read = Event.objects.get(pk=event.pk).when
                self.assertIsInstance(read, PartialDate)
                self.assertEqual(read.text, typed)
                self.assertEqual((read.earliest, read.latest, read.precision), meaning)
                self.assertEqual(self.stored(event), meaning)

    def test_the_columns_follow_when_the_words_change(self) -> None:
        event = Event.objects.create(detainee=self.person, kind="taken", when="2017")
        for typed, meaning in SHAPES.items():
            event.when = typed
            event.save()
            self.assertEqual(self.stored(event), meaning)

    def test_the_columns_are_filled_in_bulk_as_well(self) -> None:
        events = Event.objects.bulk_create(
            Event(detainee=self.person, kind="taken", when=typed) for typed in SHAPES
        )
        for event, meaning in zip(events, SHAPES.values(), strict=True):
            self.assertEqual(self.stored(event), meaning)

    def test_nonsense_is_refused_where_it_is_assigned(self) -> None:
        with self.assertRaises(ValidationError) as refused:
            Event(detainee=self.person, kind="taken", when="last week")
        self.assertEqual(refused.exception.code, "not_a_date")

    def test_words_are_found_by_a_part_of_them(self) -> None:
        event = Event.objects.create(detainee=self.person, kind="taken", when="Early 2018")
        self.assertEqual(Event.objects.get(when__icontains="earl"), event)
        self.assertEqual(Event.objects.get(when="Early 2018"), event)

    def test_words_of_an_older_time_that_are_no_date_any_more_stay_and_mean_nothing(self) -> None:
        event = Event.objects.create(detainee=self.person, kind="taken")
        Event.objects.filter(pk=event.pk).update(when="the year of the horse")
        read = Event.objects.get(pk=event.pk).when
        self.assertEqual(read.text, "the year of the horse")
        self.assertEqual(read.precision, Precision.UNKNOWN)


class FormTests(TestCase):
    def form(self, data: dict[str, str] | None = None, event: Event | None = None) -> Any:
        return modelform_factory(Event, fields=["when"])(data, instance=event)

    def test_nonsense_gets_a_message_with_examples_and_stays_as_typed(self) -> None:
        form = self.form({"when": "last <week>"})
        self.assertIn("early 2017", form.errors["when"][0])
        self.assertIn("last &lt;week&gt;", str(form))

    def test_what_is_longer_than_any_date_is_refused(self) -> None:
        self.assertIn("when", self.form({"when": "2" * (MAX_LENGTH + 1)}).errors)

    def test_words_are_offered_for_change_as_they_were_typed(self) -> None:
        event = Event(when="2017-06-15")
        self.assertIn('value="2017-06-15"', str(self.form(event=event)))

    def test_only_other_words_are_a_change(self) -> None:
        for before, after, changed in (
            ("", "", False), ("2017", "2017", False), ("2017", " 2017 ", False), ("", "2017", True),
            ("2017", "2018", True), ("2017", "", True), ("2017", "nonsense", True),
        ):  # fmt: skip
            with self.subTest(before=before, after=after):
                form = self.form({"when": after}, Event(when=before))
                self.assertEqual(form.has_changed(), changed)

    def test_an_empty_row_of_events_is_no_change(self) -> None:
        self.assertFalse(self.form({"when": ""}).has_changed())

    def test_a_date_that_must_be_given_cannot_be_left_empty(self) -> None:
        with self.assertRaises(ValidationError) as refused:
            PartialDateFormField().clean("  ")
        self.assertEqual(refused.exception.code, "required")
