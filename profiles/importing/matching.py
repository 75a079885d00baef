"""Matches the rows of one file with the people in the database, and plans what each row would change."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.utils.translation import gettext as _

from campaign.privacy.readers import CLOSED_LABEL, is_closed_here
from profiles.importing.columns import decisions
from profiles.importing.columns.parsing import parse_row
from profiles.importing.columns.people import MAX_NAME_LENGTH
from profiles.importing.columns.targets import ParsedRow, with_all_parts
from profiles.importing.columns.values import Lookups
from profiles.importing.plan import Outcome, Plan, make_plan
from profiles.importing.reading import uploads
from profiles.importing.reading.tables import ReadOptions, Row
from profiles.models import Detainee, ImportBatch, ImportRow, Name
from profiles.models.references import parse_reference
from profiles.names.folding import fold

MAX_NAMESAKES = 3  # in a warning


class PlannedRow(NamedTuple):
    """row: the report on it, not saved yet. person: the one whom it would change, if there is one."""

    plan: Plan
    person: Detainee | None
    row: ImportRow


class Matcher:
    """Opens and reads the file once, for any number of calls of `plan_rows`."""

    def __init__(self, batch: ImportBatch) -> None:
        self.batch = batch
        self.table = uploads.read_table(uploads.load_upload(batch), ReadOptions(**batch.form))
        self._lookups = Lookups.load()
        self._decisions = decisions.load(batch.decisions.get("columns", ()), len(batch.columns))
        self._source: dict[str, str] = {}
        if batch.source_kind:
            self._source = {"kind": batch.source_kind, "attribution": batch.source_name}
        self._references = Counter(map(parse_reference, self._cells("ref")))
        self._names = Counter(map(fold, self._cells("name")))

    def _cells(self, column: str) -> Iterable[str]:
        if column not in self.batch.columns:
            return ()
        number = self.batch.columns.index(column)
        cells = (row.cells[number] for row in self.table.rows)
        return (cell[:MAX_NAME_LENGTH] for cell in cells if cell)

    def plan_rows(self, rows: Sequence[Row], *, lock: bool = False) -> list[PlannedRow]:
        """lock: no one else can change these people until the transaction ends."""
        parsed_rows = [
            parse_row(
                row,
                self.batch.columns,
                self.batch.headings,
                self._lookups,
                self._source,
                self._decisions,
            )
            for row in rows
        ]
        people = _people_by_pk(parsed_rows, lock=lock)
        imported = _imported_before(self.batch, parsed_rows)
        namesakes = _namesakes(parsed_rows)
        planned = []
        for row, parsed in zip(rows, parsed_rows, strict=True):
            person = self._find_person(parsed, people)
            plan = make_plan(parsed, person, file_name=self.batch.file_name)
            report = self._report(plan, person)
            if report.outcome == Outcome.CREATE:
                self._warn_of_duplicates(report, imported.get(parsed.number), namesakes)
            restricted = parsed.restricted
            if report.outcome == Outcome.PROBLEM:
                # The row makes no draft and the file will be erased, so keep the whole row here.
                cells = zip(self.batch.headings, row.cells, strict=True)
                restricted = [(heading, cell) for heading, cell in cells if cell]
            report.sealed = "\n".join(f"{heading}: {cell}" for heading, cell in restricted)
            planned.append(PlannedRow(plan, person, report))
        return planned

    def _report(self, plan: Plan, person: Detainee | None) -> ImportRow:
        parsed = plan.parsed
        return ImportRow(
            batch=self.batch,
            number=parsed.number,
            outcome=plan.outcome_for(person),
            name=parsed.name,
            key=parsed.key,
            detainee=person,
            problems=parsed.problems,
            warnings=parsed.warnings,
            changes=plan.changes,
        )

    def _find_person(self, parsed: ParsedRow, people: dict[int, Detainee]) -> Detainee | None:
        """Find the person by the row's reference, or note the problem with it."""
        if not parsed.reference:
            return None
        pk = parse_reference(parsed.reference)
        if pk not in people:
            parsed.problems.append(_("No one has the reference %s.") % parsed.reference)
        elif self._references[pk] > 1:
            parsed.problems.append(_("%s stands in several rows.") % parsed.reference)
        return people.get(pk or 0)

    def _warn_of_duplicates(
        self, report: ImportRow, earlier: ImportRow | None, namesakes: dict[str, list[str]]
    ) -> None:
        """Mark a row that was imported before; warn if the database or the file has the name already."""
        if earlier and earlier.detainee:
            report.outcome = Outcome.DUPLICATE
            report.warnings.append(
                _("%(reference)s was made from row %(number)d of %(file)s.")
                % {
                    "reference": _reference(earlier.detainee),
                    "number": earlier.number,
                    "file": earlier.batch.file_name,
                }
            )
            return
        if found := namesakes.get(fold(report.name)):
            report.warnings.append(
                _("This name is also that of %s.") % ", ".join(found[:MAX_NAMESAKES])
            )
        if self._names[fold(report.name)] > 1:
            report.warnings.append(_("This name stands in several rows of the file."))


