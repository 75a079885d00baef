"""Dates of which only a part is known: the words as typed, and the days that they leave open.

    parse("Early 2018")        1 January 2018 … 30 April 2018, part of a year
    parse("March-April 2018")  1 March 2018 … 30 April 2018, range
    parse("After 2016")        1 January 2017 …, after
    parse("unclear")           nothing known

Nothing is made up: "2018" is never 1 January 2018. Filters compare the whole span with the span that was
asked for; the words are what is shown.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.query_utils import DeferredAttribute
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

FIRST_YEAR, LAST_YEAR = 1800, 2199
LONGEST = 60  # characters; checked before anything reads them


class Precision(models.TextChoices):
    DAY = "day", _("Day")
    MONTH = "month", _("Month")
    PART = "part", _("Part of a year or month")
    YEAR = "year", _("Year")
    RANGE = "range", _("Range")
    BEFORE = "before", _("Before")
    AFTER = "after", _("After")
    DECADE = "decade", _("Decade")
    UNKNOWN = "unknown", _("Not known")


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A span of days, and the words for it. A bound that is None is open."""

    text: str
    earliest: date | None = None
    latest: date | None = None
    precision: Precision = Precision.UNKNOWN
    circa: bool = False

    def __str__(self) -> str:
        """A plain day or month written out, whatever shape it was typed in; else the words as typed."""
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
        """Whether the words leave out any day at all; “unclear” does not."""
        return self.earliest is not None or self.latest is not None

    def overlaps(self, first: date, last: date) -> bool:
        """Whether it may have been within these days (both included)."""
        if not self.is_known:
            return False
        return (self.earliest or date.min) <= last and first <= (self.latest or date.max)


NOT_KNOWN = PartialDate("")

# --- Reading what people type ----------------------------------------------------------------------------

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul",
            "august aug", "september sept sep", "october oct", "november nov", "december dec",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_MONTH = rf"(?P<month>{'|'.join(_MONTHS)})\.?"
_YEAR = r"(?P<year>\d{4})"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_PART = (
    r"(?:the )?(?P<part>early|beginning|start|mid|middle|late|end|"
    r"(?:first|1st) half|(?:second|2nd) half|spring|summer|autumn|fall|winter)"
)
# First and last month of a part of a year; a winter ends in the next one.
_PARTS_OF_YEAR = {
    "early": (1, 4), "beginning": (1, 3), "start": (1, 3), "mid": (5, 8), "middle": (5, 8),
    "late": (9, 12), "end": (10, 12), "first half": (1, 6), "1st half": (1, 6),
    "second half": (7, 12), "2nd half": (7, 12), "spring": (3, 5), "summer": (6, 8),
    "autumn": (9, 11), "fall": (9, 11), "winter": (12, 14),
}  # fmt: skip
_PARTS_OF_MONTH = {
    "early": (1, 10), "beginning": (1, 10), "start": (1, 10), "mid": (11, 20), "middle": (11, 20),
    "late": (21, 31), "end": (21, 31), "first half": (1, 15), "1st half": (1, 15),
    "second half": (16, 31), "2nd half": (16, 31),
}  # fmt: skip
_PARTS_OF_DECADE = {
    "early": (0, 3), "beginning": (0, 3), "start": (0, 3), "mid": (4, 6), "middle": (4, 6),
    "late": (7, 9), "end": (7, 9),
}  # fmt: skip
_UNKNOWN = {"unclear", "unknown", "not known", "not clear", "no date", "?", "n/a"}

_SHAPES = [
    (re.compile(pattern, re.ASCII), precision)
    for pattern, precision in (
        (r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})", Precision.DAY),
        # Day first where points divide; 03/04/2018 is refused, since nobody can tell which is which.
        (r"(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\.\s?(?P<year>\d{4})", Precision.DAY),
        (rf"{_DAY}(?: of)? {_MONTH},? {_YEAR}", Precision.DAY),
        (rf"{_MONTH} {_DAY},? {_YEAR}", Precision.DAY),
        (r"(?P<year>\d{4})[-/](?P<month>0\d|1[0-2])", Precision.MONTH),
        (r"(?P<month>\d{1,2})/(?P<year>\d{4})", Precision.MONTH),
        (rf"{_MONTH}(?:,? |-){_YEAR}", Precision.MONTH),
        (rf"{_MONTH}[- ](?P<short_year>\d{{2}})", Precision.MONTH),  # what spreadsheets make of it
        (rf"{_PART}(?: of| in)?[ -]{_MONTH},? {_YEAR}", Precision.PART),
        (rf"{_PART}(?: of| in)?[ -]{_YEAR}", Precision.PART),
        (rf"(?:{_PART}(?: of)?[ -])?(?:the )?(?P<decade>\d{{3}}0)'?s", Precision.DECADE),
        (_YEAR, Precision.YEAR),
    )
]
_ABOUT = ("about", "around", "approximately", "approx", "circa")
_UNTIL = ("before", "prior to", "until", "by", "up to", "not later than")
_SINCE = ("after", "since", "from", "not before")
_CIRCA = re.compile(rf"(?:(?:{'|'.join(_ABOUT)})\.?|ca?\.)\s*(.+)")
_BEFORE = re.compile(rf"({'|'.join(_UNTIL)}) (.+)")
_AFTER = re.compile(rf"({'|'.join(_SINCE)}) (.+)")
_BETWEEN = re.compile(r"(?:between (.+) and|from (.+) (?:to|until|till)) (.+)")
# How far "about" reaches beyond the words, either way.
_SLACK = {
    Precision.DAY: timedelta(days=7),
    Precision.YEAR: timedelta(days=365),
    Precision.DECADE: timedelta(days=2 * 365),
}
_DIVIDERS = (" to ", " or ", " - ", "/", "-")


