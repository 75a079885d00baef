"""A flood is quarantined for review, and no one outside can tell."""

import re
from datetime import timedelta
from typing import Any, ClassVar
from unittest.mock import patch

from django.core.cache import cache
from django.core.mail import EmailMessage
from django.db import connection
from django.db.models import F
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from campaign.web.models import Bucket, Limit, Use
from petitions.counting import tallies
from petitions.models import AccessRule, Domain, Intake, Petition, Signature, Trace
from petitions.moderation import access_rules, review, screening
from petitions.signers import erasure
from tests.campaign.web.test_rate_limits import later, set_limit
from tests.desk import DeskTestCase
from tests.factories import make_petition, make_staff
from tests.petitions.test_concurrency import MANY, at_once
from tests.petitions.testcases import (
    FORM,
    CommittingSigningTestCase,
    SigningTestCase,
    code_in,
    deliver,
    empty_queue,
    link_in,
    press,
    sign,
    sign_and_get_mail,
    store,
)

RULES = "/admin/petitions/accessrule/"


def sign_from(address: str, petition: Petition, *, forwarded: str = "", **typed: Any) -> Any:
    """Post the form from a network address."""
    headers = {"Origin": "http://testserver"}
    if forwarded:
        headers["X-Forwarded-For"] = forwarded
    return Client(REMOTE_ADDR=address).post(
        f"/petitions/{petition.slug}/sign/", FORM | typed, headers=headers
    )


def sign_and_store(address: str, petition: Petition, **typed: Any) -> Any:
    """As `sign_from`, and make the signature at once, so that signatures are numbered in the order of signing."""
    answer = sign_from(address, petition, **typed)
    store()
    return answer


def reasons() -> list[str]:
    """The quarantine reason of each signature, in the order of signing."""
    return list(Signature.objects.order_by("pk").values_list("quarantine_reason", flat=True))


class ScreeningTestCase(SigningTestCase):
    def setUp(self) -> None:
        super().setUp()
        Limit.objects.update(is_on=False)

    def add_rule(self, target: str, value: str, verdict: str = "hold") -> None:
        staff = make_staff(f"staff-{AccessRule.objects.count()}")
        rule = AccessRule(target=target, value=value, verdict=verdict, author=staff, note="seen")
        if target == "address":
            rule.digest = access_rules.address_digests(value, {})[0]
        rule.save()
        access_rules.forget()

    def sign_each(self, *emails: str, address: str = "192.0.2.1") -> list[str]:
        for email in emails:
            sign_and_store(address, self.petition, email=email)
        deliver()
        return reasons()


