"""By which digest a stored signature is known under other rules, although its address is gone.

What is kept of an address are digests of its parts (addresses.Parts). From them its digest under other rules
is made, once the name of its domain is known: the names in the rules are tried; the others are those that
were noted when somebody signed from there.
"""

from collections.abc import Iterable
from typing import Any, NamedTuple, Self

from petitions import addresses
from petitions.addresses import Parts, Rule, Rules
from petitions.models import Domain, RuleChange, Signature

type Key = tuple[int, bytes]  # a petition, and the digest of a domain there


class _Read(NamedTuple):
    home: str
    rule: Rule
    differs: bool  # from how it was read before


class Reader:
    """Of one change. It remembers the domains that it has met; to be used for some seconds."""

    def __init__(self, before: Rules, after: Rules) -> None:
        self._before, self._after = before, after
        names = {
            name for by in (before, after) for each in by for name in (each, by[each].alias_of)
        }
        self._named = {name for name in names if name and "*" not in name}
        # Whether domains that no rule names may be read otherwise.
        self._is_wide = any(
            "*" in each and (before.get(each) != after.get(each) or after[each].alias_of)
            for each in {*before, *after}
        )
        self._petitions = set[int]()
        self._read: dict[Key, _Read | None] = {}

    @classmethod
    def of(cls, change: RuleChange) -> Self:
        now = addresses.standing()
        becomes = addresses.rule_of(change.becomes)
        before = now.rules if now.before is None else now.before
        return cls(before, addresses.changed(before, change.domain, becomes))

    def learn(self, signatures: Iterable[Signature]) -> None:
        """Look up what is needed to read these; the queries are few, however many they are."""
        new = [each for each in signatures if each.local_digests and each.domain_digest]
        for petition in {each.petition_id for each in new} - self._petitions:
            self._petitions.add(petition)
            for name in self._named:
                self._note(petition, addresses.domain_digest(petition, name), name)
        wanted = {
            _key(each) for each in new if self._is_wide or each.joined_to_id is not None
        }.difference(self._read)
        for source in (self._noted, self._from_addresses):
            for petition, digest, name in source(wanted):
                self._note(petition, bytes(digest), name)
            wanted.difference_update(self._read)
        self._read.update(dict.fromkeys(wanted))

    def _note(self, petition: int, digest: bytes, name: str) -> None:
        before, after = (addresses.reading(name, by) for by in (self._before, self._after))
        self._read[petition, digest] = _Read(*after, differs=before != after)

    def _noted(self, wanted: set[Key]) -> list[tuple[int, bytes, str]]:
        rows = Domain.objects.filter(
            petition__in={petition for petition, _ in wanted},
            digest__in={each for _, each in wanted},
        )
        found: Any = rows.values_list("petition", "digest", "name") if wanted else ()
        return list(found)

    def _from_addresses(self, wanted: set[Key]) -> list[tuple[int, bytes, str]]:
        """Of those whose mail is not written yet the domain is not noted, but the address is there."""
        rows = (
            Signature.objects.filter(
                petition__in={petition for petition, _ in wanted},
                domain_digest__in={each for _, each in wanted},
                email__isnull=False,
            )
            .order_by("petition", "domain_digest")
            .distinct("petition", "domain_digest")
            .values_list("petition", "domain_digest", "email")
        )
        found: Any = rows if wanted else ()
        return [(*key, email.lower().rpartition("@")[2]) for *key, email in found]

    def is_readable(self, signature: Signature) -> bool:
        """Not one from the time before parts were kept, nor one whose domain would have to be known."""
        if not (signature.local_digests and signature.domain_digest):
            return False
        return not self._is_wide or self._read.get(_key(signature)) is not None

    def differs(self, signature: Signature) -> bool:
        """Whether the change may make another mailbox of it, or none of its own any more."""
        read = self._read_of(signature)
        return read is not None and (read.differs or signature.joined_to_id is not None)

    def digest(self, signature: Signature) -> bytes | None:
        """By the rules as they will be; None where it cannot be told."""
        read = self._read_of(signature)
        if read is None:
            return None
        parts = Parts(bytes(signature.local_digests or b""), bytes(signature.domain_digest or b""))
        return parts.signature_digest(signature.petition_id, read.home, read.rule)

    def _read_of(self, signature: Signature) -> _Read | None:
        has_parts = signature.local_digests and signature.domain_digest
        return self._read.get(_key(signature)) if has_parts else None


def _key(signature: Signature) -> Key:
    return signature.petition_id, bytes(signature.domain_digest or b"")
