"""What a stolen database says about followers, and what staff see of them."""

import re

from followers.following import counts
from followers.models import Follower, FollowerCount, FollowRequest
from petitions.models import Petition
from profiles.models import Detainee
from tests.canaries import tables
from tests.desk import DeskTestCase
from tests.factories import make_detainee, make_petition
from tests.followers.testcases import FollowerTestCase, ask, deliver, let_follow
from tests.petitions.test_stolen_dump import dump


class StolenTests(FollowerTestCase):
    def test_no_word_and_no_length_tells_who_follows_what(self) -> None:
        let_follow(self.person, "a@example.org")
        let_follow(self.person, "kanarienvogel.with.a.long.name@example.org")
        let_follow(self.petition, "kanarienvogel.with.a.long.name@example.org")
        ask(self.of_petition, "kanarienvogel@example.org")
        deliver()
        text = "".join(dump())
        self.assertIn("followers_follower", tables())
        self.assertNotIn("kanarienvogel", text)
        self.assertNotIn(f"person-{self.person.pk}", text)
        self.assertNotIn(f"petition-{self.petition.pk}", text)
        lengths = {len(each) for each in Follower.objects.values_list("content", flat=True)}
        self.assertEqual(len(lengths), 1)
        self.assertEqual(Follower.objects.values_list("edition", "tries").distinct().count(), 1)

    def test_no_two_tables_have_a_digest_in_common(self) -> None:
        let_follow(self.person)
        ask(self.of_petition)
        deliver()
        found = re.findall(r"\\\\x([0-9a-f]{64})\b", "".join(dump()))
        self.assertTrue(found)
        own = [bytes(each) for each in Follower.objects.values_list("digest", flat=True)]
        own += [
            bytes(each)
            for each in FollowRequest.objects.values_list("mailbox", flat=True).distinct()
        ]
        for each in own:
            rows = FollowRequest.objects.filter(mailbox=each).count() or 1
            self.assertEqual(found.count(each.hex()), rows)

    def test_no_time_finer_than_the_day_is_stored(self) -> None:
        for model in (Follower, FollowRequest, FollowerCount):
            kinds = {each.get_internal_type() for each in model._meta.concrete_fields}
            self.assertNotIn("DateTimeField", kinds)


class CountTests(DeskTestCase):
    LIST = "/admin/followers/followercount/"

    person: Detainee
    letter: Petition

    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        cls.person = make_detainee("Aygül Misal", slug="aygul-followed")
        cls.letter = make_petition(slug="followed-letter", title="Free the followed")
        for number in range(23):
            let_follow(cls.person, f"{number}@example.org")
            if number < 9:
                let_follow(cls.letter, f"{number}@example.org")

    def test_a_number_is_rounded_down_and_none_is_shown_below_ten(self) -> None:
        counts.refresh()
        [row] = FollowerCount.objects.all()
        self.assertEqual((row.person, row.at_least), (self.person, 20))

    def test_the_desk_shows_numbers_and_no_follower(self) -> None:
        counts.refresh()
        page = self.client.get(self.LIST)
        self.assertContains(page, "Aygül Misal")
        self.assertNotContains(page, "@example.org")
        self.assertEqual(self.client.get("/admin/followers/follower/").status_code, 404)

    def test_withdrawn_people_have_no_number(self) -> None:
        counts.refresh()
        Detainee.objects.filter(pk=self.person.pk).update(state="withdrawn")
        self.assertNotContains(self.client.get(self.LIST), "Aygül Misal")
        counts.refresh()
        self.assertFalse(FollowerCount.objects.exists())
