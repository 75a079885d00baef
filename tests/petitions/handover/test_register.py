"""Deliveries are public: the day, the addressee, the answer, and the days without an answer."""

from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import override_settings
from django.utils import timezone

from campaign.publishing import workflow
from campaign.web import page_cache
from petitions.handover import register
from petitions.models import DayTally, Delivery, Kind, PaperBatch, Petition, Response
from tests.campaign.test_roles import make_member
from tests.desk import DeskTestCase
from tests.factories import (
    make_delivery,
    make_petition,
    make_response,
    make_signature,
    make_staff,
    make_tally,
)
from tests.testcases import SiteTestCase, unbroken

PDF = b"%PDF-1.7\n1 0 obj <<>> endobj\n%%EOF\n"
DELIVERIES, RESPONSES = "/admin/petitions/delivery/", "/admin/petitions/response/"


def closed(**fields: Any) -> Petition:
    now = timezone.now()
    return make_petition(
        opens_at=now - timedelta(days=90), closes_at=now - timedelta(days=30), **fields
    )


def days_ago(days: int) -> Any:
    return timezone.localdate() - timedelta(days=days)


class WaitingTests(SiteTestCase):
    def test_days_without_an_answer_are_counted_from_the_first_hand_over(self) -> None:
        petition = closed()
        make_delivery(petition, days_ago=5)
        make_delivery(petition, days_ago=12)
        self.assertEqual(petition.days_unanswered, 12)

    def test_an_answer_ends_the_waiting_for_all_that_was_handed_over_before_it(self) -> None:
        petition = closed()
        make_delivery(petition, days_ago=12)
        make_delivery(petition, days_ago=8, answered_on=days_ago(3))
        self.assertIsNone(petition.unanswered_since)
        self.assertEqual(petition.answered_on, days_ago(3))

    def test_what_is_handed_over_after_an_answer_waits_for_a_new_one(self) -> None:
        petition = closed()
        make_delivery(petition, days_ago=12, answered_on=days_ago(8))
        make_delivery(petition, days_ago=2)
        self.assertEqual(petition.days_unanswered, 2)

    def test_one_that_still_takes_signatures_is_open_though_it_was_handed_over(self) -> None:
        petition = make_petition()
        make_delivery(petition)
        self.assertEqual(petition.status, "open")
        self.assertContains(self.client.get("/petitions/"), "<strong>10 days</strong> without a")

    def test_nothing_was_answered_or_acknowledged_before_it_was_delivered(self) -> None:
        petition = closed()
        for column in ("answered_on", "acknowledged_on"):
            with self.subTest(column), self.assertRaises(IntegrityError), transaction.atomic():
                make_delivery(petition, days_ago=3, **{column: days_ago(4)})
        with self.assertRaises(IntegrityError), transaction.atomic():
            make_delivery(petition, days_ago=9, answered_on=days_ago(4))
            petition.deliveries.update(delivered_on=days_ago(3))


