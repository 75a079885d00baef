"""Staff edit the address rules. A rule without a meaning, or without any mailbox, is refused."""

from typing import Any

from django.test import SimpleTestCase

from petitions.addresses import canonical
from petitions.addresses.canonical import Rule
from petitions.models import AddressRule, RuleChange
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
                self.add(domain=typed, alias_of="Müller.example ")
                rule = AddressRule.objects.get(domain=read)
                self.assertEqual(rule.alias_of, "xn--mller-kva.example")

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
        self.assertContains(page, "in a circle: gmail.com → googlemail.com → gmail.com.")

    def test_a_rule_that_is_there_is_not_added_again(self) -> None:
        page = self.add(domain="GMail.com")
        self.assertContains(page, "Address rule with this Domain already exists.")


class Edits(DeskTestCase):
    """What is saved is in force, and its edit is recorded with its author."""

    def last(self) -> RuleChange:
        return RuleChange.objects.latest("pk")

    def test_adding_changing_and_deleting_a_rule(self) -> None:
        self.fill_in(ADD, {"domain": "small.example", "ignores_dots": "on"})
        self.assertEqual((self.last().was, self.last().becomes), (None, [True, True, ""]))
        self.fill_in(page_of("small.example"), {"ignores_dots": ""})
        self.assertEqual(self.last().becomes, [False, True, ""])
        self.assertEqual(canonical.current_rules()["small.example"], Rule(False, True))
        address = page_of("small.example").replace("change/", "delete/")
        self.client.post(address, {"post": "yes"})
        self.assertEqual((self.last().was, self.last().becomes), ([False, True, ""], None))
        self.assertNotIn("small.example", canonical.current_rules())
        self.assertEqual(RuleChange.objects.filter(author=self.staff).count(), 3)

    def test_saving_a_rule_as_it_was_is_no_edit(self) -> None:
        self.fill_in(page_of("gmail.com"), {})
        self.assertFalse(RuleChange.objects.exists())

    def test_rules_are_deleted_one_by_one(self) -> None:
        self.assertNotContains(
            self.client.get("/admin/petitions/addressrule/"), "Delete selected", html=False
        )

    def test_the_record_says_in_words_what_was_edited(self) -> None:
        self.fill_in(page_of("gmail.com"), {"ignores_dots": ""})
        for path in ("", f"{self.last().pk}/change/"):
            page = self.client.get(f"/admin/petitions/rulechange/{path}")
            self.assertContains(page, "Dots before the @ are ignored. +tags are ignored.")
            self.assertContains(page, "Dots before the @ count. +tags are ignored.")


class Rings(SimpleTestCase):
    def test_a_domain_below_its_own_pattern(self) -> None:
        by = {"*.edu.example": Rule(alias_of="mail.edu.example")}
        self.assertEqual(canonical.alias_cycle(by), ["mail.edu.example", "mail.edu.example"])
        mended = canonical.with_rule(by, "mail.edu.example", Rule())
        self.assertEqual(canonical.alias_cycle(mended), [])

    def test_a_chain_is_none(self) -> None:
        by = {"a.example": Rule(alias_of="b.example"), "b.example": Rule(alias_of="c.example")}
        self.assertEqual(canonical.alias_cycle(by), [])

    def test_whoever_is_led_into_one_is_not_of_it(self) -> None:
        by = {
            "a.example": Rule(alias_of="b.example"),
            "b.example": Rule(alias_of="c.example"),
            "c.example": Rule(alias_of="b.example"),
        }
        self.assertEqual(canonical.alias_cycle(by), ["b.example", "c.example", "b.example"])

    def test_a_rule_that_is_taken_away_is_one_no_longer(self) -> None:
        by = {"a.example": Rule(), "b.example": Rule()}
        self.assertEqual(canonical.with_rule(by, "a.example", None), {"b.example": Rule()})