# What a typed date may begin with that has no capital letter of its own.
_SMALL = {
    re.split(r"[ -]", words)[0]
    for words in ("the", "between", *_ABOUT, *_UNTIL, *_SINCE, *_PARTS_OF_YEAR, *_UNKNOWN)
}


def in_sentence(words: str) -> str:
    """“Late 2019” as it stands behind other words: “as of late 2019”; months keep their capital."""
    begins = re.split(r"[ .-]", words)[0].lower()
    return words[:1].lower() + words[1:] if begins in _SMALL else words


def parse(typed: str) -> PartialDate:
    """The date that the words mean. Raises ValueError for words that mean none."""
    if len(typed) > LONGEST:
        raise ValueError("too long for a date")
    return _parse(typed)


@lru_cache(maxsize=4096)
def _parse(typed: str) -> PartialDate:
    text = " ".join(typed.split())
    words = re.sub(r"\s*[\u2012-\u2015]\s*", "-", text.casefold()).rstrip(" .")
    if not text:
        return PartialDate("")
    if words in _UNKNOWN:
        return PartialDate(text)
    earliest, latest, precision, circa = _read(words)
    if earliest and latest and earliest > latest:
        raise ValueError(f"ends before it begins: {text!r}")
    return PartialDate(text, earliest, latest, precision, circa)


type _Reading = tuple[date | None, date | None, Precision, bool]


def _read(words: str) -> _Reading:
    if match := _CIRCA.fullmatch(words):
        earliest, latest, precision, _circa = _read(match[1])
        slack = _SLACK.get(precision, timedelta(days=31))
        return _moved(earliest, -slack), _moved(latest, slack), precision, True
    if match := _BETWEEN.fullmatch(words):
        return _range(match[1] or match[2], match[3])
    if (match := _BEFORE.fullmatch(words) or _AFTER.fullmatch(words)) and (
        about := _CIRCA.fullmatch(match[2])
    ):
        return _read(f"about {match[1]} {about[1]}")  # "after about 2016" may be a little before
    if match := _BEFORE.fullmatch(words):
        earliest, latest, *_rest = _read(match[2])
        end = _moved(earliest, timedelta(days=-1)) if match[1] in {"before", "prior to"} else latest
        if end is None:
            raise ValueError(words)
        return None, end, Precision.BEFORE, False
    if match := _AFTER.fullmatch(words):
        earliest, latest, *_rest = _read(match[2])
        start = _moved(latest, timedelta(days=1)) if match[1] == "after" else earliest
        if start is None:
            raise ValueError(words)
        return start, None, Precision.AFTER, False
    if span := _single(words):
        return span
    for divider in _DIVIDERS:
        for cut in re.finditer(re.escape(divider), words):
            left, right = words[: cut.start()].strip(), words[cut.end() :].strip()
            try:
                return _range(left, right)
            except ValueError:
                continue
    raise ValueError(f"not a date: {words!r}")


def _moved(day: date | None, by: timedelta) -> date | None:
    return day + by if day else None


def _range(left: str, right: str) -> _Reading:
    """Two dates; the left one may leave to the right one what both share ("3-5 May 2018")."""
    if re.fullmatch(r"\d{4}", left) and re.fullmatch(r"\d{2}", right):
        right = left[:2] + right  # 2017-18
    end = _single(right)
    if end is None:
        raise ValueError(right)
    shared = [
        left,
        left + (match[0] if (match := re.search(r",? \d{4}$", right)) else ""),
        left + (match[0] if (match := re.search(rf" {_MONTH},? \d{{4}}$", right)) else ""),
    ]
    begin = next(filter(None, map(_single, shared)), None)
    if begin is None:
        raise ValueError(left)
    return begin[0], end[1], Precision.RANGE, False


