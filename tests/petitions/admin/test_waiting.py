"""Staff see who waits for them: on the first page, on a petition, before it is closed and before it is delivered."""

from datetime import timedelta

from django.core.cache import cache
from django.utils import timezone

from petitions.admin.petition import waiting
from petitions.moderation.waiting import Queue
from tests.campaign.test_roles import make_member
from tests.desk import DeskTestCase, entry_of
from tests.factories import make_detainee, make_petition, make_signature
from tests.petitions.moderation.test_waiting import days_ago, make_held_email, make_quarantined

CONFIRMED = "2 confirmed signatures wait for review. The oldest has waited for three days."
EMAIL = "1 signer gets no email until you approve the signature. It arrived today."


class WaitingTests(DeskTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.petition = make_petition(title="Free the bakers of Hotan")
        make_quarantined(self.petition, days=3)
        make_quarantined(self.petition)
        make_held_email(self.petition)
        self.one = f"/admin/petitions/petition/{self.petition.pk}"

    def assert_said(self, url: str) -> None:
        page = self.client.get(url)
        for sentence in (CONFIRMED, EMAIL):
            self.assertContains(page, sentence)

    def test_the_first_page_says_how_many_and_for_how_long(self) -> None:
        self.assert_said("/admin/")
        page = self.client.get("/admin/")
        rows = entry_of(page, "signers-waiting").rows
        self.assertEqual([row.is_urgent for row in rows], [True, False])

    def test_they_stand_above_what_can_wait(self) -> None:
        make_detainee(state="in_review")  # for the queues of people
        page = self.client.get("/admin/").text
        for later in ("People who need attention", "Someone asks us to stop writing"):
            self.assertLess(page.index("Signatures to review"), page.index(later))

    def test_how_long_the_newest_has_waited_is_said_by_the_day(self) -> None:
        noon = timezone.now().replace(hour=12, minute=0)
        for hours, words in ((1, "arrived today"), (23, "arrived yesterday"), (25, "for one day")):
            queue = Queue(1, noon - timedelta(hours=hours))
            self.assertIn(words, waiting.since(queue, noon))

    def test_each_line_leads_to_the_signatures_it_is_about(self) -> None:
        other = make_quarantined(make_petition())
        rows = entry_of(self.client.get("/admin/"), "signers-waiting").rows
        lists = [row.url for row in rows]
        numbers = [len(self.client.get(url).context["cl"].result_list) for url in lists]
        self.assertEqual(numbers, [2, 1, 1])
        self.assertEqual(self.client.get(lists[2]).context["cl"].result_list[0], other)

    def test_a_petition_that_closed_long_ago_is_on_the_first_page_too(self) -> None:
        self.petition.opens_at, self.petition.closes_at = days_ago(90), days_ago(60)
        self.petition.save()
        self.assert_said("/admin/")

    def test_nothing_is_said_if_no_one_waits(self) -> None:
        self.petition.signatures.all().delete()
        for url in ("/admin/", f"{self.one}/close/", "/admin/petitions/dossier/add/"):
            self.assertNotContains(self.client.get(url), "wait for")

    def test_the_first_page_says_it_to_each_role_that_may_see_signatures(self) -> None:
        for group, is_told in (
            ("Editors", True), ("Petition managers", True), ("Moderators", True), ("Exporters", True),
            ("Data protection", False), ("Importers", False), ("Tip readers", False),
        ):  # fmt: skip
            with self.subTest(group):
                cache.clear()
                self.client.force_login(make_member(group))
                self.assertEqual(CONFIRMED in self.client.get("/admin/").text, is_told)

    def test_the_form_of_the_petition_says_it_only_to_staff_who_may_see_signatures(self) -> None:
        self.assert_said(f"{self.one}/change/")
        self.sign_in_as("petitions.view_petition", "petitions.change_petition")
        self.assertNotContains(self.client.get(f"{self.one}/change/"), CONFIRMED)

    def test_closing_warns_and_still_closes(self) -> None:
        self.assert_said(f"{self.one}/close/")
        self.assertContains(self.client.get(f"{self.one}/close/"), "only one day left to confirm")
        page = self.client.post(
            f"{self.one}/close/", {"closing_note": "They are free."}, follow=True
        )
        self.assertContains(page, "takes no more signatures")

    def test_building_a_dossier_warns_before_and_after(self) -> None:
        make_signature(self.petition)
        self.assert_said("/admin/petitions/dossier/add/")
        self.assert_said(f"/admin/petitions/dossier/add/?petition={self.petition.pk}")
        other = make_petition()
        page = self.client.get(f"/admin/petitions/dossier/add/?petition={other.pk}")
        self.assertNotContains(page, CONFIRMED)
        page = self.client.post(
            "/admin/petitions/dossier/add/",
            {"petition": self.petition.pk, "_continue": "yes"},
            follow=True,
        )
        self.assertContains(page, CONFIRMED)
        self.assertContains(page, "Not in this dossier")

    def test_nothing_in_the_address_breaks_the_form_of_a_dossier(self) -> None:
        for typed in ("x", "0", "-1", "9" * 30, "²"):
            with self.subTest(typed):
                page = self.client.get("/admin/petitions/dossier/add/", {"petition": typed})
                self.assertEqual(page.status_code, 200)
