"""Staff edit the rules for addresses; what could mean nothing, or no mailbox at all, is refused."""

from typing import Any

from django.test import SimpleTestCase

from petitions import addresses
from petitions.addresses import Rule
from petitions.models import AddressRule
from tests.desk import DeskTestCase

ADD = "/admin/petitions/addressrule/add/"


def page_of(domain: str) -> str:
    return f"/admin/petitions/addressrule/{AddressRule.objects.get(domain=domain).pk}/change/"


class Typed(DeskTestCase):
    def add(self, **typed: Any) -> Any:
        return self.fill_in(ADD, typed)

    def test_a_domain_is_read_as_people_write_it(self) -> None:
        for typed, read in (
            (" Example.ORG ", "example.org"),
            ("*.Edu.example", "*.edu.example"),
            ("bücher.example", "xn--bcher-kva.example"),
            ("*.例え.テスト", "*.xn--r8jz45g.xn--zckzah"),
        ):
            with self.subTest(typed):
                self.add(domain=typed, alias_of="")
                self.assertTrue(AddressRule.objects.filter(domain=read).exists())

    def test_so_is_the_one_whose_mailboxes_it_has(self) -> None:
        self.add(domain="old.example", alias_of="Bücher.example ")
        alias = AddressRule.objects.get(domain="old.example").alias_of
        self.assertEqual(alias, "xn--bcher-kva.example")

    def test_what_is_no_domain_is_refused_and_stays_as_typed(self) -> None:
        for typed in ("example", "*.org", "a.*.example", "**", "a@b.example", "a b.example", "-.."):
            with self.subTest(typed):
                page = self.add(domain=typed)
                self.assertContains(page, "Write a domain like this")
                self.assertContains(page, f'value="{typed}"')

    def test_nor_can_it_have_the_mailboxes_of_many(self) -> None:
        self.assertContains(
            self.add(domain="old.example", alias_of="*.edu.example"), "Name one domain."
        )

    def test_nor_can_all_others_be_one(self) -> None:
        page = self.fill_in(page_of("*"), {"alias_of": "gmail.com"})
        self.assertContains(page, "All other domains together cannot be one of them.")

    def test_the_domain_of_a_rule_is_not_changed(self) -> None:
        self.assertNotIn("domain", self.read(page_of("gmail.com")).values)

    def test_a_ring_of_aliases_is_refused_and_told(self) -> None:
        page = self.fill_in(page_of("gmail.com"), {"alias_of": "googlemail.com"})
        self.assertContains(page, "in a ring: gmail.com → googlemail.com → gmail.com.")
        self.assertEqual(AddressRule.objects.get(domain="gmail.com").alias_of, "")


class Rings(SimpleTestCase):
    def test_a_domain_below_its_own_pattern(self) -> None:
        by = {"*.edu.example": Rule(alias_of="mail.edu.example")}
        self.assertEqual(addresses.ring(by), ["mail.edu.example", "mail.edu.example"])
        mended = addresses.changed(by, "mail.edu.example", Rule())
        self.assertEqual(addresses.ring(mended), [])

    def test_a_chain_is_none(self) -> None:
        by = {"a.example": Rule(alias_of="b.example"), "b.example": Rule(alias_of="c.example")}
        self.assertEqual(addresses.ring(by), [])

    def test_whoever_is_led_into_one_is_not_of_it(self) -> None:
        by = {
            "a.example": Rule(alias_of="b.example"),
            "b.example": Rule(alias_of="c.example"),
            "c.example": Rule(alias_of="b.example"),
        }
        self.assertEqual(addresses.ring(by), ["b.example", "c.example", "b.example"])

    def test_a_rule_that_is_taken_away_is_one_no_longer(self) -> None:
        by = {"a.example": Rule(), "b.example": Rule()}
        self.assertEqual(addresses.changed(by, "a.example", None), {"b.example": Rule()})
