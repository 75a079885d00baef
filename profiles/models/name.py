"""The names of a person, in every script and spelling."""

from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import Self

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchQueryField, SearchVectorField
from django.db import models
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from campaign.history.changes import TrackChanges
from campaign.text.fields import NameField
from profiles.models import vocabulary as words
from profiles.names.folding import FoldedField
from profiles.names.keys import KeysField

KEYS = models.Func("keys", function="array_to_tsvector", output_field=SearchVectorField())


class HasKeys(models.Func):
    """Whether keys fulfil a tsquery, which is taken as it is: keys are no words of a language.

    A prefix is asked of the index too, and long alternatives cost little; neither holds for arrays.
    """

    template = "%(expressions)s"
    arg_joiner = " @@ "

    def __init__(
        self, keys: models.Expression | models.F, tsquery: str | models.Expression
    ) -> None:
        written = models.Value(tsquery) if isinstance(tsquery, str) else tsquery
        asked = Cast(written, SearchQueryField())
        super().__init__(keys, asked, output_field=models.BooleanField())


class Name(models.Model):
    """A name as one string: never split into first and last, which many names here do not have."""

    reveals = ("text",)

    detainee = models.ForeignKey("profiles.Detainee", models.CASCADE, related_name="names")
    text = NameField(_("name"), max_length=120)
    language = models.CharField(
        _("language and script"), max_length=20, choices=words.NameLanguage, default="ug-Latn"
    )
    kind = models.CharField(_("kind"), max_length=20, choices=words.NameKind, default="primary")
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    is_public = models.BooleanField(_("shown"), default=True)
    folded = FoldedField(source="text")
    keys = KeysField(source="text")

    class Meta:
        verbose_name = _("name")
        verbose_name_plural = _("names")
        ordering = ("order", "pk")
        indexes = (
            GinIndex(KEYS, name="name_keys"),
            models.Index(fields=["folded"], name="name_folded"),
        )
        constraints = (
            TrackChanges(name="name_kept", of="detainee"),
            models.UniqueConstraint(
                fields=["detainee", "text", "language"],
                name="name_once_per_detainee",
                violation_error_message=_("This name exists already."),
            ),
        )

    def __str__(self) -> str:
        return self.text

    @property
    def direction(self) -> str:
        return direction(self.language)


def direction(language: str) -> str:
    return "rtl" if language.endswith("-Arab") else "ltr"


class NameWordQuerySet(models.QuerySet["NameWord"]):
    def like_any(self, keys: Iterable[str]) -> Self:
        """Those that look like one of these, of which there is one at least."""
        return self.filter(reduce(or_, (models.Q(word__trigram_similar=key) for key in keys)))


class NameWord(models.Model):
    """A folded word that some name has, to look for those that begin or sound alike.

    Written by a trigger as names come in, in no order and sometimes twice, so that nobody waits for
    another. Words of hidden names are here too: what they find is asked for among names that are shown,
    and none of them may take the place of a word of these.
    """

    word = models.TextField()

    objects = NameWordQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        indexes = (
            models.Index(fields=["word"], name="nameword_word", opclasses=["text_pattern_ops"]),
            GinIndex(fields=["word"], name="nameword_trigrams", opclasses=["gin_trgm_ops"]),
        )

    def __str__(self) -> str:
        return self.word
