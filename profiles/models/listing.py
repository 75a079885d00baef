"""What the wall of portraits is read from: one narrow row a person, and one bitmap a choice.

Both are written by triggers of the database alone (migration `listing`), in the transaction that changes
what they are made of, whoever makes the change. See docs/decisions/0016-listing.md.
"""

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F
from django.utils import timezone

PEOPLE_IN_A_BLOCK = 8192  # by their numbers; the migration `larger_blocks` says so too
NOBODY = f"repeat('0', {PEOPLE_IN_A_BLOCK})::bit({PEOPLE_IN_A_BLOCK})"
# The bits of the people in one block, of whom a column has the numbers.
MARKED = f"bit_or(set_bit({NOBODY}, mod({{}}, {PEOPLE_IN_A_BLOCK})::int, 1))"


class ListingQuerySet(models.QuerySet["Listing"]):
    def seen(self) -> Self:
        """Whom the public may see now."""
        return self.filter(publish_at__lte=timezone.now())


class Listing(models.Model):
    """A person whom the public may see (at `publish_at`, if that is still to come)."""

    detainee = models.OneToOneField(
        "profiles.Detainee",
        models.DO_NOTHING,
        primary_key=True,
        db_constraint=False,  # the triggers keep it, and a constraint would have them wait in line
        related_name="listing",
    )
    publish_at = models.DateTimeField()
    fresh_at = models.DateTimeField()  # published or told anew, whichever was later
    held_since = models.DateField(null=True)
    terms = ArrayField(models.TextField())  # what filters find her by: "status=prison", "year=2017"
    names = SearchVectorField()  # the keys of all names by which the public may find her

    objects = ListingQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        indexes = (
            GinIndex(fields=["terms"], name="listing_terms", fastupdate=False),
            GinIndex(fields=["names"], name="listing_names", fastupdate=False),
            models.Index(F("fresh_at").desc(), F("detainee").desc(), name="listing_fresh"),
            models.Index(F("held_since").asc(nulls_last=True), "detainee", name="listing_held"),
            models.Index(fields=["publish_at"], name="listing_publish_at"),
        )

    def __str__(self) -> str:
        return str(self.pk)


class Bits(models.Field[str, str]):
    """One bit for each person of a block."""

    def db_type(self, connection: object) -> str:
        return f"bit({PEOPLE_IN_A_BLOCK})"


class ListingBlock(models.Model):
    """Who among some people has a term; the empty term is had by all who are listed."""

    pk = models.CompositePrimaryKey("term", "block")
    term = models.TextField()
    block = models.BigIntegerField()
    bits = Bits()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.block} {self.term}"


class PublicChange(models.Model):
    """When what the public reads of a person last changed. Written by triggers: notes, contacts and rows that
    are not shown change nothing of it."""

    detainee = models.OneToOneField(
        "profiles.Detainee", models.CASCADE, primary_key=True, related_name="public_change"
    )
    at = models.DateTimeField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.detainee_id}: {self.at:%Y-%m-%d %H:%M}"
