"""The queues of people who need work, on the first page of the desk and as filters of the list."""

from datetime import timedelta
from itertools import cycle
from typing import Any

from django.test import override_settings
from django.utils import timezone

from profiles.models import Consent, Detainee
from profiles.safety import duplicates, queues
from tests.desk import DeskTestCase
from tests.factories import make_detainee, make_picture

PEOPLE = "/admin/profiles/detainee/"
NAMES = cycle(
    [
        "Turdi",
        "Erkin",
        "Rena",
        "Memet",
        "Patime",
        "Nurgul",
        "Zulpiya",
        "Hashim",
        "Kamil",
        "Letip",
        "Jelil",
        "Osman",
    ]
)


def make(name: str = "", **fields: Any) -> Detainee:
    """Make a person with a unique name."""
    return make_detainee(name or f"{next(NAMES)} Misal", **fields)


@override_settings(STALE_MONTHS=12, CONSENT_DAYS=30)
class QueueTests(DeskTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.today = timezone.localdate()
        self.recent = self.today.strftime("%B %Y")
        make("Fine Misal", as_of=self.recent)

    def assert_only(self, queue: str, *people: Detainee) -> None:
        found = {each.name: set(each.people) for each in queues.QUEUES}
        self.assertEqual(found, {each.name: set() for each in queues.QUEUES} | {queue: set(people)})
        numbers = {name: len(rows) for name, rows in found.items()}
        self.assertEqual(queues.counts(), numbers)

    def test_a_complete_profile_is_in_no_queue(self) -> None:
        self.assertEqual(set(queues.counts().values()), {0})
        self.assertNotContains(self.client.get("/admin/"), "need attention")

    def test_people_without_recent_news_unless_the_detention_has_ended(self) -> None:
        silent = [make(as_of="March 2019"), make(as_of="")]
        make(as_of="March 2019", status="released")
        make(as_of="March 2019", state="draft")
        heard = make(as_of="March 2019")
        heard.events.create(kind="call", when=self.recent)
        hushed = make(as_of="March 2019")
        hushed.events.create(kind="call", when=self.recent, is_public=False)
        self.assert_only("silent", *silent, hushed)

    def test_consents_that_end_soon(self) -> None:
        person = make(as_of=self.recent)
        Consent.objects.filter(detainee=person).update(expires_on=self.today + timedelta(days=30))
        other = make(as_of=self.recent)
        Consent.objects.filter(detainee=other).update(expires_on=self.today + timedelta(days=31))
        self.assert_only("ending", person)

    def test_people_hidden_by_an_expired_or_withdrawn_consent(self) -> None:
        people = [make(as_of=self.recent) for _ in range(2)]
        Consent.objects.filter(detainee=people[0]).update(expires_on=self.today)
        Consent.objects.filter(detainee=people[1]).update(withdrawn_at=timezone.now())
        self.assert_only("hidden", *people)

    def test_consents_that_are_due_for_review(self) -> None:
        person = make(as_of=self.recent)
        Consent.objects.filter(detainee=person).update(review_on=self.today)
        other = make(as_of=self.recent)
        Consent.objects.filter(detainee=other).update(review_on=self.today + timedelta(days=1))
        self.assert_only("ask", person)

    def test_profiles_in_review(self) -> None:
        self.assert_only("waiting", make(state="in_review"))

    def test_unverified_portraits(self) -> None:
        self.assert_only("likeness", make(as_of=self.recent, portrait=make_picture()))

    def test_drafts_without_a_consent(self) -> None:
        person = make(state="draft")
        person.consents.all().delete()
        self.assert_only("basis", person)

    def test_possible_duplicates_until_they_are_reviewed(self) -> None:
        twins = [make("Turdi Misal", as_of=self.recent), make("تۇردى مىسال", as_of=self.recent)]
        make("Turdi Misal", state="withdrawn")
        self.assert_only("twins", *twins)
        duplicates.mark_distinct(twins[0], [twins[1].pk], author=self.staff)
        duplicates.mark_distinct(twins[0], [twins[1].pk], author=self.staff)
        for each in twins:
            others = [other.state for other in duplicates.possible_duplicates(each)]
            self.assertEqual(others, ["withdrawn"])

    def test_a_page_explains_each_queue_and_shows_its_count(self) -> None:
        make("Waiting Misal", state="in_review")
        with self.assertNumQueries(4):  # the session, the user, the factor, the counts
            page = self.client.get(f"{PEOPLE}queues/")
        for each in queues.QUEUES:
            self.assertContains(page, each.label)
            self.assertContains(page, each.help)
        self.assertContains(page, f'href="{PEOPLE}?care=waiting"')
        self.assertNotContains(page, f'href="{PEOPLE}?care=twins"')
        self.sign_in_as("news.view_newsitem")
        self.assertEqual(self.client.get(f"{PEOPLE}queues/").status_code, 403)

    def test_the_first_page_links_to_the_filtered_list(self) -> None:
        person = make("Waiting Misal", state="in_review")
        address = f"{PEOPLE}?care=waiting"
        self.assertContains(self.client.get("/admin/"), address)
        page = self.client.get(address)
        self.assertContains(page, str(person.reference))
        self.assertNotContains(page, "Fine Misal")

    def test_all_counts_take_one_query(self) -> None:
        for _ in range(5):
            make(as_of="March 2019")
        with self.assertNumQueries(1):
            queues.counts()
