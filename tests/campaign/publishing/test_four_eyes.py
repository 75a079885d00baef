"""No one makes their own last change public, whatever kind it is of and whichever way they take."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.apps import apps
from django.contrib.admin.models import ADDITION, LogEntry
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import override_settings
from django.utils import timezone

from campaign.closed_records import records
from campaign.history import changes, revert
from campaign.history.models import Change
from campaign.images.models import Picture
from campaign.publishing import four_eyes, workflow
from campaign.publishing.workflow import State
from petitions.handover import closing
from petitions.models import Addressee, Delivery, Petition
from tests.desk import DeskTestCase, FormReader
from tests.factories import (
    make_delivery,
    make_detainee,
    make_news,
    make_page,
    make_petition,
    make_picture,
    make_response,
    make_staff,
)
from tests.testcases import SiteTestCase

ALL = {"people", "petitions", "news", "pages", "deliveries"}
UNREAD = "no one else has read the change"
YOURS = "You changed it last."


def make_answered(**fields: Any) -> Any:
    return make_response(make_delivery(make_petition()), **fields)


def make_handed_over(**fields: Any) -> Any:
    return make_delivery(make_petition(), **fields)


@dataclass(frozen=True, slots=True)
class Kind:
    """word: in FOUR_EYES. field: of the form. desk: the path of its list."""

    word: str
    make: Callable[..., Any]
    field: str
    desk: str


KINDS = (
    Kind("people", make_detainee, "summary", "profiles/detainee"),
    Kind("petitions", make_petition, "summary", "petitions/petition"),
    Kind("news", make_news, "standfirst", "news/newsitem"),
    Kind("pages", make_page, "title", "campaign/page"),
    Kind("deliveries", make_handed_over, "note", "petitions/delivery"),
    Kind("deliveries", make_answered, "answer", "petitions/response"),
)


class KindsTestCase(DeskTestCase):
    """Everything was made by no one. `self.staff` edits; `self.colleague` may publish too. Both are superusers."""

    def setUp(self) -> None:
        super().setUp()
        self.colleague = make_staff("colleague")

    @contextmanager
    def rule_for(self, kind: Kind) -> Iterator[None]:
        with self.subTest(kind.desk), override_settings(FOUR_EYES={kind.word}):
            yield

    def edit(self, kind: Kind, item: Any, words: str = "Other words.", **press: str) -> Any:
        url = f"/admin/{kind.desk}/{item.pk}/change/"
        page = self.fill_in(url, {kind.field: words}, **press)
        return page

    def state(self, item: Any) -> str:
        item.refresh_from_db()
        return str(item.state)


class PublishingTests(KindsTestCase):
    def test_the_author_of_the_last_change_is_refused_and_a_colleague_is_not(self) -> None:
        for kind in KINDS:
            with self.rule_for(kind):
                item = kind.make(state="draft", publish_at=None)
                self.assertContains(self.edit(kind, item, press="_publish"), YOURS)
                self.assertEqual(self.state(item), "draft")
                workflow.publish(item, author=self.colleague)
                self.assertTrue(item.is_published)

    def test_closing_and_opening_a_record_is_no_change_of_its_text(self) -> None:
        for kind in (each for each in KINDS if each.word in {"people", "news"}):
            with self.rule_for(kind):
                item = kind.make(state="draft", publish_at=None)
                self.edit(kind, item)
                for staff in ([self.staff], []):
                    records.limit(item, groups=[], staff=staff, by=self.colleague)
                    with self.assertRaisesMessage(ValidationError, YOURS):
                        workflow.publish(item, author=self.staff)
                workflow.publish(item, author=self.colleague)
                records.limit(item, groups=[], staff=[self.staff], by=self.colleague)
                self.assertTrue(item.is_published)

    def test_the_action_of_the_list_and_the_button_are_refused_too(self) -> None:
        for kind in KINDS:
            with self.rule_for(kind):
                item = kind.make(state="draft", publish_at=None)
                self.edit(kind, item)
                chosen = {"action": "publish", "_selected_action": [item.pk]}
                asked = FormReader(self.client.post(f"/admin/{kind.desk}/", chosen).text)
                page = self.client.post(f"/admin/{kind.desk}/", asked.values | chosen, follow=True)
                self.assertContains(page, YOURS)
                url = f"/admin/{kind.desk}/{item.pk}/publish/"
                page = self.client.post(url, self.read(url).values, follow=True)
                self.assertContains(page, YOURS)
                self.assertEqual(self.state(item), "draft")

    def test_a_time_that_was_filled_in_before_is_no_way_round(self) -> None:
        for kind in KINDS:
            with self.rule_for(kind):
                for when in (timedelta(hours=-1), timedelta(days=1)):
                    item = kind.make(state="draft", publish_at=timezone.now() + when)
                    self.edit(kind, item)
                    with self.assertRaisesMessage(ValidationError, YOURS):
                        workflow.publish(item, author=self.staff)
                    item.delete()

    def test_after_a_colleague_approved_the_text_its_author_may_publish_it(self) -> None:
        for kind in KINDS:
            with self.rule_for(kind):
                item = kind.make(state="draft", publish_at=None)
                self.edit(kind, item, press="_submit")
                self.assertEqual(self.state(item), "in_review")
                workflow.approve(item, author=self.colleague, seen=item.version)
                self.fill_in(f"/admin/{kind.desk}/{item.pk}/change/", {}, press="_publish")
                self.assertEqual(self.state(item), "published")

    def test_nor_once_the_colleague_may_not_publish_any_more(self) -> None:
        kind = KINDS[2]
        for right in ("is_active", "is_staff", "is_superuser"):
            with self.rule_for(kind), self.subTest(right):
                item = kind.make(state="draft", publish_at=None)
                self.edit(kind, item, press="_submit")
                item.refresh_from_db()
                colleague = make_staff(f"colleague-{right}")
                workflow.approve(item, author=colleague, seen=item.version)
                User.objects.filter(pk=colleague.pk).update(**{right: False})
                page = self.fill_in(f"/admin/{kind.desk}/{item.pk}/change/", {}, press="_publish")
                self.assertContains(page, YOURS)
                self.assertNotEqual(self.state(item), "published")

    def test_but_not_after_they_changed_it_once_more(self) -> None:
        for kind in KINDS:
            with self.rule_for(kind):
                item = kind.make(state="draft", publish_at=None)
                self.edit(kind, item, press="_submit")
                item.refresh_from_db()
                workflow.approve(item, author=self.colleague, seen=item.version)
                self.assertContains(self.edit(kind, item, "Still others.", press="_publish"), YOURS)
                self.assertEqual(self.state(item), "in_review")

    def test_nor_after_a_colleague_asked_for_changes_of_the_same_text(self) -> None:
        third = make_staff("third")
        for kind in KINDS:
            with self.rule_for(kind):
                item = kind.make(state="draft", publish_at=None)
                self.edit(kind, item, press="_submit")
                item.refresh_from_db()
                workflow.approve(item, author=self.colleague, seen=item.version)
                workflow.ask_for_changes(item, author=third, seen=item.version, note="Stop.")
                page = self.fill_in(f"/admin/{kind.desk}/{item.pk}/change/", {}, press="_publish")
                self.assertContains(page, YOURS)
                self.assertEqual(self.state(item), "draft")
                workflow.submit(item, author=self.staff)
                workflow.approve(item, author=third, seen=item.version)
                workflow.publish(item, author=self.staff)
                self.assertEqual(self.state(item), "published")

    def test_no_one_approves_their_own_change(self) -> None:
        for kind in KINDS:
            with self.rule_for(kind):
                item = kind.make(state="draft", publish_at=None)
                self.edit(kind, item, press="_submit")
                item.refresh_from_db()
                with self.assertRaisesMessage(ValidationError, YOURS):
                    workflow.approve(item, author=self.staff, seen=item.version)

    def test_an_approval_of_a_version_that_is_gone_is_refused(self) -> None:
        for kind in KINDS:
            with self.rule_for(kind):
                item = kind.make(state="draft", publish_at=None)
                self.edit(kind, item, press="_submit")
                item.refresh_from_db()
                seen = item.version
                self.edit(kind, item, "Still others.")
                with self.assertRaisesMessage(ValidationError, "It was changed after you looked"):
                    workflow.approve(item, author=self.colleague, seen=seen)

    def test_an_undo_counts_as_a_change(self) -> None:
        for kind in KINDS:
            with self.rule_for(kind):
                item = kind.make(state="draft", publish_at=None)
                self.edit(kind, item)
                edit = Change.objects.latest("pk").edit
                revert.undo(item, edit, author=self.colleague, why="")
                with self.assertRaisesMessage(ValidationError, YOURS):
                    workflow.publish(item, author=self.colleague)
                workflow.publish(item, author=self.staff)

    def test_erasing_the_history_is_no_way_round(self) -> None:
        for kind in KINDS:
            with self.rule_for(kind):
                item = kind.make(state="draft", publish_at=None)
                self.edit(kind, item)
                revert.erase_history(item, author=self.staff)
                with self.assertRaisesMessage(ValidationError, YOURS):
                    workflow.publish(item, author=self.staff)
                workflow.publish(item, author=self.colleague)

    def test_of_something_older_than_its_history_the_last_to_save_the_form_counts(self) -> None:
        item = make_news(state="draft", publish_at=None)
        Change.objects.all().delete()
        LogEntry.objects.log_actions(
            self.staff.pk, [item], ADDITION, change_message=[{"added": {}}], single_object=True
        )
        with override_settings(FOUR_EYES={"news"}):
            with self.assertRaisesMessage(ValidationError, YOURS):
                workflow.publish(item, author=self.staff)
            workflow.publish(item, author=self.colleague)

    def test_a_kind_that_is_not_named_needs_one_person(self) -> None:
        for kind in KINDS:
            with self.subTest(kind.desk), override_settings(FOUR_EYES=ALL - {kind.word}):
                item = kind.make(state="draft", publish_at=None)
                self.edit(kind, item, press="_publish")
                self.assertEqual(self.state(item), "published")


@override_settings(FOUR_EYES=ALL)
class RelatedRowTests(KindsTestCase):
    """What stands in other rows is part of the text."""

    def changes(self) -> Iterator[tuple[Any, Callable[[Any], object]]]:
        """An item, and a change of what its page shows besides its own row."""
        person = make_detainee("Erkin Misal")
        yield make_news, lambda item: item.people.add(person)
        yield make_news, lambda item: item.petitions.add(make_petition())
        yield make_petition, lambda item: item.people.add(person)
        yield make_petition, lambda item: Addressee.objects.update(office="Geneva")
        yield (
            lambda **fields: make_news(image=make_picture(), **fields),
            lambda item: Picture.objects.filter(pk=item.image_id).update(alt="Another"),
        )

    def test_its_author_is_refused(self) -> None:
        for number, (make, change) in enumerate(self.changes()):
            with self.subTest(number):
                item = make(state="draft", publish_at=None)
                changes.attribute_to(self.staff)
                change(item)
                with self.assertRaisesMessage(ValidationError, YOURS):
                    workflow.publish(item, author=self.staff)
                workflow.publish(item, author=self.colleague)

    def test_it_cancels_an_approval(self) -> None:
        for number, (make, change) in enumerate(self.changes()):
            with self.subTest(number):
                item = make(publish_at=timezone.now() + timedelta(days=1))
                change(item)
                self.assertEqual(self.state(item), "in_review")

    def test_it_is_refused_while_the_item_is_public(self) -> None:
        for number, (make, change) in enumerate(self.changes()):
            with self.subTest(number):
                item = make()
                changes.attribute_to(self.staff)
                change(item)
                with self.assertRaisesMessage(ValidationError, UNREAD):
                    item.refuse_if_public()

    def test_the_forms_of_an_addressee_and_a_picture_save_nothing_then(self) -> None:
        petition, news = make_petition(), make_news(image=make_picture())
        office = f"/admin/petitions/addressee/{petition.addressee_id}/change/"
        self.assertContains(self.fill_in(office, {"office": "Geneva"}), UNREAD)
        self.assertNotEqual(Addressee.objects.get().office, "Geneva")
        picture = f"/admin/campaign/picture/{news.image_id}/change/"
        self.assertContains(self.fill_in(picture, {"alt": "Another"}), UNREAD)
        self.assertNotEqual(Picture.objects.get().alt, "Another")

    def test_what_only_staff_see_can_change(self) -> None:
        person = make_detainee()
        changes.attribute_to(self.staff)
        type(person).objects.update(staff_notes="Call the cousin.")
        person.sources.update(notes="By phone.")
        person.sources.create(kind="relative", attribution="A cousin", is_public=False)
        person.consents.update(notes="She was sure.")
        person.refuse_if_public()

    def test_hiding_is_always_possible(self) -> None:
        person = make_detainee()
        person.quotes.create(text="We wait.", speaker="Her mother")
        changes.attribute_to(self.staff)
        person.quotes.update(is_public=False)
        person.refuse_if_public()
        person.consents.update(withdrawn_at=timezone.now())
        person.refuse_if_public()
        self.assertFalse(person.is_shown)


class ScheduledTests(KindsTestCase):
    """A change of something that a colleague approved and scheduled cancels the approval."""

    def scheduled(self, kind: Kind) -> Any:
        item = kind.make(state="draft", publish_at=timezone.now() + timedelta(days=1))
        self.edit(kind, item)
        item.refresh_from_db()
        workflow.publish(item, author=self.colleague)
        self.assertEqual(item.stage, workflow.Stage.SCHEDULED)
        return item

    def test_the_form_cancels_it_and_says_so(self) -> None:
        for kind in KINDS:
            with self.rule_for(kind):
                item = self.scheduled(kind)
                page = self.edit(kind, item, "Still others.")
                self.assertContains(
                    page, "After your change it waits for review again: You changed it"
                )
                self.assertEqual(self.state(item), "in_review")

    def test_so_do_an_undo_and_plain_sql(self) -> None:
        for kind in KINDS:
            with self.rule_for(kind):
                item = self.scheduled(kind)
                of_text = revert.changes_of(item).filter(after__has_key=kind.field)
                revert.undo(item, of_text.latest("pk").edit, author=self.staff, why="")
                self.assertEqual(self.state(item), "in_review")
                type(item).objects.filter(pk=item.pk).update(state="published")
                now = {kind.field: "Still others.", "publish_at": timezone.now()}
                type(item).objects.filter(pk=item.pk).update(**now)
                self.assertEqual(self.state(item), "in_review")

    def test_another_time_does_not(self) -> None:
        for kind in KINDS:
            with self.rule_for(kind):
                item = self.scheduled(kind)
                later = timezone.now() + timedelta(days=2)
                workflow.reschedule(item, publish_at=later, author=self.staff)
                self.assertEqual(self.state(item), "published")

    def test_no_one_alone_gives_it_a_date_that_is_past(self) -> None:
        for kind in KINDS:
            with self.rule_for(kind):
                item = self.scheduled(kind)
                before = timezone.now() - timedelta(days=400)
                with self.assertRaisesMessage(ValidationError, "This day is past"):
                    workflow.reschedule(item, publish_at=before, author=self.staff)
                workflow.reschedule(item, publish_at=timezone.now(), author=self.staff)
                self.assertTrue(item.is_published)

    def test_without_the_rule_those_who_may_publish_approve_their_own_change(self) -> None:
        for kind in KINDS:
            with self.subTest(kind.desk):
                item = self.scheduled(kind)
                self.edit(kind, item, "Still others.")
                self.assertEqual(self.state(item), "published")
                self.assertEqual(getattr(item, kind.field), "Still others.")


class PublicTests(KindsTestCase):
    """What is public changes only after a colleague has read the change."""

    def test_the_form_saves_nothing_and_keeps_what_was_typed(self) -> None:
        for kind in KINDS:
            with self.rule_for(kind):
                item = kind.make()
                page = self.edit(kind, item, "Other words.")
                self.assertContains(page, UNREAD)
                self.assertContains(page, "Other words.")
                item.refresh_from_db()
                self.assertNotEqual(getattr(item, kind.field), "Other words.")
                self.assertEqual(self.state(item), "published")

    def test_its_date_is_part_of_what_is_public(self) -> None:
        """Also of something that one person unpublishes, changes and publishes again."""
        for kind in KINDS:
            with self.rule_for(kind):
                item = kind.make()
                date, url = item.publish_at, f"/admin/{kind.desk}/{item.pk}/change/"
                earlier = {"publish_at_0": "2019-01-01", "publish_at_1": "09:00"}
                page = self.fill_in(url, earlier)
                page = self.say_yes(url, page) if "Nothing is saved yet." in page.text else page
                self.assertContains(page, UNREAD)
                item.refresh_from_db()
                self.assertEqual(item.publish_at, date)
                workflow.withdraw(item, author=self.staff)
                changes.attribute_to(self.staff)
                type(item).objects.filter(pk=item.pk).update(publish_at=date - timedelta(days=400))
                with self.assertRaisesMessage(ValidationError, YOURS):
                    workflow.publish(item, author=self.staff)
                workflow.publish(item, author=self.colleague)

    def test_nor_does_an_undo(self) -> None:
        for kind in KINDS:
            with self.rule_for(kind):
                item = kind.make()
                with override_settings(FOUR_EYES=set()):
                    self.edit(kind, item, "Other words.")
                edit = Change.objects.latest("pk").edit
                page = self.agree(f"/admin/{kind.desk}/{item.pk}/history/{edit.pk}/undo/")
                self.assertContains(page, UNREAD)
                item.refresh_from_db()
                self.assertEqual(getattr(item, kind.field), "Other words.")

    def test_unpublished_and_changed_it_is_published_by_a_colleague(self) -> None:
        for kind in KINDS:
            with self.rule_for(kind):
                item = kind.make()
                workflow.withdraw(item, author=self.staff)
                self.assertContains(self.edit(kind, item, press="_publish"), YOURS)
                item.refresh_from_db()
                workflow.publish(item, author=self.colleague)
                self.assertEqual(getattr(item, kind.field), "Other words.")

    def test_without_the_rule_a_change_is_public_at_once(self) -> None:
        for kind in KINDS:
            with self.subTest(kind.desk):
                item = kind.make()
                self.edit(kind, item)
                item.refresh_from_db()
                self.assertEqual(getattr(item, kind.field), "Other words.")

    def test_a_form_saved_without_a_change_is_not_refused(self) -> None:
        for kind in KINDS:
            with self.rule_for(kind):
                item = kind.make()
                self.assertNotContains(
                    self.fill_in(f"/admin/{kind.desk}/{item.pk}/change/", {}), UNREAD
                )


@override_settings(FOUR_EYES={"petitions"})
class PetitionTests(KindsTestCase):
    def test_one_person_can_close_it_but_not_write_a_note(self) -> None:
        petition = make_petition()
        with self.assertRaisesMessage(ValidationError, "No one else has read this note."):
            closing.close(petition, note="They are free.", author=self.staff)
        closing.close(petition, note="", author=self.staff)
        self.assertTrue(Petition.objects.get().is_closed)

    def test_its_dates_and_its_goal_are_part_of_what_is_read(self) -> None:
        petition = make_petition()
        url = f"/admin/petitions/petition/{petition.pk}/change/"
        self.assertContains(self.fill_in(url, {"goal": "5"}), UNREAD)
        later = (timezone.now() + timedelta(days=9)).strftime("%Y-%m-%d")
        page = self.fill_in(url, {"closes_at_0": later, "closes_at_1": "12:00"})
        page = self.say_yes(url, page) if "Nothing is saved yet." in page.text else page
        self.assertContains(page, UNREAD)
        petition.refresh_from_db()
        self.assertEqual((petition.goal, petition.closes_at), (1000, None))

    def test_the_switches_for_an_attack_and_the_counting_of_goals_are_not(self) -> None:
        petition = make_petition()
        url = f"/admin/petitions/petition/{petition.pk}/change/"
        self.fill_in(url, {"attack_mode": "on", "legal_hold": "on"})
        petition.refresh_from_db()
        self.assertTrue(petition.attack_mode and petition.legal_hold)
        later = timezone.now() + timedelta(days=1)
        Petition.objects.update(publish_at=later)
        Petition.objects.update(goal_reached=7, asks_proof=True)
        self.assertEqual(self.state(petition), "published")

    def test_a_delivery_is_a_kind_of_its_own(self) -> None:
        delivery = make_delivery(make_petition())
        self.fill_in(f"/admin/petitions/delivery/{delivery.pk}/change/", {"note": "With a box."})
        self.assertEqual(Delivery.objects.get().note, "With a box.")


class WatchedTests(SiteTestCase):
    def test_every_kind_that_is_published_has_its_word_and_its_triggers(self) -> None:
        models: list[Any] = [
            each for each in apps.get_models() if issubclass(each, workflow.Publishable)
        ]
        self.assertEqual({each.four_eyes for each in models}, ALL)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE tgfoid IN "
                "('campaign_cancel_approval'::regproc, 'campaign_delete_reviews'::regproc)"
            )
            made = " ".join(row[0] for row in cursor.fetchall())
        for model in models:
            name, table = model._meta.label_lower, model._meta.db_table
            with self.subTest(name):
                self.assertIn(f"campaign_cancel_approval('{table}', '{name}'", made)
                self.assertIn(f"campaign_delete_reviews('{name}')", made)
                for other, _pk in model(pk=1).shown_with():
                    self.assertIn(f"'{other._meta.label_lower}'", made)

    def test_a_step_of_the_workflow_is_no_change_of_the_text(self) -> None:
        author, item = make_staff(), make_news(state="draft", publish_at=None)
        before = four_eyes.text_version(item)
        for act in (workflow.submit, workflow.publish, workflow.withdraw):
            act(item, author=author)
            self.assertEqual(four_eyes.text_version(item), before)
        self.assertEqual(item.state, State.WITHDRAWN)
