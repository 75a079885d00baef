"""The public, append-only log of a petition's count (petitions/transparency/log.py)."""

from datetime import date
from typing import NamedTuple, Self

from django.db import models
from django.db.models import Q

from petitions.models.petition import Petition


class LogLine(NamedTuple):
    """A line of the log as anyone can read and hash it (docs/verifying.md)."""

    action: str
    day: date
    commitment: bytes
    reason: str = ""

    def __str__(self) -> str:
        return f"{self.action} {self.day:%Y-%m-%d} {self.commitment.hex()} {self.reason}".rstrip()

    def __bytes__(self) -> bytes:
        return str(self).encode()


class Leaf(models.Model):
    """One line of the log: a commitment that was added to the count, or removed from it.

    It is written together with the signature, without a position. The worker gives positions later,
    in the order of the commitments, which is as good as random. So no two signers wait for each other, and the
    order does not tell who signed when. Nor does its key: it has no number, and the commitment is random.
    """

    class Action(models.TextChoices):
        ADD = "add"
        REMOVE = "remove"

    pk = models.CompositePrimaryKey("petition", "commitment", "action")
    petition = models.ForeignKey(
        Petition, models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    action = models.CharField(max_length=6, choices=Action)
    commitment = models.BinaryField(max_length=32)
    reason = models.CharField(max_length=12, blank=True)  # for a removal: a Kind of the ledger
    position = models.BigIntegerField(null=True)  # from 0, without gaps
    day = models.DateField(null=True)  # when it got its position

    class Meta:
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(fields=["petition", "position"], name="leaf_one_per_place"),
            models.CheckConstraint(
                name="leaf_placed_on_a_day",
                condition=Q(position__isnull=True, day__isnull=True)
                | Q(position__isnull=False, day__isnull=False),
            ),
        )
        indexes = (
            models.Index(
                fields=["petition"], name="leaf_waits", condition=Q(position__isnull=True)
            ),
            # For the statement of integrity, which need not read the lines that add.
            models.Index(
                fields=["petition", "reason", "position"],
                name="leaf_removes",
                condition=Q(action="remove", position__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.action} {self.position}"


class TreeHeadQuerySet(models.QuerySet["TreeHead"]):
    def published(self) -> Self:
        return self.filter(is_recorded=True)


class TreeHead(models.Model):
    """The root of the Merkle tree (RFC 6962) over the first `size` lines, as it was published.

    It is public once it is recorded in a file outside the database (petitions/transparency/heads_file.py). A
    database trigger refuses any other change, and to delete it, or to change a line that has a position.
    """

    class Occasion(models.TextChoices):
        DAILY = "daily"
        DELIVERY = "delivery"

    petition = models.ForeignKey(Petition, models.CASCADE, related_name="tree_heads")
    size = models.BigIntegerField()
    root = models.BinaryField(max_length=32)
    count = models.BigIntegerField()  # lines that add, less lines that remove
    occasion = models.CharField(max_length=10, choices=Occasion, default=Occasion.DAILY)
    made_at = models.DateTimeField()
    statement = models.JSONField(
        default=dict
    )  # the figures at that moment: petitions/transparency/statement.py
    is_recorded = models.BooleanField(default=False, db_default=False)

    objects = TreeHeadQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        ordering = ("-made_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=["petition", "size", "occasion"], name="tree_head_once_per_size"
            ),
        )

    def __str__(self) -> str:
        return f"{self.size} lines, {self.made_at:%Y-%m-%d}"


class Tile(models.Model):
    """Up to 256 hashes side by side on one level of the tree, each of them final (petitions/transparency/merkle.py)."""

    petition = models.ForeignKey(
        Petition, models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    level = (
        models.PositiveSmallIntegerField()
    )  # 0: over leaves; each level spans 256 of the one below
    number = models.BigIntegerField()
    hashes = models.BinaryField(max_length=256 * 32)

    class Meta:
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(fields=["petition", "level", "number"], name="tile_once"),
        )

    def __str__(self) -> str:
        return f"Tile {self.level}/{self.number}"
