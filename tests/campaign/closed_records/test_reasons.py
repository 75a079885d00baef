"""The reason of an edit is for all that it changed, so it can be about something closed."""

from typing import Any

from django.contrib.auth.models import User
from django.db import transaction

from campaign.closed_records import records
from campaign.history.changes import attribute_to
from campaign.publishing.workflow import State
from profiles.safety import merge
from tests.campaign.closed_records.closed import make_outsider
from tests.desk import DeskTestCase
from tests.factories import make_detainee, make_news, make_petition

REASON = "Sister of the informant"


class ReasonTests(DeskTestCase):
    """Two closed people, whom an open petition and an open news item name."""

    def setUp(self) -> None:
        super().setUp()
        self.reader = User.objects.get(username="staff")
        self.outsider = make_outsider()
        self.people = [
            make_detainee(name, state=State.DRAFT, publish_at=None)
            for name in ("Aygül Misal", "Patigül Misal")
        ]
        self.petition = make_petition(state=State.DRAFT, publish_at=None)
        self.news = make_news(state=State.DRAFT, publish_at=None)
        for item in (self.petition, self.news):
            item.people.add(self.people[0])
        for person in self.people:
            records.limit(person, groups=[], staff=[self.reader], by=self.reader)

    def pages(self, page: str) -> list[str]:
        return [
            f"/admin/petitions/petition/{self.petition.pk}/{page}/",
            f"/admin/news/newsitem/{self.news.pk}/{page}/",
        ]

    def edit(self, *items: Any) -> None:
        with transaction.atomic():
            attribute_to(self.reader, REASON)
            for item in items:
                text = "headline" if item == self.news else "summary"
                type(item)._default_manager.filter(pk=item.pk).update(**{text: "Something new"})

    def assert_read_by(self, readers: set[User], *addresses: str) -> None:
        for user in (self.reader, self.outsider):
            self.client.force_login(user)
            for address in addresses:
                with self.subTest(address, user=user.username):
                    page = self.client.get(address)
                    self.assertEqual(page.status_code, 200)
                    self.assertEqual(REASON in page.text, user in readers)

    def test_the_reason_of_a_merge_is_not_in_the_history_of_what_names_them(self) -> None:
        kept, gone = reversed(self.people)
        merge.merge(kept, gone, take=[], author=self.reader, why=REASON)
        self.assert_read_by({self.reader}, *self.pages("history"))

    def test_the_reason_of_a_change_of_both_is_not_in_the_history_of_the_open_one(self) -> None:
        self.edit(self.news, self.petition, self.people[0])
        self.assert_read_by({self.reader}, *self.pages("history"))

    def test_the_reason_for_naming_a_closed_person_is_not_in_the_history(self) -> None:
        with transaction.atomic():
            attribute_to(self.reader, REASON)
            self.news.people.add(self.people[1])
        self.assert_read_by({self.reader}, self.pages("history")[1])

    def test_a_reviewer_does_not_read_the_reason_either(self) -> None:
        self.edit(self.news, self.people[0])
        type(self.news)._default_manager.update(state=State.IN_REVIEW)
        self.assert_read_by({self.reader}, self.pages("review")[1])

    def test_the_reason_of_a_change_of_open_items_alone_is_shown(self) -> None:
        self.edit(self.news, self.petition)
        self.assert_read_by({self.reader, self.outsider}, *self.pages("history"))
