"""The form fields and widgets of a day, and of a day with a time. The admin uses them for every such model field.

Both are lines of text with Django's calendar beside them, so that staff can type, paste or pick, with and without
JavaScript. A native date input would show the order of the browser's language, which is the trap that we avoid.
"""

import re
from datetime import date, datetime
from typing import Any, Self

from django import forms
from django.contrib.admin.widgets import AdminDateWidget, AdminSplitDateTime
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from campaign.dates.reading import Reading, TwoReadings, read_day, read_moment
from campaign.dates.wording import describe_day, describe_moment
from campaign.text.deadlines import offset_from_utc

# Where the time begins in one value, to show it in two lines.
_TIME_AT_END = re.compile(r"(.*?)[ ,T]+(\d{1,2}[:.]\d{2}.*)", re.DOTALL)


class _Explained(forms.Widget):
    """Says below the input how it is understood, and in which zone. Asks which of two readings was meant."""

    stored: Any = None  # the saved value, if the form shows what was typed (_ExplainedField)

    def read(self, typed: str) -> date:
        raise NotImplementedError

    def describe(self, value: Any) -> str:
        raise NotImplementedError

    def zone_words(self) -> str:
        return _("Time zone: %(zone)s") % {"zone": timezone.get_current_timezone_name()}

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        stored, typed = (value, "") if isinstance(value, date) else (self.stored, str(value or ""))
        sentences = [self.zone_words()]
        if stored:
            words = self.describe(stored)
            sentences.insert(0, _("When you opened this page: %(words)s.") % {"words": words})
        readings: tuple[Reading, ...] = ()
        try:
            if typed and (understood := self.read(typed)) != stored:
                words = self.describe(understood)
                sentences.insert(0, _("What you typed: %(words)s.") % {"words": words})
        except TwoReadings as question:
            readings = question.readings
        except ValidationError:
            pass  # the field says what is wrong
        return format_html(
            '{}{}<p class="help date-understood" id="{}">{}</p>',
            super().render(name, value, attrs, renderer),
            _which(name, readings) if readings else "",
            _help_id(name),
            " ".join(sentences),
        )

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)
        widget = context["widget"]
        for each in widget.get("subwidgets", [widget]):
            described_by = [each["attrs"].get("aria-describedby"), _help_id(name)]
            each["attrs"]["aria-describedby"] = " ".join(filter(None, described_by))
        return context

    def meant(self, data: Any, name: str, typed: str) -> str:
        """The chosen one of two readings, if what stands in the line still has both."""
        try:
            self.read(typed)
        except TwoReadings as question:
            chosen = data.get(f"{name}-meant")
            if chosen in {reading.typed for reading in question.readings}:
                return str(chosen)
        except ValidationError:
            pass  # the field says what is wrong
        return typed


def _help_id(name: str) -> str:
    return f"id_{name}_understood"


def _which(name: str, readings: tuple[Reading, ...]) -> SafeString:
    choices = format_html_join(
        "",
        '<label><input type="radio" name="{}-meant" value="{}"> {}</label> ',
        ((name, reading.typed, reading.words) for reading in readings),
    )
    return format_html(
        '<fieldset class="date-question"><legend>{}</legend>{}</fieldset>',
        _("Which one do you mean?"),
        choices,
    )


class DayWidget(_Explained, AdminDateWidget):
    def value_from_datadict(self, data: Any, files: Any, name: str) -> str:
        return self.meant(data, name, (data.get(name) or "").strip())

    def format_value(self, value: Any) -> str | None:
        return value.isoformat() if isinstance(value, date) else value

    def read(self, typed: str) -> date:
        return read_day(typed)

    def describe(self, value: date) -> str:
        return describe_day(value)


class _Halves(str):
    """What was typed into the two lines, as one string, and which half was typed into which line."""

    halves: list[str]

    def __new__(cls, *halves: str) -> Self:
        joined = super().__new__(cls, " ".join(filter(None, halves)))
        joined.halves = [*halves]
        return joined


class MomentWidget(_Explained, AdminSplitDateTime):
    """A line for the day and one for the time. It also takes both in one value, named like the field."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        halves = super().value_from_datadict(data, files, name)
        in_one = (data.get(name) or "").strip()
        return self.meant(data, name, in_one or _Halves(*((half or "").strip() for half in halves)))

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return name not in data and super().value_omitted_from_data(data, files, name)

    def decompress(self, value: Any) -> Any:
        if isinstance(value, datetime):
            local = timezone.localtime(value)
            clock = f"{local:%H:%M:%S}" if local.second else f"{local:%H:%M}"
            comes_twice = local.utcoffset() != local.replace(fold=not local.fold).utcoffset()
            return [f"{local:%Y-%m-%d}", clock + (offset_from_utc(local) if comes_twice else "")]
        if isinstance(value, _Halves):
            return value.halves
        match = _TIME_AT_END.fullmatch(value or "")
        return [match[1], match[2]] if match else [value or "", ""]

    def read(self, typed: str) -> date:
        return read_moment(typed)

    def describe(self, value: Any) -> str:
        return describe_moment(value)


class _ExplainedField(forms.Field):
    """Tells its widget what is saved: a form that comes back shows what was typed in its place."""

    widget: Any

    def get_bound_field(self, form: Any, field_name: str) -> BoundField:
        bound = super().get_bound_field(form, field_name)
        is_new = hasattr(form, "instance") and form.instance.pk is None
        self.widget.stored = None if is_new else bound.initial
        return bound


class DayField(_ExplainedField, forms.DateField):
    """A day, typed or picked."""

    widget = DayWidget

    def to_python(self, value: Any) -> date | None:
        if value in self.empty_values or isinstance(value, date):
            return super().to_python(value)
        return read_day(str(value))


class MomentField(_ExplainedField, forms.DateTimeField):
    """A day and a time in the campaign's own zone, typed or picked."""

    widget = MomentWidget

    def prepare_value(self, value: Any) -> Any:
        return value  # aware: the widget has to know which of two equal times of the clock it is

    def to_python(self, value: Any) -> datetime | None:
        if value in self.empty_values or isinstance(value, date):
            return super().to_python(value)
        return read_moment(str(value))
