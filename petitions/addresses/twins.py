"""Twins: signatures on one petition that were two mailboxes under an earlier rule and are one under today's.

Of most signers only a digest is stored, and no digest can be made by another rule. So twins are found in two ways only:

- someone signs again, and both signatures are found by the forms of their address;
- the addresses are still stored, because their signers want updates. They are compared after each edit of a rule.

Only confirmed signatures are compared; the others are gone in a week. All other signatures stay as they are. Staff
may take the later one of each pair out of the count, with an invalidation (petitions/moderation/matching.py).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import batched

from django.utils import timezone

from petitions.addresses import canonical
from petitions.addresses.canonical import RuleHistory
from petitions.models import Petition, RuleChange, Signature, Twin
from petitions.models.signature import signatures_by_key

BATCH = 1_000


def note(address: str, petition_ids: Iterable[int]) -> None:
    """Note the twins of this address, once its owner signs again. Nothing is asked if no rule was ever edited."""
    history = canonical.rule_history()
    forms = _forms_of_one_mailbox(address, history)
    if len(forms) > 1:
        wanted = [
            (pk, canonical.signature_digest(pk, form)) for pk in petition_ids for form in forms
        ]
        together: dict[int, list[int]] = defaultdict(list)
        found = signatures_by_key(wanted).filter(confirmed_at__isnull=False)
        for pk, petition in found.values_list("pk", "petition"):
            together[petition].append(pk)
        _store(together.values())


def _forms_of_one_mailbox(address: str, history: RuleHistory) -> list[str]:
    """Its canonical forms without those that a wrong rule gave it: by today's rules they are another mailbox."""
    forms = canonical.canonical_forms(address, history)
    return [each for each in forms if canonical.canonicalise(each, history.now) == forms[0]]


def search() -> None:
    """Compare the stored addresses, if a rule was edited since that was done last.

    A worker that is killed meanwhile begins anew.
    """
    edits = RuleChange.objects.filter(twins_sought_at=None)
    if last := edits.order_by("-pk").first():
        history = canonical.rule_history()
        for petition in Petition.objects.order_by("pk").values_list("pk", flat=True):
            _search(petition, history)
        edits.filter(pk__lte=last.pk).update(twins_sought_at=timezone.now())


def _search(petition_id: int, history: RuleHistory) -> None:
    together: dict[bytes, list[int]] = defaultdict(list)  # by the digest of today
    for pk, stored, address in _with_address(petition_id):
        mailbox = canonical.canonicalise(address, history.now)
        today = canonical.signature_digest(petition_id, mailbox)
        if today != bytes(stored):
            together[today].append(pk)
    for digests in batched(together, BATCH):
        under_today = Signature.objects.filter(
            petition=petition_id, email_digest__in=digests, confirmed_at__isnull=False
        )
        for pk, stored in under_today.values_list("pk", "email_digest"):
            together[bytes(stored)].append(pk)
    _store(together.values())


def _with_address(petition_id: int) -> Iterator[tuple[int, bytes | memoryview, str]]:
    """Id, digest and address, in short queries: there may be very many."""
    signatures = (
        Signature.objects.filter(
            petition=petition_id,
            wants_updates=True,
            email__isnull=False,
            confirmed_at__isnull=False,
        )
        .only("petition", "email_digest", "email")
        .order_by("pk")
    )
    rows = list(signatures[:BATCH])
    while rows:
        for each in rows:
            yield each.pk, each.email_digest, each.email
        rows = list(signatures.filter(pk__gt=rows[-1].pk)[:BATCH])


def _store(groups: Iterable[list[int]]) -> None:
    """groups: ids of signatures of one mailbox on one petition."""
    pairs = [
        Twin(later_id=later, earlier_id=min(group))
        for group in groups
        for later in sorted(group)
        if later != min(group)
    ]
    Twin.objects.bulk_create(pairs, ignore_conflicts=True, batch_size=BATCH)


def forget() -> None:
    """Under an edited rule they may be two mailboxes after all. Those whose addresses are stored are found again."""
    Twin.objects.all().delete()
