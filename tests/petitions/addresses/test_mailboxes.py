"""No change of an address rule gets a mailbox more emails, least of all one whose owner wants none."""

from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from petitions import periods
from petitions.addresses import canonical, mailboxes
from petitions.addresses.canonical import Rule
from petitions.addresses.mailboxes import GrantedTurn, Turn, WantedTurn
from petitions.models import Mailbox, MailedToken
from tests.factories import edit_rule, make_petition, make_signature
from tests.testcases import CommittingTestCase, SiteTestCase


def set_rule(domain: str, *, ignores_dots: bool = False, alias_of: str = "") -> None:
    edit_rule(domain, Rule(ignores_dots, True, alias_of))


class WhateverBecomesOfTheRules(SiteTestCase):
    def test_a_mailbox_that_wants_no_email_gets_none_when_dots_count_no_longer(self) -> None:
        mailboxes.block("gul.nar@small.example")
        set_rule("small.example", ignores_dots=True)
        self.assertTrue(mailboxes.blocked_among(["gulnar@small.example"]))

    def test_nor_when_dots_count_again(self) -> None:
        set_rule("small.example", ignores_dots=True)
        mailboxes.block("gulnar@small.example")
        set_rule("small.example", ignores_dots=False)
        for spelling in ("gulnar@small.example", "gul.nar@small.example"):
            self.assertTrue(mailboxes.blocked_among([spelling]))

    def test_nor_when_its_domain_becomes_an_alias(self) -> None:
        mailboxes.block("gulnar@old.example")
        set_rule("old.example", alias_of="new.example")
        self.assertTrue(mailboxes.blocked_among(["gulnar@new.example"]))
        self.assertIs(mailboxes.take_turn("gulnar@new.example"), Turn.NEVER)

    def test_nor_when_it_is_an_alias_no_longer(self) -> None:
        mailboxes.block("gulnar@gmail.com")
        edit_rule("googlemail.com", None)
        self.assertTrue(mailboxes.blocked_among(["gulnar@googlemail.com"]))

    def test_emails_of_the_day_are_counted_over_all_its_domains(self) -> None:
        for domain in ("old.example", "new.example"):
            mailboxes.take_turn(f"gulnar@{domain}", link=b"1")
        set_rule("old.example", alias_of="new.example")
        turns = [mailboxes.take_turn("gulnar@old.example", link=b"2") for _ in range(2)]
        self.assertEqual(turns, [Turn.NOW, Turn.TOMORROW])

    def test_an_answer_is_one_for_all_of_them(self) -> None:
        for _ in range(3):
            mailboxes.take_turn("gulnar@old.example", link=b"1")
        set_rule("old.example", alias_of="new.example")
        mailboxes.clear_unanswered("gulnar@new.example")
        self.assertEqual([row.unanswered for row in Mailbox.objects.all()], [0])

    def test_a_rule_that_was_put_right_a_moment_ago_holds_for_an_answer(self) -> None:
        set_rule("small.example", ignores_dots=True)
        canonical.recent_history()
        edit_rule("small.example", None)
        mailboxes.take_turn("gul.nar@small.example", link=b"1")
        mailboxes.clear_unanswered("gul.nar@small.example")
        self.assertEqual([row.unanswered for row in Mailbox.objects.all()], [0])

    def test_an_answer_is_no_other_mailboxs_by_a_rule_that_was_put_right_a_moment_ago(self) -> None:
        set_rule("large.example", alias_of="small.example")
        canonical.recent_history()
        edit_rule("large.example", Rule(alias_of="medium.example"))
        mailboxes.take_turn("gulnar@large.example", link=b"1")
        mailboxes.clear_unanswered("gulnar@small.example")
        self.assertEqual([row.unanswered for row in Mailbox.objects.all()], [1])

    def test_another_mailbox_is_another(self) -> None:
        mailboxes.block("gulnar@small.example")
        self.assertFalse(mailboxes.blocked_among(["gulnara@small.example"]))
        self.assertFalse(mailboxes.blocked_among(["gulnar@other.example"]))
        self.assertFalse(mailboxes.blocked_among(["gul.nar@small.example"]))


