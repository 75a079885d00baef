"""With the four-eyes rule, no one publishes their own last change."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.test import override_settings
from django.utils import timezone
from django.utils.html import strip_tags

from campaign.history import changes, revert
from campaign.images.models import Picture
from campaign.publishing import workflow
from profiles.importing import commit
from profiles.models import Detainee, ImportBatch
from profiles.safety import merge
from tests.desk import DeskTestCase, FormReader
from tests.factories import make_detainee, make_picture, make_staff
from tests.project.processes import wait_until
from tests.testcases import CommittingTestCase, somebody_waits

PEOPLE = "/admin/profiles/detainee/"


@override_settings(FOUR_EYES={"people"})
class SecondPersonTests(DeskTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.person = make_detainee("Aygül Misal", state="draft", publish_at=None)
        self.other = make_staff("other")
        changes.attribute_to(self.staff)
        self.person.quotes.create(text="We wait.", speaker="Her mother")

    def assert_refused(self, author: User) -> None:
        before = self.person.state
        with self.assertRaisesMessage(ValidationError, "Someone else has to read it"):
            workflow.publish(self.person, author=author)
        self.person.refresh_from_db()
        self.assertEqual(self.person.state, before)

    def test_the_last_author_is_refused_and_another_user_is_not(self) -> None:
        self.assert_refused(self.staff)
        workflow.publish(self.person, author=self.other)
        self.assertTrue(self.person.is_published)

    def test_submitting_for_review_is_no_change_of_content(self) -> None:
        workflow.submit(self.person, author=self.other)
        workflow.publish(self.person, author=self.other)
        self.assertTrue(self.person.is_published)

    def test_a_reviewer_who_corrects_it_needs_another_reviewer(self) -> None:
        self.client.force_login(self.other)
        page = self.fill_in(
            f"{PEOPLE}{self.person.pk}/change/", {"summary": "Corrected."}, press="_publish"
        )
        self.assertContains(page, "You changed it last.")
        self.person.refresh_from_db()
        self.assertEqual((self.person.summary, self.person.state), ("Corrected.", "draft"))
        workflow.publish(Detainee.objects.get(pk=self.person.pk), author=self.staff)

    def test_a_change_by_a_command_may_be_published_by_anyone(self) -> None:
        changes.attribute_to(None, "An import")
        self.person.names.update(text="Aygul Misal")
        workflow.publish(self.person, author=self.staff)
        self.assertTrue(self.person.is_published)

    def test_an_imported_row_counts_as_a_change_by_the_importer(self) -> None:
        batch = ImportBatch.objects.create(
            file_name="people.csv",
            sha256="0" * 64,
            size=1,
            author=self.staff,
            started_by=self.staff,
        )
        commit.attribute_to_starter(batch)
        self.person.names.update(text="Aygul Misal")
        self.assert_refused(self.staff)

    def test_an_undo_counts_as_a_change(self) -> None:
        edit = revert.changes_of(self.person).order_by("-pk")[0].edit
        revert.undo(self.person, edit, author=self.other, why="")
        self.assert_refused(self.other)

    def test_a_change_of_the_portrait_counts_too(self) -> None:
        Detainee.objects.filter(pk=self.person.pk).update(portrait=make_picture())
        self.person.refresh_from_db()
        changes.attribute_to(self.other)
        Picture.objects.update(credit="Her aunt")
        self.assert_refused(self.other)

    def test_erasing_the_history_is_no_way_round_the_rule(self) -> None:
        revert.erase_history(self.person, author=self.staff)
        workflow.submit(self.person, author=self.other)
        self.assert_refused(self.staff)
        workflow.publish(self.person, author=self.other)

    def test_the_rule_holds_for_publishing_again(self) -> None:
        workflow.publish(self.person, author=self.other)
        workflow.withdraw(self.person, author=self.other)
        changes.attribute_to(self.other)
        self.person.quotes.update(text="We wait no more.")
        self.assert_refused(self.other)
        workflow.publish(self.person, author=self.staff)

    def test_the_list_action_publishes_changes_of_others_and_names_the_refused(self) -> None:
        changes.attribute_to(self.other)
        theirs = make_detainee("Tursun Misal", state="draft", publish_at=None)
        people = {"action": "publish", "_selected_action": [self.person.pk, theirs.pk]}
        asked = FormReader(self.client.post(PEOPLE, people).text)
        page = self.client.post(PEOPLE, asked.values | people, follow=True)
        message = f"“{self.person}” is not published yet: You changed it last."
        self.assertIn(message, strip_tags(page.text))
        self.assertEqual(set(Detainee.objects.published()), {theirs})

    def test_merging_a_draft_into_a_public_person_publishes_it(self) -> None:
        public = make_detainee("Aygül Misal")
        with self.assertRaisesMessage(ValidationError, "Someone else has to read it"):
            merge.merge(public, self.person, take=(), author=self.staff)
        merge.merge(public, self.person, take=(), author=self.other)
        self.assertTrue(public.quotes.exists())

    def test_a_consent_alone_does_not_make_a_person_public_again(self) -> None:
        workflow.publish(self.person, author=self.other)
        self.person.consents.update(withdrawn_at=timezone.now())
        address = f"{PEOPLE}{self.person.pk}/change/"
        new = {
            "consents-TOTAL_FORMS": "2", "consents-1-basis": "public_record",
            "consents-1-capacity": "none", "consents-1-detainee": str(self.person.pk),
        }  # fmt: skip
        page = self.fill_in(address, new)
        self.assertContains(page, "no one else has read the change")
        self.assertFalse(Detainee.objects.published().exists())

    def test_the_form_shows_the_rule_before_anyone_tries(self) -> None:
        address = f"{PEOPLE}{self.person.pk}/change/"
        self.assertContains(self.client.get(address), "You changed it last.")
        self.client.force_login(self.other)
        self.assertNotContains(self.client.get(address), "You changed it last.")

    def test_without_the_setting_one_person_is_enough(self) -> None:
        with override_settings(FOUR_EYES=set()):
            workflow.publish(self.person, author=self.staff)
        self.assertTrue(self.person.is_published)


@override_settings(FOUR_EYES={"people"})
class AtTheSameTimeTests(CommittingTestCase):
    def test_publishing_waits_for_a_change_that_is_being_saved_and_sees_it(self) -> None:
        person = make_detainee(state="draft", publish_at=None)
        author = make_staff()
        changed, save = Event(), Event()

        def change() -> None:
            with transaction.atomic():
                changes.attribute_to(author)
                Detainee.objects.filter(pk=person.pk).update(summary="Not read by anybody.")
                changed.set()
                save.wait(60)
            connection.close()

        with ThreadPoolExecutor(2) as threads:
            changing = threads.submit(change)
            changed.wait(60)
            publishing_it = threads.submit(self.publish, person, author)
            self.assertTrue(wait_until(somebody_waits))
            save.set()
            changing.result(60)
            with self.assertRaisesMessage(ValidationError, "You changed it last."):
                publishing_it.result(60)
        self.assertFalse(Detainee.objects.published().exists())

    def publish(self, person: Detainee, author: User) -> None:
        try:
            workflow.publish(person, author=author)
        finally:
            connection.close()
