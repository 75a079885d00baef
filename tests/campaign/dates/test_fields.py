"""The form fields of days and times, and that no form has another one."""

import re
from datetime import UTC, date, datetime
from importlib import import_module
from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.test import RequestFactory, SimpleTestCase, override_settings

from campaign.dates.fields import DayField, MomentField
from petitions.models import Petition
from tests.desk import DeskTestCase
from tests.project.test_house_rules import modules


class DateForm(forms.Form):
    day = DayField(required=False)
    moment = MomentField(required=False)


class FieldTests(SimpleTestCase):
    def clean(self, **data: str) -> dict[str, Any]:
        form = DateForm(data)
        self.assertTrue(form.is_valid(), form.errors)
        return form.cleaned_data

    def test_a_time_comes_in_one_value_or_in_two(self) -> None:
        moment = datetime(2026, 12, 5, 9, tzinfo=UTC)
        for data in (
            {"moment": "2026-12-05 09:00"},
            {"moment": "5 Dec 2026 09:00"},
            {"moment_0": "2026-12-05", "moment_1": "09:00:00"},
            {"moment_0": "5 Dec 2026", "moment_1": "9am"},
            {"moment_0": "5 Dec 2026 09:00", "moment_1": ""},
        ):
            with self.subTest(data):
                self.assertEqual(self.clean(**data)["moment"], moment)
        self.assertIsNone(self.clean(moment_0="", moment_1="")["moment"])

    def test_a_day_that_could_be_two_is_asked_about_and_answered(self) -> None:
        form = DateForm({"day": "5/1/2027", "moment_0": "5/12/2026", "moment_1": "09:00"})
        self.assertFalse(form.is_valid())
        self.assertIn("5 January 2027 or 1 May 2027?", form.errors["day"][0])
        page = form.as_p()
        self.assertInHTML('<input type="radio" name="day-meant" value="2027-01-05">', page)
        self.assertInHTML('<input type="radio" name="moment-meant" value="2026-05-12 09:00">', page)
        self.assertIn('value="5/12/2026"', page)  # as it was typed
        answered = self.clean(
            **{
                "day": "5/1/2027", "day-meant": "2027-05-01",
                "moment_0": "5/12/2026", "moment_1": "09:00", "moment-meant": "2026-12-05 09:00",
            }
        )  # fmt: skip
        self.assertEqual(answered["day"], date(2027, 5, 1))
        self.assertEqual(answered["moment"], datetime(2026, 12, 5, 9, tzinfo=UTC))

    def test_each_half_of_a_moment_comes_back_where_it_was_typed(self) -> None:
        for day, time in (
            ("tomorrow", "9am"), ("2026-02-30", "9 am"), ("", "09:00"), ("2026-12-05 at 9", ""),
            ("2026-12-05 09:00", "10:00"), ("soon", ""),
        ):  # fmt: skip
            with self.subTest(day=day, time=time):
                form = DateForm({"moment_0": day, "moment_1": time})
                form.is_valid()
                page = form.as_p()
                for name, typed in (("moment_0", day), ("moment_1", time)):
                    [line] = re.findall(f'<input[^>]* name="{name}"[^>]*>', page)
                    self.assertIn(f'value="{typed}"', line)

    def test_a_form_that_comes_back_tells_what_is_saved_from_what_was_typed(self) -> None:
        form = DateForm({"day": "28 Nov 2026"}, initial={"day": date(2024, 1, 1)})
        page = form.as_p()
        self.assertIn("When you opened this page: Monday 1 January 2024", page)
        self.assertIn("What you typed: Saturday 28 November 2026", page)
        self.assertNotIn("When you opened", DateForm({"day": "28 Nov 2026"}).as_p())
        unchanged = DateForm({"day": "2024-01-01"}, initial={"day": date(2024, 1, 1)}).as_p()
        self.assertNotIn("What you typed", unchanged)

    def test_an_answer_counts_only_for_what_was_asked(self) -> None:
        typed = self.clean(**{"day": "6 Jan 2027", "day-meant": "2027-05-01"})
        self.assertEqual(typed["day"], date(2027, 1, 6))
        forged = DateForm({"day": "5/1/2027", "day-meant": "2029-01-01"})
        self.assertFalse(forged.is_valid())

    @override_settings(TIME_ZONE="Europe/Zurich")
    def test_the_page_says_what_was_understood_and_the_zone(self) -> None:
        page = DateForm({"day": "5 Jan 2027", "moment": "2026-12-05 09:00"}).as_p()
        self.assertIn("Tuesday 5 January 2027, ", page)
        self.assertIn("Saturday 5 December 2026, 09:00 CET", page)
        self.assertEqual(page.count("Time zone: Europe/Zurich"), 2)

    @override_settings(TIME_ZONE="Europe/Zurich")
    def test_a_time_that_comes_twice_is_shown_so_that_it_is_read_again(self) -> None:
        moment = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
        page = DateForm(initial={"moment": moment}).as_p()
        self.assertIn('value="02:30+01:00"', page)
        form = DateForm(
            {"moment_0": "2026-10-25", "moment_1": "02:30+01:00"}, initial={"moment": moment}
        )
        self.assertTrue(form.is_valid(), form.errors)
        self.assertEqual(form.changed_data, [])


class EveryFormTests(DeskTestCase):
    """A new field cannot forget to ask."""

    OURS = (DayField, MomentField)
    DJANGOS = (forms.DateField, forms.DateTimeField, forms.SplitDateTimeField)

    def bare(self, fields: dict[str, Any]) -> set[str]:
        return {
            name
            for name, field in fields.items()
            if isinstance(field, self.DJANGOS)
            and not (isinstance(field, self.OURS) and isinstance(field.widget, type(field).widget))
        }

    def test_every_form_of_the_desk_reads_days_and_times_in_one_way(self) -> None:
        request = RequestFactory().get("/admin/")
        request.user = self.staff
        seen = 0
        for model, model_admin in admin.site._registry.items():
            for each in (model_admin, *model_admin.get_inline_instances(request)):
                fields = {
                    field.name: each.formfield_for_dbfield(field, request)
                    for field in each.model._meta.fields
                    if isinstance(field, models.DateField)
                }
                seen += len(fields)
                with self.subTest(model=model._meta.label, part=each.model._meta.label):
                    self.assertEqual(self.bare(fields), set())
        self.assertGreater(seen, 30)

    def test_every_other_form_does_so_too(self) -> None:
        ours = ("campaign", "profiles", "petitions", "news", "followers")
        for name in modules(*ours):
            if "embedded_postgres" not in name and ".settings" not in name:
                import_module(name)
        for form in _subclasses(forms.BaseForm):
            if form.__module__.split(".")[0] in ours:
                with self.subTest(form.__name__):
                    self.assertEqual(self.bare(getattr(form, "base_fields", {})), set())

    def test_the_walk_would_find_a_bare_field(self) -> None:
        bare = forms.modelform_factory(Petition, fields=["closes_at"])
        self.assertEqual(self.bare(bare.base_fields), {"closes_at"})


def _subclasses(parent: type[Any]) -> set[type[Any]]:
    below = set(parent.__subclasses__())
    return below.union(*map(_subclasses, below))
