"""Checkboxes of public forms: only what clearly says yes ticks them."""

from django.forms import Form
from django.http import QueryDict
from django.test import SimpleTestCase
from hypothesis import given
from hypothesis import strategies as st

from campaign.text.inputs import TickBox
from campaign.text.widgets import TICKED


class Agreement(Form):
    agrees = TickBox()
    updates = TickBox(required=False)


def read(value: str) -> Agreement:
    data = QueryDict(mutable=True)
    data["agrees"] = data["updates"] = value
    return Agreement(data)


class Boxes(SimpleTestCase):
    def test_what_browsers_and_programs_send_for_yes(self) -> None:
        for value in ("on", "1", "true", "yes", "ON", "True", "YES"):
            with self.subTest(value):
                form = read(value)
                self.assertTrue(form.is_valid())
                self.assertEqual(form.cleaned_data, {"agrees": True, "updates": True})

    def test_anything_else_is_no(self) -> None:
        for value in (
            "",
            "0",
            "false",
            "no",
            "off",
            "none",
            "null",
            "2",
            "-1",
            " ",
            "on ",
            "y",
            "checked",
            "ja",
            "１",
        ):
            with self.subTest(value):
                form = read(value)
                self.assertEqual(set(form.errors), {"agrees"})
                self.assertIs(form.cleaned_data["updates"], False)

    @given(st.text(max_size=9).filter(lambda value: value.lower() not in TICKED))
    def test_junk_is_no(self, value: str) -> None:
        self.assertFalse(read(value).is_valid())

    def test_a_box_comes_back_as_it_was_read(self) -> None:
        for value, is_ticked in (("yes", True), ("0", False)):
            with self.subTest(value):
                self.assertEqual("checked" in str(read(value)["updates"]), is_ticked)