class PageTests(SiteTestCase):
    def test_before_it_is_handed_over_a_petition_shows_no_timeline(self) -> None:
        self.assertNotContains(
            self.client.get(make_petition().get_absolute_url()), "Timeline of this letter"
        )

    def test_the_timeline_tells_what_happened_in_its_order(self) -> None:
        petition = closed()
        make_delivery(
            petition,
            note="With the annex.",
            acknowledged_on=days_ago(6),
            answered_on=days_ago(2),
            answer="We have raised\n\nthe matter.",
            manifest_sha256="ab" * 32,
            count=1234,
            paper_count=56,
        )
        page = self.client.get(petition.get_absolute_url()).text
        told = [
            "Opened for signatures", "Closed", "Delivered to The secretariat", "1,234 online signatures",
            "56 on paper", "With the annex.", "ab" * 32, "acknowledged receipt", "Response from",
            "<p>We have raised</p>",
        ]  # fmt: skip
        places = [page.index(words) for words in told]
        self.assertEqual(places, sorted(places))

    def test_the_last_goals_that_were_reached_stand_in_it_with_their_days(self) -> None:
        petition = closed(goal=10)
        for day, number in ((60, 9), (50, 4), (40, 27), (35, 20)):
            DayTally.objects.create(
                petition=petition, day=days_ago(day), kind=Kind.COUNTED, count=number
            )
        make_delivery(petition)
        reached = [
            (event.goal, event.on) for event in register.timeline(petition) if event.kind == "goal"
        ]
        self.assertEqual(reached, [(15, days_ago(40)), (25, days_ago(40)), (50, days_ago(35))])
        page = self.client.get(petition.get_absolute_url()).text
        self.assertLess(page.index("25 people had signed"), page.index("50 people had signed"))

    def test_words_of_an_addressee_are_text(self) -> None:
        petition = closed()
        make_delivery(petition, answered_on=days_ago(1), answer="<script>alert(1)</script>")
        self.assertNotContains(self.client.get(petition.get_absolute_url()), "<script>alert")

    def test_the_badge_says_delivered_and_on_which_day_last(self) -> None:
        petition = closed()
        make_delivery(petition, days_ago=20)
        last = make_delivery(petition, days_ago=10)
        day = unbroken(f"{last.delivered_on.day} {last.delivered_on:%B %Y}")
        self.assertContains(self.client.get(petition.get_absolute_url()), f"Delivered on {day}")

    def test_the_register_lists_what_is_public_the_latest_first(self) -> None:
        make_delivery(closed(title="Let them telephone"), days_ago=40, answered_on=days_ago(10))
        make_delivery(closed(title="Free the bakers"), days_ago=4)
        make_delivery(closed(title="Hidden", state="withdrawn"), days_ago=1)
        page = self.client.get("/petitions/deliveries/")
        self.assertContains(page, "<strong>4</strong> days without a response")
        self.assertContains(page, "<strong>30</strong> days until the response")
        self.assertNotContains(page, "Hidden")
        self.assertLess(page.text.index("Free the bakers"), page.text.index("Let them telephone"))

    def test_an_empty_register_says_so(self) -> None:
        self.assertContains(
            self.client.get("/petitions/deliveries/"), "We have not delivered a letter yet."
        )

    def test_a_list_of_many_costs_no_more_queries(self) -> None:
        for address in ("/petitions/", "/petitions/deliveries/"):
            costs = []
            for _ in range(2):
                for _ in range(3):
                    make_delivery(closed())
                page_cache.invalidate()
                with self.assertNumQueries(5 if address == "/petitions/" else 2):
                    costs.append(self.client.get(address).status_code)


class CountTests(SiteTestCase):
    def test_what_was_given_by_that_day_was_handed_over(self) -> None:
        petition = closed()
        make_tally(petition, {"NL": 2, "DE": 1})
        make_signature(petition)  # in the ledger, not folded yet
        staff = make_staff()
        for day, count in ((days_ago(0), 7), (days_ago(9), 5)):
            PaperBatch.objects.create(
                petition=petition, received_on=day, country="FR", count=count, author=staff
            )
        for day, online, paper in ((days_ago(0), 4, 12), (days_ago(1), 0, 5)):
            delivery = Delivery(petition=petition, delivered_on=day, to_whom="Geneva")
            register.fill_in_counts(delivery)
            self.assertEqual((delivery.count, delivery.paper_count), (online, paper))


class WithFiles(SiteTestCase):
    def setUp(self) -> None:
        super().setUp()
        folder = TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.media = Path(folder.name)
        settings = override_settings(MEDIA_ROOT=folder.name)
        settings.enable()
        self.addCleanup(settings.disable)

    def files(self) -> list[str]:
        return [path.name for path in self.media.rglob("*") if path.is_file()]


class DocumentTests(WithFiles):
    def answered(self, petition: Petition) -> str:
        delivery = make_delivery(petition)
        make_response(delivery).answer_document.save("secret name.pdf", ContentFile(PDF))
        return f"{petition.get_absolute_url()}answers/{delivery.pk}.pdf"

    def test_it_is_handed_out_as_a_file_that_can_do_nothing(self) -> None:
        address = self.answered(closed(slug="bakers"))
        response = self.client.get(address)
        self.assertEqual(response.getvalue(), PDF)
        self.assertEqual(
            response["Content-Disposition"], 'attachment; filename="answer-to-bakers.pdf"'
        )
        self.assertEqual(response["Content-Type"], "application/pdf")
        self.assertEqual(response["X-Content-Type-Options"], "nosniff")
        self.assertIn("sandbox", response["Content-Security-Policy"])
        self.assertNotIn("secret name.pdf", self.files())

    def test_it_goes_with_the_petition(self) -> None:
        petition = closed()
        address = self.answered(petition)
        Petition.objects.update(state="withdrawn")
        self.assertEqual(self.client.get(address).status_code, 410)
        Petition.objects.update(state="draft")
        self.assertEqual(self.client.get(address).status_code, 404)

    def test_that_of_another_petition_and_one_that_is_lost_are_not_found(self) -> None:
        address = self.answered(closed(slug="bakers"))
        closed(slug="others")
        self.assertEqual(self.client.get(address.replace("bakers", "others")).status_code, 404)
        for path in self.media.rglob("*.pdf"):
            path.unlink()
        self.assertEqual(self.client.get(address).status_code, 404)