def _people_by_pk(parsed_rows: Sequence[ParsedRow], *, lock: bool) -> dict[int, Detainee]:
    pks = filter(None, (parse_reference(parsed.reference) for parsed in parsed_rows))
    people = with_all_parts(Detainee.objects.visible_here().filter(pk__in=pks))
    if lock:
        people = people.select_for_update(of=("self",), no_key=True).order_by("pk")
    return {person.pk: person for person in people}


def _imported_before(batch: ImportBatch, parsed_rows: Sequence[ParsedRow]) -> dict[int, ImportRow]:
    """Return, by row number, the row of an earlier import that made the same person.

    It is the same row of the same file, or a row with the same key and the same name.
    """
    earlier = (
        ImportRow.objects.filter(detainee__isnull=False)
        .exclude(batch=batch)
        .select_related("batch", "detainee")
        .defer("sealed", "changes", "before")
    )
    same_file = earlier.filter(
        batch__sha256=batch.sha256, number__in=[parsed.number for parsed in parsed_rows]
    ).filter(batch__form=batch.form)
    found = {row.number: row for row in same_file}
    keys = {parsed.key for parsed in parsed_rows if parsed.key}
    by_key = (
        {(row.key, fold(row.name)): row for row in earlier.filter(key__in=keys)} if keys else {}
    )
    for parsed in parsed_rows:
        if parsed.key and (row := by_key.get((parsed.key, fold(parsed.name)))):
            found.setdefault(parsed.number, row)
    return found


def _namesakes(parsed_rows: Sequence[ParsedRow]) -> dict[str, list[str]]:
    """Return the people who have one of these names already, by its folded key: “P-0042 (born 1970, Hotan)”."""
    found: dict[str, list[str]] = defaultdict(list)
    keys = {fold(parsed.name) for parsed in parsed_rows if parsed.name}
    names = Name.objects.filter(folded__in=keys).order_by("detainee")
    # Distinct, since one person's names in several scripts can fold to one key.
    known = names.values_list("folded", "detainee", "detainee__birth", "detainee__home_place__name")
    for key, pk, birth, place in known.distinct():
        found[key].append(_described(Detainee(pk=pk), birth, place))
    return found


def _described(person: Detainee, birth: object, place: str | None) -> str:
    """With what tells namesakes apart; for a closed record without."""
    said = [_("born %s") % birth] if birth else []
    said += [place] if place else []
    reference = _reference(person)
    return f"{reference} ({', '.join(said)})" if said and not is_closed_here(person) else reference


def _reference(person: Detainee) -> str:
    """For a closed record only that there is one, so that whoever imports can ask."""
    return str(CLOSED_LABEL) if is_closed_here(person) else person.reference
