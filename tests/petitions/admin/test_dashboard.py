"""Staff view a petition's dashboard, find and review signatures, and start and undo invalidations."""

from typing import Any

from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group
from django.core.cache import cache

from petitions.counting import tallies
from petitions.models import Invalidation, Petition, Signature
from petitions.moderation import invalidations
from tests.campaign.test_roles import make_member
from tests.desk import DeskTestCase
from tests.factories import make_petition, make_signature, make_trace
from tests.petitions.moderation.test_invalidations import finish, make_invalidation

SIGNATURES = "/admin/petitions/signature/"
INVALIDATIONS = "/admin/petitions/invalidation/"
DASHBOARD_QUERIES = 34


def dashboard_url(petition: Petition) -> str:
    return f"/admin/petitions/petition/{petition.pk}/desk/"


class DashboardTestCase(DeskTestCase):
    petition: Petition

    def setUp(self) -> None:
        super().setUp()
        self.petition = make_petition()
        self.list = f"{SIGNATURES}?petition__id__exact={self.petition.pk}"
        self.state_reason()

    def names(self, query: str = "", **words: str) -> set[str]:
        """Of the signatures that the list has with these filters. words: for filters that are posted."""
        address = f"{SIGNATURES}?{query}"
        page = self.client.get(self.concealed(address, **words) if words else address)
        self.assertEqual(page.status_code, 200)
        return {str(signature.name_for_staff) for signature in page.context["cl"].result_list}


class PageTests(DashboardTestCase):
    def test_it_shows_what_happens_and_is_linked_from_everywhere(self) -> None:
        make_signature(self.petition, country="FR")
        make_signature(
            self.petition,
            "canary@flood.example",
            state="quarantined",
            quarantine_reason="many: host",
        )
        page = self.client.get(dashboard_url(self.petition))
        for shown in (
            "<strong>1</strong> confirmed and counted", "By hour", "By day", "France",
            "Very many from one network address",
            "Email domains of the last hour", "Invalidated by staff",
        ):  # fmt: skip
            self.assertContains(page, shown)
        self.assertNotContains(page, "canary")
        for address in (
            "/admin/", "/admin/petitions/petition/",
            f"/admin/petitions/petition/{self.petition.pk}/change/",
        ):  # fmt: skip
            self.assertContains(self.client.get(address), dashboard_url(self.petition))

    def test_it_shows_small_countries_exactly(self) -> None:
        make_signature(self.petition, country="TV")
        self.assertContains(self.client.get(dashboard_url(self.petition)), "Tuvalu")

    def test_alerts_stand_at_its_head_and_on_the_first_page(self) -> None:
        for _ in range(100):
            make_signature(self.petition, state="quarantined", quarantine_reason="network")
        cache.clear()
        for address in (dashboard_url(self.petition), "/admin/"):
            self.assertContains(
                self.client.get(address), "100 signatures are quarantined, confirmed or not."
            )

    def test_its_queries_do_not_grow_with_what_it_shows(self) -> None:
        for times in (1, 6):
            for number in range(times):
                domain = f"{times}-{number}.example"
                signature = make_signature(
                    self.petition,
                    f"a@{domain}",
                    state="quarantined",
                    quarantine_reason=f"reason {number}",
                )
                make_trace(signature, domain)
                make_invalidation(self.petition, country="FR")
            with self.assertNumQueries(DASHBOARD_QUERIES):
                self.client.get(dashboard_url(self.petition))

    def test_it_is_for_staff_who_may_see_signatures(self) -> None:
        self.sign_in_as("petitions.view_petition")
        self.assertEqual(self.client.get(dashboard_url(self.petition)).status_code, 403)
        self.assertNotContains(self.client.get("/admin/"), "Open petitions")
        self.client.logout()
        self.assertEqual(self.client.get(dashboard_url(self.petition)).status_code, 302)

    def test_editors_see_it_and_are_offered_nothing_dangerous(self) -> None:
        self.client.force_login(make_member("Editors"))
        page = self.client.get(dashboard_url(self.petition))
        self.assertContains(page, "Find signatures")
        for dangerous in ("Invalidate many", "/export/"):
            self.assertNotContains(page, dangerous)

    def test_of_no_petition_there_is_none(self) -> None:
        page = self.client.get("/admin/petitions/petition/99999/desk/", follow=True)
        self.assertContains(page, "doesn’t exist")


