"""The checklist before a person is published."""

from django.core.exceptions import ValidationError

from campaign.images.models import Likeness
from campaign.publishing import workflow
from profiles.models import Distinct
from profiles.safety import checklist, duplicates
from tests.desk import DeskTestCase
from tests.factories import make_detainee, make_picture

PEOPLE = "/admin/profiles/detainee/"


class DuplicateTests(DeskTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.person = make_detainee("Aygül Misal", state="draft", publish_at=None)
        self.other = make_detainee("ئايگۈل مىسال", occupation="Nurse")
        self.address = f"{PEOPLE}{self.person.pk}/apart/"

    def test_a_person_is_published_once_staff_have_reviewed_the_possible_duplicates(self) -> None:
        with self.assertRaisesMessage(ValidationError, "Look whether it is the same person"):
            workflow.publish(self.person, author=self.staff)
        self.assertContains(self.client.get(f"{PEOPLE}{self.person.pk}/change/"), self.address)
        page = self.client.get(self.address)
        self.assertContains(page, "Nurse")
        self.assertContains(page, f"{PEOPLE}{self.person.pk}/merge/?other={self.other.reference}")
        self.client.post(self.address, {"other": [self.other.pk]})
        self.assertEqual(duplicates.possible_duplicates(self.other), [])
        workflow.publish(self.person, author=self.staff)

    def test_a_duplicate_that_was_added_after_the_page_was_shown_is_not_marked_as_distinct(
        self,
    ) -> None:
        third = make_detainee("Aygul Misal")
        self.client.post(self.address, {"other": [self.other.pk, "x", "999999"]})
        self.assertEqual(duplicates.possible_duplicates(self.person), [third])

    def test_reviewing_duplicates_needs_the_change_permission(self) -> None:
        self.sign_in_as("profiles.view_detainee")
        for send in (self.client.get, self.client.post):
            self.assertEqual(send(self.address).status_code, 403)
        self.assertFalse(Distinct.objects.exists())


class PortraitTests(DeskTestCase):
    def test_an_unverified_portrait_blocks_publishing(self) -> None:
        picture = make_picture()
        person = make_detainee(portrait=picture, state="draft", publish_at=None)
        self.assertEqual(len(checklist.missing_items(person)), 1)
        page = self.client.get(f"{PEOPLE}{person.pk}/change/")
        self.assertContains(page, "who confirmed whom it shows")
        self.assertContains(page, "The summary is written.")
        picture.likeness, picture.likeness_by = Likeness.FAMILY, "Her sister, on the telephone"
        picture.save()
        person.refresh_from_db()
        workflow.publish(person, author=self.staff)

    def test_the_portrait_of_an_unnamed_person_is_hidden_and_need_not_be_verified(self) -> None:
        person = make_detainee(
            "Erkin Misal",
            portrait=make_picture(),
            identity="anonymous",
            slug="p-1",
            summary="A man.",
        )
        self.assertEqual(checklist.missing_items(person), [])
