"""Signs each published head as a checkpoint that the tools of other logs read.

The formats are those of c2sp.org: signed-note, tlog-checkpoint and, for the signatures of witnesses, tlog-cosignature.
Two signed checkpoints that do not fit together prove to anyone that the log was forked. So a head is signed only once
it stands in the file outside the database, and only if neither the file nor the database has another root over as
many lines. After a gap (gaps.py) the log is another one, and has another origin.
"""

from base64 import b64encode, urlsafe_b64decode
from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from petitions.models import Checkpoint, CheckpointSignature, LogGap, Petition, TreeHead
from petitions.transparency import heads_file

# The kinds of keys in signed-note.
ED25519 = b"\x01"
COSIGNATURE = b"\x04"


class Contradiction(Exception):
    """Another root over as many lines was published or signed. Nothing is signed."""


# --- The format of a signed note -----------------------------------------------------------------------------------


def key_id(name: str, kind: bytes, public_key: bytes) -> bytes:
    return sha256(name.encode() + b"\n" + kind + public_key).digest()[:4]


def verifier_key(name: str, kind: bytes, public_key: bytes) -> str:
    """A public key as other tools take it: name, hash and key."""
    encoded = b64encode(kind + public_key).decode()
    return f"{name}+{key_id(name, kind, public_key).hex()}+{encoded}"


def signature_line(name: str, identifier: bytes, signature: bytes) -> str:
    return f"— {name} {b64encode(identifier + signature).decode()}\n"


# --- The log's own name and keys -----------------------------------------------------------------------------------


def log_number(petition: Petition) -> int:
    """1 for the first log of a petition. Each gap begins another."""
    return 1 + LogGap.objects.filter(petition=petition).count()


def origin(petition: Petition, number: int) -> str:
    """The name of a log: where its files are, without https:// (petitions/urls.py)."""
    page = settings.SITE_URL + reverse("petitions:integrity", args=[petition.name_in_log])
    _scheme, _, address = page.partition("://")
    return f"{address}log-{number}" if number > 1 else address.removesuffix("/")


def own_verifier_keys(its_origin: str) -> dict[str, str]:
    """The keys to check our signatures with, by key id (hexadecimal), in the order of LOG_KEYS."""
    public_keys = [each.public_key().public_bytes_raw() for each in _keys()]
    return {
        key_id(its_origin, ED25519, each).hex(): verifier_key(its_origin, ED25519, each)
        for each in public_keys
    }


def _keys() -> list[Ed25519PrivateKey]:
    return [
        Ed25519PrivateKey.from_private_bytes(urlsafe_b64decode(each)) for each in settings.LOG_KEYS
    ]


# --- Checkpoints ---------------------------------------------------------------------------------------------------


def check(petition: Petition, heads: Sequence[TreeHead]) -> heads_file.Known:
    """What the file knows. Raises Contradiction if another root over as many lines was published or signed."""
    try:
        known = heads_file.read(petition)
    except FileNotFoundError:
        known = heads_file.Known()  # of the first head
    its_origin = origin(petition, 1 + len(known.gaps))
    for head in heads:
        root = bytes(head.root)
        signed = Checkpoint.objects.filter(origin=its_origin, size=head.size).exclude(root=root)
        if known.contradicts(head.size, root.hex()) or signed.exists():
            raise Contradiction(f"{its_origin}: {head.size} lines")
    return known


def sign(petition: Petition, heads: Sequence[TreeHead]) -> None:
    """Sign recorded heads with each key that has not signed them. The caller has locked the log.

    Raises Contradiction, or what heads_file.read raises.
    """
    known = check(petition, heads)
    for head in heads:
        if not known.has(head.size, bytes(head.root).hex()):
            raise Contradiction(f"{petition.slug}: {head.size} lines were not written down")
        checkpoint, _made = Checkpoint.objects.get_or_create(
            origin=origin(petition, 1 + len(known.gaps)),
            size=head.size,
            defaults={"petition": petition, "root": bytes(head.root), "signed_at": timezone.now()},
        )
        for key in _keys():
            _add_own_signature(checkpoint, key)


def _add_own_signature(checkpoint: Checkpoint, key: Ed25519PrivateKey) -> None:
    name = checkpoint.origin
    identifier = key_id(name, ED25519, key.public_key().public_bytes_raw())
    CheckpointSignature.objects.get_or_create(
        checkpoint=checkpoint,
        name=name,
        key_id=identifier.hex(),
        defaults={
            "line": signature_line(name, identifier, key.sign(checkpoint.body)),
            "signed_at": timezone.now(),
        },
    )


def last_checkpoint(petition: Petition) -> Checkpoint | None:
    """The newest one of the log as it is now. It is of a published head."""
    its_origin = origin(petition, log_number(petition))
    return Checkpoint.objects.filter(petition=petition, origin=its_origin).order_by("-size").first()


def description(petition: Petition) -> dict[str, Any] | None:
    """What the page of the log says about its newest checkpoint; None if there is none.

    {"prefix": the address of the log, "path": of that, "key": to check it with, if one of ours has signed it, "witnesses": their signatures}.
    """
    checkpoint = last_checkpoint(petition)
    if checkpoint is None:
        return None
    scheme = settings.SITE_URL.partition("://")[0]
    # A new key has not signed the checkpoint yet while the log is stopped.
    signed = set(checkpoint.signatures.values_list("key_id", flat=True))
    keys = own_verifier_keys(checkpoint.origin)
    return {
        "prefix": f"{scheme}://{checkpoint.origin}/",
        "path": f"/{checkpoint.origin.partition('/')[2]}/",
        "key": next((key for identifier, key in keys.items() if identifier in signed), ""),
        "witnesses": checkpoint.signatures.exclude(name=checkpoint.origin).order_by("name"),
    }