class FindingTests(DashboardTestCase):
    def setUp(self) -> None:
        super().setUp()
        bot = make_signature(
            self.petition,
            "a@flood.example",
            name="Bot",
            state="quarantined",
            quarantine_reason="rule: domain",
        )
        self.jane = make_signature(self.petition, "b@example.org", name="Jane", confirmed=False)
        self.elsewhere = make_petition()
        other = make_signature(self.elsewhere, "a@flood.example", name="Other")
        below = make_signature(self.petition, "c@mx.flood.example", name="Bot below")
        for signature in (bot, other, below):
            make_trace(signature, "flood.example")

    def test_by_domain_on_all_petitions_or_one(self) -> None:
        here = f"petition__id__exact={self.petition.pk}"
        for query, domain, names in (
            ("", "flood.example", {"Bot", "Bot below", "Other"}),
            (here, "flood.example", {"Bot", "Bot below"}),
            (here, "*.flood.example", {"Bot", "Bot below"}),
            (here, "mx.flood.example", {"Bot", "Bot below"}),
            ("", " FLOOD.example ", {"Bot", "Bot below", "Other"}),
            ("", "nobody.example", set()),
        ):
            with self.subTest(query, domain=domain):
                self.assertEqual(self.names(query, domain=domain), names)

    def test_by_state_reason_and_invalidation(self) -> None:
        invalidation = make_invalidation(self.petition, name_contains="below")
        invalidations.start(invalidation)
        finish(invalidation)
        for query, names in (
            ("state=quarantined", {"Bot"}),
            ("state=pending", {"Jane"}),
            ("state=invalidated", {"Bot below"}),
            ("held=*", {"Bot"}),
            ("held=rule:%20domain", {"Bot"}),
            ("held=other", set()),
            (f"invalidation={invalidation.pk}", {"Bot below"}),
        ):
            with self.subTest(query):
                self.assertEqual(self.names(query), names)

    def test_by_network_and_by_time(self) -> None:
        make_trace(self.jane, network=b"\xab" * 16)
        Signature.objects.filter(pk=self.jane.pk).update(signed_at="2026-03-10T12:30Z")
        for query, names in (
            ("network=abababab", {"Jane"}),
            ("network=cdcdcdcd", set()),
            ("signed_from=2026-03-10T12:00&signed_until=2026-03-10T13:00", {"Jane"}),
            ("signed_until=2026-03-10T12:30", set()),
        ):
            with self.subTest(query):
                self.assertEqual(self.names(query), names)

    def test_an_invalid_filter_finds_no_one_and_says_why(self) -> None:
        for domain in ("flood", "a@b"):
            with self.subTest(domain):
                page = self.client.get(self.concealed(SIGNATURES, domain=domain))
                self.assertContains(page, 'aria-invalid="true"')
                self.assertEqual(self.names(domain=domain), set())
        for query in (
            "network=xyz", "signed_from=soon", "signed_until=9999999",
            "signed_from=2026-13-45T99:99",
        ):  # fmt: skip
            with self.subTest(query):
                self.assertEqual(self.names(query), set())
                self.assertContains(self.client.get(f"{SIGNATURES}?{query}"), 'aria-invalid="true"')
        for garbage in (
            "held=%00",
            "invalidation=x",
            "state=x",
            "invalidation=99999999999999999999",
        ):
            with self.subTest(garbage):
                self.assertIn(
                    self.client.get(f"{SIGNATURES}?{garbage}").status_code, {200, 302, 400}
                )


