"""By which digest a stored signature is known under other rules, although its address is gone.

What is kept of an address are digests of its parts (addresses.AddressDigests). From them its digest under other rules
is made, once the name of its domain is known: the names in the rules are tried; the others are those that
were noted when somebody signed from there.
"""

from collections.abc import Collection
from typing import Any, NamedTuple, Protocol, Self

from django.db.models import Q

from petitions.addresses import canonical
from petitions.addresses.canonical import AddressDigests, Rule, Rules
from petitions.models import Domain, Petition, RuleChange, Signature

type Key = tuple[int, bytes]  # a petition, and the digest of a domain there


class Stored(Protocol):
    """What a signature's digest is made from: its row, or as much of it."""

    @property
    def petition_id(self) -> int: ...
    @property
    def local_digests(self) -> bytes | memoryview | None: ...
    @property
    def domain_digest(self) -> bytes | memoryview | None: ...
    @property
    def joined_to_id(self) -> int | None: ...


class _Read(NamedTuple):
    """How a domain is read. differs: from how it was before."""

    home: bytes
    rule: Rule
    differs: bool


class Reader:
    """Of one change. It remembers the domains that it has met; to be used for some seconds."""

    def __init__(self, before: Rules, after: Rules) -> None:
        self._before, self._after = before, after
        names = {
            name for by in (before, after) for each in by for name in (each, by[each].alias_of)
        }
        self._named = {name for name in names if name and "*" not in name}
        # Whether domains that no rule names may be read otherwise.
        self.is_wide = any(
            "*" in each and (before.get(each) != after.get(each) or after[each].alias_of)
            for each in {*before, *after}
        )
        self._petitions = set[int]()
        self._read: dict[Key, _Read | None] = {}

    @classmethod
    def of(cls, change: RuleChange) -> Self:
        now = canonical.rules_in_force()
        before = now.rules if now.before is None else now.before
        becomes = canonical.stored_rule(change.becomes)
        return cls(before, canonical.with_rule(before, change.domain, becomes))

    def concerned(self) -> Q:
        """The condition of those that may be read otherwise; nothing else has to be looked at."""
        has_parts = Q(local_digests__isnull=False, domain_digest__isnull=False)
        if self.is_wide:
            return has_parts
        names = [name for name in self._named if self._differs(name)]
        petitions = Petition.objects.values_list("pk", flat=True)
        digests = [canonical.domain_digest(pk, name) for pk in petitions for name in names]
        return has_parts & (Q(domain_digest__in=digests) | Q(joined_to__isnull=False))

    def learn(self, signatures: Collection[Stored]) -> None:
        """Look up what is needed to read these; the queries are few, however many they are."""
        met = {_key(each) for each in signatures if self.is_wide or each.joined_to_id is not None}
        for petition in {each.petition_id for each in signatures}.difference(self._petitions):
            self._petitions.add(petition)
            for name in self._named:
                self._note(petition, canonical.domain_digest(petition, name), name)
        unknown = met.difference(self._read)
        for source in (self._noted, self._from_addresses):
            for petition, digest, name in source(unknown):
                self._note(petition, bytes(digest), name)
            unknown.difference_update(self._read)
        self._read.update(dict.fromkeys(unknown))

    def _note(self, petition: int, digest: bytes, name: str) -> None:
        home, rule = canonical.mailbox_rule(name, self._after)
        self._read[petition, digest] = _Read(
            canonical.domain_digest(petition, home), rule, self._differs(name)
        )

    def _differs(self, name: str) -> bool:
        return canonical.mailbox_rule(name, self._before) != canonical.mailbox_rule(
            name, self._after
        )

    def _noted(self, keys: set[Key]) -> list[tuple[int, bytes, str]]:
        rows = Domain.objects.filter(
            petition__in={petition for petition, _ in keys}, digest__in={each for _, each in keys}
        )
        found: Any = rows.values_list("petition", "digest", "name") if keys else ()
        return list(found)

    def _from_addresses(self, keys: set[Key]) -> list[tuple[int, bytes, str]]:
        """Of those whose mail is not written yet the domain is not noted, but the address is there."""
        rows = (
            Signature.objects.filter(
                petition__in={petition for petition, _ in keys},
                domain_digest__in={each for _, each in keys},
                email__isnull=False,
            )
            .order_by("petition", "domain_digest")
            .distinct("petition", "domain_digest")
            .values_list("petition", "domain_digest", "email")
        )
        found: Any = rows if keys else ()
        return [(*key, email.lower().rpartition("@")[2]) for *key, email in found]

    def knows(self, signature: Stored) -> bool:
        """Whether it can be read, if it has its parts."""
        return not self.is_wide or self._read.get(_key(signature)) is not None

    def differs(self, signature: Stored) -> bool:
        """Whether the change may make another mailbox of it, or none of its own any more."""
        read = self._read.get(_key(signature))
        return read is not None and (read.differs or signature.joined_to_id is not None)

    def digest(self, signature: Stored) -> bytes | None:
        """By the rules as they will be; None where it cannot be told."""
        read = self._read.get(_key(signature))
        if read is None or not signature.local_digests:
            return None
        parts = AddressDigests(
            bytes(signature.local_digests), bytes(signature.domain_digest or b"")
        )
        return parts.signature_digest(read.home, read.rule)


def _key(signature: Stored) -> Key:
    return signature.petition_id, bytes(signature.domain_digest or b"")
