"""Asks witnesses to sign the checkpoints of the logs too (c2sp.org/tlog-witness).

A witness signs only what continues what it signed before. So a campaign that shows different people different logs
cannot get its signature under both. WITNESSES names them. One that does not sign is asked again for some days.
"""

import logging
import re
from base64 import b64decode, b64encode
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.conf import settings
from django.db.models import Max
from django.utils import timezone

from petitions import periods
from petitions.checkpoints.outgoing import NoAnswer, post
from petitions.models import Checkpoint, CheckpointSignature, Petition
from petitions.transparency import log, signed_heads

CLOCKS_DIFFER = timedelta(minutes=5)
LINE = re.compile(r"^— (\S+) ([A-Za-z0-9+/]+=*)\n", re.MULTILINE)
SIZE = re.compile(rb"(0|[1-9][0-9]{0,17})\n")

logger = logging.getLogger(__name__)


class Refused(Exception):
    """The witness did not sign, or what it sent is not its signature."""


class Witness(NamedTuple):
    name: str
    public_key: bytes
    url: str

    @property
    def key_id(self) -> bytes:
        return signed_heads.key_id(self.name, signed_heads.COSIGNATURE, self.public_key)


def ask_all() -> None:
    """Ask each witness for its signature under each new checkpoint. What fails is tried again the next time."""
    petitions = list(Petition.objects.published().order_by("pk"))
    for witness in [Witness(*each) for each in settings.WITNESSES]:
        for petition in petitions:
            try:
                _ask_about(petition, witness)
            except Refused as error:
                logger.warning("%s did not sign %s: %s", witness.name, petition.slug, error)
            except NoAnswer as error:
                logger.warning("%s did not answer: %s", witness.name, error)
                break


def _ask_about(petition: Petition, witness: Witness) -> None:
    checkpoints = Checkpoint.objects.filter(
        petition=petition, origin=signed_heads.origin(petition, signed_heads.log_number(petition))
    )
    theirs = {"signatures__name": witness.name, "signatures__key_id": witness.key_id.hex()}
    # The size of the log that the witness has seen last.
    size: int = checkpoints.filter(**theirs).aggregate(last=Max("size"))["last"] or 0
    recent = timezone.now() - periods.ATTESTED_WITHIN
    for checkpoint in checkpoints.filter(size__gt=size, signed_at__gte=recent).order_by("size"):
        if checkpoint.size >= size:
            size = _ask(checkpoint, witness, size)
    if (last := checkpoints.last()) and size > last.size:
        logger.error("%s has seen %s lines of %s.", witness.name, size, last)


def _ask(checkpoint: Checkpoint, witness: Witness, size: int) -> int:
    """Ask for a signature, and store it. Returns the size of the log that the witness has seen then.

    size: the one that it has seen before, as far as we know. If it says another one, it is asked once more. If that is
    larger than the checkpoint, it is not asked again.
    """
    for seen in (size, None):
        proof = log.consistency_proof(checkpoint.petition, size, checkpoint.size)
        lines = [f"old {size}", *(b64encode(each).decode() for each in proof), "", ""]
        answer = post(
            f"{witness.url}/add-checkpoint",
            "\n".join(lines).encode() + checkpoint.note,
            "text/plain; charset=utf-8",
        )
        if answer.status == 200:
            _store(checkpoint, witness, answer.body)
            return checkpoint.size
        conflict = SIZE.fullmatch(answer.body) if answer.kind == "text/x.tlog.size" else None
        if answer.status != 409 or conflict is None or seen is None:
            break
        size = int(conflict[1])
        if size > checkpoint.size:
            return size
    raise Refused(f"it answered {answer.status}")


def _store(checkpoint: Checkpoint, witness: Witness, answer: bytes) -> None:
    """Store the signature of the witness in its answer. The lines of other keys are left out."""
    try:
        lines = [(name, b64decode(raw)) for name, raw in LINE.findall(answer.decode())]
    except ValueError:
        raise Refused("its answer cannot be read") from None
    found = [raw[4:] for name, raw in lines if (name, raw[:4]) == (witness.name, witness.key_id)]
    if not found:
        raise Refused("its answer has no signature with its key")
    CheckpointSignature.objects.get_or_create(
        checkpoint=checkpoint,
        name=witness.name,
        key_id=witness.key_id.hex(),
        defaults={
            "line": signed_heads.signature_line(witness.name, witness.key_id, found[0]),
            "signed_at": _verify(checkpoint, witness, found[0]),
        },
    )


def _verify(checkpoint: Checkpoint, witness: Witness, signature: bytes) -> datetime:
    """The time that a signature names, in the format of c2sp.org/tlog-cosignature."""
    seconds = int.from_bytes(signature[:8])
    message = f"cosignature/v1\ntime {seconds}\n".encode() + checkpoint.body
    try:
        Ed25519PublicKey.from_public_bytes(witness.public_key).verify(signature[8:], message)
    except InvalidSignature:
        raise Refused("its signature is wrong") from None
    if seconds > (timezone.now() + CLOCKS_DIFFER).timestamp():
        raise Refused("its signature is from the future")
    if seconds < (checkpoint.signed_at - CLOCKS_DIFFER).timestamp():
        raise Refused("its signature is older than the checkpoint")
    return datetime.fromtimestamp(seconds, UTC)