class Turns(CommittingTestCase):
    """One mailbox, day after day; some of its emails have a link that confirms."""

    def setUp(self) -> None:
        super().setUp()
        self.links = 0
        self.signature = make_signature(make_petition(), "gulnar@small.example", confirmed=False)

    def ask(self, *, with_link: bool = True, again: bool = False) -> GrantedTurn:
        """Ask for a turn. The link of an email that goes out works for a week."""
        self.links += with_link
        link = f"link {self.links}".encode() if with_link else None
        wanted = WantedTurn("gulnar@small.example", link, had_its_turn=again)
        with transaction.atomic():
            [granted] = mailboxes.take_turns([wanted])
            if granted.turn is Turn.NOW and link:
                week = timezone.now() + periods.CONFIRMATION_LINK
                row = MailedToken.objects.create(digest=link, purpose="confirm", expires_at=week)
                row.signatures.add(self.signature)
        return granted

    def test_it_gets_three_emails_a_day(self) -> None:
        turns = [self.ask().turn for _ in range(5)]
        self.assertEqual(turns, [Turn.NOW] * 3 + [Turn.TOMORROW] * 2)

    def test_the_third_is_for_an_email_with_a_link_that_confirms(self) -> None:
        turns = [self.ask(with_link=False).turn for _ in range(4)]
        self.assertEqual(turns, [Turn.NOW] * 2 + [Turn.TOMORROW] * 2)
        self.assertIs(self.ask().turn, Turn.NOW)

    def test_an_email_that_has_to_wait_is_told_the_newest_link(self) -> None:
        for _ in range(3):
            self.ask()
        self.assertEqual(self.ask(), GrantedTurn(Turn.TOMORROW, b"link 3"))

    def test_forged_signings_never_leave_a_mailbox_without_a_link_that_works(self) -> None:
        """Someone signs with it ten times a day for a month. Whenever no email goes out, an earlier link works."""
        sent = 0
        for _day in range(30):
            for granted in [self.ask() for _ in range(10)]:
                sent += granted.turn is Turn.NOW
                if granted.turn is not Turn.NOW:
                    works = MailedToken.objects.filter(digest=granted.link)
                    self.assertTrue(works.filter(expires_at__gt=timezone.now()).exists())
            self.let_a_day_pass()
        self.assertLessEqual(sent, 5 + 30 // 6)  # the owner, who answers none, is left in peace

    def let_a_day_pass(self) -> None:
        day = timedelta(days=1)
        Mailbox.objects.update(day=F("day") - day, mailed_on=F("mailed_on") - day)
        MailedToken.objects.update(expires_at=F("expires_at") - day)

    def test_an_email_that_is_sent_again_takes_no_second_turn(self) -> None:
        self.ask()
        for _ in range(5):
            self.assertIs(self.ask(again=True).turn, Turn.NOW)
        self.assertEqual(Mailbox.objects.get().sent_on_day, 1)

    def test_a_mailbox_that_wants_no_email_gets_none_and_no_link_confirms_for_it(self) -> None:
        self.ask()
        mailboxes.block("gulnar@small.example")
        for again in (False, True):
            self.assertEqual(self.ask(again=again), GrantedTurn(Turn.NEVER))

    def test_many_at_once_are_decided_as_one_after_the_other(self) -> None:
        wanted = [WantedTurn(f"{n % 7}@small.example", f"{n}".encode()) for n in range(50)]
        with transaction.atomic():
            granted = mailboxes.take_turns(wanted)
        for number in range(7):
            turns = [each.turn for each in granted[number::7]]
            self.assertEqual(turns, ([Turn.NOW] * 3 + [Turn.TOMORROW] * 5)[: len(turns)])
