"""Whatever the rules, the addresses and the change: rereading comes to what signing would have come to."""

from django.core.cache import cache
from django.test import SimpleTestCase
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as PropertyTestCase

from petitions.addresses import canonical
from petitions.addresses.canonical import AddressDigests, Rule, Rules
from petitions.counting import tallies
from petitions.models import AddressRule, RuleChange, Signature
from petitions.rule_changes import apply, preview
from petitions.transparency import count_audit
from tests import each_asks_the_database
from tests.factories import make_petition, make_signature
from tests.petitions.rule_changes.test_apply import note, propose

State = RuleChange.State

DOMAINS = ["one.example.org", "two.example", "gmail.com", "mail.edu.example.org"]
PATTERNS = ["*", "*.edu.example.org", *DOMAINS]
one_rule = st.builds(Rule, st.booleans(), st.booleans(), st.sampled_from(["", *DOMAINS]))
some_rules = st.dictionaries(st.sampled_from(PATTERNS), one_rule)
one_address = st.builds(
    "{}@{}".format, st.from_regex(r"[ab][.+]?[ab]?", fullmatch=True), st.sampled_from(DOMAINS)
)


class FromParts(SimpleTestCase):
    @given(address=one_address, by=some_rules)
    def test_the_digest_from_the_parts_is_that_of_the_mailbox(
        self, address: str, by: Rules
    ) -> None:
        home, rule = canonical.mailbox_rule(address.rpartition("@")[2], by)
        self.assertEqual(
            AddressDigests.from_address(7, address).signature_digest(
                canonical.domain_digest(7, home), rule
            ),
            canonical.signature_digest(7, canonical.canonicalise(address, by)),
        )


class AnyChange(PropertyTestCase):
    @each_asks_the_database
    @given(
        some=st.dictionaries(one_address, st.booleans(), min_size=1, max_size=8),
        by=some_rules,
        domain=st.sampled_from(PATTERNS),
        becomes=st.none() | one_rule,
    )
    def test_signing_and_then_changing_is_as_signing_by_the_changed_rules(
        self, some: dict[str, bool], by: Rules, domain: str, becomes: Rule | None
    ) -> None:
        """some: addresses, and whether they are confirmed."""
        assume(
            not canonical.alias_cycle(by)
            and not canonical.alias_cycle(canonical.with_rule(by, domain, becomes))
        )
        cache.clear()
        AddressRule.objects.all().delete()
        AddressRule.objects.bulk_create(
            AddressRule(domain=each, **rule._asdict()) for each, rule in by.items()
        )
        petition = make_petition()
        note(petition, *DOMAINS)
        # Of those that are one mailbox already there is one signature, and what it was given with.
        signed = {canonical.canonicalise(each, by): each for each in reversed(some)}.values()
        for address in signed:
            make_signature(petition, address, confirmed=some[address])
        change = propose(domain, becomes)
        found, _rows = preview.foreseen(change)
        apply.apply(change)
        apply.work(60)
        change.refresh_from_db()
        self.assertEqual(
            (change.state, change.joined, change.restored),
            (State.DONE, found.uncounted, found.counted_again),
        )
        confirmed: dict[bytes, bool] = {}
        for address in signed:
            mailbox = canonical.canonicalise(address, canonical.current_rules())
            digest = canonical.signature_digest(petition.pk, mailbox)
            confirmed[digest] = confirmed.get(digest, False) or some[address]
        standing = Signature.objects.exclude(state="joined")
        self.assertEqual(
            {bytes(each.email_digest): each.confirmed_at is not None for each in standing},
            confirmed,
        )
        self.assertEqual(tallies.count(petition.pk), sum(confirmed.values()))
        self.assertEqual(count_audit.differences(), [])
