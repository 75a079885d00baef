"""Addresses at which no signer can read email are refused, with the reason."""

from django.core.exceptions import ValidationError
from django.test import SimpleTestCase, override_settings

from petitions.addresses.canonical import clean_address
from petitions.addresses.special_use import refuse_unreachable
from petitions.models import AddressRule, Signature
from tests.petitions.testcases import SigningTestCase, deliver, sign

UNREACHABLE = (
    "printer.local", "a.b.localhost", "x.invalid", "x.test", "campaign.example", "deep.down.campaign.example",
    "xn--bcher-kva.example", "abcdefghijklmnop.onion", "x.alt", "mail.internal", "home.arpa", "router.home.arpa",
    "1.0.0.127.in-addr.arpa", "e164.arpa", "nas.lan", "server.corp",
)  # fmt: skip
REACHABLE = (
    "example.org", "example.net", "example.com", "mail.example.org", "local.org", "onion.example.com", "test.de",
    "localhost.net", "mylocal.example.org", "internal.example.org", "arpa.example.com", "invalid.co",
)  # fmt: skip
OURS = override_settings(DEFAULT_FROM_EMAIL="The Campaign <petitions@campaign.org>")


def refuses(address: str) -> str:
    """The code of the refusal; empty if there is none."""
    try:
        refuse_unreachable(clean_address(address))
    except ValidationError as refused:
        return str(refused.code)
    return ""


class SpecialUse(SimpleTestCase):
    def test_domains_that_are_not_in_the_public_dns(self) -> None:
        for domain in UNREACHABLE:
            with self.subTest(domain):
                self.assertEqual(refuses(f"gulnar@{domain}"), "special_use")
                self.assertEqual(refuses(f"gulnar@{domain.upper()}"), "special_use")

    def test_all_others_are_accepted(self) -> None:
        for domain in REACHABLE:
            with self.subTest(domain):
                self.assertEqual(refuses(f"gulnar@{domain}"), "")


class OurOwnDomain(SigningTestCase):
    @OURS
    def test_the_senders_domain_and_those_below_it(self) -> None:
        for domain in ("campaign.org", "CAMPAIGN.ORG", "mail.campaign.org"):
            with self.subTest(domain):
                self.assertEqual(refuses(f"gulnar@{domain}"), "ours")
        for domain in ("mycampaign.org", "campaign.org.uk", "campaign.com"):
            with self.subTest(domain):
                self.assertEqual(refuses(f"gulnar@{domain}"), "")

    def test_senders_of_demonstrations_and_tests_refuse_no_one(self) -> None:
        for sender in (
            "petitions@example.org",
            "Us <us@example.com>",
            "petitions@localhost",
            "",
            "nonsense",
        ):
            with self.subTest(sender), override_settings(DEFAULT_FROM_EMAIL=sender):
                for domain in ("example.org", "mail.example.org", "example.com", "gmail.com"):
                    self.assertEqual(refuses(f"gulnar@{domain}"), "")

    def test_a_campaign_that_sends_from_a_large_provider_keeps_its_other_customers(self) -> None:
        self.assertTrue(AddressRule.objects.filter(domain="gmail.com").exists())
        with override_settings(DEFAULT_FROM_EMAIL="Us <the.campaign@gmail.com>"):
            self.assertEqual(refuses("gulnar@gmail.com"), "")
            self.assertEqual(refuses("The.Campaign@gmail.com"), "ours")

    @OURS
    def test_the_form_says_why_and_what_to_do(self) -> None:
        for address, reason in (
            ("gulnar@pc.local", "cannot reach an address that ends in “.local”"),
            ("gulnar@campaign.org", "This address belongs to the campaign."),
        ):
            with self.subTest(address):
                response = sign(self.petition, email=address)
                self.assertContains(response, reason, status_code=422)
                self.assertContains(response, f'value="{address}"', status_code=422)
        self.assertFalse(Signature.objects.exists())
        self.assertEqual(deliver(), [])

    @OURS
    def test_other_forms_refuse_them_too(self) -> None:
        for path in ("/petitions/mine/", "/petitions/free-the-teachers/check-your-email/"):
            for address in ("gulnar@pc.local", "gulnar@campaign.org"):
                with self.subTest(path=path, address=address):
                    response = self.client.post(path, {"email": address, "code": "0000-0000"})
                    self.assertContains(response, "id_email_error", status_code=422)
