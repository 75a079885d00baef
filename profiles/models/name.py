"""The names of a person in every script and spelling, and what the search needs to find them."""

from functools import reduce
from operator import or_
from typing import override

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchQueryField, SearchVectorField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, Q, When
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from campaign.text.fields import NameField
from profiles.models import vocabulary
from profiles.models.parts import FieldCheck, PublicPart
from profiles.names.folding import FoldedField
from profiles.names.keys import SoundsField, SpellingsField, WordsField, spelling_keys
from profiles.names.scripts import (
    LANGUAGES,
    LETTERS,
    NameLanguageField,
    languages_of,
    scripts_of,
)

KEYS_VECTOR = models.Func("keys", function="array_to_tsvector", output_field=SearchVectorField())


class KeysMatch(models.Func):
    """Whether keys match a tsquery. The query is passed on as it is: keys are not words of a language.

    Postgres answers prefixes and long lists of alternatives from the index. It could not for arrays.
    """

    template = "%(expressions)s"
    arg_joiner = " @@ "

    def __init__(
        self, keys: models.Expression | models.F, tsquery: str | models.Expression
    ) -> None:
        expression = models.Value(tsquery) if isinstance(tsquery, str) else tsquery
        query = Cast(expression, SearchQueryField())
        super().__init__(keys, query, output_field=models.BooleanField())


# Which name leads: a page is headed by the first name that is shown. The site is in English, so the person's own
# name in Latin letters comes first, and what officials or sources made of it last (docs/handbook/safety.md).
_IN_LATIN = Q(language__in=LANGUAGES["Latn"])
_LEADING = Case(
    When(_IN_LATIN, kind="primary", then=0),
    When(_IN_LATIN, kind__in=["official", "transliteration"], then=1),
    When(kind__in=["primary", "official", "transliteration"], then=2),
    When(kind="pinyin", then=3),
    default=4,
    output_field=models.IntegerField(),
)


class Name(PublicPart):
    """A name as one string. We never split it: many names here have no first and last part."""

    identifying_fields = ("text",)

    detainee = models.ForeignKey("profiles.Detainee", models.CASCADE, related_name="names")
    text = NameField(_("name"), max_length=120)
    language = NameLanguageField(
        _("language and script"),
        source="text",
        max_length=20,
        choices=vocabulary.NameLanguage,
        blank=True,
        help_text=_("Leave it empty to find it from the letters."),
    )
    kind = models.CharField(
        _("kind"), max_length=20, choices=vocabulary.NameKind, default="primary"
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    folded = FoldedField(source="text")
    keys = WordsField(source="text")
    sounds = SoundsField(source="text")

    class Meta(PublicPart.Meta):
        verbose_name = _("name")
        verbose_name_plural = _("names")
        ordering = (_LEADING, "order", "pk")
        indexes = (
            GinIndex(KEYS_VECTOR, name="name_keys"),
            models.Index(fields=["folded"], name="name_folded"),
        )
        constraints = (
            *PublicPart.Meta.constraints,
            models.UniqueConstraint(
                fields=["detainee", "text", "language"],
                name="name_once_per_detainee",
                violation_error_message=_("This name exists already."),
            ),
            FieldCheck(
                name="name_language_fits_its_letters",
                field="language",
                condition=Q(language__in=vocabulary.NameLanguage.values)
                & reduce(
                    or_,
                    (
                        Q(language__in=LANGUAGES[script], text__regex=f"[{letters}]")
                        for script, letters in LETTERS.items()
                    ),
                    ~Q(text__regex=f"[{''.join(LETTERS.values())}]"),
                ),
                violation_error_message=_(
                    "This name is not written in the script of that language."
                ),
            ),
        )

    def __str__(self) -> str:
        return self.text

    @override
    def clean(self) -> None:
        """Find the language if it was left empty, and question one that its letters contradict."""
        if not self.text:
            return
        possible = languages_of(self.text)
        if not possible or "" in scripts_of(self.text):
            raise ValidationError(
                {"text": _("Some of these letters belong to no language of the list.")}
            )
        if len(scripts_of(self.text)) > 1:
            raise ValidationError(
                {
                    "text": _(
                        "This mixes two scripts. Enter the name in each script in a row of its own."
                    )
                }
            )
        self.language = self.language or possible[0]
        if self.language not in possible:
            labels = [str(vocabulary.NameLanguage(each).label) for each in possible]
            raise ValidationError(
                {
                    "language": _(
                        "These letters are not “%(chosen)s”. They can be: %(possible)s. "
                        "Choose again, or leave it empty."
                    )
                    % {
                        "chosen": self.get_language_display(),
                        "possible": "; ".join(labels),
                    }
                }
            )

    @property
    def direction(self) -> str:
        return text_direction(self.language)


def text_direction(language: str) -> str:
    """“rtl” or “ltr”, for a `NameLanguage`."""
    return "rtl" if language.endswith("-Arab") else "ltr"


IS_READING = Q(key__regex="^[a-z]")  # the keys without a mark


class NameWord(models.Model):
    """A word of some name, and one of the keys by which the search finds it (profiles/names/keys.py).

    A trigger writes them as names arrive, in no order and sometimes twice, so that no transaction waits for
    another. Words of hidden names are here too. So a search uses these words only to look among shown names, and
    a word of a hidden name must never take the place of a word of a shown one.
    """

    key = models.TextField()
    word = models.TextField()

    class Meta:
        default_permissions = ()
        indexes = (
            models.Index(
                fields=["key", "word"],
                name="nameword_key",
                opclasses=["text_pattern_ops", "text_pattern_ops"],
            ),
            GinIndex(
                fields=["key"],
                name="nameword_trigrams",
                opclasses=["gin_trgm_ops"],
                condition=IS_READING,
            ),
        )

    def __str__(self) -> str:
        return self.word


class SpellingGroup(models.Model):
    """Spellings of one name that no rule of folding joins. A search for one of them finds the others too."""

    spellings = models.TextField(
        _("spellings"),
        max_length=1000,
        help_text=_(
            "Separated by commas, in any script: Memet, Muhammad, 买买提. Spellings that differ only in "
            "marks or in letters such as q and k, gh and g, e and a need not be given."
        ),
    )
    note = models.CharField(_("note"), max_length=200, blank=True)
    keys = SpellingsField(source="spellings")

    class Meta:
        verbose_name = _("name with several spellings")
        verbose_name_plural = _("names with several spellings")
        ordering = ("spellings",)

    def __str__(self) -> str:
        return self.spellings

    def clean(self) -> None:
        names = self.spellings.replace("\n", ",").split(",")
        if any(len(name.split()) > 1 for name in names):
            raise ValidationError({"spellings": _("One word each, separated by commas.")})
        if len(spelling_keys(self.spellings)) < 2:
            raise ValidationError({"spellings": _("The search finds these together already.")})
