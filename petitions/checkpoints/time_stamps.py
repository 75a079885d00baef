"""Time stamps of RFC 3161 on every head and every dossier: an authority says that it was there at a time.

What is stamped is the body of a checkpoint (its first three lines), or the manifest of a dossier. The authority gets
the SHA-256 checksum alone. TIME_STAMP_URL names it. If it does not answer, it is asked again for some days.
"""

import logging
import secrets
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from hashlib import sha256

from cryptography.x509 import ObjectIdentifier
from django.conf import settings
from django.utils import timezone
from rfc3161_client import VerificationError, VerifierBuilder, decode_timestamp_response
from rfc3161_client.tsp import PKIStatus

from petitions import periods
from petitions.checkpoints.outgoing import NoAnswer, post
from petitions.models import Checkpoint, Delivery, Dossier, Petition, TimeStamp

SHA256 = ObjectIdentifier("2.16.840.1.101.3.4.2.1")
CLOCKS_DIFFER = timedelta(hours=1)

# The parts of a TimeStampReq in DER (RFC 3161, 2.4.1). The library makes one from the data alone, and of a dossier
# only the checksum is left.
VERSION_1 = bytes.fromhex("020101")
SHA256_IMPRINT = bytes.fromhex("3031300d060960864801650304020105000420")  # then 32 bytes
NONCE_8 = bytes.fromhex("0208")  # then 8 bytes
WITH_CERTIFICATE = bytes.fromhex("0101ff")

logger = logging.getLogger(__name__)


class Refused(Exception):
    """The authority did not stamp, or what it sent is not the stamp that was asked for."""


def ask_all() -> None:
    """Ask for every time stamp that is missing. What fails is tried again the next time."""
    if not settings.TIME_STAMP_URL:
        return
    for petition, digest in list(_missing()):
        try:
            _ask(petition, digest)
        except Refused as error:
            logger.warning("No time stamp for %s: %s", petition.slug, error)
        except NoAnswer as error:
            logger.warning("The time stamp authority did not answer: %s", error)
            return


def by_size(petition: Petition, sizes: Iterable[int]) -> dict[int, TimeStamp]:
    """The time stamps on the heads over so many lines."""
    checkpoints = Checkpoint.objects.filter(petition=petition, size__in=list(sizes))
    size_of = {sha256(each.body).hexdigest(): each.size for each in checkpoints}
    found = TimeStamp.objects.filter(petition=petition, sha256__in=size_of)
    return {size_of[stamp.sha256]: stamp for stamp in found}


def by_delivery(petition: Petition) -> list[tuple[Delivery, TimeStamp]]:
    """The published deliveries whose dossier has a time stamp, the oldest first."""
    deliveries = petition.deliveries.published().exclude(manifest_sha256="")
    wanted = [each.manifest_sha256 for each in deliveries]
    found = {each.sha256: each for each in petition.time_stamps.filter(sha256__in=wanted)}
    return [
        (each, found[each.manifest_sha256]) for each in deliveries if each.manifest_sha256 in found
    ]


def _missing() -> Iterator[tuple[Petition, bytes]]:
    since = timezone.now() - periods.ATTESTED_WITHIN
    checkpoints = Checkpoint.objects.filter(signed_at__gte=since).select_related("petition")
    dossiers = Dossier.objects.filter(finished_at__gte=since).exclude(manifest_sha256="")
    wanted = [(each.petition, sha256(each.body).hexdigest()) for each in checkpoints]
    wanted += [
        (each.petition, each.manifest_sha256) for each in dossiers.select_related("petition")
    ]
    present = set(
        TimeStamp.objects.filter(sha256__in=[digest for _petition, digest in wanted]).values_list(
            "petition", "sha256"
        )
    )
    for petition, digest in wanted:
        if (petition.pk, digest) not in present:
            yield petition, bytes.fromhex(digest)


def _ask(petition: Petition, digest: bytes) -> None:
    nonce = secrets.randbits(62) | 1 << 62  # eight bytes in DER, and positive
    content = VERSION_1 + SHA256_IMPRINT + digest + NONCE_8 + nonce.to_bytes(8) + WITH_CERTIFICATE
    request = bytes([0x30, len(content)]) + content
    answer = post(settings.TIME_STAMP_URL, request, "application/timestamp-query")
    if answer.status != 200 or answer.kind != "application/timestamp-reply":
        raise Refused(f"it answered {answer.status}, {answer.kind}")
    TimeStamp.objects.get_or_create(
        petition=petition,
        sha256=digest.hex(),
        defaults={"answer": answer.body, "stamped_at": _verify(answer.body, digest, nonce)},
    )


def _verify(answer: bytes, digest: bytes, nonce: int) -> datetime:
    """The time in an answer. It must be over this digest, for this request and, with TIME_STAMP_ROOTS, lead to one."""
    try:
        response = decode_timestamp_response(answer)
        if response.status != PKIStatus.GRANTED:
            raise Refused(f"its status is {response.status}")
        stamp = response.tst_info
        imprint = stamp.message_imprint
        if (imprint.hash_algorithm, imprint.message, stamp.nonce) != (SHA256, digest, nonce):
            raise Refused("the stamp is not the one that was asked for")
        if settings.TIME_STAMP_ROOTS:
            roots = list(settings.TIME_STAMP_ROOTS)
            VerifierBuilder(roots=roots, nonce=nonce).build().verify(response, digest)
    except (ValueError, VerificationError) as error:
        raise Refused(str(error)) from None
    if abs(stamp.gen_time - timezone.now()) > CLOCKS_DIFFER:
        raise Refused("its clock and ours differ")
    return stamp.gen_time
