"""The list of petitions: open petitions come first. Without signatures it invites to sign instead of showing a zero."""

from datetime import timedelta

from django.utils import timezone

from campaign.web import page_cache
from petitions.models import Petition
from tests.factories import make_petition, make_signature
from tests.testcases import SiteTestCase


class ListTests(SiteTestCase):
    def test_open_ones_come_first_then_those_to_come_then_those_that_are_closed(self) -> None:
        now, day = timezone.now(), timedelta(days=1)
        make_petition(title="Closed", opens_at=now - day, closes_at=now - day / 2)
        make_petition(title="To come", opens_at=now + day)
        make_petition(title="Open for long", opens_at=now - 9 * day)
        make_petition(title="Open, and closing", opens_at=now - 2 * day, closes_at=now + day)
        titles = [each.title for each in Petition.objects.published().open_first()]
        self.assertEqual(titles, ["Open, and closing", "Open for long", "To come", "Closed"])

    def test_a_petition_without_signatures_shows_an_invitation(self) -> None:
        petition = make_petition()
        page = self.client.get("/petitions/")
        self.assertContains(page, "Be the first to sign")
        self.assertNotContains(page, "<strong>0</strong>")
        make_signature(petition)
        page_cache.cached_pages.clear()
        self.assertContains(self.client.get("/petitions/"), "<strong>1</strong> signature")

    def test_one_that_is_not_open_yet_shows_no_number(self) -> None:
        petition = make_petition(opens_at=timezone.now() + timedelta(days=1))
        for address in ("/petitions/", petition.get_absolute_url()):
            with self.subTest(address):
                page = self.client.get(address)
                self.assertNotContains(page, "signatures</p>")
                self.assertNotContains(page, "have signed")