class ReviewingTests(DashboardTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.quarantined = [
            make_signature(
                self.petition,
                name=f"Quarantined {n}",
                state="quarantined",
                quarantine_reason="rule: domain",
            )
            for n in range(3)
        ]
        make_signature(self.petition, name="Counted")

    def act(self, action: str, *chosen: Signature, query: str = "", **more: Any) -> Any:
        form = {"action": action, "_selected_action": [each.pk for each in chosen]} | more
        return self.client.post(self.list + query, form, follow=True)

    def test_those_that_are_ticked_are_accepted_after_a_question(self) -> None:
        asked = self.act("accept", *self.quarantined[:2])
        self.assertContains(asked, "Quarantined 0")
        self.assertEqual(tallies.count(self.petition.pk), 1)
        done = self.act("accept", *self.quarantined[:2], confirmed="yes")
        self.assertContains(done, "2 were approved.")
        self.assertEqual(tallies.count(self.petition.pk), 3)
        history = self.client.get(f"{SIGNATURES}{self.quarantined[0].pk}/history/")
        self.assertContains(history, "Approved after review.")

    def test_all_that_the_list_was_narrowed_down_to_are_accepted(self) -> None:
        make_signature(self.petition, state="quarantined", quarantine_reason="network")
        self.act(
            "accept",
            self.quarantined[0],
            query="&held=rule:%20domain",
            select_across="1",
            confirmed="yes",
        )
        self.assertEqual(tallies.count(self.petition.pk), 4)
        self.assertEqual(Signature.objects.filter(state="quarantined").count(), 1)

    def test_rejecting_wants_a_reason(self) -> None:
        asked = self.act("reject", *self.quarantined)
        self.assertContains(asked, 'name="reason"')
        again = self.act("reject", *self.quarantined, confirmed="yes", reason=" ")
        self.assertContains(again, 'aria-invalid="true"')
        done = self.act("reject", *self.quarantined, confirmed="yes", reason="Made-up names")
        self.assertContains(done, "3 were invalidated")
        self.assertEqual(Signature.objects.filter(state="invalidated").count(), 3)
        history = self.client.get(f"/admin/petitions/petition/{self.petition.pk}/history/")
        self.assertContains(history, "Rejected 3 signatures.")

    def test_a_reason_that_cannot_be_shown_is_none(self) -> None:
        again = self.act("reject", *self.quarantined, confirmed="yes", reason="Made\0up")
        self.assertContains(again, 'aria-invalid="true"')

    def test_rejecting_all_of_a_filter_becomes_an_invalidation_with_its_conditions(self) -> None:
        self.list = self.concealed(f"{self.list}&held=rule:%20domain", q="Quarantined")
        form = self.act("reject", self.quarantined[0], select_across="1")
        self.assertContains(form, '<option value="rule: domain" selected>')
        self.assertContains(form, 'name="name_contains" value="Quarantined"')
        self.assertContains(form, f'<option value="{self.petition.pk}" selected>')
        self.assertEqual(Invalidation.objects.count(), 0)

    def test_editors_can_do_neither(self) -> None:
        self.client.force_login(make_member("Editors"))
        self.assertNotContains(self.client.get(self.list), "Approve: count")
        self.act("accept", *self.quarantined, confirmed="yes")
        self.act("reject", *self.quarantined, confirmed="yes", reason="x")
        self.assertEqual(Signature.objects.filter(state="quarantined").count(), 3)

    def test_publishers_can(self) -> None:
        self.client.force_login(make_member("Petition managers"))
        self.act("accept", *self.quarantined, confirmed="yes")
        self.assertEqual(tallies.count(self.petition.pk), 4)


class InvalidatingTests(DashboardTestCase):
    def setUp(self) -> None:
        super().setUp()
        for number in range(5):
            bot = make_signature(self.petition, f"{number}@flood.example", name=f"Bot {number}")
            make_trace(bot, "flood.example")
        make_signature(self.petition, name="Jane Roe")

    def write(self, **conditions: str) -> Any:
        words = {"petition": str(self.petition.pk), "reason": "One domain"} | conditions
        return self.fill_in(f"{INVALIDATIONS}add/", words)

    def press(self, invalidation: Invalidation, act: str) -> Any:
        return self.client.post(f"{INVALIDATIONS}{invalidation.pk}/{act}/", follow=True)

    def test_it_is_counted_first_then_started_watched_and_undone(self) -> None:
        page = self.write(domain=" Flood.example ")
        self.assertContains(page, "5 signatures match.")
        self.assertContains(page, "Bot 4")
        self.assertNotContains(page, "Jane Roe")
        self.assertEqual(tallies.count(self.petition.pk), 6)
        invalidation = Invalidation.objects.get()
        page = self.press(invalidation, "start")
        self.assertContains(page, "Refresh")
        self.assertContains(page, "<progress")
        finish(invalidation)
        page = self.client.get(f"{INVALIDATIONS}{invalidation.pk}/change/")
        self.assertContains(page, "5 of 5 are invalidated by it now")
        self.assertNotContains(page, "Refresh")
        self.assertEqual(tallies.count(self.petition.pk), 1)
        self.press(invalidation, "undo")
        finish(invalidation)
        self.assertEqual(tallies.count(self.petition.pk), 6)
        history = self.client.get(f"{INVALIDATIONS}{invalidation.pk}/history/")
        for entered in ("Started.", "Undoing begun."):
            self.assertContains(history, entered)

    def test_it_can_be_stopped(self) -> None:
        self.write(domain="flood.example")
        invalidation = Invalidation.objects.get()
        self.press(invalidation, "start")
        self.assertContains(self.press(invalidation, "cancel"), "Cancelled")

    def test_mistakes_are_shown(self) -> None:
        self.assertContains(self.write(), "Give at least one condition")
        self.assertContains(self.write(domain="flood"), "Write a domain like this")
        self.assertContains(self.write(network="x"), "Write the label")
        times = {
            "signed_from_0": "2026-03-10", "signed_from_1": "12:00",
            "signed_until_0": "2026-03-10", "signed_until_1": "11:00",
        }  # fmt: skip
        self.assertContains(self.write(**times), "It must end after it begins.")
        self.assertEqual(Invalidation.objects.count(), 0)

    def test_what_was_started_cannot_be_rewritten_nor_started_twice(self) -> None:
        self.write(domain="flood.example")
        invalidation = Invalidation.objects.get()
        self.press(invalidation, "start")
        address = f"{INVALIDATIONS}{invalidation.pk}/change/"
        self.assertEqual(self.client.post(address, {"reason": "x"}).status_code, 403)
        self.assertContains(self.press(invalidation, "start"), "state has changed since")

    def test_nothing_happens_by_a_link(self) -> None:
        self.write(domain="flood.example")
        invalidation = Invalidation.objects.get()
        for act in ("start", "cancel", "undo"):
            answer = self.client.get(f"{INVALIDATIONS}{invalidation.pk}/{act}/")
            self.assertEqual(answer.status_code, 405)

    def test_a_second_one_on_the_petition_has_to_wait(self) -> None:
        first = make_invalidation(self.petition, country="NL")
        invalidations.start(first)
        second = make_invalidation(self.petition, country="NL")
        self.assertContains(self.press(second, "start"), "Another invalidation is running")

    def test_it_is_for_publishers(self) -> None:
        invalidation = make_invalidation(self.petition, country="NL")
        self.client.force_login(make_member("Editors"))
        self.assertEqual(self.press(invalidation, "start").status_code, 403)
        self.assertEqual(self.client.get(INVALIDATIONS).status_code, 403)
        self.client.force_login(make_member("Petition managers"))
        self.assertEqual(self.press(invalidation, "start").status_code, 200)
        invalidation.refresh_from_db()
        self.assertEqual(invalidation.state, "running")

    def test_the_list_takes_the_same_number_of_queries_however_long(self) -> None:
        make_invalidation(self.petition, country="NL")
        with self.assertNumQueries(10):
            self.client.get(INVALIDATIONS)
        for _ in range(5):
            make_invalidation(make_petition(), country="NL")
        with self.assertNumQueries(10):
            self.client.get(INVALIDATIONS)


class HistoryTests(DashboardTestCase):
    def test_no_group_deletes_an_invalidation_for_it_says_what_was_done(self) -> None:
        self.assertFalse(Group.objects.filter(permissions__codename="delete_invalidation").exists())
        invalidation = make_invalidation(self.petition, country="NL")
        answer = self.client.post(f"{INVALIDATIONS}{invalidation.pk}/delete/", {"post": "yes"})
        self.assertEqual(answer.status_code, 403)
        self.assertFalse(LogEntry.objects.exists())
