"""Two rows for one person become one: what hangs on the second moves to the first, and both references go on.

The second row stays, withdrawn and empty, so that its number is never given again and leads to the first.
What was signed for it stays signed for it: whoever asks for whom a signature was given is led on
(`DetaineeQuerySet.standing_for`), and no row of anybody else is touched. Merging is one edit of the
history, so it can be undone.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _

from campaign.history import changes, revert
from campaign.history.changes import Author, TrackChanges
from campaign.history.models import Change
from campaign.privacy.encryption import EncryptedTextField
from campaign.publishing.workflow import State
from campaign.web import page_cache
from profiles.models import Detainee, Relationship, SlugHistory
from profiles.models.vocabulary import Identity, PlaceLevel

# Of two levels the one that tells less is taken unless staff say otherwise.
_STRICTEST_FIRST = {
    "identity": [Identity.ANONYMOUS, Identity.PARTIAL, Identity.FULL],
    "place_level": [PlaceLevel.NONE, PlaceLevel.PREFECTURE, PlaceLevel.COUNTY],
}
_DECIDED_HERE = {"slug", "publish_at", "staff_notes"}

_named_in: list[Any] = []


def register_relation(people: Any) -> None:
    """Have the many-to-many field of another app that names the second person name the first one too."""
    _named_in.append(people)


# --- What would become of everything ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Choice:
    """A field of which the two say different things."""

    name: str
    label: str
    kept: str
    gone: str
    takes_gone: bool  # unless staff say otherwise


@dataclass(frozen=True, slots=True)
class Fate:
    """A row that hangs on the second person."""

    label: str
    words: str
    moves: bool  # else the first one has it already


@dataclass(frozen=True, slots=True)
class Plan:
    choices: list[Choice]
    fates: list[Fate]
    stays: list[tuple[str, str]]  # what hangs on the first


def plan(kept: Detainee, gone: Detainee) -> Plan:
    return Plan(
        choices=list(_choices(kept, gone)),
        fates=[
            Fate(_label(row), _in_words(row), row.pk not in there)
            for model in hanging()
            for rows, there in [_rows(model, kept, gone)]
            for row in rows
        ],
        stays=[
            (_label(row), _in_words(row))
            for model in hanging()
            for row in model._default_manager.filter(detainee=kept)
        ],
    )


def hanging() -> Iterator[type[models.Model]]:
    """The models whose rows belong to a person, and so are kept in her history."""
    for relation in Detainee._meta.related_objects:
        model: Any = relation.related_model
        if model is not SlugHistory and any(
            isinstance(each, TrackChanges) and each.of == relation.field.name
            for each in model._meta.constraints
        ):
            yield model


def _choices(kept: Detainee, gone: Detainee) -> Iterator[Choice]:
    for each in Detainee._meta.concrete_fields:
        if not each.editable or each.name in _DECIDED_HERE or each.primary_key:
            continue
        ours, theirs = getattr(kept, each.attname), getattr(gone, each.attname)
        if ours == theirs or not _is_said(each, theirs):
            continue
        order: Any = _STRICTEST_FIRST.get(each.name)
        takes = order.index(theirs) < order.index(ours) if order else not _is_said(each, ours)
        label = capfirst(str(each.verbose_name))
        yield Choice(each.name, label, _value(kept, each), _value(gone, each), takes)


def _is_said(field: Any, value: Any) -> bool:
    return bool(value) and (field.name in _STRICTEST_FIRST or value != field.get_default())


def _rows(
    model: type[models.Model], kept: Detainee, gone: Detainee
) -> tuple[list[models.Model], set[Any]]:
    """The second person's, and the keys of those that the first one has already."""
    keys = [
        [name for name in each.fields if name != "detainee"]
        for each in model._meta.constraints
        if isinstance(each, models.UniqueConstraint) and "detainee" in each.fields
    ]
    ours = {
        (tuple(key), tuple(getattr(row, name) for name in key))
        for row in model._default_manager.filter(detainee=kept)
        for key in keys
    }
    rows = list(model._default_manager.filter(detainee=gone))
    there = {
        row.pk
        for row in rows
        if any((tuple(key), tuple(getattr(row, name) for name in key)) in ours for key in keys)
        or (isinstance(row, Relationship) and row.other_id == kept.pk)
    }
    return rows, there


def _label(row: models.Model) -> str:
    return capfirst(str(row._meta.verbose_name))


def _value(row: models.Model, field: Any) -> str:
    if field.choices:
        return str(getattr(row, f"get_{field.name}_display")())
    value = getattr(row, field.name)
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    return "" if value is None else str(value)


def _in_words(row: models.Model) -> str:
    told = [
        _value(row, each)
        for each in row._meta.concrete_fields
        if each.editable
        and each.name != "detainee"
        and not isinstance(each, EncryptedTextField | models.BooleanField | models.AutoField)
    ]
    return Truncator(" · ".join(filter(None, told))).chars(240)


# --- The deed --------------------------------------------------------------------------------------------


