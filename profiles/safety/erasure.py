"""Erasing a person for good, as when a family asks that nothing of her be kept.

With her go all that hangs on her, whoever was merged into her, what the history and the log of the desk say of
them, their pictures and papers on the disk, the rows of spreadsheets she came from, and what visitors told
about her. It stays that there was a number, who erased it and when, and marks of her addresses that tell no
name: they answer that something is gone. Signatures given for her count on, for a number that means nobody.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection, models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from campaign.history import revert
from campaign.history.changes import Author, attribute_to
from campaign.history.models import Change
from campaign.images import intake
from campaign.images.models import Picture
from campaign.privacy import erasure_log
from campaign.privacy.encryption import digest
from campaign.web import file_cache, page_cache
from profiles.models import (
    Detainee,
    ErasedAddress,
    ErasedPerson,
    ImportBatch,
    ImportFile,
    ImportRow,
    Name,
    Relationship,
    SlugHistory,
    Tip,
    erased,
)
from profiles.open_data import files, records

# --- What would become of everything ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Plan:
    goes: list[tuple[str, int]]
    named_in: list[models.Model]  # of other apps; what they say of her in their own words stays
    pictures: list[Picture]
    shared: list[Picture]  # something else shows them


def plan(person: Detainee) -> Plan:
    people = _with_merged(person)
    pks = [each.pk for each in people]
    goes: Counter[str] = Counter()
    named_in: list[models.Model] = []
    for relation in Detainee._meta.related_objects:
        model: Any = relation.related_model
        if model is Detainee or isinstance(relation, models.OneToOneRel):
            continue  # what is made of her rows goes with them
        rows = model._base_manager.filter(**{f"{relation.field.name}__in": pks}).distinct()
        if isinstance(relation, models.ManyToManyRel):
            named_in += rows
        elif relation.on_delete is not models.DO_NOTHING:
            goes[capfirst(str(model._meta.verbose_name_plural))] += rows.count()
    portraits = Picture.objects.filter(pk__in=_portraits(pks))
    shared = _shown_elsewhere(portraits, pks)
    return Plan(
        goes=[(label, number) for label, number in goes.items() if number],
        named_in=named_in,
        pictures=[each for each in portraits if each.pk not in shared],
        shared=[each for each in portraits if each.pk in shared],
    )


def _with_merged(person: Detainee, *, lock: bool = False) -> list[Detainee]:
    """In one order, whoever else locks them."""
    people = Detainee.objects.filter(Q(pk=person.pk) | Q(merged_into=person.pk)).order_by("pk")
    return list(people.select_for_update() if lock else people)


def _portraits(people: Sequence[int]) -> set[int]:
    """Those of now and of before: whoever looks for a person finds her in any."""
    found = set(Detainee.objects.filter(pk__in=people).values_list("portrait", flat=True))
    changes = _own_changes(people).filter(table=Detainee._meta.db_table)
    for pair in changes.values_list("before__portrait_id", "after__portrait_id"):
        found.update(pair)
    return {pk for pk in found if pk}


def _shown_elsewhere(portraits: models.QuerySet[Picture], people: Sequence[int]) -> set[int]:
    shown: set[int] = set()
    for relation in Picture._meta.get_fields(include_hidden=True):
        if isinstance(relation, models.ManyToOneRel):
            model, name = relation.related_model, relation.field.attname
            rows = model._base_manager.filter(**{f"{name}__in": portraits.values("pk")})
            if model is Detainee:
                rows = rows.exclude(pk__in=people)
            shown.update(rows.values_list(name, flat=True))
    return shown


# --- The deed --------------------------------------------------------------------------------------------


def erase(person: Detainee, *, author: Author) -> None:
    """Raises ValidationError where it must wait, OSError if it cannot be written down outside the database."""
    with transaction.atomic():
        people = _with_merged(person, lock=True)
        _refuse(person, people)
        _erase(people, author)


def _refuse(person: Detainee, people: Sequence[Detainee]) -> None:
    if all(each.pk != person.pk for each in people):
        raise ValidationError(_("There is nobody with this reference any more."))
    if person.merged_into_id:
        into = Detainee(pk=person.merged_into_id).reference
        raise ValidationError(
            _("%(one)s was merged into %(other)s: erase %(other)s.")
            % {"one": person.reference, "other": into}
        )
    at_work = (ImportBatch.State.IMPORTING, ImportBatch.State.UNDOING, ImportBatch.State.CHECKING)
    if ImportBatch.objects.filter(state__in=at_work, rows__detainee__in=people).exists():
        raise ValidationError(_("An import that is about her is at work. Wait until it is done."))


def _erase(people: Sequence[Detainee], author: Author | None) -> None:
    pks = [each.pk for each in people]
    public_at = set(filter(None, _addresses(people)))
    portraits = Picture.objects.filter(pk__in=_portraits(pks))
    kinships = _kinships(pks)
    attribute_to(author)
    _empty_import_rows(pks)
    Tip.objects.filter(about__in=pks).delete()
    # Whom nothing is merged into goes first.
    Detainee.objects.filter(pk__in=pks, merged_into__isnull=False).delete()
    Detainee.objects.filter(pk__in=pks).delete()
    _forget_words()
    records.forget(pks)
    gone = list(portraits.exclude(pk__in=_shown_elsewhere(portraits, pks)))
    pictures = [each.pk for each in gone]
    Picture.objects.filter(pk__in=pictures).delete()
    for changes in (_own_changes(pks), kinships, revert.changes_of_all(Picture, pictures)):
        revert.erase_changes(changes)
    revert.clear_admin_log(Detainee, pks)
    revert.clear_admin_log(Picture, pictures)
    _write_down(people, public_at, author)
    for picture in gone:
        transaction.on_commit(partial(intake.delete_files, picture.name, picture.widths))
    for person in people:
        transaction.on_commit(partial(file_cache.delete_files, person.reference))
    transaction.on_commit(files.delete_all)
    page_cache.invalidate_after_commit()


def _own_changes(people: Sequence[int]) -> models.QuerySet[Change]:
    return revert.changes_of_all(Detainee, people)


def _kinships(people: Sequence[int]) -> models.QuerySet[Change]:
    """What the histories of others say of being related to these, the row's end included."""
    of_kinship = Change.objects.filter(table=Relationship._meta.db_table)
    told = of_kinship.filter(Q(before__other_id__in=people) | Q(after__other_id__in=people))
    return of_kinship.filter(row__in=list(told.values_list("row", flat=True)))


