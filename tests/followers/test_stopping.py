"""Stopping with one click, seeing what one follows, and staying stopped after a restore."""

from datetime import timedelta
from io import StringIO
from unittest import mock

from django.core.management import call_command
from django.test import Client

from followers.following import content, seeing, stopping
from followers.models import Follower
from petitions import periods
from petitions.models import SignerAccess
from petitions.signers import on_request
from profiles.models import Detainee
from tests.factories import make_staff
from tests.followers.testcases import HER, FollowerTestCase, ask, deliver, let_follow, links_in

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


class StoppingTests(FollowerTestCase):
    def setUp(self) -> None:
        super().setUp()
        let_follow(self.person)
        let_follow(self.petition)
        [row] = Follower.objects.all()
        self.link = f"/follow/mine/{content.stop_token(row)}/"
        self.list = f"{self.link}{seeing.make_pass(row)}/"
        self.stored = row

    def restore(self) -> None:
        """A backup from before the stop is restored."""
        Follower.objects.all().delete()
        row = Follower(
            **{
                each.attname: getattr(self.stored, each.attname)
                for each in Follower._meta.concrete_fields
            }
        )
        row.save(force_insert=True)

    def number(self) -> int:
        return sum(len(content.read(each).follows) for each in Follower.objects.all())

    def test_the_list_shows_what_is_followed_and_changes_nothing(self) -> None:
        for method in ("get", "head", "options"):
            getattr(Client(), method)(self.list)
        page = Client().get(self.list)
        for words in ("Aygül Misal", self.petition.title, "Stop all these emails"):
            self.assertContains(page, words)
        self.assertEqual(page.headers["Cache-Control"], "no-store")
        self.assertEqual(self.number(), 2)

    def test_the_link_of_every_email_stops_and_shows_nothing(self) -> None:
        page = Client().get(self.link)
        self.assertContains(page, "Stop all these emails")
        self.assertNotContains(page, "Aygül")
        self.assertNotContains(page, self.petition.title)

    def test_it_sends_the_link_of_the_list_to_the_address_that_follows(self) -> None:
        page = Client().post(f"{self.link}send/")
        self.assertContains(page, "An email with the link is on its way")
        [message] = deliver()
        self.assertEqual(message.to, [HER])
        self.assertNotIn("Aygül", str(message.message()))
        self.assertContains(Client().get(links_in(message)[0]), "Aygül Misal")

    def test_no_more_than_the_emails_of_a_day_are_sent(self) -> None:
        for _time in range(6):
            Client().post(f"{self.link}send/")
        self.assertLessEqual(len(deliver()), 3)

    def test_the_list_is_not_shown_after_a_day_or_with_the_pass_of_someone_else(self) -> None:
        let_follow(self.person, "other@example.org")
        other = Follower.objects.latest("pk")
        for opening in ("x", seeing.make_pass(other)):
            answer = Client().get(f"{self.link}{opening}/")
            self.assertRedirects(answer, self.link, status_code=303)
        with mock.patch.object(periods, "FOLLOWS_LINK", timedelta(0)):
            self.assertRedirects(Client().get(self.list), self.link, status_code=303)
            Client().post(self.list, {"stop": f"person-{self.person.pk}"})
        self.assertEqual(self.number(), 3)

    def test_an_email_provider_stops_everything_with_one_click(self) -> None:
        for headers in ({}, {"Origin": "https://mail.example"}, {"Sec-Fetch-Site": "cross-site"}):
            self.restore()
            browser = Client(enforce_csrf_checks=True)
            response = browser.post(self.link, ONE_CLICK, headers=headers)
            self.assertContains(response, "You won’t get any more of our news by email.")
            self.assertFalse(Follower.objects.exists())
        self.assertEqual(Client().post(self.link, ONE_CLICK).status_code, 404)

    def test_one_can_be_stopped_alone(self) -> None:
        one = {"stop": f"person-{self.person.pk}"}
        for _time in range(2):
            self.assertRedirects(Client().post(self.list, one), self.list, status_code=303)
        self.assertNotContains(Client().get(self.list), "Aygül")
        self.assertEqual(self.number(), 1)
        for odd in ("", "person-x", "person-99999999999999999999", "petition-0", "\0"):
            Client().post(self.list, {"stop": odd})
        self.assertEqual(self.number(), 1)
        Client().post(self.list, {"stop": f"petition-{self.petition.pk}"})
        self.assertFalse(Follower.objects.exists())

    def test_a_withdrawn_person_is_not_named_and_can_be_stopped(self) -> None:
        Detainee.objects.update(state="withdrawn")
        page = Client().get(self.list)
        self.assertNotContains(page, "Aygül")
        self.assertContains(page, "A page that is not public at the moment")
        Client().post(self.list, {"stop": f"person-{self.person.pk}"})
        self.assertEqual(self.number(), 1)

    def test_a_wrong_link_says_that_it_stops_nothing(self) -> None:
        for wrong in (f"{self.link[:-2]}x/", "/follow/mine/x/"):
            self.assertContains(Client().get(wrong), "This link stops nothing.", status_code=404)
        self.assertEqual(self.number(), 2)

    def test_a_link_from_an_old_email_works_again_for_someone_who_follows_again(self) -> None:
        Client().post(self.link)
        let_follow(self.person)
        self.assertContains(Client().get(self.link), "Stop all these emails")

    def test_a_restored_backup_brings_back_nothing_that_was_stopped(self) -> None:
        Client().post(self.list, {"stop": f"person-{self.person.pk}"})
        self.restore()
        self.assertEqual(self.number(), 2)
        stopping.replay_if_restored()
        self.assertNotContains(Client().get(self.list), "Aygül")
        Client().post(self.link)
        self.restore()
        call_command("replay_erasures", stdout=StringIO())
        self.assertFalse(Follower.objects.exists())

    def test_someone_who_follows_again_still_does_after_a_replay(self) -> None:
        Client().post(self.link)
        let_follow(self.person)
        stopping.replay_if_restored()
        self.assertEqual(self.number(), 1)

    def test_staff_end_it_for_someone_who_asks_by_letter(self) -> None:
        ask(self.of_person, "other@example.org")
        for action in (SignerAccess.Kind.STOP, SignerAccess.Kind.BLOCK, SignerAccess.Kind.ERASE):
            self.restore()
            on_request.act(HER, [action], author=make_staff(action), reason="By letter")
            self.assertFalse(Follower.objects.exists())
        [message] = deliver()
        self.assertEqual(Client().get(links_in(message)[0]).status_code, 200)
