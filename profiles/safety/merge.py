"""Merges two profiles of one person: the related rows of the second move to the first.

The second profile stays, withdrawn and empty. So its number is never used again, and its URLs lead to the first.
Signatures for the second person are not changed: `DetaineeQuerySet.following_merges` resolves them to the first.
A merge is one edit of the history, so it can be undone.

In this module `kept` is the first profile and `gone` the second.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _

from campaign.activity.log import Kind, record
from campaign.closed_records.records import same_readers
from campaign.history import changes, revert
from campaign.history.changes import Author, TrackChanges
from campaign.history.models import Change
from campaign.privacy.encryption import EncryptedTextField
from campaign.publishing.workflow import State
from campaign.web import page_cache
from profiles.models import Detainee, DetaineeTranslation, Relationship, SlugHistory
from profiles.models.vocabulary import Identity, PlaceLevel
from profiles.safety.disclosure import refuse_disclosures
from profiles.safety.four_eyes import refuse_wider_merge

# Of two levels the one that shows less is the default.
_STRICTEST_FIRST: dict[str, list[str]] = {
    "identity": [Identity.ANONYMOUS, Identity.PARTIAL, Identity.FULL],
    "place_level": [PlaceLevel.NONE, PlaceLevel.PREFECTURE, PlaceLevel.COUNTY],
}
# Fields that this module sets itself.
_OWN_FIELDS = {"slug", "publish_at", "staff_notes", "named_because"}

_relations: list[Any] = []


def register_relation(people: Any) -> None:
    """Register a many-to-many field of another app. After a merge it names the first person beside the second."""
    _relations.append(people)


# --- The preview -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Choice:
    """A field with different values. takes_gone: the default is the value of the second."""

    name: str
    label: str
    kept: str
    gone: str
    takes_gone: bool


@dataclass(frozen=True, slots=True)
class RelatedRow:
    """A related row of the second person. moves: False if the first person has it already."""

    label: str
    words: str
    moves: bool


@dataclass(frozen=True, slots=True)
class MergePlan:
    """rows: of the second person. stays: label and words of the rows of the first."""

    choices: list[Choice]
    rows: list[RelatedRow]
    stays: list[tuple[str, str]]


def plan_merge(kept: Detainee, gone: Detainee) -> MergePlan:
    return MergePlan(
        choices=list(_choices(kept, gone)),
        rows=[
            RelatedRow(_label(row), _in_words(row), row.pk not in existing)
            for model in related_models()
            for rows, existing in [_rows(model, kept, gone)]
            for row in rows
        ],
        stays=[
            (_label(row), _in_words(row))
            for model in related_models()
            for row in model._default_manager.filter(detainee=kept)
        ],
    )


def related_models() -> Iterator[type[models.Model]]:
    """Yield the models whose rows belong to a person, and whose changes are in the person's history.

    Not translations: they say what one of the two texts says, and would be public beside the other one.
    """
    for relation in Detainee._meta.related_objects:
        model: Any = relation.related_model
        if model not in {SlugHistory, DetaineeTranslation} and any(
            isinstance(each, TrackChanges) and each.of == relation.field.name
            for each in model._meta.constraints
        ):
            yield model


def _choices(kept: Detainee, gone: Detainee) -> Iterator[Choice]:
    for each in Detainee._meta.concrete_fields:
        if not each.editable or each.name in _OWN_FIELDS or each.primary_key:
            continue
        ours, theirs = getattr(kept, each.attname), getattr(gone, each.attname)
        if ours == theirs or not _is_set(each, theirs):
            continue
        order = _STRICTEST_FIRST.get(each.name)
        takes = order.index(theirs) < order.index(ours) if order else not _is_set(each, ours)
        label = capfirst(str(each.verbose_name))
        yield Choice(
            each.name, label, value_in_words(kept, each), value_in_words(gone, each), takes
        )


def _is_set(field: "models.Field[Any, Any]", value: object) -> bool:
    return bool(value) and (field.name in _STRICTEST_FIRST or value != field.get_default())


def _rows(
    model: type[models.Model], kept: Detainee, gone: Detainee
) -> tuple[list[models.Model], set[int]]:
    """Return the rows of the second person, and the primary keys of those that the first has already."""
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
    existing = {
        row.pk
        for row in rows
        if any((tuple(key), tuple(getattr(row, name) for name in key)) in ours for key in keys)
        or (isinstance(row, Relationship) and row.other_id == kept.pk)
    }
    return rows, existing


def _label(row: models.Model) -> str:
    return capfirst(str(row._meta.verbose_name))


def value_in_words(row: models.Model, field: "models.Field[Any, Any]") -> str:
    if field.choices:
        return str(getattr(row, f"get_{field.name}_display")())
    value = getattr(row, field.name)
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    return "" if value is None else str(value)


def _in_words(row: models.Model) -> str:
    values = [
        value_in_words(row, each)
        for each in row._meta.concrete_fields
        if each.editable
        and each.name != "detainee"
        and not isinstance(each, EncryptedTextField | models.BooleanField | models.AutoField)
    ]
    return Truncator(" · ".join(filter(None, values))).chars(240)


# --- The merge -------------------------------------------------------------------------------------------


def merge(
    kept: Detainee, gone: Detainee, *, take: Collection[str], author: Author, why: str = ""
) -> None:
    """take: the names of the fields that get the value of the second person.

    Raises ValidationError if the two cannot be merged, or if a public page would then reveal what was hidden.
    """
    with transaction.atomic(), refuse_wider_merge(kept, gone):
        kept, gone = _locked(kept, gone)
        _refuse_other_readers(kept, gone)
        _refuse_hidden_publishing(kept, gone, author)
        message = _("Merged %(gone)s into %(kept)s.") % {
            "gone": gone.reference,
            "kept": kept.reference,
        }
        changes.attribute_to(author, f"{message} {why}".strip())
        # While each still has the consents that made them public.
        were_public = [person for person in (kept, gone) if person.was_public]
        for model in related_models():
            _move_rows(model, kept, gone)
        _move_relationships_from_others(kept, gone)
        kept.ethnicities.add(*gone.ethnicities.all())
        # Moving the rows has cancelled the approval of a person who was scheduled.
        kept.refresh_from_db(fields=["state"])
        _take_fields(kept, gone, take)
        _empty_and_redirect(kept, gone, were_public)
        refuse_disclosures(kept)
        for people in _relations:
            _name_kept_too(people, kept, gone)
        for person in (kept, gone):
            LogEntry.objects.log_actions(
                author.pk or 0, [person], CHANGE, change_message=message, single_object=True
            )
        detail = f"{gone._meta.label_lower} {gone.pk}"
        record(Kind.MERGED, actor=author, subject=kept, detail=detail)
        page_cache.invalidate_after_commit()


def undo_merge(gone: Detainee, *, author: Author) -> None:
    """Restore both profiles. A profile that was public stays withdrawn until someone publishes it again.

    Raises ValidationError if the history of the merge is gone.
    """
    kept = gone.merged_into
    made = (
        Change.objects.filter(
            table=Detainee._meta.db_table, row=gone.pk, after__merged_into_id__isnull=False
        )
        .order_by("-pk")
        .first()
    )
    if kept is None or made is None:
        raise ValidationError(_("The history of this merge is gone, so it cannot be undone."))
    why = _("Undid the merge of %(gone)s into %(kept)s.") % {
        "gone": gone.reference,
        "kept": kept.reference,
    }
    also = {revert.ALL, "slug", "merged_into_id"}
    with transaction.atomic():
        # `kept` first: it gives up the former slug of `gone`, which then takes it back.
        record(Kind.UNDONE, actor=author, subject=gone, detail="merge")
        for person in (kept, gone):
            revert.undo(person, made.edit, author=author, why=why, include=also)


def _refuse_other_readers(kept: Detainee, gone: Detainee) -> None:
    """What only some staff may see must not move into a record that others see."""
    if not same_readers(kept, gone):
        raise ValidationError(
            _("Not the same staff may see both. Let the same staff see them first.")
        )


def _locked(kept: Detainee, gone: Detainee) -> tuple[Detainee, Detainee]:
    """Return both as they are in the database now, locked in one order so that two merges cannot deadlock."""
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


def _refuse_hidden_publishing(kept: Detainee, gone: Detainee, author: Author) -> None:
    """Refuse to merge hidden content into a public profile, unless this author could publish it.

    The merge makes that content public, which the author may have no right to.
    """
    if kept.state != State.PUBLISHED:
        return
    public = set(Detainee.objects.published().filter(pk__in=[kept.pk, gone.pk]))
    for person in (kept, gone):
        if person not in public and (objections := person.objections(author)):
            raise ValidationError([f"{person}: {words}" for words in objections])


def _move_rows(model: type[models.Model], kept: Detainee, gone: Detainee) -> None:
    _all, existing = _rows(model, kept, gone)
    model._default_manager.filter(pk__in=existing).delete()
    model._default_manager.filter(detainee=gone).update(detainee=kept)


def _move_relationships_from_others(kept: Detainee, gone: Detainee) -> None:
    to_gone = Relationship.objects.filter(other=gone)
    known = Relationship.objects.filter(other=kept).values_list("detainee", "kind")
    for row in to_gone:
        if row.detainee_id == kept.pk or (row.detainee_id, row.kind) in set(known):
            row.delete()
    to_gone.update(other=kept)


def _take_fields(kept: Detainee, gone: Detainee, take: Collection[str]) -> None:
    for choice in _choices(kept, gone):
        if choice.name in take:
            setattr(kept, choice.name, getattr(gone, choice.name))
    notes = [kept.staff_notes, gone.staff_notes if gone.staff_notes != kept.staff_notes else ""]
    kept.staff_notes = "\n\n".join(filter(None, notes))


def _empty_and_redirect(kept: Detainee, gone: Detainee, were_public: Collection[Detainee]) -> None:
    """Withdraw and empty the second profile, and make its URLs lead to the first."""
    slug = gone.slug
    gone.slug, gone.portrait = None, None
    gone.state, gone.merged_into = State.WITHDRAWN, kept
    gone.save()
    Detainee.objects.filter(merged_into=gone).update(merged_into=kept)
    SlugHistory.objects.filter(detainee=gone).update(detainee=kept)
    if slug and gone in were_public:
        SlugHistory.objects.get_or_create(slug=slug, defaults={"detainee": kept})
    if kept.slug and not kept.is_named and kept.slug != kept.reference.lower():
        if kept in were_public:
            SlugHistory.objects.get_or_create(slug=kept.slug, defaults={"detainee": kept})
        kept.slug = kept.reference.lower()
    kept.save()


def _name_kept_too(people: Any, kept: Detainee, gone: Detainee) -> None:
    through, field = people.through, people.field
    owner = f"{field.m2m_field_name()}_id"
    through.objects.bulk_create(
        [
            through(**{owner: pk, "detainee_id": kept.pk})
            for pk in through.objects.filter(detainee=gone).values_list(owner, flat=True)
        ],
        ignore_conflicts=True,
    )
