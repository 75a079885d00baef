"""What the parts of a profile have in common: their history, whether the public sees them, their source.

A part is a row that belongs to one person, such as a name, an event or a consent. Each model declares its own
`detainee`, since the reverse names differ (`person.claims`, `person.legal_cases`).
"""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from campaign.history.changes import TrackChanges


class ProfilePart(models.Model):
    """A row of one person. Every change of it is recorded in the history of that person."""

    # Fields that say who or where someone is. If undoing a change fills them again in a row that is shown, staff
    # have to agree first (campaign/history/revealed.py).
    identifying_fields: ClassVar[tuple[str, ...]] = ()
    # Columns that undoing never changes; "*" means the whole row (campaign/history/revert.py).
    irreversible_fields: ClassVar[tuple[str, ...]] = ()

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