class Limits(ScreeningTestCase):
    def test_more_from_one_address_than_is_usual_are_held(self) -> None:
        set_limit(Use.HOST, 2)
        found = self.sign_each("a@example.org", "b@example.org", "c@example.org")
        self.assertEqual(found, ["", "", "many: host"])

    def test_more_from_one_network_though_from_other_addresses(self) -> None:
        set_limit(Use.PREFIX, 2)
        for number in range(3):
            sign_and_store(f"192.0.2.{number}", self.petition, email=f"{number}@example.org")
        sign_and_store("198.51.100.7", self.petition, email="far@example.org")
        deliver()
        self.assertEqual(reasons(), ["", "", "many: prefix", ""])

    def test_an_ipv6_subscriber_is_one_whatever_address_is_used(self) -> None:
        set_limit(Use.HOST, 1)
        sign_and_store("2001:db8:1:1::1", self.petition, email="a@example.org")
        sign_and_store("2001:db8:1:1:ffff::2", self.petition, email="b@example.org")
        sign_and_store("2001:db8:1:2::1", self.petition, email="c@example.org")
        deliver()
        self.assertEqual(reasons(), ["", "many: host", ""])

    def test_more_with_one_mailbox_however_it_is_spelt(self) -> None:
        set_limit(Use.ADDRESS, 1)
        other = make_petition()
        sign(self.petition, email="gulnar@gmail.com")
        store()
        sign(other, email="Gul.Nar+x@googlemail.com")
        deliver()
        self.assertEqual(reasons(), ["", "many: address"])

    def test_more_with_one_small_domain_but_not_with_a_large_provider(self) -> None:
        set_limit(Use.DOMAIN, 1)
        found = self.sign_each(
            "a@bots.example.org", "b@bots.example.org", "a@gmail.com", "b@gmail.com"
        )
        self.assertEqual(found, ["", "many: domain", "", ""])

    def test_more_below_one_domain_whatever_the_names_in_front(self) -> None:
        set_limit(Use.DOMAIN, 1)
        found = self.sign_each(
            "a@x1.evil.net", "b@x2.evil.net", "c@evil.net", "d@evil.co.uk", "e@good.co.uk",
            "a@x.gmail.com", "b@y.gmail.com",
        )  # fmt: skip
        many = "many: domain"
        self.assertEqual(found, ["", many, many, "", "", "", many])

    def test_more_emails_for_one_petition_wait_and_no_one_is_quarantined(self) -> None:
        set_limit(Use.PETITION, 1)
        other = make_petition()
        for petition, email in (
            (self.petition, "a@example.org"), (self.petition, "b@example.org"), (other, "c@example.org"),
        ):  # fmt: skip
            sign(petition, email=email)
            store()
        self.assertEqual(self.written_to(deliver()), ["a@example.org", "c@example.org"])
        self.assertEqual(reasons(), ["", "", ""])
        set_limit(Use.PETITION, 9)
        self.assertEqual(self.written_to(self.deliver_later()), ["b@example.org"])

    def test_over_a_limit_no_email_goes_out_until_staff_approve(self) -> None:
        set_limit(Use.HOST, 1)
        for email in ("a@example.org", "b@example.org", "c@example.org"):
            sign_and_store("192.0.2.1", self.petition, email=email)
        self.assertEqual(self.written_to(deliver()), ["a@example.org"])
        self.assertEqual(reasons(), ["", "many: host", "many: host"])
        self.assertEqual(self.deliver_later(), [])
        review.approve(Signature.objects.order_by("pk")[1:2], make_staff())
        [late] = deliver()  # at once, not when it would have been looked at again
        self.assertEqual(late.to, ["b@example.org"])
        press(link_in(late))
        self.assertEqual(tallies.count(self.petition.pk), 1)

    def test_when_the_flood_is_over_the_email_comes_late_and_the_signature_waits_for_staff(
        self,
    ) -> None:
        set_limit(Use.HOST, 1)
        for email in ("a@example.org", "b@example.org"):
            sign_and_store("192.0.2.1", self.petition, email=email)
        deliver()
        later(minutes=12)
        [late] = self.deliver_later()
        self.assertEqual(late.to, ["b@example.org"])
        press(link_in(late))
        states = Signature.objects.order_by("pk").values_list("state", flat=True)
        self.assertEqual(list(states), ["pending", "quarantined"])

    def test_an_email_that_waits_is_gone_when_its_signature_is_erased(self) -> None:
        set_limit(Use.HOST, 1)
        for email in ("a@example.org", "b@example.org"):
            sign_and_store("192.0.2.1", self.petition, email=email)
        deliver()
        Signature.objects.all().delete()
        self.assertEqual(self.deliver_later(), [])
        self.assertFalse(Intake.objects.exists())

    def written_to(self, emails: list[EmailMessage]) -> list[str]:
        return [address for email in emails for address in email.to]

    def deliver_later(self) -> list[EmailMessage]:
        """As if the time had come to look at the emails again that wait."""
        Intake.objects.update(due_at=timezone.now())
        return deliver()

    def test_an_email_that_is_sent_again_takes_no_second_token(self) -> None:
        set_limit(Use.HOST, 1)
        sign_and_store("192.0.2.1", self.petition)
        with patch(
            "django.core.mail.backends.locmem.EmailBackend.send_messages", side_effect=OSError
        ):
            for _ in range(3):
                with self.assertRaises(OSError):
                    self.deliver_later()
        self.assertEqual(len(self.deliver_later()), 1)
        self.assertEqual(reasons(), [""])

    def test_a_forged_header_does_not_move_the_limit(self) -> None:
        for hops, ours in enumerate(("", ", 198.51.100.7", ", 198.51.100.7, 192.0.2.9")):
            with self.subTest(hops=hops), override_settings(TRUSTED_PROXY_COUNT=hops):
                Signature.objects.all().delete()
                Bucket.objects.all().delete()
                empty_queue()
                set_limit(Use.HOST, 2)
                for number in range(6):
                    forged = f"203.0.113.{number}" + ours
                    sign_and_store(
                        "192.0.2.1", self.petition, forwarded=forged, email=f"{number}@example.org"
                    )
                deliver()
                self.assertEqual(reasons(), ["", "", *["many: host"] * 4])


