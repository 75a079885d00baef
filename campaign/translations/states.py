"""What each language of an item lacks: nothing, a review, an update or everything."""

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import CharField, Exists, F, Func, OuterRef, Value
from django.utils.translation import gettext_lazy as _

from campaign.translations.languages import LANGUAGES, Language, wanted
from campaign.translations.models import BETWEEN, Translatable, Translation


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


# --- Of many items ---------------------------------------------------------------------------------------------------


class Digest(Func):
    """The `text_digest` of an item, by the database. prefix: the way to the item."""

    template = "encode(sha256(convert_to(concat_ws(%(expressions)s), 'UTF8')), 'hex')"
    output_field = CharField()

    def __init__(self, model: type[Translatable], prefix: str = "") -> None:
        texts = (F(f"{prefix}{name}") for name in model.translated_fields)
        super().__init__(Value(BETWEEN), *texts)


def translation_model(model: type[models.Model]) -> type[Translation]:
    field: Any = model._meta.get_field("translations")
    found: type[Translation] = field.related_model
    return found


def outdated(model: type[Translatable]) -> models.QuerySet[Any]:
    """The reviewed translations that say something older than the original. Not in its own language, which no one reads."""
    rows: Any = translation_model(model)._default_manager
    old = rows.reviewed().exclude(made_from=Digest(model, "item__"))
    found: models.QuerySet[Any] = old.exclude(language=F("item__language"))
    return found


def waiting(model: type[Translatable]) -> models.QuerySet[Any]:
    """The drafts."""
    rows: Any = translation_model(model)._default_manager
    found: models.QuerySet[Any] = rows.drafts()
    return found


def with_state[M: Translatable](items: models.QuerySet[M], status: str) -> models.QuerySet[M]:
    """Items with a translation that is a draft or outdated, or with none at all."""
    if status == Status.MISSING:
        return items.filter(translations=None)
    of_state = {Status.DRAFT: waiting, Status.OUTDATED: outdated}.get(Status(status))
    if of_state is None:
        rows: Any = translation_model(items.model)._default_manager
        return items.filter(Exists(rows.reviewed().filter(item=OuterRef("pk"))))
    return items.filter(Exists(of_state(items.model).filter(item=OuterRef("pk"))))