def _addresses(people: Sequence[Detainee]) -> Iterator[str]:
    """At which they were public: they answer that something is gone."""
    for person in people:
        if person.publish_at or person.merged_into_id:
            yield person.reference.lower()
            yield person.slug or ""
    former = SlugHistory.objects.filter(detainee__in=people)
    yield from former.values_list("slug", flat=True)


def _empty_import_rows(people: Sequence[int]) -> None:
    """The rows are still counted; nothing of what the file said is left of them, nor of the file."""
    names = set(Name.objects.filter(detainee__in=people).values_list("text", flat=True))
    named = Q(detainee=None, name__in=names)  # of a file that nobody has imported yet, or could
    rows = ImportRow.objects.filter(Q(detainee__in=people) | named)
    theirs = ImportRow.objects.filter(pk__in=list(rows.values_list("pk", flat=True)))
    ImportFile.objects.filter(batch__rows__in=theirs).delete()
    theirs.update(
        outcome=ImportRow.Outcome.ERASED, detainee=None, name="", key="", sealed="", stamp=None,
        problems=[], warnings=[], changes=[], before={},
    )  # fmt: skip


def _forget_words() -> None:
    """Of names that nobody has any more."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM profiles_nameword WHERE word NOT IN (SELECT unnest(keys) FROM profiles_name)"
        )


# --- What stays ------------------------------------------------------------------------------------------


def _write_down(
    people: Sequence[Detainee], public_at: Iterable[str], author: Author | None
) -> None:
    now, by = timezone.now(), author.pk if author else None
    ErasedPerson.objects.bulk_create(
        (ErasedPerson(number=person.pk, erased_at=now, author_id=by) for person in people),
        ignore_conflicts=True,
    )
    ErasedAddress.objects.bulk_create(
        (ErasedAddress(digest=erased.mark_of(each)) for each in public_at),
        ignore_conflicts=True,
    )
    erasure_log.append(erasure_log.PERSON, [_mark(person.pk) for person in people], now)


def _mark(number: int) -> bytes:
    return digest("erased-person", str(number))


def replay(*files: Path) -> int:
    """Erase again whom a restored backup has brought back; how many. A number that the database has given
    afresh since is somebody else's."""
    erased_at = {
        entry.digest: entry.at
        for file in files
        for entry in erasure_log.read(file)
        if entry.kind == erasure_log.PERSON
    }
    if not erased_at:
        return 0
    back = [
        pk
        for pk, created_at in Detainee.objects.values_list("pk", "created_at").iterator()
        if (at := erased_at.get(_mark(pk))) and created_at < at
    ]
    with transaction.atomic():
        brought = Q(pk__in=back) | Q(merged_into__in=back)
        people = list(Detainee.objects.filter(brought).order_by("pk").select_for_update())
        if people:
            _erase(people, None)
    return len(people)


def replay_if_restored() -> None:
    """Should nobody have thought of it."""
    if settings.ERASURES_FILE.exists():
        replay(settings.ERASURES_FILE)