class Silence(ScreeningTestCase):
    """A quarantined signer gets the same answers, pages and emails as everyone else, byte for byte."""

    def test_from_the_form_to_the_thanks(self) -> None:
        self.add_rule("network", "198.51.100.0/24")
        seen = [
            self.walk("1@example.org", "192.0.2.1"), self.walk("2@example.org", "198.51.100.1"),
        ]  # fmt: skip
        self.assertEqual(reasons(), ["", "rule: network"])
        self.assertEqual(seen[0], seen[1])
        states = Signature.objects.order_by("pk").values_list("state", flat=True)
        self.assertEqual(list(states), ["confirmed", "quarantined"])
        self.assertEqual(tallies.count(self.petition.pk), 1)

    def walk(self, email: str, address: str) -> list[object]:
        """Everything that one signer sees, without what differs for every signer."""
        answers = [sign_and_store(address, self.petition, email=email)]
        [message] = deliver()
        link = link_in(message)
        # Both walks see the same count and the same minute.
        with (
            patch.object(tallies, "count", return_value=7),
            patch("django.utils.timezone.now", return_value=self.now),
        ):
            answers += [self.client.get(link), press(link), self.client.get(link)]
            answers.append(self.client.get(answers[2]["Location"]))
            sign_and_store(address, self.petition, email=email)
        [again] = deliver()
        mine = {email: "EMAIL", link.split("/")[-2]: "TOKEN", code_in(message): "CODE"}

        def plain(text: object) -> str:
            text = str(text)
            for word, stands in mine.items():
                text = text.replace(word, stands)
            return re.sub(r"name=\"seen\" value=\"[^\"]*\"|'Expires': '[^']*'", "", text)

        return [
            *((a.status_code, plain(a.headers), plain(a.content.decode())) for a in answers),
            *(
                (plain(m.subject), plain(m.body), plain(m.to), sorted(m.extra_headers))
                for m in (message, again)
            ),
        ]

    def setUp(self) -> None:
        super().setUp()
        self.now = timezone.now()

    def test_signing_makes_the_same_queries_for_a_quarantined_signer(self) -> None:
        self.add_rule("network", "192.0.2.0/24")
        sign_from("192.0.2.1", self.petition)  # fills the caches
        asked = []
        for host in ("198.51.100.7", "192.0.2.1"):
            with CaptureQueriesContext(connection) as queries:
                sign_from(host, self.petition, email=f"{host}@example.org")
            asked.append([re.sub(r"'[^']*'|\\x[0-9a-f]+|\d+", "", q["sql"]) for q in queries])
        self.assertEqual(asked[0], asked[1])

    def test_codes_over_the_limit_are_answered_as_wrong_ones(self) -> None:
        set_limit(Use.CODES, 1)
        path = f"/petitions/{self.petition.slug}/check-your-email/"
        right = {
            "email": "a@example.org",
            "code": code_in(sign_and_get_mail(self.petition, email="a@example.org")),
        }
        self.assertEqual(self.client.post(path, right).status_code, 303)
        over = self.client.post(path, right)
        cache.clear()
        Bucket.objects.all().delete()
        wrong = self.client.post(path, right | {"code": "0000-0000"})
        self.assertEqual(over.status_code, 422)
        self.assertEqual(over.text.replace(right["code"], "0000-0000"), wrong.text)


