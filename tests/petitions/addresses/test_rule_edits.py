"""Staff edit the address rules. An edit is for new signatures, and loses no earlier one."""

from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as PropertyTestCase

from petitions.addresses import canonical
from petitions.addresses.canonical import Rule, canonical_forms, canonicalise
from petitions.models import RuleChange, Signature
from petitions.signing import confirm
from tests.factories import edit_rule, make_signature
from tests.petitions.addresses.test_canonical import DOMAINS, locals_, rules
from tests.petitions.test_concurrency import at_once
from tests.petitions.testcases import (
    CommittingSigningTestCase,
    SigningTestCase,
    code_in,
    deliver,
    sign,
    sign_and_confirm,
    sign_and_get_mail,
)

DOTS = Rule(ignores_dots=True, ignores_tags=True)


class NewSignatures(SigningTestCase):
    def test_an_edit_holds_at_once(self) -> None:
        sign(self.petition, email="a@example.org")
        edit_rule("example.org", DOTS)
        sign(self.petition, email="gul.nar@example.org")
        sign(self.petition, email="gulnar@example.org")
        self.assertEqual(Signature.objects.count(), 2)

    def test_who_signed_before_an_edit_is_not_counted_twice(self) -> None:
        sign_and_confirm(self.petition, email="gul.nar@example.org")
        edit_rule("example.org", DOTS)
        edit_rule("example.org", None)
        edit_rule("example.org", Rule(alias_of="example.com"))
        sign(self.petition, email="Gul.nar+again@example.org")
        self.assertEqual(Signature.objects.count(), 1)
        [message] = deliver()
        self.assertEqual(message.subject, "You have already signed")

    def test_who_has_not_confirmed_yet_gets_the_new_version_on_the_same_row(self) -> None:
        sign(self.petition, email="gul.nar@example.org", name="Gul Nar")
        edit_rule("example.org", DOTS)
        sign(self.petition, email="gul.nar@example.org", name="Gülnar")
        self.assertEqual(Signature.objects.get().known_details.name, "Gülnar")

    def test_an_earlier_signature_keeps_its_digest(self) -> None:
        signature = make_signature(self.petition, "gul.nar@example.org")
        before = bytes(signature.email_digest)
        edit_rule("example.org", DOTS)
        sign(self.petition, email="gul.nar@example.org")
        signature.refresh_from_db()
        self.assertEqual(bytes(signature.email_digest), before)

    def test_an_email_under_way_is_not_lost(self) -> None:
        sign(self.petition, email="gul.nar@example.org")
        edit_rule("example.org", DOTS)
        self.assertEqual(len(deliver()), 1)

    def test_a_code_emailed_before_an_edit_is_still_good(self) -> None:
        code = code_in(sign_and_get_mail(self.petition, email="gul.nar@example.org"))
        edit_rule("example.org", DOTS)
        self.assertIsNotNone(confirm.token_for_code(self.petition, "gul.nar@example.org", code))

    def test_all_signatures_of_an_address_are_found_by_the_rules_of_their_time(self) -> None:
        first = make_signature(self.petition, "gul.nar@example.org")
        edit_rule("example.org", DOTS)
        second = make_signature(self.petition, "gulnar@example.org")
        make_signature(self.petition, "other@example.org")
        found = canonical.signatures_by_address("gul.nar@example.org")
        self.assertEqual([*found], [first, second])


class Forms(SigningTestCase):
    def test_the_form_of_today_comes_first_and_each_form_once(self) -> None:
        edit_rule("example.org", DOTS)
        edit_rule("other.example", DOTS)
        edit_rule("example.org", Rule(alias_of="example.com"))
        self.assertEqual(
            canonical_forms("gul.nar@example.org"),
            ["gul.nar@example.com", "gulnar@example.org", "gul.nar@example.org"],
        )
        self.assertEqual(
            canonical_forms("gul.nar@elsewhere.example"), ["gul.nar@elsewhere.example"]
        )

    def test_an_edit_that_changes_nothing_is_not_recorded(self) -> None:
        edit_rule("example.org", DOTS)
        edit_rule("example.org", DOTS)
        edit_rule("nowhere.example", None)
        self.assertEqual(RuleChange.objects.count(), 1)

    def test_one_small_query_tells_that_the_rules_still_hold(self) -> None:
        canonical_forms("a@example.org")
        with self.assertNumQueries(1):
            canonical_forms("b@example.org")


class AnyEdits(PropertyTestCase):
    @given(edits=st.lists(st.tuples(st.sampled_from(["*", *DOMAINS]), rules), max_size=6),
           local=locals_, domain=st.sampled_from(DOMAINS))  # fmt: skip
    def test_the_forms_are_those_of_all_rules_that_were_ever_in_force(
        self, edits: list[tuple[str, canonical.Rules]], local: str, domain: str
    ) -> None:
        sets = [canonical.current_rules()]
        for name, values in edits:
            edit_rule(name, values.get(name))
            sets.append(canonical.current_rules())
        address = f"{local}@{domain}"
        expected = dict.fromkeys(canonicalise(address, each) for each in reversed(sets))
        self.assertEqual(canonical_forms(address), [*expected])


class AtOnce(CommittingSigningTestCase):
    def test_every_edit_reaches_every_process(self) -> None:
        canonical.rule_history()
        at_once(lambda number: edit_rule(f"{number}.example", DOTS), 6)
        self.assertEqual(RuleChange.objects.count(), 6)
        now = canonical.current_rules()
        self.assertTrue(all(now[f"{number}.example"] == DOTS for number in range(6)))
