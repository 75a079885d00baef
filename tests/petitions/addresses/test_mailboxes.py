"""No change of an address rule gets a mailbox more emails, least of all one whose owner wants none."""

from petitions.addresses import mailboxes
from petitions.addresses.canonical import Rule
from petitions.addresses.mailboxes import Turn
from tests.factories import edit_rule
from tests.testcases import SiteTestCase


def set_rule(domain: str, *, ignores_dots: bool = False, alias_of: str = "") -> None:
    edit_rule(domain, Rule(ignores_dots, True, alias_of))


class WhateverBecomesOfTheRules(SiteTestCase):
    def test_a_mailbox_that_wants_no_email_gets_none_when_dots_count_no_longer(self) -> None:
        mailboxes.block("gul.nar@small.example")
        set_rule("small.example", ignores_dots=True)
        self.assertTrue(mailboxes.is_blocked("gulnar@small.example"))

    def test_nor_when_dots_count_again(self) -> None:
        set_rule("small.example", ignores_dots=True)
        mailboxes.block("gulnar@small.example")
        set_rule("small.example", ignores_dots=False)
        for spelling in ("gulnar@small.example", "gul.nar@small.example"):
            self.assertTrue(mailboxes.is_blocked(spelling))

    def test_nor_when_its_domain_becomes_an_alias(self) -> None:
        mailboxes.block("gulnar@old.example")
        set_rule("old.example", alias_of="new.example")
        self.assertTrue(mailboxes.is_blocked("gulnar@new.example"))
        self.assertIs(mailboxes.take_turn("gulnar@new.example"), Turn.NEVER)

    def test_nor_when_it_is_an_alias_no_longer(self) -> None:
        mailboxes.block("gulnar@gmail.com")
        edit_rule("googlemail.com", None)
        self.assertTrue(mailboxes.is_blocked("gulnar@googlemail.com"))

    def test_emails_of_the_day_are_counted_over_all_its_domains(self) -> None:
        for domain in ("old.example", "new.example"):
            mailboxes.take_turn(f"gulnar@{domain}")
        set_rule("old.example", alias_of="new.example")
        turns = [mailboxes.take_turn("gulnar@old.example") for _ in range(2)]
        self.assertEqual(turns, [Turn.NOW, Turn.TOMORROW])

    def test_an_answer_is_one_for_all_of_them(self) -> None:
        for _ in range(3):
            mailboxes.take_turn("gulnar@old.example")
        set_rule("old.example", alias_of="new.example")
        mailboxes.clear_unanswered("gulnar@new.example")
        self.assertEqual(
            [each.unanswered for each in mailboxes._under_other_aliases("gulnar@new.example")], [0]
        )

    def test_another_mailbox_is_another(self) -> None:
        mailboxes.block("gulnar@small.example")
        self.assertFalse(mailboxes.is_blocked("gulnara@small.example"))
        self.assertFalse(mailboxes.is_blocked("gulnar@other.example"))
