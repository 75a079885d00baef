"""The tables behind the wall of portraits: one narrow row a person, and one bitmap a filter value.

Only database triggers write them (profiles/migrations/sql/listing.sql). They do so in the transaction that changes the data
behind them, so every kind of change counts. See docs/decisions/0016-listing.md.
"""

from typing import Any, Self

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F
from django.utils import timezone

PEOPLE_IN_A_BLOCK = (
    8192  # people by primary key; profiles/migrations/sql/listing.sql has the same number
)
EMPTY_BLOCK = f"repeat('0', {PEOPLE_IN_A_BLOCK})::bit({PEOPLE_IN_A_BLOCK})"  # SQL
# SQL that aggregates the primary keys in a column into the bits of one block.
BITS_OF_COLUMN = f"bit_or(set_bit({EMPTY_BLOCK}, mod({{}}, {PEOPLE_IN_A_BLOCK})::int, 1))"


class ListingQuerySet(models.QuerySet["Listing"]):
    def published(self) -> Self:
        """The people whom the public may see now."""
        return self.filter(publish_at__lte=timezone.now())


class Listing(models.Model):
    """A person whom the public may see, from `publish_at` on.

    fresh_at: when the person was published or the public content last changed, whichever is later.
    terms: what filters search for, such as "status=prison" or "year=2017".
    names: the keys of all names by which the public may find the person.
    """

    detainee = models.OneToOneField(
        "profiles.Detainee",
        models.DO_NOTHING,
        primary_key=True,
        db_constraint=False,  # the triggers maintain it; a constraint would make them wait for each other
        related_name="listing",
    )
    publish_at = models.DateTimeField()
    fresh_at = models.DateTimeField()
    held_since = models.DateField(null=True)
    terms = ArrayField(models.TextField())
    names = SearchVectorField()

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


class Bits(models.Field):  # type: ignore[type-arg]
    """One bit for each person in a block."""

    def __init__(self, number: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.number = number

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, [self.number, *args], kwargs

    def db_type(self, connection: object) -> str:
        return f"bit({self.number})"


class ListingBlock(models.Model):
    """The people of one block that have a term. All listed people have the empty term."""

    pk = models.CompositePrimaryKey("term", "block")
    term = models.TextField()
    block = models.BigIntegerField()
    bits = Bits(PEOPLE_IN_A_BLOCK)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.block} {self.term}"


class PublicChange(models.Model):
    """When the public content of a profile last changed.

    Triggers write it. Notes, contacts and hidden rows do not count.
    """

    detainee = models.OneToOneField(
        "profiles.Detainee", models.CASCADE, primary_key=True, related_name="public_change"
    )
    at = models.DateTimeField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.detainee_id}: {self.at:%Y-%m-%d %H:%M}"
