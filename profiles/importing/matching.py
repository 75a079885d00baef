"""The rows of one file, each compared with the people that we have."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from profiles.importing import plan as plans
from profiles.importing.columns import names
from profiles.importing.columns import parsing as rows
from profiles.importing.columns.lexicon import Lexicon
from profiles.importing.columns.says import Says
from profiles.importing.people import with_all_parts
from profiles.importing.plan import Outcome, Plan
from profiles.importing.reading import files, uploads
from profiles.importing.reading.tables import Form, Row
from profiles.models import Detainee, ImportBatch, ImportRow, Name
from profiles.models.references import parse_reference
from profiles.names.folding import fold

NAMESAKES = 3  # told of one name

type Planned = tuple[Plan, Detainee | None, ImportRow]


class Checker:
    """The file is opened and read once, for as many rows as are asked for."""

    def __init__(self, batch: ImportBatch) -> None:
        self.batch = batch
        self.table = uploads.read(files.unsealed(batch), Form(**batch.form))
        self._lexicon = Lexicon.load()
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
        return (cell[: names.LONGEST] for cell in cells if cell)

    def plan(self, of: Sequence[Row], *, lock: bool = False) -> list[Planned]:
        """What each row would change. lock: nobody else changes these people until it has been done."""
        said = [
            rows.read(row, self.batch.columns, self.batch.headings, self._lexicon, self._source)
            for row in of
        ]
        people = self._people(said, lock=lock)
        before = _imported_before(self.batch, said)
        namesakes = _namesakes(said)
        planned = []
        for row, says in zip(of, said, strict=True):
            person = self._find(says, people)
            plan = plans.plan(says, person, file_name=self.batch.file_name)
            line = ImportRow(
                batch=self.batch,
                number=says.number,
                outcome=plans.outcome_for(plan, person),
                name=says.name,
                key=says.key,
                detainee=person,
                problems=says.problems,
                warnings=says.warnings,
                changes=plan.changes,
            )
            if line.outcome == Outcome.CREATE:
                self._compare(says, line, before, namesakes)
            kept = says.sealed
            if line.outcome == Outcome.PROBLEM:  # it goes into no draft, and the file is erased
                kept = [
                    each for each in zip(self.batch.headings, row.cells, strict=True) if each[1]
                ]
            line.sealed = "\n".join(f"{heading}: {cell}" for heading, cell in kept)
            planned.append((plan, person, line))
        return planned

    def _people(self, said: Sequence[Says], *, lock: bool) -> dict[int, Detainee]:
        people = with_all_parts(
            Detainee.objects.filter(
                pk__in=filter(None, (parse_reference(s.reference) for s in said))
            )
        )
        if lock:
            people = people.select_for_update(of=("self",), no_key=True).order_by("pk")
        return {person.pk: person for person in people}

    def _find(self, says: Says, people: dict[int, Detainee]) -> Detainee | None:
        if not says.reference:
            return None
        pk = parse_reference(says.reference)
        if pk not in people:
            says.problems.append(_("There is nobody with the reference %s.") % says.reference)
        elif self._references[pk] > 1:
            says.problems.append(_("%s stands in several rows.") % says.reference)
        return people.get(pk or 0)

    def _compare(
        self,
        says: Says,
        line: ImportRow,
        before: dict[int, ImportRow],
        namesakes: dict[str, list[str]],
    ) -> None:
        """A new person, whom we may have nevertheless."""
        earlier = before.get(says.number)
        if earlier and earlier.detainee:
            line.outcome = Outcome.DUPLICATE
            line.warnings.append(
                _("%(reference)s was made from row %(number)d of %(file)s.")
                % {
                    "reference": earlier.detainee.reference,
                    "number": earlier.number,
                    "file": earlier.batch.file_name,
                }
            )
            return
        if found := namesakes.get(fold(says.name)):
            line.warnings.append(_("This name is also that of %s.") % ", ".join(found[:NAMESAKES]))
        if self._names[fold(says.name)] > 1:
            line.warnings.append(_("This name stands in several rows of the file."))


def _imported_before(batch: ImportBatch, said: Sequence[Says]) -> dict[int, ImportRow]:
    """The row of an earlier import that made a person of the same row, or of one with the same number
    there and the same name; by the row's number."""
    made = (
        ImportRow.objects.filter(detainee__isnull=False)
        .exclude(batch=batch)
        .select_related("batch", "detainee")
        .defer("sealed", "changes", "before")
    )
    same_file = made.filter(
        batch__sha256=batch.sha256, number__in=[says.number for says in said]
    ).filter(batch__form=batch.form)
    found = {row.number: row for row in same_file}
    keys = {says.key for says in said if says.key}
    by_key = {(row.key, fold(row.name)): row for row in made.filter(key__in=keys)} if keys else {}
    for says in said:
        if says.key and (row := by_key.get((says.key, fold(says.name)))):
            found.setdefault(says.number, row)
    return found


def _namesakes(said: Sequence[Says]) -> dict[str, list[str]]:
    """The references of the people who have a name already, by its folded key."""
    found: dict[str, list[str]] = defaultdict(list)
    keys = {fold(says.name) for says in said if says.name}
    names = Name.objects.filter(folded__in=keys).order_by("detainee")  # in several scripts, of one
    for key, pk in names.values_list("folded", "detainee").distinct():
        found[key].append(Detainee(pk=pk).reference)
    return found
