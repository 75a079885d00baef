"""Addresses of news, petitions and pages: they can change, and say something once the item is unpublished."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import Http404
from django.test import RequestFactory, TestCase
from django.utils import timezone

from campaign.addresses.models import FormerAddress
from campaign.models import Page
from campaign.publishing import workflow
from campaign.web import page_cache
from news.models import NewsItem
from petitions.models import Petition
from petitions.transparency.receipts import receipt_json
from profiles.models import SlugHistory
from profiles.views.people import moved_or_missing
from tests.desk import DeskTestCase
from tests.factories import make_detainee, make_news, make_page, make_petition

NEWS = "/admin/news/newsitem/"


class AddressTestCase(DeskTestCase):
    def visit(self, path: str) -> Any:
        page_cache.invalidate()
        return self.client.get(path)

    def assert_leads(self, path: str, to: str) -> None:
        response = self.visit(path)
        self.assertEqual((response.status_code, response["Location"]), (301, to), path)
        self.assertIn("max-age=5", response["Cache-Control"])

    def assert_status(self, path: str, status: int) -> None:
        self.assertEqual(self.visit(path).status_code, status, path)


class ChangedAddressTests(AddressTestCase):
    def test_the_old_address_of_each_kind_leads_to_the_new_one(self) -> None:
        for item, kind in (
            (make_news(slug="old"), "news/newsitem"), (make_petition(slug="old"), "petitions/petition"),
            (make_page(slug="old"), "campaign/page"),
        ):  # fmt: skip
            with self.subTest(kind):
                old = item.get_absolute_url()
                self.fill_in(f"/admin/{kind}/{item.pk}/change/", {"slug": "new"})
                item.refresh_from_db()
                self.assertEqual(item.slug, "new")
                self.assert_leads(old, item.get_absolute_url())

    def test_so_do_the_addresses_below_it_with_their_query(self) -> None:
        make_petition(slug="old")
        Petition.objects.update(slug="new")
        self.assert_leads("/petitions/old/feed/", "/petitions/new/feed/")
        self.assert_leads("/petitions/old/?for=P-0042", "/petitions/new/?for=P-0042")

    def test_a_form_that_was_opened_before_is_sent_to_the_new_address(self) -> None:
        make_petition(slug="old")
        Petition.objects.update(slug="new")
        response = self.client.post("/petitions/old/sign/", {"name": "Aygül"})
        self.assertEqual(
            (response.status_code, response["Location"]), (308, "/petitions/new/sign/")
        )

    def test_or_it_is_gone_if_staff_choose_so(self) -> None:
        item = make_news(slug="old")
        self.fill_in(f"{NEWS}{item.pk}/change/", {"slug": "new", "keeps_old_addresses": ""})
        self.assert_status("/news/old/", 410)
        self.assert_status("/news/new/", 200)

    def test_a_working_version_keeps_the_address_until_it_is_published(self) -> None:
        item = make_news(slug="old")
        self.fill_in(f"{NEWS}{item.pk}/change/", {"slug": "new"}, press="_keep")
        self.assertFalse(FormerAddress.objects.exists())
        self.assert_status("/news/old/", 200)
        self.fill_in(f"{NEWS}{item.pk}/change/", {}, press="_publish")
        self.assert_leads("/news/old/", "/news/new/")

    def test_two_changes_lead_to_the_newest_at_once_and_back_again_to_none(self) -> None:
        make_news(slug="one")
        for slug in ("two", "three"):
            NewsItem.objects.update(slug=slug)
        for slug in ("one", "two"):
            self.assert_leads(f"/news/{slug}/", "/news/three/")
        NewsItem.objects.update(slug="one")
        self.assert_status("/news/one/", 200)
        self.assert_leads("/news/three/", "/news/one/")

    def test_no_other_item_takes_the_old_address(self) -> None:
        make_news(slug="old")
        NewsItem.objects.update(slug="new")
        other = make_news(slug="other")
        page = self.fill_in(f"{NEWS}{other.pk}/change/", {"slug": "old"})
        self.assertContains(page, "Another page had this address")
        self.assertEqual(NewsItem.objects.get(pk=other.pk).slug, "other")
        with self.assertRaises(IntegrityError), transaction.atomic():
            NewsItem.objects.filter(pk=other.pk).update(slug="old")

    def test_nor_does_a_made_one(self) -> None:
        make_news(slug="a-step-forward")
        NewsItem.objects.update(slug="new")
        self.fill_in(
            f"{NEWS}add/",
            {"headline": "A step forward", "standfirst": "s", "body": "b", "slug": ""},
        )
        self.assertTrue(NewsItem.objects.filter(slug="a-step-forward-2").exists())

    def test_an_address_that_was_never_public_leaves_no_trace(self) -> None:
        make_news(slug="draft", state="draft", publish_at=None)
        make_news(slug="later", publish_at=timezone.now() + timedelta(days=1))
        for slug in ("draft", "later"):
            NewsItem.objects.filter(slug=slug).update(slug=f"new-{slug}")
            self.assert_status(f"/news/{slug}/", 404)
        self.assertFalse(FormerAddress.objects.exists())

    def test_former_addresses_go_with_their_item(self) -> None:
        item = make_news(slug="old")
        NewsItem.objects.update(slug="new")
        item.delete()
        self.assertFalse(FormerAddress.objects.exists())

    def test_receipts_keep_the_name_with_which_the_log_of_a_petition_began(self) -> None:
        petition = make_petition(slug="old")
        before = receipt_json(petition, b"secret")
        Petition.objects.update(slug="new")
        petition.refresh_from_db()
        self.assertEqual(receipt_json(petition, b"secret"), before)


class UnpublishedTests(AddressTestCase):
    def withdraw(self, item: Any, **values: str) -> Any:
        opts = item._meta
        url = f"/admin/{opts.app_label}/{opts.model_name}/{item.pk}/withdraw/"
        return self.fill_in(url, values, press="")

    def test_the_address_says_nothing_unless_staff_choose_more(self) -> None:
        item = make_news(slug="appeal", headline="An appeal")
        self.withdraw(item)
        response = self.visit("/news/appeal/")
        self.assertContains(response, "There can be many reasons", status_code=410)
        self.assertNotContains(response, "An appeal", status_code=410)

    def test_it_gives_a_reason(self) -> None:
        item = make_news(slug="appeal", headline="An appeal")
        self.withdraw(item, answer="reason", gone_because="It had a <b>mistake</b>.")
        response = self.visit("/news/appeal/")
        self.assertContains(response, "It had a &lt;b&gt;mistake&lt;/b&gt;.", status_code=410)
        self.assertNotContains(response, "An appeal", status_code=410)
        self.assertEqual(response["Cache-Control"], "no-store")

    def test_it_leads_to_what_replaces_it_while_that_is_public(self) -> None:
        item, new = make_news(slug="appeal"), make_petition(slug="sign")
        self.withdraw(item, answer="replaced", replaced_by=f"{settings.SITE_URL}/petitions/sign/")
        self.assert_leads("/news/appeal/", "/petitions/sign/")
        self.assert_leads("/news/appeal/?lang=ug", "/petitions/sign/?lang=ug")
        for path in ("card.png", "print/", "press-pack.zip", "event.ics"):
            gone = self.visit(f"/news/appeal/{path}")
            self.assertContains(gone, "This page has been replaced", status_code=410)
        Petition.objects.update(slug="sign-now")
        self.assert_leads("/news/appeal/", "/petitions/sign-now/")
        workflow.withdraw(Petition.objects.get(pk=new.pk), author=self.staff)
        self.assert_status("/news/appeal/", 410)

    def test_two_that_replace_each_other_go_in_no_circle(self) -> None:
        one, other = make_news(slug="one"), make_news(slug="other")
        self.withdraw(one, answer="replaced", replaced_by="/news/other/")
        workflow.withdraw(other, author=self.staff, replaced_by="/news/one/")
        for slug in ("one", "other"):
            self.assert_status(f"/news/{slug}/", 410)

    def test_a_mistake_is_said_and_nothing_is_unpublished(self) -> None:
        item = make_news(slug="appeal")
        make_news(slug="draft", state="draft")
        for values, words in (
            ({"answer": "reason"}, "Write the reason."),
            ({"answer": "replaced"}, "Nothing public has this address."),
            ({"answer": "replaced", "replaced_by": "/news/draft/"}, "Nothing public has"),
            ({"answer": "replaced", "replaced_by": "https://evil.example/news/appeal/"}, "Nothing"),
            ({"answer": "replaced", "replaced_by": "//[evil"}, "Nothing public has"),
            ({"answer": "replaced", "replaced_by": "/news/appeal/"}, "This is the page itself."),
            ({"answer": "x"}, "Select a valid choice"),
        ):
            with self.subTest(values):
                self.assertContains(self.withdraw(item, **values), words, status_code=422)
        self.assert_status("/news/appeal/", 200)

    def test_a_reason_names_no_one_who_must_stay_hidden(self) -> None:
        person = make_detainee("Aygül Misal")
        workflow.withdraw(person, author=self.staff)
        item = make_news(slug="appeal")
        page = self.withdraw(item, answer="reason", gone_because="Aygül Misal is free.")
        self.assertContains(page, "is not public any more", status_code=422)
        self.assert_status("/news/appeal/", 200)

    def test_nor_someone_who_is_withdrawn_later(self) -> None:
        item, person = make_news(slug="appeal"), make_detainee("Aygül Misal")
        self.withdraw(item, answer="reason", gone_because="Aygül Misal is free.")
        page = self.client.get(f"/admin/profiles/detainee/{person.pk}/withdraw/")
        self.assertContains(page, "public reason")

    def test_the_answer_can_change_later(self) -> None:
        item = make_news(slug="appeal")
        self.withdraw(item)
        url = f"{NEWS}{item.pk}/answer/"
        self.fill_in(url, {"answer": "reason", "gone_because": "Wrong."}, press="")
        self.assertContains(self.visit("/news/appeal/"), "Wrong.", status_code=410)
        self.assertEqual(self.read(url).values["gone_because"], "Wrong.")

    def test_publishing_again_forgets_it(self) -> None:
        item = make_news(slug="appeal")
        self.withdraw(item, answer="reason", gone_because="Wrong.")
        item.refresh_from_db()
        workflow.publish(item, author=self.staff)
        self.assertEqual(NewsItem.objects.get().gone_because, "")

    def test_a_person_has_no_choice(self) -> None:
        person = make_detainee()
        page = self.client.get(f"/admin/profiles/detainee/{person.pk}/withdraw/")
        self.assertNotContains(page, "gone_because")
        self.assert_status(
            f"/admin/profiles/detainee/{person.pk}/answer/", 302
        )  # as any unknown page

    def test_who_may_not_publish_changes_no_answer(self) -> None:
        page = make_page(slug="old")
        workflow.withdraw(page, author=self.staff)
        self.sign_in_as("campaign.view_page", "campaign.change_page")
        response = self.client.post(
            f"/admin/campaign/page/{page.pk}/answer/", {"answer": "nothing"}
        )
        self.assertEqual(response.status_code, 403)
        self.assertEqual(Page.objects.get().gone_because, "")


class EndedTests(AddressTestCase):
    """What ends by itself has the same choice, before its end and after it."""

    def setUp(self) -> None:
        super().setUp()
        self.end = timezone.now() + timedelta(days=1)
        self.item = make_news(slug="appeal", expires_at=self.end)
        self.url = f"{NEWS}{self.item.pk}/answer/"

    def answer(self, **values: str) -> Any:
        return self.fill_in(self.url, values, press="")

    def let_it_end(self) -> None:
        NewsItem.objects.filter(pk=self.item.pk).update(
            publish_at=self.end - timedelta(days=9), expires_at=timezone.now()
        )

    def test_it_leads_to_what_replaces_it_from_its_end_on(self) -> None:
        make_petition(slug="sign")
        self.answer(answer="replaced", replaced_by=f"{settings.SITE_URL}/petitions/sign/")
        self.assert_status("/news/appeal/", 200)
        self.item.refresh_from_db()
        self.assertEqual(self.item.state, "published")
        self.let_it_end()
        self.assert_leads("/news/appeal/", "/petitions/sign/")

    def test_it_gives_a_reason_that_is_written_after_its_end(self) -> None:
        self.let_it_end()
        form = self.client.get(f"{NEWS}{self.item.pk}/change/")
        self.assertContains(form, "What its address answers")
        self.answer(answer="reason", gone_because="The meeting is over.")
        self.assertContains(self.visit("/news/appeal/"), "The meeting is over.", status_code=410)

    def test_a_reason_names_no_one_who_is_not_public(self) -> None:
        make_detainee("Aygül Misal", state="draft")
        page = self.answer(answer="reason", gone_because="Aygül Misal is free.")
        self.assertContains(page, "is not public yet", status_code=422)

    def test_what_has_no_end_has_no_answer(self) -> None:
        NewsItem.objects.update(expires_at=None)
        page = self.client.get(self.url, follow=True)
        self.assertContains(page, "is neither unpublished nor has it an end.")
        with self.assertRaisesMessage(ValidationError, "It is public, and has no end."):
            workflow.change_answer(self.item, author=self.staff, gone_because="It is over.")


class AddressesOfPeopleTests(AddressTestCase):
    def test_a_redirect_keeps_the_language(self) -> None:
        person = make_detainee(slug="aygul-misal")
        SlugHistory.objects.create(slug="aygul", detainee=person)
        for slug in ("aygul", person.reference):
            self.assert_leads(f"/profiles/{slug}/?lang=ug", "/profiles/aygul-misal/?lang=ug")


class PersonOnTheMomentTests(TestCase):
    """Someone becomes public between the two queries of a page: the one for the page, the one for where it has moved."""

    def test_nobody_is_sent_to_the_address_that_they_came_from(self) -> None:
        person, request = make_detainee(slug="aygul-misal"), RequestFactory().get("/")
        for view in ("profiles:detail", "profiles:card", "person-feed", "follow-person"):
            with self.subTest(view), self.assertRaises(Http404):
                moved_or_missing(request, str(person.slug), view)
        response = moved_or_missing(request, str(person.reference))
        self.assertEqual(response["Location"], "/profiles/aygul-misal/")
