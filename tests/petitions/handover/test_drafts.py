"""A delivery or a response that is a draft leaves no trace anywhere outside the desk."""

from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.core.files.base import ContentFile
from django.test import override_settings
from django.utils import timezone

from campaign.publishing import workflow
from campaign.web import page_cache
from petitions.checkpoints import time_stamps
from petitions.models import Delivery, Petition, Response, TimeStamp
from petitions.outreach import linked_people
from petitions.signers import retention
from tests.desk import DeskTestCase
from tests.factories import make_delivery, make_news, make_petition, make_response
from tests.testcases import SiteTestCase

DELIVERIES, RESPONSES = "/admin/petitions/delivery/", "/admin/petitions/response/"
PDF = b"%PDF-1.7\n1 0 obj <<>> endobj\n%%EOF\n"
UNSEEN: tuple[dict[str, Any], ...] = (
    {"state": "draft", "publish_at": None},
    {"state": "in_review", "publish_at": None},
    {"state": "withdrawn"},
    {"state": "published", "publish_at": timezone.now() + timedelta(days=1)},
)


def closed() -> Petition:
    now = timezone.now()
    return make_petition(
        opens_at=now - timedelta(days=90), closes_at=now - timedelta(days=30), slug="bakers"
    )


class NoTraceTests(SiteTestCase):
    ADDRESSES = (
        "/", "/petitions/", "/petitions/bakers/", "/petitions/deliveries/", "/data/petitions.json",
        "/petitions/bakers/integrity/", "/petitions/bakers/embed/", "/petitions/bakers/count.json",
        "/news/about-it/", "/sitemap.xml",
    )  # fmt: skip

    def setUp(self) -> None:
        super().setUp()
        self.petition = closed()
        make_news(slug="about-it").petitions.add(self.petition)

    def pages(self) -> dict[str, str]:
        page_cache.invalidate()
        return {each: self.client.get(each).text for each in self.ADDRESSES}

    def test_every_page_is_as_it_was_before_the_draft(self) -> None:
        make_delivery(self.petition, days_ago=20)
        before = self.pages()
        for fields in UNSEEN:
            with self.subTest(**fields):
                hidden = make_delivery(
                    self.petition, note="Unseen", manifest_sha256="ab" * 32, **fields
                )
                make_response(hidden, answer="Unseen")
                for address, text in self.pages().items():
                    self.assertNotIn("Unseen", text, address)
                    self.assertNotIn("ab" * 32, text, address)
                self.assertEqual(self.pages()["/petitions/"], before["/petitions/"])
                self.assertEqual(
                    self.pages()["/petitions/deliveries/"], before["/petitions/deliveries/"]
                )

    def test_a_draft_makes_no_petition_delivered_and_no_one_answered(self) -> None:
        for fields in UNSEEN:
            with self.subTest(**fields):
                delivery = make_delivery(self.petition, **fields)
                fresh = Petition.objects.get()
                self.assertEqual(fresh.status, "closed")
                self.assertIsNone(fresh.unanswered_since)
                listed = Petition.objects.with_deliveries().get()
                self.assertEqual((listed.handed_over, listed.status), ([], "closed"))
                delivery.delete()

    def test_a_draft_response_leaves_the_delivery_unanswered(self) -> None:
        delivery = make_delivery(self.petition, days_ago=12)
        for fields in UNSEEN:
            with self.subTest(**fields):
                response = make_response(delivery, answer="Unseen", **fields)
                for fresh in (Petition.objects.get(), Petition.objects.with_deliveries().get()):
                    self.assertEqual(fresh.days_unanswered, 12)
                    self.assertIsNone(fresh.last_delivery and fresh.last_delivery.answered_on)
                self.assertNotIn("Unseen", "".join(self.pages().values()))
                response.delete()

    def test_a_document_is_served_once_response_and_delivery_are_public(self) -> None:
        folder = TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        with override_settings(MEDIA_ROOT=Path(folder.name)):
            response = make_response(make_delivery(self.petition))
            response.answer_document.save("a.pdf", ContentFile(PDF))
            address = f"/petitions/bakers/answers/{response.delivery_id}.pdf"
            self.assertEqual(self.client.get(address).getvalue(), PDF)
            for model in (Response, Delivery):
                for fields in UNSEEN:
                    with self.subTest(model=model.__name__, **fields):
                        model._default_manager.update(**fields)
                        self.assertEqual(self.client.get(address).status_code, 404)
                model._default_manager.update(state="published", publish_at=timezone.now())

    def test_a_draft_erases_no_signers_data_and_is_in_no_list_of_time_stamps(self) -> None:
        Petition.objects.update(closes_at=None)
        TimeStamp.objects.create(
            petition=self.petition, sha256="ab" * 32, answer=b"x", stamped_at=timezone.now()
        )
        for fields in UNSEEN:
            with self.subTest(**fields):
                delivery = make_delivery(
                    self.petition, days_ago=400, manifest_sha256="ab" * 32, **fields
                )
                self.assertEqual(retention.plans(Petition.objects.get()), [])
                self.assertEqual(time_stamps.by_delivery(self.petition), [])
                delivery.delete()

    def test_its_words_are_searched_once_it_is_public_or_will_be(self) -> None:
        delivery = make_delivery(self.petition, note="Words", state="draft")
        label = str(Delivery._meta.verbose_name_plural)
        fresh = Petition.objects.get()
        self.assertEqual(linked_people.page_of(fresh).texts[label], [])
        tomorrow = timezone.now() + timedelta(days=1)
        Delivery.objects.filter(pk=delivery.pk).update(state="published", publish_at=tomorrow)
        self.assertIn("Words", linked_people.page_of(Petition.objects.get()).texts[label])