class Rules(ScreeningTestCase):
    def test_domains_addresses_and_networks_are_held(self) -> None:
        self.add_rule("domain", "bad.example.org")
        self.add_rule("domain", "*.worse.example.org")
        self.add_rule("address", "mallory@example.org")
        found = self.sign_each(
            "a@bad.example.org", "a@sub.bad.example.org", "a@very.worse.example.org", "a@worse.example.org",
            "Mal.lory+1@example.org", "alice@example.org",
        )  # fmt: skip
        self.assertEqual(found, ["rule: domain", "", "rule: domain", "", "rule: address", ""])
        self.add_rule("network", "192.0.2.0/25")
        sign_and_store("192.0.2.5", self.petition, email="in@example.org")
        sign_and_store("192.0.2.200", self.petition, email="out@example.org")
        deliver()
        self.assertEqual(reasons()[-2:], ["rule: network", ""])

    def test_what_is_let_through_knows_no_limit(self) -> None:
        for use in Use:
            set_limit(use, 1)
        self.add_rule("network", "192.0.2.0/24", "allow")
        found = self.sign_each(*(f"{number}@example.org" for number in range(4)))
        self.assertEqual(found, [""] * 4)

    def test_the_narrower_network_decides(self) -> None:
        self.add_rule("network", "192.0.0.0/16")
        self.add_rule("network", "192.0.2.0/24", "allow")
        self.add_rule("network", "192.0.2.7/32")
        for host in ("192.0.9.9", "192.0.2.1", "192.0.2.7"):
            sign_and_store(host, self.petition, email=f"{host}@example.org")
        deliver()
        self.assertEqual(reasons(), ["rule: network", "", "rule: network"])

    def test_a_rule_for_the_address_decides_and_holding_before_letting_through(self) -> None:
        self.add_rule("domain", "example.org")
        self.add_rule("network", "192.0.2.0/24", "allow")
        self.add_rule("address", "alice@example.org", "allow")
        self.assertEqual(
            self.sign_each("alice@example.org", "bob@example.org"), ["", "rule: domain"]
        )

    def test_attack_mode_quarantines_even_an_allowed_address(self) -> None:
        self.add_rule("network", "192.0.2.0/24", "allow")
        Petition.objects.update(attack_mode=True)
        self.assertEqual(self.sign_each("a@example.org"), ["attack mode"])


class Traces(ScreeningTestCase):
    def test_a_network_is_stored_as_digests_of_the_day_for_two_days(self) -> None:
        sign_and_store("192.0.2.1", self.petition, email="a@example.org")
        sign_and_store("192.0.2.2", self.petition, email="b@example.org")
        deliver()
        first, second = Trace.objects.order_by("pk")
        self.assertNotEqual(bytes(first.host or b""), bytes(second.host or b""))
        self.assertEqual(bytes(first.prefix or b""), bytes(second.prefix or b""))
        screening.erase_expired_traces()
        self.assertEqual(Trace.objects.count(), 2)
        Trace.objects.update(made_at=F("made_at") - timedelta(days=2))
        screening.erase_expired_traces()
        self.assertFalse(Trace.objects.exists())

    def test_the_name_of_a_domain_is_stored_as_long_as_a_trace_has_it(self) -> None:
        self.sign_each("a@family.example.org", "b@family.example.org")
        domain = Domain.objects.get()
        self.assertEqual(domain.name, "example.org")
        first, second = Signature.objects.order_by("pk")
        self.assertEqual(bytes(domain.digest), bytes(first.trace.domain))
        erasure.withdraw(first)
        screening.erase_expired_traces()
        self.assertTrue(Domain.objects.exists())
        erasure.withdraw(second)
        self.assertFalse(Domain.objects.exists())

    def test_no_address_of_a_network_is_stored_anywhere(self) -> None:
        sign_and_store("203.0.113.77", self.petition, email="a@example.org")
        deliver()
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"
                " AND table_type = 'BASE TABLE'"
            )
            for (table,) in cursor.fetchall():
                cursor.execute(f'SELECT t::text FROM "{table}" AS t')  # noqa: S608
                for (row,) in cursor.fetchall():
                    self.assertNotIn("203.0.113", row)


