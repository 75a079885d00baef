"""Staff who may not see names see those that a public page may show, and no other: every address of the desk is tried."""

from typing import Any

from django.contrib.auth.models import Group, User
from django.db import transaction

from campaign.collaboration.models import Remark
from campaign.history.changes import attribute_to
from campaign.privacy.readers import reading_as
from campaign.publishing import workflow
from campaign.roles import ROLES
from profiles.models import Distinct, Name, Tip
from tests.campaign.closed_records.closed import desk_addresses
from tests.desk import DeskTestCase
from tests.factories import make_detainee, make_news, make_petition, make_picture

HIDDEN = "Geheimname"
SHOWN = "Aygül Misal"
# Roles whose work is to read all that is known about people, or to export it.
READ_NAMES = {"Researchers", "Editors", "Publishers", "Exporters of people", "Administrators"}
ROLES_WITHOUT = [name for name in ROLES if name not in READ_NAMES]


class HiddenNamesTests(DeskTestCase):
    def setUp(self) -> None:
        super().setUp()
        with transaction.atomic(), reading_as(lambda: self.staff):
            attribute_to(self.staff)
            self.named = make_detainee(SHOWN)
            Name.objects.filter(detainee=self.named).update(order=5)
            Name.objects.create(detainee=self.named, text=f"{HIDDEN} Misal", is_public=False)
            self.partly = make_detainee(
                f"{HIDDEN} Misal", identity="partial", shown_as="D. M.", slug=None, state="draft"
            )
            self.tip = Tip.objects.create(
                about=self.partly, code_digest=b"t" * 32, told_on="2026-11-30", last_on="2026-11-30"
            )
            picture = make_picture()
            for person in (self.named, self.partly):
                picture.depictions.create(detainee=person)
                make_news().people.add(person)
                make_petition().people.add(person)
                Remark.objects.create(
                    subject="profiles.detainee", subject_pk=person.pk, text="Please check.",
                    author=self.staff,
                )  # fmt: skip
            Distinct.objects.create(person=self.named, other=self.partly, author=self.staff)
            workflow.submit(self.partly, author=self.staff)

    def sign_in_with_role(self, role: str) -> None:
        user = User.objects.create_user(role, is_staff=True)
        user.groups.set([Group.objects.get(name=role)])
        self.client.force_login(user)

    def test_no_page_shows_a_hidden_name_to_those_who_may_not_see_names(self) -> None:
        for role in ROLES_WITHOUT:
            self.sign_in_with_role(role)
            for address, _row in list(desk_addresses()):
                if "/logout/" not in address:
                    answer: Any = self.client.get(address)
                    body = (
                        b"".join(answer.streaming_content) if answer.streaming else answer.content
                    )
                    with self.subTest(role, address=address):
                        self.assertNotIn(HIDDEN, body.decode(errors="replace"))

    def test_they_see_the_name_that_the_public_sees(self) -> None:
        self.sign_in_with_role("Newsroom")
        page = self.client.get("/admin/profiles/detainee/")
        self.assertContains(page, SHOWN)
        self.assertContains(page, "D. M.")

    def test_those_who_may_see_names_do(self) -> None:
        self.sign_in_with_role("Researchers")
        self.assertContains(self.client.get("/admin/profiles/detainee/"), HIDDEN)
