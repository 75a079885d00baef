"""Forms are drawn from strings, and look as Django's templates would draw them."""

import re
from datetime import date
from typing import Any

from django import forms
from django.forms.renderers import DjangoTemplates
from django.test import SimpleTestCase
from django.utils.functional import lazystr
from django.utils.safestring import mark_safe

from campaign.text.widgets import WIDGETS, JoiningRenderer

UNSAFE = """<b>"it's" & more</b>"""
CHOICES = [
    ("", "---------"),
    (UNSAFE, UNSAFE),
    (3, lazystr("<three>")),
    ("safe", mark_safe("<i>safe</i>")),
    ("Group & co", [("a", "A"), (date(2026, 12, 1), "A day")]),
]
ATTRS: dict[str, Any] = {
    "id": "id_x",
    "class": UNSAFE,
    "disabled": True,
    "hidden": False,
    "data-n": 3,
    "alt": None,
}

WAYS: tuple[dict[str, Any] | None, ...] = (None, ATTRS, {"id": ""})


class Everything(forms.Form):
    line = forms.CharField(label=lazystr(UNSAFE), help_text="Why")
    email = forms.EmailField()
    url = forms.URLField()
    number = forms.IntegerField(min_value=2)
    day = forms.DateField(widget=forms.DateInput)
    password = forms.CharField(widget=forms.PasswordInput(render_value=True))
    hidden = forms.CharField(widget=forms.HiddenInput)
    text = forms.CharField(widget=forms.Textarea, max_length=500)
    tick = forms.BooleanField()
    one = forms.ChoiceField(choices=CHOICES)
    some = forms.MultipleChoiceField(choices=CHOICES)
    radios = forms.ChoiceField(choices=CHOICES, widget=forms.RadioSelect)
    ticks = forms.MultipleChoiceField(choices=CHOICES, widget=forms.CheckboxSelectMultiple)


def drawn(field: forms.BoundField) -> list[str]:
    """In each way, without the space and the line ends between elements."""
    ways = [
        field.as_field_group(),
        field.label_tag(attrs=ATTRS),
        *(field.as_widget(attrs=attrs) for attrs in WAYS),
    ]
    return [re.sub(r">\s+", ">", way) for way in ways]


class AsDjangoDrawsThemTests(SimpleTestCase):
    def assert_same(self, **kwargs: Any) -> None:
        ours = Everything(renderer=JoiningRenderer(), **kwargs)
        theirs = Everything(renderer=DjangoTemplates(), **kwargs)
        for name in ours.fields:
            with self.subTest(name):
                for ours_is, theirs_is in zip(drawn(ours[name]), drawn(theirs[name]), strict=True):
                    self.assertEqual(ours_is, theirs_is)

    def test_without_values(self) -> None:
        self.assert_same()

    def test_with_values(self) -> None:
        values = dict.fromkeys(Everything.base_fields, UNSAFE)
        self.assert_same(
            initial=values | {"number": 12345, "tick": True, "some": [3, UNSAFE], "ticks": ["a"]}
        )

    def test_with_safe_values(self) -> None:
        self.assert_same(initial=dict.fromkeys(Everything.base_fields, mark_safe("<i>safe</i>")))

    def test_with_mistakes(self) -> None:
        self.assert_same(
            data={"email": UNSAFE, "day": "x", "line": "", "text": "\n a", "one": UNSAFE}
        )

    def test_a_text_that_begins_with_an_empty_line_keeps_it(self) -> None:
        drawn = forms.Textarea().render("text", "\nA", renderer=JoiningRenderer())
        self.assertIn(">\n\nA</textarea>", drawn)

    def test_every_kind_is_compared_here(self) -> None:
        drawn = {field.widget.template_name for field in Everything.base_fields.values()}
        self.assertEqual(set(WIDGETS) - drawn, {"django/forms/widgets/input.html"})
