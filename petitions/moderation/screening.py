"""Screening: decides which signatures are quarantined for review, and which emails wait.

The form only records where a signing comes from, as digests. The worker screens signings in sets, before their
emails go out and so before they can be confirmed. So no signer waits for a limit, and the form's answers reveal
nothing. A quarantined signer sees the same pages as everyone else.

There are two kinds of limits (campaign/web/rate_limits.py):

- Limits of signers: networks, one email address, one small email domain. A signature over them is quarantined, and
  its email waits until there is room again or staff approve the signature. It stays quarantined when the email goes
  out late.
- Limits of emails: to one small domain, to the signers of one petition, and a pause while many are refused. An email
  over them waits until there is room. Nothing speaks against its signer. So a signature that is quarantined for its
  petition's limit is free again when its email goes out.

A petition's limit of emails grows with each signature that counts there. People who are emailed confirm, mostly
within minutes. Made-up and stolen addresses do not.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from django.db import connection, transaction
from django.http import HttpRequest
from django.utils import timezone

from campaign.web import client_address, providers
from campaign.web.models import Use
from campaign.web.rate_limits import Buckets, Owner, daily_digest
from petitions import periods
from petitions.addresses import canonical
from petitions.models import AccessRule, Domain, Petition, QuarantineReason, Signature
from petitions.moderation import access_rules, pace

Verdict = AccessRule.Verdict

# In the order in which they are asked: from the narrowest network to the widest.
_OF_NETWORKS = (Use.HOST, Use.PREFIX, Use.WIDE, Use.PROVIDER)
_REASON_BY_USE = {
    Use.HOST: QuarantineReason.MANY_HOST,
    Use.PREFIX: QuarantineReason.MANY_PREFIX,
    Use.WIDE: QuarantineReason.MANY_WIDE,
    Use.PROVIDER: QuarantineReason.MANY_PROVIDER,
    Use.ADDRESS: QuarantineReason.MANY_ADDRESS,
    Use.DOMAIN: QuarantineReason.MANY_DOMAIN,
    Use.PETITION: QuarantineReason.MANY_PETITION,
}
# What an email can wait for that is no limit of its signer.
REFUSALS = "refusals"  # many emails for its petition were refused lately
_OF_EMAILS = frozenset({Use.EMAILS, Use.PETITION, REFUSALS})


# --- At the form -------------------------------------------------------------------------------------------


class Origin(NamedTuple):
    """Where a request came from: digests that change every day, and the verdict on its network.

    Nothing in it but texts, lists and dicts, so that it is the same after a way through JSON.
    """

    host: str
    prefix: str
    verdict: str  # of an access rule; nearly always empty
    day: str  # whose key the digests are made with, such as "2026-11-30"
    buckets: Mapping[str, Sequence[str]]  # by use, the keys of the buckets of its networks


def origin(request: HttpRequest) -> Origin | None:
    """The origin of a request; None if its IP address is unknown.

    It makes no query as long as this process knows the access rules and the keys of the days.
    """
    address = client_address.client_address(request)
    if address is None:
        return None
    networks = client_address.networks(address)
    if client_address.is_onion_visitor(request, address):
        # Every visitor of the onion service comes from here. They share the widest limit.
        owners = [Owner.visitor(Use.PROVIDER, "onion")]
    else:
        owners = [
            Owner.visitor(Use.HOST, networks.host),
            Owner.visitor(Use.PREFIX, networks.prefix),
            Owner.visitor(Use.WIDE, networks.wide),
        ]
        if provider := providers.provider_of(address):
            owners.append(Owner.visitor(Use.PROVIDER, provider))
    return Origin(
        daily_digest("host", networks.host),
        daily_digest("prefix", networks.prefix),
        access_rules.network_verdict(address, access_rules.access_rules().networks),
        timezone.now().date().isoformat(),
        {owner.use.value: list(owner.keys) for owner in owners},
    )


def screen_form(petition: Petition, *, proven: bool) -> str:
    """The reason to quarantine any signature from this form; empty if there is none."""
    if petition.asks_proof and not proven:
        return QuarantineReason.NO_PROOF
    if petition.attack_mode:
        return QuarantineReason.ATTACK_PROVEN if petition.asks_proof else QuarantineReason.ATTACK
    return ""


# --- In the worker -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Signing:
    """One answered form, as screening needs it.

    reasons: by the id of each petition that it signs, why its signature is quarantined already; empty if it is not.
    waits_for: what an earlier screening found that its email has to wait for; empty the first time.
    is_approved: staff have approved its signatures since. Then the limits that quarantined it hold no more.
    """

    address: str = field(repr=False)
    came_from: Origin | None = field(repr=False)
    reasons: Mapping[int, str]
    waits_for: str = ""
    is_approved: bool = False


class Screened(NamedTuple):
    """What to do with one signing.

    reasons: by petition id, the quarantine reason of its signature from now on; empty if it counts once confirmed.
    waits_for: the limit for which its email waits; empty if it may go out now.
    """

    reasons: dict[int, str]
    waits_for: str

    @property
    def mail_waits(self) -> bool:
        return bool(self.waits_for)

    @property
    def wait(self) -> timedelta:
        """After how long to screen it again."""
        return _WAITS.get(self.waits_for, timedelta(minutes=10))


_WAITS = {
    Use.PETITION.value: timedelta(seconds=15),
    Use.EMAILS.value: timedelta(minutes=1),
    REFUSALS: timedelta(minutes=5),
}


def screen(signings: Sequence[Signing], *, now: datetime | None = None) -> list[Screened]:
    """Screen a set of signings: their quarantine reasons, and which of their emails wait.

    The same function screens signings again whose emails wait (Signing.waits_for). An email that may go out takes
    its tokens like any other. So however many forms a network sends, its limits bound the emails that it causes.

    Tokens go to the first signings of the set, as if they were screened one by one. The buckets stay locked until
    the end of the transaction. All code that locks signatures as well locks them before it calls this. It takes
    five statements at most, whatever the number of signings. now: for simulations.
    """
    address_rules = canonical.current_rules()
    wanted = [_Wanted.by(signing, address_rules) for signing in signings]
    petitions = {pk for signing in signings for pk in signing.reasons}
    with transaction.atomic():
        crowds = pace.counted_lately(petitions, now)
        refusing = pace.refusing(petitions, now)
        buckets = Buckets((owner for each in wanted for owner in each.owners()), now)
        screening = _Screening(buckets, crowds, refusing)
        screened = [screening.screen(each) for each in wanted]
        buckets.save()
    return screened


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A signing with the verdict on it, and the buckets that it needs a token from."""

    signing: Signing
    verdict: str
    rule: str  # the reason of a verdict that quarantines
    of_signer: list[Owner]
    of_emails: list[Owner]
    of_petitions: dict[int, Owner]

    @classmethod
    def by(cls, signing: Signing, address_rules: canonical.Rules) -> "_Wanted":
        address, came_from = signing.address, signing.came_from
        from_network = came_from.verdict if came_from else ""
        verdict, rule = access_rules.find_verdict(address, from_network, address_rules)
        mailbox = canonical.rule_independent_forms(address, address_rules)[0]
        of_signer = [Owner.known(Use.ADDRESS, mailbox)]
        if came_from:
            of_signer += [
                Owner(use, tuple(came_from.buckets[use]))
                for use in _OF_NETWORKS
                if use in came_from.buckets
            ]
        of_emails = []
        domain = address.rpartition("@")[2].lower()
        if domain not in address_rules:  # a domain with a rule of its own is a large provider
            of_signer.append(Owner.known(Use.DOMAIN, domain))
            of_emails.append(Owner.known(Use.EMAILS, domain))
        of_petitions = {pk: Owner.known(Use.PETITION, str(pk)) for pk in signing.reasons}
        return cls(signing, verdict, rule, of_signer, of_emails, of_petitions)

    def owners(self) -> list[Owner]:
        return [*self.of_signer, *self.of_emails, *self.of_petitions.values()]


