"""Confirming: only the button behind the emailed link follows."""

from django.test import Client

from followers.following import content, requests
from followers.models import Follower, FollowRequest
from petitions.addresses import mailboxes
from petitions.models import Mailbox
from profiles.models import Detainee
from tests.followers.testcases import (
    HER,
    WEDNESDAY,
    WEEK,
    FollowerTestCase,
    ask,
    at,
    deliver,
    follow,
    links_in,
)


class ConfirmingTests(FollowerTestCase):
    def setUp(self) -> None:
        super().setUp()
        ask(self.of_person)
        [message] = deliver()
        [self.link] = links_in(message)

    def followed(self) -> list[str]:
        return [
            str(each.subject)
            for row in Follower.objects.all()
            for each in content.read(row).follows
        ]

    def test_opening_the_link_follows_nothing(self) -> None:
        for method in ("get", "head", "options"):
            getattr(Client(), method)(self.link)
        self.assertFalse(Follower.objects.exists())
        page = Client().get(self.link)
        self.assertContains(page, "Aygül Misal")
        self.assertEqual(page.headers["Cache-Control"], "no-store")

    def test_the_button_follows_once_however_often_it_is_pressed(self) -> None:
        for _time in range(2):
            response = Client().post(self.link)
            self.assertRedirects(response, "/follow/following/", status_code=303)
        self.assertEqual(self.followed(), [f"person-{self.person.pk}"])
        self.assertContains(Client().get(self.link), "You have confirmed this already.")
        self.assertEqual(FollowRequest.objects.get().content, "")

    def test_one_address_has_one_row_for_all_that_it_follows(self) -> None:
        Client().post(self.link)
        follow(self.of_petition, "GULNAR@example.org")
        self.assertEqual(Follower.objects.count(), 1)
        self.assertEqual(len(self.followed()), 2)

    def test_a_link_ends_after_a_week_and_the_address_goes(self) -> None:
        FollowRequest.objects.update(asked_on=WEDNESDAY)
        with at(WEDNESDAY + WEEK):
            requests.erase_expired()
            self.assertEqual(Client().get(self.link).status_code, 200)
        with at(WEDNESDAY + WEEK * 8 / 7):
            self.assertEqual(Client().get(self.link).status_code, 404)
            self.assertEqual(Client().post(self.link).status_code, 404)
            requests.erase_expired()
        self.assertFalse(FollowRequest.objects.exists())
        self.assertFalse(Follower.objects.exists())

    def test_a_withdrawn_person_is_neither_named_nor_followed(self) -> None:
        Detainee.objects.update(state="withdrawn")
        for response in (Client().get(self.link), Client().post(self.link)):
            self.assertNotContains(response, "Aygül", status_code=404)
        self.assertFalse(Follower.objects.exists())

    def test_not_me_erases_everything_and_ends_all_emails(self) -> None:
        follow(self.of_petition)
        response = Client().post(f"{self.link}not-me/")
        self.assertContains(response, "We won’t email you again.")
        self.assertFalse(FollowRequest.objects.exists() or Follower.objects.exists())
        self.assertTrue(Mailbox.objects.filter(blocked=True).exists())
        self.assertEqual(mailboxes.blocked_among([HER]), {HER})
        self.assertEqual(Client().post(f"{self.link}not-me/").status_code, 404)
        ask(self.of_person)
        self.assertEqual(deliver(), [])
