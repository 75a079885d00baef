"""The base classes of what has translations, and of the translations."""

from collections.abc import Iterable
from copy import copy
from hashlib import sha256
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaign.history.changes import Author, TrackChanges
from campaign.history.models import Change
from campaign.translations.languages import BY_CODE, ORIGINAL, Language, address, language_choices

BETWEEN = "\x1f"  # the texts, in a digest


def digest(texts: Iterable[str]) -> str:
    return sha256(BETWEEN.join(texts).encode()).hexdigest()


class Translatable(models.Model):
    """Something with texts in a language. Its translations are rows with the same fields: `item.translations`."""

    translated_fields: ClassVar[tuple[str, ...]]
    is_translated = False  # whether this is a copy in another language

    language = models.CharField(
        _("language of the original"),
        max_length=20,
        choices=language_choices,
        default=ORIGINAL,
        db_default=ORIGINAL,
        help_text=_("In which the texts of this form are written."),
    )

    class Meta:
        abstract = True

    @property
    def written_in(self) -> Language:
        return BY_CODE[self.language]

    @property
    def text_digest(self) -> str:
        """Tells these texts from every other version of them."""
        return digest(getattr(self, name) for name in self.translated_fields)

    @property
    def reading_path(self) -> str:
        """Where this is read: the address of its page, in this language."""
        path: str = self.get_absolute_url()  # type: ignore[attr-defined]
        return address(path, self.written_in) if self.is_translated else path

    def in_words_of(self, translation: "Translation | Self") -> Self:
        """A copy with the texts and the language of the translation. It is for reading, and must not be saved."""
        translated = copy(self)
        translated.is_translated = translation.language != self.language
        for name in ("language", *self.translated_fields):
            setattr(translated, name, getattr(translation, name))
        return translated


class TranslationQuerySet[M: "Translation"](models.QuerySet[M]):
    def reviewed(self) -> Self:
        """What the public may read, if it may read the item. Every public query starts here."""
        return self.filter(state=Translation.State.REVIEWED)

    def drafts(self) -> Self:
        return self.filter(state=Translation.State.DRAFT)


class Translation(models.Model):
    """The texts of one item in one language. Only editing.py writes it.

    A language has at most two rows: the reviewed text, which is public with the item, and a draft of the next one. So nothing
    that is being written is public. A subclass has `item`, with `translations` as the way back, and the fields that its
    model names in `translated_fields`.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        REVIEWED = "reviewed", _("Reviewed")

    # Undoing publishes no translation and hides none (campaign/history/revert.py).
    irreversible_fields = ("state", "reviewed_by_id", "reviewed_at")

    language = models.CharField(_("language"), max_length=20, choices=language_choices)
    state = models.CharField(
        _("state"), max_length=10, choices=State, default=State.DRAFT, editable=False
    )
    # The `text_digest` of the original that this says. If the original has another one, this is outdated.
    made_from = models.CharField(max_length=64, editable=False)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )  # null: by a command
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    reviewed_at = models.DateTimeField(null=True, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    item: Any
    item_id: int

    class Meta:
        abstract = True
        default_permissions: ClassVar[tuple[str, ...]] = ("view", "change", "review")
        ordering: ClassVar[tuple[str, ...]] = ("language", "state")
        constraints: ClassVar[tuple[models.BaseConstraint, ...]] = (
            models.UniqueConstraint(
                name="%(class)s_once_in_a_state", fields=["item", "language", "state"]
            ),
            models.CheckConstraint(
                name="%(class)s_reviewed_has_a_time",
                condition=~Q(state="reviewed") | Q(reviewed_at__isnull=False),
            ),
            TrackChanges(name="%(class)s_kept", of="item"),
        )

    def __str__(self) -> str:
        return str(self.written_in.label)

    @property
    def written_in(self) -> Language:
        return BY_CODE[self.language]

    @property
    def is_reviewed(self) -> bool:
        return self.state == self.State.REVIEWED

    @classmethod
    def written_as(cls, author: Author) -> dict[str, Any]:
        """The columns of a row that this author writes by undoing (campaign/history/revert.py).

        With a time of its own, so that no one reviews a text that they have not looked at.
        """
        return {"written_by_id": author.pk, "updated_at": timezone.now()}

    @classmethod
    def shows_more(cls, change: Change) -> bool:
        """Whether the public reads the change, for the four-eyes rule: a draft is for staff."""
        after = change.after
        if after is None:
            return False
        if "state" in after:
            return bool(after["state"] == cls.State.REVIEWED)
        return cls._base_manager.filter(pk=change.row, state=cls.State.REVIEWED).exists()
