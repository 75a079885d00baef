"""The forms of an import: the upload, how to read the file, and the targets of its columns."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, islice
from typing import Any

from django import forms
from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.utils.translation import gettext_lazy as lazy

from campaign.admin.sections.declared import Section
from profiles.importing.columns import kinds, separators
from profiles.importing.columns.decisions import Decision
from profiles.importing.columns.layouts import TARGETS, complete_decision
from profiles.importing.columns.targets import LEAVE_OUT, NOTES, RESTRICTED
from profiles.importing.columns.values import Lookups
from profiles.importing.questions import Questions, Word, ask
from profiles.importing.reading import encodings, tables, uploads
from profiles.importing.reading.tables import MAX_ROWS, ReadOptions, Table
from profiles.models.vocabulary import SourceKind

SAMPLES = 3  # values shown for each column


class UploadForm(forms.Form):
    file = forms.FileField(
        label=lazy("File"),
        allow_empty_file=True,  # reading the file reports what is wrong with it
        help_text=lazy(
            "CSV, XLSX, XLS, ODS, JSON lines or a zip of Uwazi, 20 MB and 50,000 rows at the most."
        ),
        widget=forms.FileInput(
            attrs={
                "accept": ".csv,.tsv,.tab,.txt,.xlsx,.xlsm,.xls,.ods,.json,.jsonl,.ndjson,.zip,.html,.htm"
            }
        ),
    )


class InMemoryUploadHandler(MemoryFileUploadHandler):
    """Keeps the upload in memory, so that what families tell us is never on disk unencrypted."""

    def handle_raw_input(
        self, input_data: Any, META: Any, content_length: int, boundary: str,
        encoding: str | None = None,
    ) -> None:  # fmt: skip
        self.activated = content_length <= uploads.MAX_BYTES + 64 * 1024


class TextForm(forms.Form):
    """How to read a text file."""

    encoding = forms.ChoiceField(label=lazy("Encoding"), choices=list(encodings.ENCODINGS.items()))
    delimiter = forms.ChoiceField(
        label=lazy("Cell separator"), choices=list(tables.DELIMITERS.items())
    )
    heading_row = forms.IntegerField(label=lazy("Header row"), min_value=1, max_value=MAX_ROWS)

    def options(self) -> ReadOptions:
        return ReadOptions(**self.cleaned_data)


class WorkbookForm(forms.Form):
    """How to read a workbook."""

    sheet = forms.ChoiceField(label=lazy("Sheet"))
    heading_row = forms.IntegerField(label=lazy("Header row"), min_value=1, max_value=MAX_ROWS)

    def __init__(self, *args: Any, sheets: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["sheet"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  as declared above
        field.choices = [(sheet, sheet) for sheet in sheets]

    def options(self) -> ReadOptions:
        return ReadOptions(**self.cleaned_data)


def target_choices() -> list[tuple[Any, Any]]:
    groups = groupby(TARGETS.values(), key=lambda target: str(target.group))
    return [
        (NOTES, lazy("Staff notes")),
        (RESTRICTED, lazy("Encrypted notes")),
        (LEAVE_OUT, lazy("Leave out")),
        *((group, [(each.key, each.label) for each in targets]) for group, targets in groups),
    ]


ORDERS = [
    ("", lazy("Leave such dates in the staff notes")),
    ("day", lazy("The day comes first: 3/4 is 3 April")),
    ("month", lazy("The month comes first: 3/4 is 4 March")),
]
CALENDARS = [
    ("", lazy("Leave such dates in the staff notes")),
    ("solar", lazy("Solar Hijri (Iran, Afghanistan)")),
    ("lunar", lazy("Lunar Hijri")),
]


@dataclass(frozen=True, slots=True)
class Column:
    """One column as staff see it. field: the choice of its target. The others are None where nothing is in doubt.

    words: each word that we do not know, with the choice of ours.
    """

    heading: str
    samples: list[str]
    field: forms.BoundField
    questions: Questions
    is_open: forms.BoundField | None = None
    separator: forms.BoundField | None = None
    order: forms.BoundField | None = None
    calendar: forms.BoundField | None = None
    words: tuple[tuple[Word, forms.BoundField], ...] = ()


class ColumnsForm(forms.Form):
    source_kind = forms.ChoiceField(
        label=lazy("Kind of source"),
        choices=[("", "---------"), *SourceKind.choices],
        required=False,
        help_text=lazy("Of all that the file says. Leave it empty if its rows say so themselves."),
    )
    source_name = forms.CharField(
        label=lazy("Named in public as"),
        max_length=120,
        required=False,
        help_text=lazy("For example: the organisation that made the list."),
    )
    save_as = forms.CharField(
        label=lazy("Save as a layout named"),
        max_length=80,
        required=False,
        help_text=lazy("For the next file of this kind. Leave empty if there will be none."),
    )

    def __init__(
        self, *args: Any, table: Table, columns: Sequence[str], decisions: Sequence[Decision], lookups: Lookups,
        **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.table, self.shown, self.decided = table, list(columns), list(decisions)
        self.questions = ask(table, columns, decisions, lookups)
        choices = target_choices()
        for number, (heading, chosen) in enumerate(zip(table.headings, columns, strict=True)):
            self.fields[f"column-{number}"] = forms.ChoiceField(
                label=heading or lazy("No heading"),
                choices=choices,
                initial=chosen,
                required=False,
            )
            self._add_questions(number, lookups)

    def _add_questions(self, number: int, lookups: Lookups) -> None:
        asked, decision = self.questions[number], self.decided[number]
        if asked.kind:
            self.fields[f"open-{number}"] = forms.BooleanField(
                label=lazy("These are no %s") % asked.kind.label,
                required=False,
                initial=decision.is_open,
            )
        if asked.separator:
            self.fields[f"separator-{number}"] = _choice(
                lazy("Several values are divided by"),
                separators.SEPARATORS.items(),
                decision.separator or separators.BAR,
            )
        if asked.order:
            self.fields[f"order-{number}"] = _choice(
                lazy("Dates such as 3/4/2018"), ORDERS, decision.order
            )
        if asked.calendars:
            self.fields[f"calendar-{number}"] = _choice(
                lazy("Calendar of the years before 1500"), CALENDARS, decision.calendar
            )
        if asked.words:
            choices = [("", lazy("Staff notes")), *kinds.choices_of(self.shown[number], lookups)]
            for place, word in enumerate(asked.words):
                self.fields[f"word-{number}-{place}"] = _choice(
                    word.text, choices, decision.words.get(word.key, "")
                )

    def sections(self) -> list[Section]:
        rest = {"source_kind", "source_name", "save_as"}
        columns = tuple(name for name in self.fields if name not in rest)
        return [
            Section("columns", lazy("The columns"), columns),
            Section("source", lazy("Where it comes from"), ("source_kind", "source_name")),
            Section("layout", lazy("Layout"), ("save_as",)),
        ]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if bool(cleaned.get("source_kind")) != bool(cleaned.get("source_name")):
            self.add_error(
                "source_name", lazy("Give both the kind of the source and its name, or none.")
            )
        return cleaned

    @property
    def chosen(self) -> list[str]:
        return [self.cleaned_data[f"column-{number}"] for number in range(len(self.table.headings))]

    @property
    def decisions(self) -> list[Decision]:
        """What was decided; guessed anew for a column that has become another one."""
        return [
            self._decision(number)
            if column == self.shown[number]
            else complete_decision(
                self.table, number, column, Decision(is_open=self._answer("open", number, False))
            )
            for number, column in enumerate(self.chosen)
        ]

    def _decision(self, number: int) -> Decision:
        old = self.decided[number]
        words = dict(old.words)
        for place, word in enumerate(self.questions[number].words):
            words.pop(word.key, None)
            if code := self.cleaned_data[f"word-{number}-{place}"]:
                words[word.key] = code
        return Decision(
            separator=self._answer("separator", number, old.separator),
            order=self._answer("order", number, old.order),
            calendar=self._answer("calendar", number, old.calendar),
            words=words,
            is_open=self._answer("open", number, False),
        )

    def _answer(self, question: str, number: int, otherwise: Any) -> Any:
        return self.cleaned_data.get(f"{question}-{number}", otherwise)

    def columns(self) -> Iterator[Column]:
        for number, heading in enumerate(self.table.headings):
            filled = (row.cells[number] for row in self.table.rows if row.cells[number])
            asked = self.questions[number]
            yield Column(
                heading,
                list(islice(filled, SAMPLES)),
                self[f"column-{number}"],
                asked,
                is_open=self._bound(f"open-{number}"),
                separator=self._bound(f"separator-{number}"),
                order=self._bound(f"order-{number}"),
                calendar=self._bound(f"calendar-{number}"),
                words=tuple(
                    (word, self[f"word-{number}-{place}"]) for place, word in enumerate(asked.words)
                ),
            )

    def _bound(self, name: str) -> forms.BoundField | None:
        return self[name] if name in self.fields else None


def _choice(label: Any, choices: Iterable[tuple[str, Any]], initial: str) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=list(choices), initial=initial, required=False)