@dataclass(frozen=True, slots=True)
class _Screening:
    """One run over a set. crowds: by petition, how many signatures were counted lately. refusing: petitions with a
    pause."""

    buckets: Buckets
    crowds: Mapping[int, float]
    refusing: set[int]

    def screen(self, wanted: _Wanted) -> Screened:
        reasons = dict(wanted.signing.reasons)
        if wanted.verdict == Verdict.ALLOW:
            # Counted, so that the petition's limit is true for all others.
            self._take(wanted.of_petitions.values())
            return Screened(_without_petition_limit(reasons), "")
        if wanted.verdict == Verdict.QUARANTINE:
            reasons = {pk: reason or wanted.rule for pk, reason in reasons.items()}
        if not self._is_past_signer_limits(wanted):
            over = self._over_signer_limits(wanted)
            reasons = {pk: reason or _reason(over.get(pk)) for pk, reason in reasons.items()}
            if over and len(over) == len(reasons):
                return Screened(reasons, next(iter(over.values())))
            self._take(wanted.of_signer)
        return self._screen_email(wanted, reasons)

    def _is_past_signer_limits(self, wanted: _Wanted) -> bool:
        """Whether it has taken its tokens from the limits of signers before, or staff have approved it since."""
        return wanted.signing.is_approved or wanted.signing.waits_for in _OF_EMAILS

    def _over_signer_limits(self, wanted: _Wanted) -> dict[int, str]:
        """By petition, the first limit of signers without room. Petitions below all limits are left out."""
        if wanted.signing.waits_for in _OF_NETWORKS and self._is_stale(wanted.signing.came_from):
            return dict.fromkeys(wanted.signing.reasons, wanted.signing.waits_for)
        over = {}
        for pk in wanted.signing.reasons:
            crowd = self.crowds.get(pk, 0)
            for owner in wanted.of_signer:
                if not self.buckets.has_room(owner, crowd):
                    over[pk] = owner.use.value
                    break
        return over

    def _is_stale(self, came_from: Origin | None) -> bool:
        """Whether its network cannot be told any more from later ones of the same name.

        Its buckets are those of its day and the day before. On the day after its own, signings of that day
        still take from one of them. From then on only staff can let the email go out.
        """
        today = datetime.fromtimestamp(self.buckets.now, UTC).date()
        return came_from is None or today > date.fromisoformat(came_from.day) + timedelta(days=1)

    def _screen_email(self, wanted: _Wanted, reasons: dict[int, str]) -> Screened:
        reasons = _without_petition_limit(reasons)
        over = [
            pk
            for pk, owner in wanted.of_petitions.items()
            if not self.buckets.has_room(owner, self.crowds.get(pk, 0))
        ]
        if over and not wanted.signing.is_approved:
            reason = QuarantineReason.MANY_PETITION.value
            return Screened(
                reasons | {pk: reasons[pk] or reason for pk in over}, Use.PETITION.value
            )
        if not self.refusing.isdisjoint(wanted.of_petitions):
            return Screened(reasons, REFUSALS)
        crowd = max((self.crowds.get(pk, 0) for pk in reasons), default=0)
        if not all(self.buckets.has_room(owner, crowd) for owner in wanted.of_emails):
            return Screened(reasons, Use.EMAILS.value)
        self._take([*wanted.of_emails, *wanted.of_petitions.values()])
        return Screened(reasons, "")

    def _take(self, owners: Iterable[Owner]) -> None:
        for owner in owners:
            self.buckets.take(owner)


