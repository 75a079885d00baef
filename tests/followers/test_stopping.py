"""Stopping with one click, seeing what one follows, and staying stopped after a restore."""

from io import StringIO

from django.core.management import call_command
from django.test import Client

from followers.following import content, stopping
from followers.models import Follower
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

    def test_the_page_lists_what_is_followed_and_changes_nothing(self) -> None:
        for method in ("get", "head", "options"):
            getattr(Client(), method)(self.link)
        page = Client().get(self.link)
        for words in ("Aygül Misal", self.petition.title, "Stop all these emails"):
            self.assertContains(page, words)
        self.assertEqual(page.headers["Cache-Control"], "no-store")
        self.assertEqual(self.number(), 2)

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
            self.assertRedirects(Client().post(self.link, one), self.link, status_code=303)
        self.assertNotContains(Client().get(self.link), "Aygül")
        self.assertEqual(self.number(), 1)
        for odd in ("person-x", "person-99999999999999999999", "petition-0", "\0"):
            Client().post(self.link, {"stop": odd})
        self.assertEqual(self.number(), 1)
        Client().post(self.link, {"stop": f"petition-{self.petition.pk}"})
        self.assertFalse(Follower.objects.exists())

    def test_a_withdrawn_person_is_not_named_and_can_be_stopped(self) -> None:
        Detainee.objects.update(state="withdrawn")
        page = Client().get(self.link)
        self.assertNotContains(page, "Aygül")
        self.assertContains(page, "A page that is not public at the moment")
        Client().post(self.link, {"stop": f"person-{self.person.pk}"})
        self.assertEqual(self.number(), 1)

    def test_a_wrong_link_says_that_it_stops_nothing(self) -> None:
        for wrong in (f"{self.link[:-2]}x/", "/follow/mine/x/"):
            self.assertContains(Client().get(wrong), "This link stops nothing.", status_code=404)
        self.assertEqual(self.number(), 2)

    def test_a_link_from_an_old_email_works_again_for_someone_who_follows_again(self) -> None:
        Client().post(self.link)
        let_follow(self.person)
        self.assertContains(Client().get(self.link), "Aygül Misal")

    def test_a_restored_backup_brings_back_nothing_that_was_stopped(self) -> None:
        Client().post(self.link, {"stop": f"person-{self.person.pk}"})
        self.restore()
        self.assertEqual(self.number(), 2)
        stopping.replay_if_restored()
        self.assertNotContains(Client().get(self.link), "Aygül")
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
