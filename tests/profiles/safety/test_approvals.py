"""A change cancels an approval that has not taken effect, and no one publishes what they have not looked at."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.test import override_settings
from django.utils import timezone

from campaign.history import changes, revert
from campaign.images.models import Picture
from campaign.publishing import workflow
from profiles.models import Consent, Detainee, Name
from profiles.safety import merge
from tests.desk import DeskTestCase
from tests.factories import make_detainee, make_picture, make_staff

PEOPLE = "/admin/profiles/detainee/"


class ScheduledTestCase(DeskTestCase):
    """A person whom someone else has approved for tomorrow."""

    def setUp(self) -> None:
        super().setUp()
        self.colleague = make_staff("colleague")
        tomorrow = timezone.now() + timedelta(days=1)
        self.person = make_detainee(state="draft", publish_at=tomorrow)
        changes.attribute_to(self.staff)
        self.person.quotes.create(text="We wait.", speaker="Her mother")
        self.person.refresh_from_db()
        workflow.publish(self.person, author=self.colleague)
        changes.attribute_to(self.staff)
        self.address = f"{PEOPLE}{self.person.pk}/change/"

    def state(self) -> str:
        self.person.refresh_from_db()
        return self.person.state


@override_settings(FOUR_EYES={"people"})
class CancelledTests(ScheduledTestCase):
    def test_the_form_cancels_it_and_says_so(self) -> None:
        page = self.fill_in(self.address, {"summary": "Other words."})
        self.assertContains(
            page, "After your change it waits for review again: You changed it last."
        )
        self.assertEqual(self.state(), "in_review")
        self.assertEqual(self.person.summary, "Other words.")

    def test_so_does_a_change_of_a_row_of_the_person(self) -> None:
        self.fill_in(self.address, {"names-0-text": "Another Misal"})
        self.assertEqual(self.state(), "in_review")

    def test_so_do_all_ways_around_the_form(self) -> None:
        person = Detainee.objects.filter(pk=self.person.pk)
        ways: list[Callable[[], Any]] = [
            lambda: person.update(summary="Other words."),
            lambda: person.update(summary="Still others.", publish_at=timezone.now()),
            lambda: person.update(slug="another-name"),
            lambda: Name.objects.update(text="Another Misal"),
            lambda: Consent.objects.update(covers_photo=False),
            lambda: self.person.quotes.all().delete(),
            lambda: self.person.ethnicities.add(1),
            lambda: self.person.events.create(kind="taken"),
        ]
        for number, change in enumerate(ways):
            with self.subTest(number):
                change()
                self.assertEqual(self.state(), "in_review")
                later = timezone.now() + timedelta(days=1)
                person.update(state="published", publish_at=later)

    def test_so_does_an_undo(self) -> None:
        edit = revert.changes_of(self.person).filter(table="profiles_quote").latest("pk").edit
        revert.undo(self.person, edit, author=self.staff, why="")
        self.assertEqual(self.state(), "in_review")

    def test_so_does_a_change_of_the_portrait(self) -> None:
        picture = make_picture()
        Detainee.objects.filter(pk=self.person.pk).update(portrait=picture)
        Detainee.objects.filter(pk=self.person.pk).update(state="published")
        Picture.objects.filter(pk=picture.pk).update(alt="Another person")
        self.assertEqual(self.state(), "in_review")

    def test_so_does_a_merge(self) -> None:
        changes.attribute_to(self.colleague)
        other = make_detainee("Aygül Misal", state="draft", publish_at=None, summary="Others.")
        merge.merge(self.person, other, take=["summary"], author=make_staff("third"))
        self.assertEqual((self.state(), self.person.summary), ("in_review", "Others."))

    def test_another_time_and_a_saved_form_without_a_change_do_not(self) -> None:
        later = timezone.now() + timedelta(days=2)
        Detainee.objects.filter(pk=self.person.pk).update(publish_at=later)
        self.fill_in(self.address, {})
        self.assertEqual(self.state(), "published")

    def test_what_is_public_already_stays_public(self) -> None:
        Detainee.objects.filter(pk=self.person.pk).update(publish_at=timezone.now())
        Detainee.objects.filter(pk=self.person.pk).update(summary="Other words.")
        self.assertEqual(self.state(), "published")

    def test_the_colleague_can_approve_it_again(self) -> None:
        self.fill_in(self.address, {"summary": "Other words."})
        workflow.publish(Detainee.objects.get(pk=self.person.pk), author=self.colleague)
        self.assertEqual(self.state(), "published")


class OnePersonTests(ScheduledTestCase):
    def test_without_the_rule_those_who_may_publish_approve_their_own_change(self) -> None:
        page = self.fill_in(self.address, {"summary": "Other words."})
        self.assertNotContains(page, "waits for review again")
        self.assertEqual((self.state(), self.person.summary), ("published", "Other words."))
        self.assertFalse(self.person.is_published)

    def test_what_is_incomplete_after_the_change_waits_for_review(self) -> None:
        page = self.fill_in(self.address, {"summary": ""})
        self.assertContains(page, "After your change it waits for review again: Write the summary.")
        self.assertEqual(self.state(), "in_review")


class SeenTests(DeskTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.person = make_detainee(state="draft", publish_at=None)
        self.address = f"{PEOPLE}{self.person.pk}/"

    def assert_draft(self) -> None:
        self.person.refresh_from_db()
        self.assertEqual(self.person.state, "draft")

    def test_the_button_publishes_the_version_that_its_page_showed(self) -> None:
        self.client.post(f"{self.address}publish/", self.read(f"{self.address}publish/").values)
        self.person.refresh_from_db()
        self.assertTrue(self.person.is_published)

    def test_nothing_is_published_without_a_look(self) -> None:
        page = self.client.post(f"{self.address}publish/", follow=True)
        self.assertContains(page, "Look at it first")
        self.assert_draft()
        chosen = {"action": "publish", "confirmed": "yes", "_selected_action": [self.person.pk]}
        self.assertContains(self.client.post(PEOPLE, chosen, follow=True), "Look at it first")
        self.assert_draft()

    def test_a_row_that_was_added_since_is_not_published_unseen(self) -> None:
        asked = self.read(f"{self.address}publish/").values
        self.person.quotes.create(text="We wait.", speaker="Her mother")
        page = self.client.post(f"{self.address}publish/", asked, follow=True)
        self.assertContains(page, "It was changed after you looked at it.")
        self.assert_draft()

    def test_nor_by_the_button_that_saves_the_form_as_well(self) -> None:
        form = self.read(f"{self.address}change/")
        self.person.quotes.create(text="We wait.", speaker="Her mother")
        page = self.send(f"{self.address}change/", form, {}, press="_publish")
        self.assertContains(page, "It was changed after you looked at it.")
        self.assert_draft()
        self.send(f"{self.address}change/", form, {})
        self.fill_in(f"{self.address}change/", {}, press="_publish")
        self.person.refresh_from_db()
        self.assertTrue(self.person.is_published)

    def test_the_words_of_the_portrait_belong_to_the_version(self) -> None:
        picture = make_picture()
        Detainee.objects.filter(pk=self.person.pk).update(portrait=picture)
        self.person.refresh_from_db()
        seen = self.person.version
        Picture.objects.filter(pk=picture.pk).update(alt="Another person")
        with self.assertRaisesMessage(ValidationError, "It was changed after you looked at it."):
            workflow.publish(self.person, author=self.staff, seen=seen)
