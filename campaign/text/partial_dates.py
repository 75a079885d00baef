"""Partial dates: the words as typed, and the range of days that they may mean.

    parse("Early 2018")        1 January 2018 … 30 April 2018, part of a year
    parse("March-April 2018")  1 March 2018 … 30 April 2018, range
    parse("After 2016")        1 January 2017 …, after
    parse("unclear")           nothing known

Nothing is invented: "2018" never becomes 1 January 2018. Filters compare the whole range with the range that
they look for. Pages show the words.
"""

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.query_utils import DeferredAttribute
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from campaign.text.date_parser import UNKNOWN_WORDS, Precision, TwoDays, nearly_a_day, read_words

MAX_LENGTH = 60  # characters; checked before any pattern runs


@dataclass(frozen=True, slots=True)
class PartialDate:
    """The words, and the first and last day that they may mean. None: no limit on that side."""

    text: str
    earliest: date | None = None
    latest: date | None = None
    precision: Precision = Precision.UNKNOWN
    circa: bool = False

    def __str__(self) -> str:
        """An exact day or month in full (“3 May 2018”, “May 2018”); anything else as typed."""
        if self.earliest and not self.circa:
            if self.precision == Precision.DAY:
                return date_format(self.earliest, "j F Y")
            if self.precision == Precision.MONTH:
                return date_format(self.earliest, "F Y")
        return self.text

    def __bool__(self) -> bool:
        return bool(self.text)

    def __len__(self) -> int:
        """For Django's length validators."""
        return len(self.text)

    @property
    def is_known(self) -> bool:
        """Whether the words exclude any day. “unclear” excludes none."""
        return self.earliest is not None or self.latest is not None


NOT_KNOWN = PartialDate("")


def parse(typed: str) -> PartialDate:
    """The partial date that the words mean. Raises ValueError if they are no date."""
    if len(typed) > MAX_LENGTH:
        raise ValueError("too long for a date")
    return _parse(typed)


@lru_cache(maxsize=4096)
def _parse(typed: str) -> PartialDate:
    text = " ".join(typed.split())
    words = _cleaned(text)
    if not text:
        return PartialDate("")
    if words in UNKNOWN_WORDS:
        return PartialDate(text)
    earliest, latest, precision, circa = read_words(words)
    if earliest and latest and earliest > latest:
        raise ValueError(f"ends before it begins: {text!r}")
    return PartialDate(text, earliest, latest, precision, circa)


def _cleaned(text: str) -> str:
    """In lower case, with plain hyphens and single spaces."""
    words = re.sub(r"\s*[\u2012-\u2015]\s*", "-", " ".join(text.split()).casefold())
    return words.rstrip(" .")


# --- In models and forms ---------------------------------------------------------------------------------


def explain(typed: object, error: ValueError) -> ValidationError:
    """What `parse` could not read, for the person who typed it."""
    if isinstance(error, TwoDays):
        first, second = error.days
        return ValidationError(
            _("%(first)s or %(second)s? Write %(iso)s or %(words)s."),
            code="two_readings",
            params={
                "first": date_format(first, "j F Y"),
                "second": date_format(second, "j F Y"),
                "iso": first.isoformat(),
                "words": date_format(first, "j M Y"),
            },
        )
    if nearly := nearly_a_day(_cleaned(str(typed))):
        return ValidationError(nearly[1], code=nearly[0])
    message = PartialDateFormField.default_error_messages["not_a_date"]
    return ValidationError(message, code="not_a_date", params={"typed": typed})


class PartialDateFormField(forms.CharField):
    empty_values = [*forms.CharField.empty_values, PartialDate("")]
    default_error_messages = {
        "not_a_date": _(
            "“%(typed)s” is not understood as a date. Write for example 15 June 2017, June 2017, "
            "early 2017, March-April 2017, 2017/2018, after 2016, about 2017 or unclear."
        )
    }

    def to_python(self, value: Any) -> Any:
        typed = super().to_python(value)
        try:
            return parse(typed or "")
        except ValueError as error:
            raise explain(typed, error) from None

    def has_changed(self, initial: object, data: object) -> bool:
        """Compare both as dates; otherwise every empty row of an inline would count as filled in."""
        if not isinstance(initial, PartialDate):
            initial = self.to_python(initial)
        return super().has_changed(initial, data)

    def prepare_value(self, value: object) -> object:
        return value.text if isinstance(value, PartialDate) else value


class _PartialDateAttribute(DeferredAttribute):
    """Converts an assigned value to a PartialDate."""

    field: "PartialDateField"

    def __set__(self, instance: models.Model, value: object) -> None:
        instance.__dict__[self.field.attname] = self.field.to_python(value)


class PartialDateField(models.CharField[Any, Any]):
    """A partial date. Its own column holds the words.

    Three more columns hold what the words mean, for filters, sorting and indexes: `<name>_earliest`,
    `<name>_latest` and `<name>_precision`. Validation raises ValidationError (code "not_a_date").
    """

    descriptor_class = _PartialDateAttribute
    empty_values = [*models.CharField.empty_values, PartialDate("")]

    def __init__(self, *args: Any, companions: bool = True, **kwargs: Any) -> None:
        self.companions = companions
        kwargs.setdefault("max_length", MAX_LENGTH)
        kwargs.setdefault("default", "")
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        # A migration lists the three columns itself, so the field must not add them there.
        return name, path, args, kwargs | {"companions": False}

    def contribute_to_class(
        self, cls: type[models.Model], name: str, private_only: bool = False
    ) -> None:
        super().contribute_to_class(cls, name, private_only)
        if self.companions:
            for bound in ("earliest", "latest"):
                cls.add_to_class(
                    f"{name}_{bound}", models.DateField(null=True, blank=True, editable=False)
                )
            cls.add_to_class(
                f"{name}_precision",
                models.CharField(
                    max_length=8, choices=Precision, default=Precision.UNKNOWN, editable=False
                ),
            )

    def pre_save(self, model_instance: models.Model, add: bool) -> PartialDate:
        """Set the three columns. They are later in the model, so Django saves them after this."""
        when: PartialDate = super().pre_save(model_instance, add)
        if self.companions:
            setattr(model_instance, f"{self.attname}_earliest", when.earliest)
            setattr(model_instance, f"{self.attname}_latest", when.latest)
            setattr(model_instance, f"{self.attname}_precision", when.precision)
        return when

    def to_python(self, value: object) -> PartialDate:
        if isinstance(value, PartialDate):
            return value
        try:
            return parse(str(value or ""))
        except ValueError as error:
            raise explain(value, error) from None

    def from_db_value(self, value: str | None, *_args: object) -> PartialDate:
        try:
            return parse(value or "")
        except ValueError:
            return PartialDate(value or "")  # an earlier version of the parser accepted these words

    def get_prep_value(self, value: object) -> object:
        # CharField's own method would call to_python and so parse the search term of a lookup.
        return value.text if isinstance(value, PartialDate) else value

    def value_to_string(self, obj: models.Model) -> str:
        return str(self.get_prep_value(self.value_from_object(obj)))

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": PartialDateFormField} | kwargs)
