"""What was never public leaves no trace: withdrawn before its time, it is a draft again and answers 404."""

from datetime import timedelta

from django.utils import timezone

from campaign.publishing import workflow
from campaign.web import page_cache
from profiles.models import Consent, Detainee, ErasedAddress, SlugHistory
from profiles.safety import erasure, merge
from tests.desk import DeskTestCase
from tests.factories import make_detainee, make_news, make_page, make_petition

PEOPLE = "/admin/profiles/detainee/"


class NeverPublicTests(DeskTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.tomorrow = timezone.now() + timedelta(days=1)

    def assert_status(self, address: str, status: int) -> None:
        page_cache.invalidate()
        self.assertEqual(self.client.get(address).status_code, status, address)

    def schedule(self, person: Detainee) -> None:
        Detainee.objects.filter(pk=person.pk).update(state="published", publish_at=self.tomorrow)
        person.refresh_from_db()

    def test_withdrawing_something_scheduled_makes_it_a_draft_and_its_address_unknown(self) -> None:
        for make, url in (
            (make_news, "news/newsitem"), (make_petition, "petitions/petition"),
            (make_page, "campaign/page"),
        ):  # fmt: skip
            item = make(publish_at=self.tomorrow, slug="later")
            with self.subTest(url):
                self.fill_in(f"/admin/{url}/{item.pk}/withdraw/", {}, press="")
                item.refresh_from_db()
                self.assertEqual(item.state, "draft")
                self.assert_status(item.get_absolute_url(), 404)

    def test_a_person_withdrawn_before_their_time_can_be_deleted_without_a_trace(self) -> None:
        person = make_detainee("Aygül Misal", slug="aygul-misal")
        self.schedule(person)
        workflow.withdraw(person, author=self.staff)
        addresses = (person.get_absolute_url(), f"/profiles/{person.reference}/")
        for address in addresses:
            self.assert_status(address, 404)
        self.client.post(f"{PEOPLE}{person.pk}/delete/", {"post": "yes"})
        self.assertFalse(Detainee.objects.exists())
        self.assertFalse(ErasedAddress.objects.exists())
        for address in addresses:
            self.assert_status(address, 404)

    def test_a_scheduled_person_is_erased_without_a_trace_and_a_public_one_is_not(self) -> None:
        person, public = make_detainee(), make_detainee("Erkin Misal")
        self.schedule(person)
        for each, status in ((person, 404), (public, 410)):
            erasure.erase(each, author=self.staff)
            self.assert_status(each.get_absolute_url(), status)

    def test_what_was_public_once_answers_that_it_is_gone(self) -> None:
        person = make_detainee()
        workflow.withdraw(person, author=self.staff)
        self.assertEqual(person.state, "withdrawn")
        self.assert_status(person.get_absolute_url(), 410)

    def test_a_consent_that_expired_before_the_person_was_published_gives_nothing_away(
        self,
    ) -> None:
        person = make_detainee()
        Consent.objects.update(expires_on=timezone.localdate() - timedelta(days=2))
        self.assertFalse(person.was_public)
        self.assert_status(person.get_absolute_url(), 404)

    def test_nor_does_one_that_was_withdrawn_before(self) -> None:
        person = make_detainee()
        self.schedule(person)
        Consent.objects.update(withdrawn_at=timezone.now())
        Detainee.objects.filter(pk=person.pk).update(publish_at=timezone.now())
        self.assert_status(person.get_absolute_url(), 404)

    def test_a_consent_that_ended_later_leaves_a_410(self) -> None:
        person = make_detainee()
        Consent.objects.update(withdrawn_at=timezone.now())
        self.assert_status(person.get_absolute_url(), 410)

    def test_a_changed_address_of_a_scheduled_person_is_not_kept(self) -> None:
        person = make_detainee("Aygül Misal", slug="aygul-misal")
        self.schedule(person)
        self.fill_in(f"{PEOPLE}{person.pk}/change/", {"slug": "another-name"})
        self.assertFalse(SlugHistory.objects.exists())
        self.assert_status("/profiles/aygul-misal/", 404)

    def test_two_merged_drafts_stay_unknown(self) -> None:
        kept, gone = (
            make_detainee("Aygül Misal", state="draft", slug=slug, publish_at=self.tomorrow)
            for slug in ("aygul-misal", "aygul-missal")
        )
        merge.merge(kept, gone, take=(), author=self.staff)
        for address in ("aygul-misal", "aygul-missal", kept.reference, gone.reference):
            self.assert_status(f"/profiles/{address}/", 404)

    def test_a_public_person_merged_into_a_draft_is_gone(self) -> None:
        kept = make_detainee("Aygül Misal", state="draft", slug=None, publish_at=None)
        gone = make_detainee("Aygül Misal", slug="aygul-missal")
        merge.merge(kept, gone, take=(), author=self.staff)
        for address in ("aygul-missal", gone.reference):
            self.assert_status(f"/profiles/{address}/", 410)