def _single(words: str) -> _Reading | None:
    for shape, precision in _SHAPES:
        if match := shape.fullmatch(words):
            earliest, latest = _span(match.groupdict())
            return earliest, latest, precision, False
    return None


def _span(found: dict[str, Any]) -> tuple[date, date]:
    part, month, day = found.get("part"), found.get("month"), found.get("day")
    if decade := found.get("decade"):
        if part and part not in _PARTS_OF_DECADE:
            raise ValueError(part)
        first, last = _PARTS_OF_DECADE[part] if part else (0, 9)
        return date(_year(decade) + first, 1, 1), date(_year(decade) + last, 12, 31)
    # Two figures are of a date within living memory of the people concerned: 1930 to 2029.
    short = found.get("short_year")
    year = _year(found.get("year") or f"{'20' if str(short) < '30' else '19'}{short}")
    if month is None:
        if part is None:
            return date(year, 1, 1), date(year, 12, 31)
        first, last = _PARTS_OF_YEAR[part]
        return date(year, first, 1), _last_day(year + (last > 12), last - 12 * (last > 12))
    number = _MONTHS.get(month) or int(month)
    if day:
        return date(year, number, int(day)), date(year, number, int(day))
    end = _last_day(year, number)
    if part is None:
        return date(year, number, 1), end
    if part not in _PARTS_OF_MONTH:
        raise ValueError(part)
    first, last = _PARTS_OF_MONTH[part]
    return date(year, number, first), min(end, date(year, number, min(last, end.day)))


def _year(figures: str) -> int:
    if not FIRST_YEAR <= int(figures) <= LAST_YEAR:
        raise ValueError(figures)
    return int(figures)


def _last_day(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


# --- In models and forms ---------------------------------------------------------------------------------


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
        except ValueError:
            raise ValidationError(
                self.error_messages["not_a_date"], code="not_a_date", params={"typed": typed}
            ) from None

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Both as dates; otherwise every empty row of an inline would count as filled in."""
        if not isinstance(initial, PartialDate):
            initial = self.to_python(initial)
        return super().has_changed(initial, data)

    def prepare_value(self, value: Any) -> Any:
        return value.text if isinstance(value, PartialDate) else value


class _Coerced(DeferredAttribute):
    """Makes a PartialDate of what is assigned."""

    field: "PartialDateField"

    def __set__(self, instance: models.Model, value: object) -> None:
        instance.__dict__[self.field.attname] = self.field.to_python(value)


class PartialDateField(models.CharField):  # type: ignore[type-arg]
    """A partial date: the words in a column of its own name, and what they mean in three beside it,
    `<name>_earliest`, `<name>_latest` and `<name>_precision`, for filters, sorting and indexes.

    Raises ValidationError (code "not_a_date") on words that mean no date.
    """

    descriptor_class = _Coerced
    empty_values = [*models.CharField.empty_values, PartialDate("")]

    def __init__(self, *args: Any, companions: bool = True, **kwargs: Any) -> None:
        self.companions = companions
        kwargs.setdefault("max_length", LONGEST)
        kwargs.setdefault("default", "")
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        # A migration names the three columns one by one, so there the field must not add them again.
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
        """Brings the three columns in step; they come later in the model, so their turn is to come."""
        when: PartialDate = super().pre_save(model_instance, add)
        if self.companions:
            setattr(model_instance, f"{self.attname}_earliest", when.earliest)
            setattr(model_instance, f"{self.attname}_latest", when.latest)
            setattr(model_instance, f"{self.attname}_precision", when.precision)
        return when

    def to_python(self, value: Any) -> Any:
        if isinstance(value, PartialDate):
            return value
        try:
            return parse(str(value or ""))
        except ValueError:
            raise ValidationError(
                PartialDateFormField.default_error_messages["not_a_date"],
                code="not_a_date",
                params={"typed": value},
            ) from None

    def from_db_value(self, value: str | None, *_args: object) -> PartialDate:
        try:
            return parse(value or "")
        except ValueError:
            return PartialDate(value or "")  # words that an earlier parser understood

    def get_prep_value(self, value: Any) -> Any:
        # Not CharField's own, which would make a date of the words that a lookup looks for.
        return value.text if isinstance(value, PartialDate) else value

    def value_to_string(self, obj: models.Model) -> str:
        return str(self.get_prep_value(self.value_from_object(obj)))

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": PartialDateFormField} | kwargs)