class DeskTests(DeskTestCase):
    def test_a_response_is_typed_in_today_and_published_later(self) -> None:
        delivery = make_delivery(closed())
        page = self.client.get(f"{DELIVERIES}{delivery.pk}/change/")
        new = f"{RESPONSES}add/?delivery={delivery.pk}"
        self.assertContains(page, new)
        today = timezone.localdate().isoformat()
        self.fill_in(new, {"answered_on": today, "answer": "We took note."})
        page_cache.invalidate()
        self.assertNotContains(self.client.get("/petitions/bakers/"), "We took note.")
        response = Response.objects.get()
        self.assertEqual(response.state, "draft")
        preview = self.client.get(f"{RESPONSES}{response.pk}/preview/")
        self.assertContains(preview, "We took note.")
        workflow.publish(response, author=self.staff)
        page_cache.invalidate()
        self.assertContains(self.client.get("/petitions/bakers/"), "We took note.")

    def test_the_preview_of_a_delivery_shows_it_in_its_place(self) -> None:
        petition = closed()
        make_delivery(petition, days_ago=3, note="The second box.")
        draft = make_delivery(petition, days_ago=9, note="The first box.", state="draft")
        page = self.client.get(f"{DELIVERIES}{draft.pk}/preview/").text
        self.assertLess(page.index("The first box."), page.index("The second box."))

    def test_a_response_is_not_published_before_its_delivery(self) -> None:
        draft: dict[str, Any] = {"state": "draft", "publish_at": None}
        response = make_response(make_delivery(closed(), **draft), **draft)
        page = self.fill_in(f"{RESPONSES}{response.pk}/change/", {}, press="_publish")
        self.assertContains(page, "Publish the delivery first")
        self.assertFalse(Response.objects.published().exists())

    def test_what_is_not_public_can_be_deleted_and_what_is_cannot(self) -> None:
        delivery = make_delivery(closed())
        response = make_response(delivery, state="withdrawn")
        public = f"{DELIVERIES}{delivery.pk}/delete/"
        self.assertEqual(self.client.post(public, {"post": "yes"}).status_code, 403)
        self.client.post(f"{RESPONSES}{response.pk}/delete/", {"post": "yes"})
        self.assertFalse(Response.objects.exists())
        workflow.withdraw(delivery, author=self.staff)
        make_response(delivery, state="draft")
        self.client.post(public, {"post": "yes"})
        self.assertFalse(Delivery.objects.exists() or Response.objects.exists())
