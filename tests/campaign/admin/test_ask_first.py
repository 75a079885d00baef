"""A day or a time is said in words before it takes effect, and one that is past is asked about."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.test import override_settings
from django.utils import timezone

from campaign.history.models import Change
from news.models import NewsItem
from petitions.models import Delivery, Petition
from profiles.models import Consent
from tests.desk import DeskTestCase, FormReader
from tests.factories import make_detainee, make_news, make_petition

NEWS = "/admin/news/newsitem/"
PETITIONS = "/admin/petitions/petition/"
PEOPLE = "/admin/profiles/detainee/"
NOTHING_SAVED = "Nothing is saved yet."


def in_days(days: int) -> str:
    return f"{timezone.now() + timedelta(days=days):%Y-%m-%d}"


class PublicationTests(DeskTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.item = make_news(state="draft", publish_at=None, headline="Embargoed")
        self.address = f"{NEWS}{self.item.pk}/change/"

    def publish_at(self, day: str, time: str = "09:00", **values: Any) -> Any:
        typed = values | {"publish_at_0": day, "publish_at_1": time}
        return self.fill_in(self.address, typed, press="_publish")

    def test_a_later_time_is_scheduled_once_it_was_read_in_words(self) -> None:
        day = timezone.now() + timedelta(days=6)
        page = self.publish_at(f"{day:%-d %b %Y}", headline="As typed", body="One\n\nTwo")
        self.assertContains(page, NOTHING_SAVED)
        self.assertContains(page, f"{day:%A %-d %B %Y}, 09:00 UTC, in 6 days")
        self.assertContains(page, "Yes, schedule it")
        self.item.refresh_from_db()
        self.assertEqual((self.item.state, self.item.headline), ("draft", "Embargoed"))
        page = self.say_yes(self.address, page)
        self.assertContains(page, f"is scheduled for {day:%A %-d %B %Y}, 09:00 UTC, in 6 days")
        self.assertNotContains(page, "” is published")
        self.assertNotContains(page, "on the site at once")
        self.item.refresh_from_db()
        self.assertEqual(self.item.stage, "scheduled")
        self.assertEqual(self.item.body, "One\n\nTwo")
        self.assertFalse(NewsItem.objects.published().exists())

    def test_change_it_shows_the_form_as_it_was_typed(self) -> None:
        page = self.publish_at(in_days(6), headline="Typed with care")
        page = self.change_it(self.address, page)
        self.assertContains(page, "Typed with care")
        self.assertContains(page, in_days(6))
        self.assertNotContains(page, "errornote")
        self.item.refresh_from_db()
        self.assertEqual(self.item.headline, "Embargoed")
        page = self.send(self.address, FormReader(page.text), {"publish_at_0": "", "publish_at_1": ""}, press="_publish")  # fmt: skip
        self.assertContains(page, "is published")

    def test_a_time_that_can_be_read_two_ways_publishes_nothing(self) -> None:
        page = self.publish_at("5/12/2099")
        self.assertContains(page, "5 December 2099, 09:00 or 12 May 2099, 09:00?")
        self.item.refresh_from_db()
        self.assertEqual(self.item.state, "draft")

    def test_a_past_time_asks_before_it_publishes_at_once(self) -> None:
        page = self.publish_at(in_days(-200))
        self.assertContains(page, "This time is past: everyone will see it at once")
        self.assertContains(page, "Yes, publish it now")
        self.assertFalse(NewsItem.objects.published().exists())
        self.assertContains(self.say_yes(self.address, page), "is published")
        self.assertTrue(NewsItem.objects.published().exists())

    def test_a_past_time_is_asked_about_whoever_typed_it_and_when(self) -> None:
        NewsItem.objects.update(publish_at=timezone.now() - timedelta(days=1))
        page = self.fill_in(self.address, {}, press="_publish")
        self.assertContains(page, NOTHING_SAVED)
        page = self.client.get(f"{NEWS}{self.item.pk}/publish/")
        self.assertContains(page, "This time is past")

    def test_a_yes_to_one_time_is_no_yes_to_another(self) -> None:
        page = self.publish_at(in_days(6))
        form = FormReader(page.text)
        page = self.send(self.address, form, {"publish_at_0": in_days(-6)}, press="x")
        self.assertContains(page, NOTHING_SAVED)
        self.assertFalse(NewsItem.objects.published().exists())

    def test_a_draft_is_saved_without_a_question(self) -> None:
        self.fill_in(self.address, {"publish_at_0": in_days(6), "publish_at_1": "09:00"})
        self.item.refresh_from_db()
        self.assertIsNotNone(self.item.publish_at)

    def test_what_is_public_is_not_hidden_by_a_later_time(self) -> None:
        NewsItem.objects.update(state="published", publish_at=timezone.now() - timedelta(days=1))
        page = self.fill_in(self.address, {"publish_at_0": in_days(6), "publish_at_1": "09:00"})
        self.assertContains(page, "It is public already.")
        self.assertTrue(NewsItem.objects.published().exists())

    def test_saving_what_is_public_asks_nothing_if_no_date_changed(self) -> None:
        NewsItem.objects.update(state="published", publish_at=timezone.now() - timedelta(days=1))
        page = self.fill_in(self.address, {"headline": "Better"})
        self.assertContains(page, "was changed successfully")

    @override_settings(TIME_ZONE="Asia/Shanghai")
    def test_times_are_those_of_the_campaigns_zone(self) -> None:
        page = self.publish_at("2099-12-05")
        self.assertContains(page, "Saturday 5 December 2099, 09:00 CST")
        self.assertContains(self.say_yes(self.address, page), "Time zone: Asia/Shanghai")
        self.item.refresh_from_db()
        self.assertEqual(self.item.publish_at, datetime(2099, 12, 5, 1, tzinfo=UTC))


class PetitionTests(DeskTestCase):
    def test_a_closing_day_in_the_past_is_asked_about(self) -> None:
        begun = timezone.now() - timedelta(days=30)
        petition = make_petition(state="draft", publish_at=None, opens_at=begun)
        address = f"{PETITIONS}{petition.pk}/change/"
        closes = {"closes_at_0": in_days(-3), "closes_at_1": "09:00"}
        page = self.fill_in(address, closes, press="_publish")
        self.assertContains(page, "3 days ago")
        self.assertContains(page, "This time is past: no one can sign it.")
        self.assertFalse(Petition.objects.published().exists())
        self.say_yes(address, page)
        self.assertTrue(Petition.objects.published().exists())

    def test_new_times_of_a_public_petition_are_said_in_words(self) -> None:
        petition = make_petition()
        address = f"{PETITIONS}{petition.pk}/change/"
        page = self.fill_in(address, {"closes_at_0": in_days(10), "closes_at_1": "24:00"})
        self.assertContains(page, "00:00 UTC, in 11 days")
        self.say_yes(address, page)
        petition.refresh_from_db()
        self.assertIsNotNone(petition.closes_at)

    def test_a_delivery_that_would_erase_signers_is_asked_about(self) -> None:
        petition = make_petition(opens_at=datetime(2001, 1, 1, tzinfo=UTC))
        new = "/admin/petitions/delivery/add/"
        values = {"petition": petition.pk, "how": "post", "to_whom": "The office"}
        self.fill_in(new, values | {"delivered_on": "2001-12-25"})  # a draft erases nothing
        delivery = Delivery.objects.get()
        self.assertEqual(delivery.delivered_on, date(2001, 12, 25))
        address = f"/admin/petitions/delivery/{delivery.pk}/change/"
        page = self.fill_in(address, {}, press="_publish")
        self.assertContains(page, "should have been erased")
        self.assertFalse(Delivery.objects.published().exists())
        self.say_yes(address, page)
        self.assertTrue(Delivery.objects.published().exists())


class ConsentTests(DeskTestCase):
    def test_the_end_of_a_consent_is_said_in_words(self) -> None:
        person = make_detainee()
        address = f"{PEOPLE}{person.pk}/change/"
        page = self.fill_in(address, {"consents-0-expires_on": "5/1/2099"})
        self.assertContains(page, "5 January 2099 or 1 May 2099?")
        page = self.fill_in(address, {"consents-0-expires_on": "5 Jan 2099"})
        self.assertContains(page, "Monday 5 January 2099, in ")
        self.assertIsNone(Consent.objects.get().expires_on)
        self.say_yes(address, page)
        self.assertEqual(Consent.objects.get().expires_on, date(2099, 1, 5))

    def test_one_that_has_ended_already_is_asked_about(self) -> None:
        person = make_detainee()
        address = f"{PEOPLE}{person.pk}/change/"
        page = self.fill_in(address, {"consents-0-expires_on": in_days(-3)})
        self.assertContains(page, "3 days ago")
        self.assertContains(page, "It has ended. Without another consent")


class HistoryTests(DeskTestCase):
    def test_saving_without_a_change_leaves_no_entry(self) -> None:
        item = make_news()
        self.fill_in(f"{NEWS}{item.pk}/change/", {})
        page = self.client.get(f"{NEWS}{item.pk}/history/")
        self.assertNotContains(page, "No fields changed")
        self.fill_in(f"{NEWS}{item.pk}/change/", {"headline": "Better"})
        self.assertContains(self.client.get(f"{NEWS}{item.pk}/history/"), "<dt>Headline</dt>")

    def test_a_person_saved_without_a_change_has_no_new_entry_either(self) -> None:
        person = make_detainee(publish_at=datetime(2026, 1, 2, 3, 4, 5, 678, tzinfo=UTC))
        before = Change.objects.count()
        self.fill_in(f"{PEOPLE}{person.pk}/change/", {})
        self.assertEqual(Change.objects.count(), before)
