"""What each language of an item lacks: nothing, a review, an update or everything."""

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from campaign.translations.languages import LANGUAGES, Language, wanted
from campaign.translations.models import Translation


class Status(models.TextChoices):
    MISSING = "missing", _("Missing")
    DRAFT = "draft", _("Draft")
    OUTDATED = "outdated", _("Outdated")
    REVIEWED = "reviewed", _("Reviewed")


@dataclass(frozen=True, slots=True)
class LanguageStatus:
    """language: of a translation, or into which the campaign translates. status: of what the public reads in it, if anything.

    has_draft: a draft of the next text is being written.
    """

    language: Language
    status: Status
    has_draft: bool


def statuses(item: Any) -> list[LanguageStatus]:
    """One for each language but the original's. Prefetch `translations` for lists."""
    rows = {(each.language, each.state): each for each in item.translations.all()}
    asked = {each.code for each in wanted()} | {language for language, _state in rows}
    now = item.text_digest
    return [
        _status(each, rows, now)
        for each in LANGUAGES
        if each.code in asked and each.code != item.language
    ]


def _status(
    language: Language, rows: dict[tuple[str, str], Translation], now: str
) -> LanguageStatus:
    draft = rows.get((language.code, Translation.State.DRAFT))
    reviewed = rows.get((language.code, Translation.State.REVIEWED))
    if reviewed is None:
        return LanguageStatus(language, Status.DRAFT if draft else Status.MISSING, bool(draft))
    is_current = reviewed.made_from == now
    status = Status.REVIEWED if is_current else Status.OUTDATED
    return LanguageStatus(language, status, bool(draft))