def _reason(use: str | None) -> str:
    return _REASON_BY_USE[Use(use)].value if use else ""


def limit_of(reasons: Iterable[str]) -> str:
    """The limit for which these signatures are quarantined; that of emails to a domain if they are not."""
    return next(
        (use.value for use, reason in _REASON_BY_USE.items() if reason in set(reasons)),
        Use.EMAILS.value,
    )


def _without_petition_limit(reasons: dict[int, str]) -> dict[int, str]:
    """A petition's limit speaks against no one: it holds only as long as the email waits."""
    return {
        pk: "" if reason == QuarantineReason.MANY_PETITION else reason
        for pk, reason in reasons.items()
    }


def save_results(
    signatures: list[Signature], address: str, came_from: Origin | None, reasons: dict[int, str]
) -> None:
    """Save what `screen` found for these signatures. Their rows are locked, and none is confirmed."""
    for signature in signatures:
        reason = reasons.get(signature.petition_id, "")
        if reason != signature.quarantine_reason:
            signature.quarantine_reason = reason
            signature.save(update_fields=["quarantine_reason"])
    name = address.rpartition("@")[2].lower()
    Domain.objects.bulk_create(
        (
            Domain(petition_id=each.petition_id, digest=bytes(each.domain_digest), name=name)
            for each in signatures
            if each.domain_digest
        ),
        ignore_conflicts=True,
    )
    if came_from:
        with connection.cursor() as cursor:
            cursor.executemany(
                _TRACE,
                [
                    (each.pk, each.petition_id, *map(bytes.fromhex, came_from[:2]))
                    for each in signatures
                ],
            )


_TRACE = """
INSERT INTO petitions_trace (signature_id, petition_id, host, prefix, made_at)
VALUES (%s, %s, %s, %s, statement_timestamp())
ON CONFLICT (signature_id) DO UPDATE SET
    host = EXCLUDED.host, prefix = EXCLUDED.prefix, made_at = EXCLUDED.made_at
"""


# --- Retention ---------------------------------------------------------------------------------------------

_DELETE_UNUSED_DOMAINS = """
DELETE FROM petitions_domain AS domain WHERE NOT EXISTS (
    SELECT FROM petitions_signature AS signature
    WHERE signature.petition_id = domain.petition_id AND signature.domain_digest = domain.digest
)
"""


def erase_expired_traces() -> None:
    """Erase traces older than periods.NETWORK, and the names of domains without a signature."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM petitions_trace WHERE made_at < %s", [timezone.now() - periods.NETWORK]
        )
        cursor.execute(_DELETE_UNUSED_DOMAINS)
