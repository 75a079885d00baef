"""Erases a person for good, for example when a family asks for it.

Erased are: the person, their related rows, everyone merged into them, their entries in the history and in the
admin log, their pictures and documents on disk, the rows of spreadsheets they came from, and tips about them.
Whatever used one of these pictures loses it. A picture that shows someone else too stays, and is hidden for good.

What stays: the number of the erased person, who erased it and when (`ErasedPerson`), and digests of the URLs
(`ErasedAddress`), which then answer 410. Signatures for the person still count, for a number without a person.
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
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from campaign.activity.log import Kind, record_all
from campaign.autosave import storing as unsaved_work
from campaign.history import revert
from campaign.history.changes import Author, attribute_to
from campaign.history.models import Change
from campaign.images import uploads
from campaign.images.models import Picture
from campaign.privacy import erasure_log
from campaign.privacy.encryption import digest
from campaign.web import file_cache, page_cache
from profiles.models import (
    Depiction,
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

# --- The preview -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ErasurePlan:
    """What an erasure would delete, and what may still name the person afterwards.

    deletes: label and number of related rows. named_in: objects of other apps that name the person; their texts
    stay. pictures: those that are deleted. users: what else uses one of those. shared: those that are only hidden,
    since they show someone else too.
    """

    deletes: list[tuple[str, int]]
    named_in: list[models.Model]
    pictures: list[Picture]
    users: list[models.Model]
    shared: list[Picture]


def plan_erasure(person: Detainee) -> ErasurePlan:
    people = _with_merged(person)
    pks = [each.pk for each in people]
    deletes: Counter[str] = Counter()
    named_in: list[models.Model] = []
    for relation in Detainee._meta.related_objects:
        model: Any = relation.related_model
        if model is Detainee or isinstance(relation, models.OneToOneRel):
            continue  # derived rows are deleted with the person
        rows = model._base_manager.filter(**{f"{relation.field.name}__in": pks}).distinct()
        if isinstance(relation, models.ManyToManyRel):
            named_in += rows
        elif relation.on_delete is not models.DO_NOTHING:
            deletes[capfirst(str(model._meta.verbose_name_plural))] += rows.count()
    pictures = list(_pictures_of_only(pks))
    return ErasurePlan(
        deletes=[(label, number) for label, number in deletes.items() if number],
        named_in=named_in,
        pictures=pictures,
        users=[user for rows, _name in _users(pictures) for user in rows if user not in people],
        shared=list(_pictures_of(pks).difference(_pictures_of_only(pks))),
    )


def _with_merged(person: Detainee, *, lock: bool = False) -> list[Detainee]:
    """Order them by primary key, so that two transactions lock them in one order."""
    people = Detainee.objects.filter(Q(pk=person.pk) | Q(merged_into=person.pk)).order_by("pk")
    return list(people.select_for_update() if lock else people)


def _pictures_of(people: Sequence[int]) -> models.QuerySet[Picture]:
    """Return every picture that shows them, former portraits included: they can be recognised in each."""
    shown = Depiction.objects.filter(picture=OuterRef("pk"), detainee__in=people)
    return Picture.objects.filter(Exists(shown))


def _pictures_of_only(people: Sequence[int]) -> models.QuerySet[Picture]:
    """Return those that show no one else who is not erased."""
    shown = Depiction.objects.filter(picture=OuterRef("pk"), detainee__isnull=False)
    return _pictures_of(people).exclude(Exists(shown.exclude(detainee__in=people)))


def _users(pictures: Sequence[Picture]) -> Iterator[tuple[models.QuerySet[Any], str]]:
    """Yield the rows of each model that show one of these pictures, and the name of their foreign key."""
    for relation in Picture._meta.get_fields(include_hidden=True):
        if isinstance(relation, models.ManyToOneRel) and relation.related_model is not Depiction:
            name = relation.field.name
            manager: models.Manager[Any] = relation.related_model._base_manager
            yield manager.filter(**{f"{name}__in": pictures}), name


# --- The erasure -----------------------------------------------------------------------------------------


def erase(person: Detainee, *, author: Author) -> None:
    """Raises ValidationError if it has to wait, OSError if the erasure log outside the database cannot be written."""
    with transaction.atomic():
        people = _with_merged(person, lock=True)
        _refuse_if_not_now(person, people)
        _erase(people, author)


def _refuse_if_not_now(person: Detainee, people: Sequence[Detainee]) -> None:
    if all(each.pk != person.pk for each in people):
        raise ValidationError(_("No one has this reference any more."))
    if person.merged_into_id:
        into = Detainee(pk=person.merged_into_id).reference
        raise ValidationError(
            _("%(one)s was merged into %(other)s: erase %(other)s.")
            % {"one": person.reference, "other": into}
        )
    at_work = (ImportBatch.State.IMPORTING, ImportBatch.State.UNDOING, ImportBatch.State.CHECKING)
    if ImportBatch.objects.filter(state__in=at_work, rows__detainee__in=people).exists():
        raise ValidationError(
            _("An import that includes this person is running. Wait until it is done.")
        )


def _erase(people: Sequence[Detainee], author: Author | None) -> None:
    pks = [each.pk for each in people]
    public_at = set(filter(None, _addresses(people)))
    pictures = list(_pictures_of_only(pks))
    relationship_changes = _relationship_changes(pks)
    attribute_to(author)
    _empty_import_rows(pks)
    unsaved_work.erase_about(Detainee, pks)
    tips = Tip.objects.filter(about__in=pks)
    unsaved_work.erase_about(Tip, tips.values_list("pk", flat=True))
    tips.delete()
    # Merged people first, since they refer to the person whom they were merged into.
    Detainee.objects.filter(pk__in=pks, merged_into__isnull=False).delete()
    Detainee.objects.filter(pk__in=pks).delete()
    _delete_unused_name_words()
    records.erase_lines(pks)
    for rows, name in _users(pictures):
        rows.update(**{name: None})
    picture_pks = [each.pk for each in pictures]
    unsaved_work.erase_about(Picture, picture_pks)
    Picture.objects.filter(pk__in=picture_pks).delete()
    picture_changes = revert.changes_of_all(Picture, picture_pks)
    for changes in (_own_changes(pks), relationship_changes, picture_changes):
        revert.erase_changes(changes)
    revert.clear_admin_log(Detainee, pks)
    revert.clear_admin_log(Picture, picture_pks)
    _record_erasure(people, public_at, author)
    for picture in pictures:
        transaction.on_commit(partial(uploads.delete_files, picture.name, picture.widths))
    for person in people:
        transaction.on_commit(partial(file_cache.delete_files, person.reference))
    transaction.on_commit(files.delete_all)
    page_cache.invalidate_after_commit()


def _own_changes(people: Sequence[int]) -> models.QuerySet[Change]:
    return revert.changes_of_all(Detainee, people)


def _relationship_changes(people: Sequence[int]) -> models.QuerySet[Change]:
    """Return every change of a relationship of someone else to these people, its deletion included."""
    changes = Change.objects.filter(table=Relationship._meta.db_table)
    of_these = changes.filter(Q(before__other_id__in=people) | Q(after__other_id__in=people))
    return changes.filter(row__in=list(of_these.values_list("row", flat=True)))


def _addresses(people: Sequence[Detainee]) -> Iterator[str]:
    """Yield the references and slugs under which they were public. These answer 410 from now on."""
    former = SlugHistory.objects.filter(detainee__in=people).values_list("slug", flat=True)
    if former or any(person.was_public for person in people):
        yield from former
        for person in people:
            yield person.reference.lower()
            yield person.slug or ""


def _empty_import_rows(people: Sequence[int]) -> None:
    """Erase the content of their import rows, and the files. The empty rows stay, so that counts stay right."""
    names = set(Name.objects.filter(detainee__in=people).values_list("text", flat=True))
    # Rows of a file that is not imported yet, or of a row that could not be imported.
    named = Q(detainee=None, name__in=names)
    rows = ImportRow.objects.filter(Q(detainee__in=people) | named)
    matching = ImportRow.objects.filter(pk__in=list(rows.values_list("pk", flat=True)))
    ImportFile.objects.filter(batch__rows__in=matching).delete()
    matching.update(
        outcome=ImportRow.Outcome.ERASED, detainee=None, name="", key="", sealed="", stamp=None,
        problems=[], warnings=[], changes=[], before={},
    )  # fmt: skip


def _delete_unused_name_words() -> None:
    """Delete the search words of names that no person has any more."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM profiles_nameword WHERE word NOT IN (SELECT unnest(keys) FROM profiles_name)"
        )