class DeskTests(DeskTestCase, WithFiles):
    def record(self, petition: Petition, *, press: str = "_publish", **values: Any) -> Any:
        typed = {
            "petition": str(petition.pk),
            "delivered_on": days_ago(3).isoformat(),
            "to_whom": "The registry",
        }
        return self.fill_in(f"{DELIVERIES}add/", typed | values, press=press)

    def test_a_delivery_is_recorded_with_what_was_handed_over_and_shown_once_published(
        self,
    ) -> None:
        petition = closed()
        make_tally(petition, {"NL": 3})
        petition.signatures.update(confirmed_at=timezone.now() - timedelta(days=40))
        petition.day_tallies.update(day=days_ago(40))
        self.client.get("/petitions/deliveries/")
        with self.captureOnCommitCallbacks(execute=True):
            self.record(petition)
        self.assertEqual(Delivery.objects.get().count, 3)
        self.assertContains(self.client.get("/petitions/deliveries/"), "The registry")

    def test_a_day_before_the_petition_opened_is_refused_in_words(self) -> None:
        page = self.record(closed(), press="_save", delivered_on=days_ago(800).isoformat())
        self.assertContains(page, "The petition was not open before")
        self.assertFalse(Delivery.objects.exists())

    def test_a_response_is_hidden_with_its_delivery_and_both_forms_say_so(self) -> None:
        delivery = make_delivery(closed(), days_ago=5, answered_on=days_ago(2))
        change = f"{RESPONSES}{delivery.response.pk}/change/"
        self.assertContains(self.client.get(change), "It is public")
        page = self.client.get(f"{DELIVERIES}{delivery.pk}/withdraw/")
        self.assertContains(page, "vanishes with it")
        self.client.post(f"{DELIVERIES}{delivery.pk}/withdraw/")
        page = self.client.get(change)
        self.assertContains(page, "Hidden, because its delivery is not published.")
        self.assertNotContains(page, "It is public")

    def test_a_delivery_is_hidden_with_its_petition(self) -> None:
        delivery = make_delivery(closed(state="withdrawn"), days_ago=5)
        page = self.client.get(f"{DELIVERIES}{delivery.pk}/change/")
        self.assertContains(page, "Hidden, because its petition is not public.")

    def test_what_the_database_refuses_is_said_at_the_field(self) -> None:
        delivery = make_delivery(closed(), days_ago=5)
        change = f"{DELIVERIES}{delivery.pk}/change/"
        page = self.fill_in(change, {"acknowledged_on": days_ago(6).isoformat()})
        errors = page.context["adminform"].form.errors
        self.assertEqual(list(errors), ["acknowledged_on"])
        self.assertIn("before it was delivered", str(errors))

    def test_a_day_to_come_and_days_in_the_wrong_order_are_refused_in_words(self) -> None:
        tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
        page = self.record(closed(), delivered_on=tomorrow)
        self.assertContains(page, "This date is in the future.")
        self.assertFalse(Delivery.objects.exists())
        delivery = make_delivery(closed(), days_ago=5)
        new = f"{RESPONSES}add/?delivery={delivery.pk}"
        page = self.fill_in(new, {"answered_on": tomorrow, "answer": "We took note."})
        self.assertContains(page, "This date is in the future.")
        page = self.fill_in(new, {"answered_on": days_ago(6).isoformat()})
        self.assertContains(page, "It cannot have been answered before it was delivered")
        self.assertContains(self.fill_in(new, {"answer": "Noted."}), "This field is required.")
        self.fill_in(new, {"answered_on": days_ago(4).isoformat()})
        change = f"{DELIVERIES}{delivery.pk}/change/"
        page = self.fill_in(change, {"delivered_on": days_ago(3).isoformat()})
        self.assertContains(page, "Its response came earlier")

    def upload(self, delivery: Delivery, content: bytes) -> Any:
        response = Response.objects.filter(delivery=delivery).first()
        url = f"{RESPONSES}{response.pk}/change/" if response else f"{RESPONSES}add/"
        form = self.read(f"{url}?delivery={delivery.pk}")
        values = form.values | {
            "answered_on": days_ago(0).isoformat(),
            "answer_document": SimpleUploadedFile("a.pdf", content),
            "_save": "yes",
        }
        return self.client.post(url, values, follow=True)

    def test_only_a_whole_pdf_is_taken_in(self) -> None:
        delivery = make_delivery(closed())
        for wrong in (b"<html>%%EOF", b"%PDF-1.7 cut off", b"PK\3\4%PDF-%%EOF"):
            with self.subTest(wrong):
                self.assertContains(self.upload(delivery, wrong), "This is not a PDF file")
        self.assertContains(
            self.upload(delivery, b"%PDF-" + bytes(10 * 1024 * 1024) + b"%%EOF"), "10 MB"
        )
        self.assertEqual(self.files(), [])

    def test_a_document_that_is_replaced_or_whose_delivery_goes_is_deleted(self) -> None:
        delivery = make_delivery(closed())
        with self.captureOnCommitCallbacks(execute=True):
            self.upload(delivery, PDF)
        [first] = self.files()
        address = f"{RESPONSES}{Response.objects.get().pk}/"
        self.assertContains(self.client.get(f"{address}change/"), f"{address}document.pdf")
        self.assertEqual(self.client.get(f"{address}document.pdf").getvalue(), PDF)
        with self.captureOnCommitCallbacks(execute=True):
            self.upload(delivery, PDF)
        [second] = self.files()
        self.assertNotEqual(first, second)
        workflow.withdraw(delivery, author=self.staff)
        with self.captureOnCommitCallbacks(execute=True):
            self.client.post(f"{DELIVERIES}{delivery.pk}/delete/", {"post": "yes"})
        self.assertEqual(self.files(), [])

    def test_the_list_is_searched_and_filtered_at_a_fixed_cost(self) -> None:
        for number in range(3):
            make_delivery(closed(title=f"Letter {number}"), answered_on=days_ago(1))
        make_delivery(closed(title="Waiting"), to_whom="The registry")
        with self.assertNumQueries(10):
            self.assertContains(self.client.get(DELIVERIES), "Letter 2")
        self.assertContains(self.client.get(f"{DELIVERIES}?q=registry"), "Waiting")
        self.assertNotContains(self.client.get(f"{DELIVERIES}?answered=no"), "Letter 2")

    def test_editors_see_the_register_and_publishers_write_it(self) -> None:
        delivery = make_delivery(closed())
        for group, may in (("Editors", False), ("Petition managers", True)):
            self.client.force_login(make_member(group))
            page = self.client.get(f"{DELIVERIES}{delivery.pk}/change/")
            self.assertEqual('name="_publish"' in page.text, may, group)

    def test_a_petition_links_to_its_deliveries_and_to_a_new_one(self) -> None:
        delivery = make_delivery(closed())
        page = self.client.get(f"/admin/petitions/petition/{delivery.petition_id}/change/")
        self.assertContains(page, f"{DELIVERIES}{delivery.pk}/change/")
        self.assertContains(page, f"{DELIVERIES}add/?petition={delivery.petition_id}")


class PaperTests(DeskTestCase):
    def test_a_batch_has_the_name_of_the_member_of_staff_who_entered_it(self) -> None:
        petition = make_petition()
        typed = {
            "petition": str(petition.pk),
            "received_on": days_ago(1).isoformat(),
            "country": "FR",
            "count": "40",
            "struck_out": "2",
        }
        self.fill_in("/admin/petitions/paperbatch/add/", typed)
        batch = PaperBatch.objects.get()
        self.assertEqual((batch.author, batch.count, batch.struck_out), (self.staff, 40, 2))

    def test_an_empty_batch_is_refused_in_words(self) -> None:
        typed = {
            "petition": str(make_petition().pk),
            "received_on": days_ago(1).isoformat(),
            "country": "FR",
            "count": "0",
        }
        page = self.fill_in("/admin/petitions/paperbatch/add/", typed)
        self.assertContains(page, "There must be at least one signature.")
