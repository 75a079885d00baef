"""Who publishes a working version, and when: four eyes, and schedules."""

from datetime import timedelta
from typing import Any

from django.contrib.auth.models import Permission, User
from django.core.exceptions import ValidationError
from django.test import override_settings
from django.utils import timezone

from campaign.activity.models import Activity
from campaign.working_versions import publishing
from campaign.working_versions.models import WorkingVersion
from campaign.working_versions.tasks import publish_working_versions
from news.models import NewsItem
from tests.desk import DeskTestCase
from tests.factories import make_news, make_staff

UNREAD = "no one else has read the change"


class VersionTestCase(DeskTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.colleague = make_staff("colleague", email="colleague@example.org")
        self.item = make_news(headline="Old")
        self.form, self.compare = (
            f"/admin/news/newsitem/{self.item.pk}/{page}/" for page in ("change", "version")
        )

    def keep(self, headline: str = "New", press: str = "_keep") -> Any:
        return self.fill_in(self.form, {"headline": headline}, press=press)

    def headline(self) -> str:
        return NewsItem.objects.get().headline

    def version(self) -> WorkingVersion:
        return WorkingVersion.objects.get()


@override_settings(FOUR_EYES={"news"})
class FourEyesTests(VersionTestCase):
    def test_its_writer_keeps_it_and_does_not_publish_it(self) -> None:
        for press in ("_keep", "_publish"):
            page = self.keep(f"New {press}", press)
            self.assertContains(page, "kept as a working version")
        self.assertContains(page, UNREAD)
        self.assertContains(self.fill_in(self.compare, {}, press="_publish"), UNREAD)
        self.assertEqual(self.headline(), "Old")

    def test_a_colleague_publishes_it(self) -> None:
        self.keep()
        self.client.force_login(self.colleague)
        self.fill_in(self.compare, {}, press="_publish")
        self.assertEqual(self.headline(), "New")

    def test_its_writer_publishes_this_very_text_once_it_is_approved(self) -> None:
        self.keep()
        ask = f"/admin/news/newsitem/{self.item.pk}/version-ask/"
        self.send(ask, self.read(ask), {"of": str(self.colleague.pk), "note": "The name?"})
        self.client.force_login(self.colleague)
        self.assertContains(self.client.get(self.compare), "The name?")
        self.fill_in(self.compare, {}, press="_approve")
        self.client.force_login(self.staff)
        self.keep("Changed again")
        with self.assertRaisesMessage(ValidationError, UNREAD):
            publishing.publish(self.item, author=self.staff)
        publishing.approve(self.item, author=self.colleague, seen=self.version().seen)
        self.fill_in(self.compare, {}, press="_publish")
        self.assertEqual(self.headline(), "Changed again")

    def test_no_one_approves_their_own(self) -> None:
        self.keep()
        with self.assertRaisesMessage(ValidationError, "You changed it last."):
            publishing.approve(self.item, author=self.staff, seen=self.version().seen)

    def test_the_reviewer_asks_for_changes(self) -> None:
        self.keep()
        self.client.force_login(self.colleague)
        self.fill_in(self.compare, {"note": "Who says so?"}, press="_changes")
        self.assertContains(self.client.get(self.form), "Who says so?")


class ScheduleTests(VersionTestCase):
    def schedule(self) -> Any:
        url = f"/admin/news/newsitem/{self.item.pk}/version-schedule/"
        day = timezone.localdate() + timedelta(days=2)
        typed = {"publish_at_0": day.isoformat(), "publish_at_1": "12:00"}
        return self.say_yes(url, self.send(url, self.read(url), typed))

    def make_due(self) -> None:
        WorkingVersion.objects.update(publish_at=timezone.now() - timedelta(seconds=1))

    def test_it_is_published_at_its_time(self) -> None:
        self.keep()
        self.assertContains(self.schedule(), "are scheduled")
        publish_working_versions()
        self.assertEqual(self.headline(), "Old")
        self.make_due()
        publish_working_versions()
        self.assertEqual(self.headline(), "New")
        kinds = Activity.objects.filter(actor=self.staff).values_list("kind", flat=True)
        self.assertIn(Activity.Kind.SCHEDULED, kinds)

    def test_a_change_takes_it_off_the_schedule(self) -> None:
        self.keep()
        self.schedule()
        self.assertContains(self.keep("Other"), "schedule it again")
        self.assertIsNone(self.version().publish_at)

    def test_what_cannot_be_published_stays_and_staff_are_told(self) -> None:
        self.client.force_login(self.colleague)
        self.keep("Secret words")
        self.schedule()
        self.make_due()
        NewsItem.objects.update(headline="Changed by someone else")
        publish_working_versions()
        self.assertEqual(self.headline(), "Changed by someone else")
        version = self.version()
        self.assertIsNotNone(version.failed_at)
        self.assertIsNone(version.publish_at)
        self.assertContains(self.client.get("/admin/"), "could not be published")
        self.assertContains(self.client.get(self.form), "could not be published")

    @override_settings(FOUR_EYES={"news"})
    def test_the_rule_of_four_eyes_holds_when_it_is_scheduled_and_when_it_is_due(self) -> None:
        self.keep()
        when = timezone.now() + timedelta(days=1)
        with self.assertRaisesMessage(ValidationError, UNREAD):
            publishing.schedule(self.item, publish_at=when, author=self.staff)
        publishing.schedule(self.item, publish_at=when, author=self.colleague)
        self.colleague.is_superuser = False
        self.colleague.save()
        self.make_due()
        publish_working_versions()
        self.assertEqual(self.headline(), "Old")


class RightsTests(VersionTestCase):
    def test_an_editor_writes_and_does_not_publish(self) -> None:
        editor = User.objects.create_user("editor", is_staff=True)
        names = ("view_newsitem", "change_newsitem")
        editor.user_permissions.set(Permission.objects.filter(codename__in=names))
        self.client.force_login(editor)
        self.keep()
        self.assertNotIn("_publish", self.read(self.compare).buttons)
        page = self.client.post(self.compare, {"seen": self.version().seen, "_publish": "yes"})
        self.assertEqual(page.status_code, 403)
        for name in ("schedule", "discard"):
            answer = self.client.get(f"/admin/news/newsitem/{self.item.pk}/version-{name}/")
            self.assertEqual(answer.status_code, 403 if name == "schedule" else 200)
        self.assertEqual(self.headline(), "Old")

    def test_a_closed_item_hides_its_version(self) -> None:
        self.keep()
        NewsItem.objects.update(is_closed=True)
        self.client.force_login(self.colleague)
        self.assertNotEqual(self.client.get(self.compare).status_code, 200)
        self.assertNotContains(self.client.get("/admin/"), self.compare)
