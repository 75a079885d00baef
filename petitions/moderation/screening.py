"""Screening: decides which signatures are quarantined for review, and which emails wait.

The form only records where a signing comes from, as digests. The worker screens signings in sets, before their
emails go out and so before they can be confirmed. So no signer waits for a limit, and the form's answers reveal
nothing. A quarantined signer sees the same pages as everyone else.

There are two kinds of limits (campaign/web/rate_limits.py):

- Limits of signers: networks, one email address, one small email domain. A signature over them is quarantined, and
  its email waits until there is room again or staff approve the signature. It stays quarantined when the email goes
  out late. Over the limit of one address no email waits: anyone can sign with it and use it up, and the mailbox has
  its own limit (petitions/addresses/mailboxes.py).
- Limits of emails: to one small domain, to the signers of one petition, and a pause while many are refused. An email
  over them waits until there is room. Nothing speaks against its signer, so the signature is not quarantined.

A petition's limit of emails grows with each signature that counts there. People who are emailed confirm, mostly
within minutes. Made-up and stolen addresses do not. A third of that limit is kept for networks that have sent few
signings (SMALL). So three hosts cannot use all of it up, and hold up the emails of people elsewhere.
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
from petitions.addresses import canonical, domains
from petitions.models import AccessRule, Domain, Petition, QuarantineReason
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
}
# A network with so many signings a day, or fewer, may use all of a petition's limit of emails. Others leave a third.
SMALL = {Use.HOST: 5, Use.PREFIX: 10, Use.WIDE: 20, Use.PROVIDER: 50}
SHARE_OF_LARGE = 2 / 3
# What an email can wait for that is no limit of its signer.
REFUSALS = "refusals"  # many emails for its petition were refused lately
OF_EMAILS = frozenset({Use.EMAILS, Use.PETITION, REFUSALS})


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
class ScreeningInput:
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

    reasons: by petition id, the quarantine reason of its signature; empty if it counts once confirmed.
    waits_for: the limit for which its email waits; empty if it may go out now.
    """

    reasons: dict[int, str]
    waits_for: str

    def wait(self, waited: timedelta) -> timedelta:
        """After how long to screen it again, if it has waited so long.

        A quarter longer, within bounds. So very many emails that wait for hours cost the worker little.
        """
        least = _LEAST_WAITS.get(self.waits_for, timedelta(minutes=10))
        return max(least, min(waited / 4, LONGEST_WAIT))


LONGEST_WAIT = timedelta(minutes=30)
_LEAST_WAITS = {
    Use.PETITION.value: timedelta(seconds=15),
    Use.EMAILS.value: timedelta(minutes=1),
    REFUSALS: timedelta(minutes=5),
}