class SameMoment(CommittingSigningTestCase):
    def test_fifty_signing_with_one_address_from_one_network_are_one_signature(self) -> None:
        answers = at_once(
            lambda _: sign_from("192.0.2.1", self.petition, email="a@example.org").status_code
        )
        self.assertEqual(answers, [303] * MANY)
        store()
        self.assertEqual(Signature.objects.count(), 1)


class Desk(DeskTestCase):
    petition: ClassVar[Petition]

    def add(self, **typed: Any) -> Any:
        words = {
            "target": "domain",
            "value": "bad.example.org",
            "verdict": "hold",
            "note": "A flood.",
        }
        return self.fill_in(f"{RULES}add/", words | typed)

    def test_a_rule_has_an_author_and_is_stored_as_it_is_looked_up(self) -> None:
        for target, typed, kept in (
            ("domain", " *.BÜCHER.example ", "*.xn--bcher-kva.example"),
            ("network", "192.0.2.7/24", "192.0.2.0/24"),
            ("network", "2001:DB8::1", "2001:db8::1/128"),
        ):
            self.add(target=target, value=typed)
            rule = AccessRule.objects.latest("pk")
            self.assertEqual((rule.value, rule.author), (kept, self.staff))

    def test_what_can_be_no_rule_is_refused_in_words(self) -> None:
        for target, value, words in (
            ("domain", "nonsense", "Write a domain"), ("network", "nonsense", "Write a network"),
            ("network", "0.0.0.0/0", "too much of the Internet"), ("network", "::/0", "too much"),
            ("address", "nonsense", "Enter an email address in full"), ("domain", "", "required"),
        ):  # fmt: skip
            with self.subTest(value):
                self.assertContains(self.add(target=target, value=value), words)
        self.add()
        self.assertContains(self.add(), "There is a rule for this already.")
        self.assertEqual(AccessRule.objects.count(), 1)

    def test_of_an_address_only_a_digest_and_a_hint_are_stored(self) -> None:
        self.add(target="address", value="Mallory.Smith@example.org", note="seen")
        self.add(target="address", value="Mo@example.org", note="seen")
        rules = AccessRule.objects.filter(target="address")
        self.assertEqual(rules.count(), 2)
        for rule in rules:
            self.assertRegex(rule.value, r"^[mM]…@example.org \([0-9a-f]{4}\)$")
        address = self.concealed(RULES, q="mallorysmith+x@example.org")
        self.assertNotIn("mallory", address)
        found = self.client.get(address)
        self.assertContains(found, "1 access rule")

    def test_the_list_asks_the_database_the_same_however_long_it_is(self) -> None:
        self.add(value="0.example")
        with self.assertNumQueries(9):
            self.client.get(RULES)
        for number in range(1, 6):
            self.add(value=f"{number}.example")
        with self.assertNumQueries(9):
            self.client.get(RULES)

    def test_editors_have_no_part_in_it(self) -> None:
        self.sign_in_as("petitions.change_petition", "petitions.view_signature")
        self.assertEqual(self.client.get(RULES).status_code, 403)
