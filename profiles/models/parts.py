"""What the parts of a profile have in common: their history, whether the public sees them, their source.

A part is a row that belongs to one person, such as a name, an event or a consent. Each model declares its own
`detainee`, since the reverse names differ (`person.claims`, `person.legal_cases`).
"""

from collections.abc import Iterable
from typing import Any, ClassVar, override

from django.core.exceptions import ValidationError
from django.db import DEFAULT_DB_ALIAS, models
from django.utils.translation import gettext_lazy as _

from campaign.history.changes import TrackChanges


class FieldCheck(models.CheckConstraint):
    """A check whose sentence a form shows beside one field.

    Unlike Django's own, it also looks at columns that no form has, such as the days that a partial date means.
    """

    def __init__(self, *, field: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.field = field

    @override
    def deconstruct(self) -> Any:
        path, args, kwargs = super().deconstruct()
        return path, args, kwargs | {"field": self.field}

    @override
    def validate(
        self,
        model: type[models.Model],
        instance: models.Model,
        exclude: Iterable[str] | None = None,
        using: str = DEFAULT_DB_ALIAS,
    ) -> None:
        if self.field in set(exclude or ()):
            return  # a form without it, or one that complains about it already
        try:
            super().validate(model, instance, using=using)
        except ValidationError as error:
            raise ValidationError({self.field: error}) from error


class ProfilePart(models.Model):
    """A row of one person. Every change of it is recorded in the history of that person."""

    # Fields that say who or where someone is. If undoing a change fills them again in a row that is shown, staff
    # have to agree first (campaign/history/revealed.py).
    identifying_fields: ClassVar[tuple[str, ...]] = ()
    # Columns that undoing never changes; "*" means the whole row (campaign/history/revert.py).
    irreversible_fields: ClassVar[tuple[str, ...]] = ()
    # Columns that the public never sees; "*" means the whole row (campaign/publishing/four_eyes.py).
    unseen_fields: ClassVar[tuple[str, ...]] = ()

    class Meta:
        abstract = True
        constraints: ClassVar[tuple[models.BaseConstraint, ...]] = (
            TrackChanges(name="%(class)s_kept", of="detainee"),
        )


class PublicPart(ProfilePart):
    """A part that the public sees with the person, unless staff hide it."""

    is_public = models.BooleanField(_("shown"), default=True)

    class Meta(ProfilePart.Meta):
        abstract = True


class SourcedPart(PublicPart):
    """A statement about the person, with the source that makes it."""

    source = models.ForeignKey(
        "profiles.Source",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("source"),
    )

    class Meta(PublicPart.Meta):
        abstract = True
