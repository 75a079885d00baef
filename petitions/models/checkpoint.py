"""What is signed about the public log: checkpoints, the signatures under them, and time stamps."""

from base64 import b64encode

from django.db import models

from petitions.models.petition import Petition


class Checkpoint(models.Model):
    """The root over the first `size` lines of a log, as it was signed (petitions/transparency/signed_heads.py).

    There is one root for each size of a log, which its origin names. A database trigger refuses to change or delete it.
    """

    petition = models.ForeignKey(Petition, models.CASCADE, related_name="checkpoints")
    origin = models.CharField(max_length=300)
    size = models.BigIntegerField()
    root = models.BinaryField(max_length=32)
    signed_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        ordering = ("size", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["origin", "size"], name="checkpoint_one_root_for_each_size"
            ),
        )

    def __str__(self) -> str:
        return f"{self.size} lines of {self.origin}"

    @property
    def body(self) -> bytes:
        """The text that is signed, in the format of c2sp.org/tlog-checkpoint."""
        return f"{self.origin}\n{self.size}\n{b64encode(self.root).decode()}\n".encode()

    @property
    def note(self) -> bytes:
        """The body and its signatures, our own first, in the format of c2sp.org/signed-note."""
        lines = self.signatures.order_by("pk").values_list("line", flat=True)
        return self.body + b"\n" + "".join(lines).encode()


class CheckpointSignature(models.Model):
    """A signature line of a checkpoint: our own, or that of a witness, which was verified before it was stored."""

    checkpoint = models.ForeignKey(Checkpoint, models.CASCADE, related_name="signatures")
    name = models.CharField(max_length=300)  # of the key: the log's origin, or the witness
    key_id = models.CharField(max_length=8)  # hexadecimal
    line = models.CharField(max_length=500)  # with its line feed
    signed_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(
                fields=["checkpoint", "name", "key_id"], name="checkpoint_signed_once_by_each_key"
            ),
        )

    def __str__(self) -> str:
        return self.name


class TimeStamp(models.Model):
    """A time stamp of RFC 3161 over the body of a checkpoint or the manifest of a dossier."""

    petition = models.ForeignKey(Petition, models.CASCADE, related_name="time_stamps")
    sha256 = models.CharField(max_length=64)
    answer = models.BinaryField()  # of the authority: DER, as in a .tsr file
    stamped_at = models.DateTimeField()  # says the authority

    class Meta:
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(fields=["petition", "sha256"], name="time_stamp_once"),
        )

    def __str__(self) -> str:
        return self.sha256
