"""What staff do for someone who asks by letter or phone: stop updates, never write again, erase.

Staff type the address. It is found by its digests and stored nowhere: not in the log of what was done, not in a URL,
not in the session. Whatever is done is logged with who did it, when and why, in the same transaction.

A blocked address gets no email of any kind. Signing with it is answered as always, and the signature is erased
after a week, because no email asks to confirm it.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from campaign.privacy import erasure_log
from petitions.addresses import canonical, mailboxes
from petitions.models import Petition, Signature, SignerAccess
from petitions.models.signature import lock_signatures
from petitions.signers import access_log, erasure
from petitions.signers.stopped_updates import end_updates
from petitions.signing import intake
from petitions.signing.erasure_marks import Signed

Kind = SignerAccess.Kind
# What else ends what we hold about an address, such as what it follows by email. Other apps register it.
_also_end: list[Callable[[str], None]] = []
# In the order in which they are done: an erasure is the last, so that the others still find something.
ACTIONS = (Kind.STOP, Kind.BLOCK, Kind.UNBLOCK, Kind.ERASE)


def register(end: Callable[[str], None]) -> None:
    """end: takes an address. It is called whenever emails to the address are to stop, or it is to be erased."""
    _also_end.append(end)


@dataclass(frozen=True, slots=True)
class Found:
    """What there is of an address: how many signatures on which petitions, and whether it is blocked or bounced."""

    signatures: list[tuple[Petition, int]]
    is_blocked: bool
    has_bounced: bool

    @property
    def total(self) -> int:
        return sum(number for _petition, number in self.signatures)


@sensitive_variables("address")
def look_up(address: str, *, author: User, reason: str) -> Found:
    """address, here and below: from `canonical.clean_address`. The look is logged too."""
    with transaction.atomic():
        found = _found(address, canonical.signatures_by_address(address).select_related("petition"))
        access_log.record(author, Kind.ADDRESS, reason=reason, petition=None, found=found.total)
    return found


@sensitive_variables("address")
def act(address: str, actions: Iterable[Kind], *, author: User, reason: str) -> Found:
    """Do what the person asks. Returns what was found before. Twice is the same as once."""
    chosen = set(actions)
    with transaction.atomic():
        # All locks at once, in the order of all code: the intake, the signatures, the mailbox.
        signed: list[Signed] = []
        if Kind.ERASE in chosen:
            signed = intake.erase(digest for _petition, digest in canonical.keys_of(address))
        given = canonical.signatures_by_address(address)
        signatures = lock_signatures(given.values_list("pk", flat=True))
        found = _found(address, signatures)
        for action in (each for each in ACTIONS if each in chosen):
            # Logged first: what an action writes to the log of erasures cannot be taken back.
            access_log.record(author, action, reason=reason, petition=None, found=found.total)
            _do(action, address, signatures, signed)
    return found


@sensitive_variables("address")
def _found(address: str, signatures: Iterable[Signature]) -> Found:
    numbers = Counter(signature.petition for signature in signatures)
    return Found(
        list(numbers.items()),
        bool(mailboxes.blocked_among([address])),
        bool(mailboxes.bounced_among([address])),
    )


@sensitive_variables("address")
def _do(action: Kind, address: str, signatures: list[Signature], signed: list[Signed]) -> None:
    if action != Kind.UNBLOCK:
        for end in _also_end:
            end(address)
    match action:
        case Kind.STOP:
            end_updates(signatures)
        case Kind.BLOCK:
            end_updates(signatures)
            erasure_log.append(erasure_log.BLOCKED, mailboxes.block(address), timezone.now())
        case Kind.UNBLOCK:
            erasure_log.append(erasure_log.UNBLOCKED, mailboxes.unblock(address), timezone.now())
            mailboxes.clear_unanswered(address)  # nor do emails that bounced keep others back
        case Kind.ERASE:
            erasure.withdraw(*signatures, address=address, signed=signed)