def screen(signings: Sequence[ScreeningInput], *, now: datetime | None = None) -> list[Screened]:
    """Screen a set of signings: their quarantine reasons, and which of their emails wait.

    The same function screens signings again whose emails wait (waits_for). An email that may go out takes its
    tokens like any other. So however many forms a network sends, its limits bound the emails that it causes.

    Tokens go to the first signings of the set, as if they were screened one by one. The buckets stay locked until
    the end of the transaction. Whoever locks signatures and mailboxes as well locks the signatures before this,
    and the mailboxes after it. It takes some five statements, whatever the number of signings. now: for simulations.
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

    signing: ScreeningInput
    verdict: str
    rule: str  # the reason of a verdict that quarantines
    of_signer: list[Owner]
    of_emails: list[Owner]
    of_petitions: dict[int, Owner]

    @classmethod
    def by(cls, signing: ScreeningInput, address_rules: canonical.Rules) -> "_Wanted":
        address, came_from = signing.address, signing.came_from
        from_network = came_from.verdict if came_from else ""
        verdict, rule = access_rules.find_verdict(address, from_network, address_rules)
        mailbox = canonical.canonicalise(address, address_rules)
        of_signer = []
        if came_from:
            of_signer = [
                Owner(use, tuple(came_from.buckets[use]))
                for use in _OF_NETWORKS
                if use in came_from.buckets
            ]
        of_emails = []
        domain = domains.address_domain(address)
        if not domains.is_known_provider(domain, address_rules):
            own = domains.registrable_domain(domain)
            of_signer.append(Owner.known(Use.DOMAIN, own))
            of_emails.append(Owner.known(Use.EMAILS, own))
        of_signer.append(Owner.known(Use.ADDRESS, mailbox))  # last: the others make the email wait
        of_petitions = {pk: Owner.known(Use.PETITION, str(pk)) for pk in signing.reasons}
        return cls(signing, verdict, rule, of_signer, of_emails, of_petitions)

    def owners(self) -> list[Owner]:
        """The buckets that are asked or taken from."""
        if self.verdict == Verdict.ALLOW:
            return list(self.of_petitions.values())
        return [*self.of_signer, *self.of_emails, *self.of_petitions.values()]


@dataclass(frozen=True, slots=True)
class _Screening:
    """One run over a set.

    crowds: by petition, how many signatures were counted lately. refusing: petitions whose emails pause.
    """

    buckets: Buckets
    crowds: Mapping[int, float]
    refusing: set[int]

    def screen(self, wanted: _Wanted) -> Screened:
        reasons = dict(wanted.signing.reasons)
        if wanted.verdict == Verdict.ALLOW:
            # The token is taken, so that the petition's limit is true for all others.
            self._take(wanted.of_petitions.values())
            return Screened(reasons, "")
        if wanted.verdict == Verdict.QUARANTINE:
            reasons = {pk: reason or wanted.rule for pk, reason in reasons.items()}
        if not self._is_past_signer_limits(wanted.signing):
            over = self._over_signer_limits(wanted)
            holding = [use for use in over.values() if use != Use.ADDRESS]
            if holding and len(holding) == len(reasons):
                return Screened(_with_limits(reasons, over), holding[0])
            reasons = _with_limits(reasons, over)
            self._take(wanted.of_signer)
        waits_for = self._email_waits_for(wanted)
        if not waits_for:
            self._take([*wanted.of_emails, *wanted.of_petitions.values()])
        return Screened(reasons, waits_for)

    def _is_past_signer_limits(self, signing: ScreeningInput) -> bool:
        """Whether it took its tokens from the limits of signers before, or staff have approved it since."""
        return signing.is_approved or signing.waits_for in OF_EMAILS

    def _over_signer_limits(self, wanted: _Wanted) -> dict[int, str]:
        """By petition, the first limit of signers without room. Petitions below all limits are left out."""
        signing = wanted.signing
        if signing.waits_for in _OF_NETWORKS and self._is_stale(signing.came_from):
            return dict.fromkeys(signing.reasons, signing.waits_for)
        over = {}
        for pk in signing.reasons:
            for owner in wanted.of_signer:
                if not self.buckets.has_room(owner, self.crowds.get(pk, 0)):
                    over[pk] = owner.use.value
                    break
        return over

    def _is_stale(self, came_from: Origin | None) -> bool:
        """Whether no one can tell any more what else came from its network.

        Its buckets are those of its day and of the day before. On the next day, signings from the same network
        still take from one of them. From then on only staff can let the email go out.
        """
        today = datetime.fromtimestamp(self.buckets.now, UTC).date()
        return came_from is None or today > date.fromisoformat(came_from.day) + timedelta(days=1)

    def _email_waits_for(self, wanted: _Wanted) -> str:
        petitions = wanted.of_petitions
        share = 1 if self._is_from_small_network(wanted) else SHARE_OF_LARGE
        if not all(self._has_room(owner, [pk], share) for pk, owner in petitions.items()):
            return Use.PETITION.value
        if not self.refusing.isdisjoint(petitions):
            return REFUSALS
        if not all(self._has_room(owner, petitions) for owner in wanted.of_emails):
            return Use.EMAILS.value
        return ""

    def _is_from_small_network(self, wanted: _Wanted) -> bool:
        """Whether few signings came from its networks, itself included. One from an unknown network is not."""
        of_networks = [owner for owner in wanted.of_signer if owner.use in SMALL]
        return bool(of_networks) and all(
            self.buckets.taken(owner) <= SMALL[owner.use] for owner in of_networks
        )

    def _has_room(self, owner: Owner, petitions: Iterable[int], share: float = 1) -> bool:
        crowd = max((self.crowds.get(pk, 0) for pk in petitions), default=0)
        return self.buckets.has_room(owner, crowd, share)

    def _take(self, owners: Iterable[Owner]) -> None:
        for owner in owners:
            self.buckets.take(owner)


def _with_limits(reasons: Mapping[int, str], over: Mapping[int, str]) -> dict[int, str]:
    """An earlier reason stays."""
    return {
        pk: reason or (_REASON_BY_USE[Use(over[pk])].value if pk in over else "")
        for pk, reason in reasons.items()
    }


# --- Traces ------------------------------------------------------------------------------------------------

_TRACES = """
INSERT INTO petitions_trace (signature_id, petition_id, host, prefix, domain, made_at)
SELECT *, statement_timestamp()
FROM unnest(%s::bigint[], %s::bigint[], %s::bytea[], %s::bytea[], %s::bytea[])
ON CONFLICT (signature_id) DO UPDATE SET
    host = EXCLUDED.host, prefix = EXCLUDED.prefix, domain = EXCLUDED.domain,
    made_at = EXCLUDED.made_at
"""


def save_traces(traces: Iterable[tuple[int, int, str, Origin | None]]) -> None:
    """Enter where signatures came from, in two statements: signature id, petition id, address and origin of each."""
    rows, names = [], dict[bytes, str]()
    for pk, petition_id, address, came_from in traces:
        name = domains.registrable_domain(domains.address_domain(address))
        domain = bytes.fromhex(daily_digest("domain", name))
        names[domain] = name
        host, prefix = map(bytes.fromhex, came_from[:2]) if came_from else (None, None)
        rows.append((pk, petition_id, host, prefix, domain))
    if not rows:
        return
    Domain.objects.bulk_create(
        [Domain(digest=domain, name=name) for domain, name in sorted(names.items())],
        ignore_conflicts=True,
    )
    with connection.cursor() as cursor:
        cursor.execute(_TRACES, [list(column) for column in zip(*rows, strict=True)])


# --- Retention ---------------------------------------------------------------------------------------------


def erase_expired_traces() -> None:
    """Erase traces older than periods.NETWORK, and the names of domains that no trace has any more."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM petitions_trace WHERE made_at < %s", [timezone.now() - periods.NETWORK]
        )
        cursor.execute(
            """
            DELETE FROM petitions_domain AS domain
            WHERE NOT EXISTS (SELECT FROM petitions_trace WHERE domain = digest)
            """
        )
