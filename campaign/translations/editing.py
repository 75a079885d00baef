"""Saves, reviews and hides translations. Only this module writes them.

What is saved is a draft, which no one outside can read. A review makes it what the public reads, with the item. All functions
lock the item first, and raise ValidationError with messages for staff. They do not check who may do it: the desk does.
"""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from campaign.activity.log import Kind, record
from campaign.history.changes import Author, attribute_to
from campaign.publishing import four_eyes
from campaign.publishing.workflow import CHANGED_SINCE
from campaign.text import markdown
from campaign.text.fields import MarkdownField
from campaign.translations.languages import Language
from campaign.translations.models import Translation
from campaign.web import page_cache

State = Translation.State


def rows_of(item: Any, language: Language) -> tuple[Translation | None, Translation | None]:
    """The draft, and what is reviewed."""
    found = {each.state: each for each in item.translations.filter(language=language.code)}
    return found.get(State.DRAFT), found.get(State.REVIEWED)


def version_of(row: Translation | None) -> str:
    """Tells what someone has looked at from every other version."""
    return f"{row.pk} {row.updated_at.isoformat()}" if row else "none"


@transaction.atomic
def save_draft(
    item: Any,
    language: Language,
    texts: Mapping[str, str],
    *,
    made_from: str,
    author: Author,
    seen: str,
) -> Translation:
    """Keep these texts as the draft. made_from: the `text_digest` of the original that they say.

    seen: the `version_of` the draft, or else of the reviewed text, that the author began with.
    """
    draft, _reviewed = _lock(item, language, seen)
    if language.code == item.language:
        raise ValidationError(_("This is the language of the original."))
    row = draft or item.translations.model(item=item, language=language.code)
    for name in item.translated_fields:
        setattr(row, name, texts[name])
    row.made_from, row.written_by_id = made_from, author.pk
    row.clean_fields(exclude=["item"])
    _refuse_other_pictures(item, row)
    _write(row, author, _("Translation into %s") % language.label)
    _log(item, Kind.CHANGED, author, language)
    return row


@transaction.atomic
def review(item: Any, language: Language, *, author: Author, seen: str) -> None:
    """Say that the draft may be public: it takes the place of what was reviewed before."""
    draft, reviewed = _lock(item, language, seen)
    if draft is None:
        raise ValidationError(_("There is no draft to review."))
    if four_eyes.applies_to(item) and draft.written_by_id == author.pk:
        raise ValidationError(_("You wrote it. Someone else has to read it."))
    if empty := [name for name in item.translated_fields if _lacks(item, draft, name)]:
        labels = [str(item._meta.get_field(name).verbose_name) for name in empty]
        raise ValidationError(
            _("It is not whole. This is still to be translated: %s.") % ", ".join(labels)
        )
    missing_before = item.missing_for_publication()
    if reviewed is not None:
        for name in ("made_from", "written_by_id", *item.translated_fields):
            setattr(reviewed, name, getattr(draft, name))
    row = reviewed or draft
    row.state, row.reviewed_by_id, row.reviewed_at = State.REVIEWED, author.pk, timezone.now()
    _write(row, author, _("Reviewed the translation into %s") % language.label)
    if reviewed is not None:
        draft.delete()
    item.is_read_by_two = True
    item.refuse_if_public()
    if missing := [each for each in item.missing_for_publication() if each not in missing_before]:
        raise ValidationError(missing)
    _log(item, Kind.APPROVED, author, language)


@transaction.atomic
def hide(item: Any, language: Language, *, author: Author, seen: str) -> None:
    """Take the reviewed text off the site. It becomes a draft, unless there is a newer one."""
    draft, reviewed = _lock(item, language, seen)
    if reviewed is None:
        raise ValidationError(_("There is nothing public in this language."))
    if draft is not None:
        for name in ("made_from", "written_by_id", *item.translated_fields):
            setattr(reviewed, name, getattr(draft, name))
        attribute_to(author)
        draft.delete()
    # The reviewed row changes its state, which no undo changes back. So no undo can show it again.
    reviewed.state, reviewed.reviewed_by_id, reviewed.reviewed_at = State.DRAFT, None, None
    _write(reviewed, author, _("Took the translation into %s off the site") % language.label)
    _log(item, Kind.WITHDRAWN, author, language)


@transaction.atomic
def discard(item: Any, language: Language, *, author: Author, seen: str) -> None:
    """Delete the draft. What is public stays as it is."""
    draft, _reviewed = _lock(item, language, seen)
    if draft is None:
        raise ValidationError(_("There is no draft to discard."))
    attribute_to(author, _("Discarded the draft of the translation into %s") % language.label)
    draft.delete()
    _log(item, Kind.DISCARDED, author, language)


def _lock(
    item: Any, language: Language, seen: str
) -> tuple[Translation | None, Translation | None]:
    item.refresh_from_db(from_queryset=type(item)._default_manager.select_for_update(of=("self",)))
    draft, reviewed = rows_of(item, language)
    if seen != version_of(draft or reviewed):
        raise ValidationError(CHANGED_SINCE)
    return draft, reviewed


def _write(row: Translation, author: Author, why: str) -> None:
    if author.pk is None:
        raise PermissionDenied  # every change needs an author
    attribute_to(author, why)
    row.save()
    page_cache.invalidate_after_commit()


def _log(item: Any, kind: Kind, author: Author, language: Language) -> None:
    """It says that it happened, and nothing of the text."""
    record(kind, actor=author, subject=item, detail=f"translation {language.parameter}")


def _lacks(item: Any, draft: Translation, name: str) -> bool:
    return bool(getattr(item, name).strip()) and not getattr(draft, name).strip()


def _refuse_other_pictures(item: Any, row: Translation) -> None:
    """The page serves the pictures of the original: another one would be missing, and no one has cleared it for this page."""
    for name in item.translated_fields:
        if not isinstance(row._meta.get_field(name), MarkdownField):
            continue
        theirs = markdown.picture_numbers(getattr(item, name))
        for number in markdown.picture_numbers(getattr(row, name)):
            if number not in theirs:
                raise ValidationError(
                    {name: _("The original has no picture number %s here.") % number}
                )