def merge(
    kept: Detainee, gone: Detainee, *, take: Collection[str], author: Author, why: str = ""
) -> None:
    """take: the fields of which the second one's value is the right one.

    Raises ValidationError if the two cannot be merged.
    """
    with transaction.atomic():
        kept, gone = _locked(kept, gone)
        _refuse_to_publish(kept, gone, author)
        told = _("Merged %(gone)s into %(kept)s.") % {
            "gone": gone.reference,
            "kept": kept.reference,
        }
        changes.attribute_to(author, f"{told} {why}".strip())
        for model in hanging():
            _move(model, kept, gone)
        _move_relationships_from_others(kept, gone)
        kept.ethnicities.add(*gone.ethnicities.all())
        _fill(kept, gone, take)
        _leave(kept, gone)
        for people in _named_in:
            _name_in(people, kept, gone)
        for person in (kept, gone):
            LogEntry.objects.log_actions(
                author.pk or 0, [person], CHANGE, change_message=told, single_object=True
            )
        page_cache.invalidate_after_commit()


def undo(gone: Detainee, *, author: Author) -> None:
    """Put everything back where it was. What was public stays withdrawn until somebody publishes it."""
    kept = gone.merged_into
    made = (
        Change.objects.filter(
            table=Detainee._meta.db_table, row=gone.pk, after__merged_into_id__isnull=False
        )
        .order_by("-pk")
        .first()
    )
    if kept is None or made is None:
        raise ValidationError(_("The history of this merging is gone, so it cannot be undone."))
    why = _("Undid the merging of %(gone)s into %(kept)s.") % {
        "gone": gone.reference,
        "kept": kept.reference,
    }
    also = {revert.ALL, "slug", "merged_into_id"}
    with transaction.atomic():
        # First the former address makes room, then it is hers again.
        for person in (kept, gone):
            revert.undo(person, made.edit, author=author, why=why, include=also)


def _locked(kept: Detainee, gone: Detainee) -> tuple[Detainee, Detainee]:
    """Both as they are now, in one order whoever comes first."""
    pks = [kept.pk, gone.pk]
    rows = {
        row.pk: row
        for row in Detainee.objects.filter(pk__in=pks).order_by("pk").select_for_update()
    }
    if len(rows) < 2:
        raise ValidationError(_("Choose two people."))
    kept, gone = (rows[pk] for pk in pks)
    if merged := next((each for each in (kept, gone) if each.merged_into_id), None):
        raise ValidationError(_("%s was merged already.") % merged.reference)
    return kept, gone


def _refuse_to_publish(kept: Detainee, gone: Detainee, author: Author) -> None:
    """What nobody sees becomes public with whoever stays and is: a step that this author may have no right to."""
    if kept.state != State.PUBLISHED:
        return
    seen = set(Detainee.objects.published().filter(pk__in=[kept.pk, gone.pk]))
    for person in (kept, gone):
        if person not in seen and (objections := person.objections(author)):
            raise ValidationError([f"{person}: {words}" for words in objections])


def _move(model: type[models.Model], kept: Detainee, gone: Detainee) -> None:
    _told, there = _rows(model, kept, gone)
    model._default_manager.filter(pk__in=there).delete()
    model._default_manager.filter(detainee=gone).update(detainee=kept)


def _move_relationships_from_others(kept: Detainee, gone: Detainee) -> None:
    to_gone = Relationship.objects.filter(other=gone)
    known = Relationship.objects.filter(other=kept).values_list("detainee", "kind")
    for row in to_gone:
        if row.detainee_id == kept.pk or (row.detainee_id, row.kind) in set(known):
            row.delete()
    to_gone.update(other=kept)


def _fill(kept: Detainee, gone: Detainee, take: Collection[str]) -> None:
    for choice in _choices(kept, gone):
        if choice.name in take:
            setattr(kept, choice.name, getattr(gone, choice.name))
    notes = [kept.staff_notes, gone.staff_notes if gone.staff_notes != kept.staff_notes else ""]
    kept.staff_notes = "\n\n".join(filter(None, notes))


def _leave(kept: Detainee, gone: Detainee) -> None:
    """The second one's addresses lead to the first."""
    left, was_public = gone.slug, gone.publish_at is not None
    gone.slug, gone.portrait = None, None
    gone.state, gone.merged_into = State.WITHDRAWN, kept
    gone.save()
    Detainee.objects.filter(merged_into=gone).update(merged_into=kept)
    SlugHistory.objects.filter(detainee=gone).update(detainee=kept)
    if left and was_public:
        SlugHistory.objects.get_or_create(slug=left, defaults={"detainee": kept})
    if kept.slug and not kept.is_named and kept.slug != kept.reference.lower():
        SlugHistory.objects.get_or_create(slug=kept.slug, defaults={"detainee": kept})
        kept.slug = kept.reference.lower()
    kept.save()


def _name_in(people: Any, kept: Detainee, gone: Detainee) -> None:
    through, field = people.through, people.field
    owner = f"{field.m2m_field_name()}_id"
    through.objects.bulk_create(
        [
            through(**{owner: pk, "detainee_id": kept.pk})
            for pk in through.objects.filter(detainee=gone).values_list(owner, flat=True)
        ],
        ignore_conflicts=True,
    )