# --- The record of the erasure ---------------------------------------------------------------------------


def _record_erasure(
    people: Sequence[Detainee], public_at: Iterable[str], author: Author | None
) -> None:
    now, by = timezone.now(), author.pk if author else None
    ErasedPerson.objects.bulk_create(
        (ErasedPerson(number=person.pk, erased_at=now, author_id=by) for person in people),
        ignore_conflicts=True,
    )
    ErasedAddress.objects.bulk_create(
        (ErasedAddress(digest=erased.address_digest(each)) for each in public_at),
        ignore_conflicts=True,
    )
    record_all(Kind.ERASED, actor=author, subjects=people)
    erasure_log.append(erasure_log.PERSON, [_digest(person.pk) for person in people], now)


def _digest(number: int) -> bytes:
    return digest("erased-person", str(number))


def replay(*files: Path) -> int:
    """Erase the people again that a restored backup has brought back; return how many.

    files: erasure logs. A person who was created after the erasure has the same number by chance, and stays.
    """
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
        if (at := erased_at.get(_digest(pk))) and created_at < at
    ]
    with transaction.atomic():
        restored = Q(pk__in=back) | Q(merged_into__in=back)
        people = list(Detainee.objects.filter(restored).order_by("pk").select_for_update())
        if people:
            _erase(people, None)
    return len(people)


def replay_if_restored() -> None:
    """Replay the erasure log, in case someone restored a backup and forgot to."""
    if settings.ERASURES_FILE.exists():
        replay(settings.ERASURES_FILE)
