"""The forms of an import: the upload, how to read the file, and the targets of its columns."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, islice
from typing import Any

from django import forms
from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.utils.translation import gettext_lazy as lazy

from campaign.admin.sections.declared import Section
from profiles.importing.columns.layouts import TARGETS
from profiles.importing.columns.targets import LEAVE_OUT, NOTES, RESTRICTED
from profiles.importing.reading import tables, uploads
from profiles.importing.reading.tables import MAX_ROWS, ReadOptions, Table
from profiles.models.vocabulary import SourceKind

SAMPLES = 3  # values shown for each column


class UploadForm(forms.Form):
    file = forms.FileField(
        label=lazy("File"),
        allow_empty_file=True,  # reading the file reports what is wrong with it
        help_text=lazy("CSV, TSV or XLSX, 20 MB and 50,000 rows at the most."),
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.tab,.txt,.xlsx"}),
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

    encoding = forms.ChoiceField(label=lazy("Encoding"), choices=list(tables.ENCODINGS.items()))
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


@dataclass(frozen=True, slots=True)
class Column:
    """One column as staff see it. field: the choice of its target."""

    heading: str
    samples: list[str]
    field: forms.BoundField


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

    def __init__(self, *args: Any, table: Table, columns: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.table = table
        choices = target_choices()
        for number, (heading, chosen) in enumerate(zip(table.headings, columns, strict=True)):
            self.fields[f"column-{number}"] = forms.ChoiceField(
                label=heading or lazy("No heading"),
                choices=choices,
                initial=chosen,
                required=False,
            )

    def sections(self) -> list[Section]:
        columns = tuple(name for name in self.fields if name.startswith("column-"))
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

    def columns(self) -> Iterator[Column]:
        for number, heading in enumerate(self.table.headings):
            filled = (row.cells[number] for row in self.table.rows if row.cells[number])
            yield Column(heading, list(islice(filled, SAMPLES)), self[f"column-{number}"])
