"""A reader outside opens a link: they see the public page of a draft, and no one else sees anything."""

import re
from datetime import timedelta
from typing import Any
from unittest import mock

from django.contrib.auth.models import Group, User
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from campaign.activity.models import Activity
from campaign.images import renditions
from campaign.preview_links import links, periods
from campaign.preview_links.models import PreviewComment, PreviewLink
from campaign.publishing.workflow import State
from news.documents.intake import file_path
from news.models import NewsItem
from tests.campaign.preview_links.links import make_link, open_door
from tests.canaries import CANARY, find_rows_with
from tests.desk import DeskTestCase
from tests.factories import (
    make_delivery,
    make_detainee,
    make_news,
    make_page,
    make_petition,
    make_picture,
    make_press,
    make_response,
)

DEAD = "This link does not work."


class DoorTests(DeskTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.item = make_news(state=State.DRAFT, headline="Not yet public")
        self.link, self.door = make_link(self.item, self.staff)
        self.client.logout()

    def test_a_scanner_that_fetches_the_link_reads_nothing_and_counts_nothing(self) -> None:
        for method in (self.client.get, self.client.head, self.client.options):
            answer = method(self.door)
            self.assertNotIn("Not yet public", answer.content.decode())
        self.link.refresh_from_db()
        self.assertEqual(self.link.openings, 0)

    def test_the_button_opens_the_text_and_counts_the_day(self) -> None:
        page = self.client.get(open_door(self.client, self.door))
        self.assertContains(page, "Not yet public")
        open_door(self.client, self.door)
        self.link.refresh_from_db()
        today = timezone.localdate()
        self.assertEqual((self.link.openings, self.link.last_opened_on), (2, today))
        opened = Activity.objects.get(kind="link_opened")
        self.assertEqual((opened.actor, opened.detail), (None, f"link {self.link.pk}"))

    def test_no_page_says_for_whom_the_link_is(self) -> None:
        for page in (self.door, open_door(self.client, self.door)):
            self.assertNotContains(self.client.get(page), "Reyhan")

    def test_no_cache_search_engine_or_other_site_learns_of_it(self) -> None:
        text = open_door(self.client, self.door)
        for address in (
            self.door,
            text,
            "/preview/unknown/",
            f"{text}files/nothing",
            self.door.rstrip("/"),
            text.rstrip("/"),
            f"{text}files/",
            f"/ug{self.door}",
            f"{self.door}%00",
        ):
            answer = self.client.get(address)
            self.assertEqual(answer["Cache-Control"], "no-store")
            self.assertEqual(answer["Referrer-Policy"], "no-referrer")
            self.assertIn("noindex", answer["X-Robots-Tag"])
            self.assertFalse(answer.cookies)
        page = self.client.get(text)
        self.assertContains(page, '<meta name="robots" content="noindex">')
        self.assertNotContains(page, "og:url")

    def test_a_browser_that_hides_where_it_comes_from_can_press_the_button(self) -> None:
        answer = self.client.post(self.door, headers={"Origin": "null"})
        self.assertEqual(answer.status_code, 303)

    def test_the_token_is_stored_nowhere(self) -> None:
        token = self.door.split("/")[2]
        self.assertGreaterEqual(len(token), 43)
        open_door(self.client, self.door)
        self.assertEqual(find_rows_with(token), [])

    def test_of_the_page_only_the_form_for_comments_can_be_sent(self) -> None:
        text = open_door(self.client, self.door)
        policy = self.client.get(text)["Content-Security-Policy"]
        self.assertIn(f"form-action http://testserver{text}", policy)


class DeadLinkTests(DeskTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.item = make_news(state=State.DRAFT)
        self.link, self.door = make_link(self.item, self.staff)
        self.text = open_door(self.client, self.door)
        self.client.logout()
        self.unknown = self.client.get(f"/preview/{'A' * 43}/").content

    def assert_dead(self) -> None:
        for address in (
            self.door,
            self.text,
            f"{self.text}pictures/1/1.jpg",
            f"{self.text}files/x",
        ):
            answer = self.client.get(address)
            self.assertEqual((answer.status_code, answer.content), (404, self.unknown), address)
        for address in (self.door, self.text):
            answer = self.client.post(address, {"about": "whole", "verdict": "right"})
            self.assertEqual((answer.status_code, answer.content), (404, self.unknown), address)

    def test_when_it_was_revoked(self) -> None:
        links.revoke(self.link, by=self.staff)
        self.assert_dead()

    def test_when_its_time_is_over(self) -> None:
        PreviewLink.objects.update(expires_at=timezone.now())
        self.assert_dead()

    def test_when_its_item_is_deleted_and_its_row_with_it(self) -> None:
        self.link.comments.create(about="whole", verdict="right", on=timezone.localdate())
        self.item.delete()
        self.assertFalse(PreviewLink.objects.exists())
        self.assert_dead()

    def test_when_its_item_was_unpublished(self) -> None:
        NewsItem.objects.update(state=State.WITHDRAWN)
        self.assert_dead()

    def test_when_its_item_is_a_closed_record(self) -> None:
        NewsItem.objects.update(is_closed=True)
        self.assert_dead()

    def test_when_the_account_that_made_it_is_inactive(self) -> None:
        self.staff.is_active = False
        self.staff.save()
        self.assert_dead()

    def test_when_whoever_made_it_may_not_change_the_item_any_more(self) -> None:
        for change in ({"is_superuser": False}, {"is_staff": False}):
            with self.subTest(change):
                User.objects.update(is_superuser=True, is_staff=True)
                self.assertEqual(self.client.get(self.text).status_code, 200)
                User.objects.update(**change)
                self.assert_dead()

    def test_when_its_maker_has_lost_the_role(self) -> None:
        User.objects.update(is_superuser=False)
        newsroom = Group.objects.get(name="Newsroom")
        self.staff.groups.set([newsroom])
        self.assertEqual(self.client.get(self.text).status_code, 200)
        self.staff.groups.set([Group.objects.get(name="Translators")])
        self.assert_dead()

    def test_when_it_ends_with_the_publication(self) -> None:
        PreviewLink.objects.update(ends_when_public=True)
        self.assertEqual(self.client.get(self.text).status_code, 200)
        NewsItem.objects.update(state=State.PUBLISHED, publish_at=timezone.now())
        self.assert_dead()

    def test_when_it_was_opened_as_often_as_allowed_but_whoever_is_reading_reads_on(self) -> None:
        PreviewLink.objects.update(max_openings=1)
        for answer in (self.client.get(self.door), self.client.post(self.door)):
            self.assertEqual((answer.status_code, answer.content), (404, self.unknown))
        self.assertEqual(self.client.get(self.text).status_code, 200)

    def test_a_pass_lasts_some_hours_and_belongs_to_one_link(self) -> None:
        _other, door = make_link(self.item, self.staff)
        opening = self.text.split("/")[3]
        for wrong in (f"{door}{opening}/", f"{self.door}{opening}x/", f"{self.door}nothing/"):
            answer = self.client.get(wrong)
            self.assertEqual(answer.status_code, 303, wrong)
            self.assertEqual(answer["Location"], f"{wrong.rsplit('/', 2)[0]}/")
            self.assertEqual(self.client.get(f"{wrong}files/event.ics").status_code, 404)
        with mock.patch("time.time", return_value=timezone.now().timestamp() + 12 * 3600 + 9):
            self.assertEqual(periods.READING, timedelta(hours=12))
            self.assertEqual(self.client.get(self.text).status_code, 303)


class WithdrawnConsentTests(DeskTestCase):
    """A family that takes its consent back hides the person from readers outside too."""

    def assert_dead_after(self, **ended: Any) -> None:
        for state in (State.PUBLISHED, State.DRAFT):
            with self.subTest(state=state):
                person = make_detainee("Rena Hidden", state=state)
                _link, door = make_link(person, self.staff)
                text = open_door(self.client, door)
                self.assertEqual(self.client.get(text).status_code, 200)
                person.consents.update(**ended)
                for address in (door, text):
                    self.assertContains(self.client.get(address), DEAD, status_code=404)
                with self.assertRaisesMessage(ValidationError, "No consent is in force."):
                    make_link(person, self.staff)

    def test_no_link_shows_them_from_the_next_request_on(self) -> None:
        self.assert_dead_after(withdrawn_at=timezone.now())

    def test_nor_after_the_last_day_of_the_consent(self) -> None:
        self.assert_dead_after(expires_on=timezone.localdate())

    def test_nor_someone_published_who_never_had_a_consent(self) -> None:
        person = make_detainee(covers=())
        with self.assertRaises(ValidationError):
            make_link(person, self.staff)

    def test_a_draft_can_be_shown_to_those_who_will_be_asked_for_their_consent(self) -> None:
        person = make_detainee(state=State.DRAFT, covers=())
        _link, door = make_link(person, self.staff)
        self.assertContains(self.client.get(open_door(self.client, door)), "This is not public.")


class TextTests(DeskTestCase):
    def show(self, item: Any, **fields: Any) -> Any:
        _link, door = make_link(item, self.staff, **fields)
        self.text = open_door(self.client, door)
        return self.client.get(self.text)

    def test_everything_that_is_published_can_be_shown_as_a_draft(self) -> None:
        petition = make_petition(state=State.DRAFT, title="Free the teachers")
        delivery = make_delivery(petition, state=State.DRAFT)
        for item, words in (
            (make_detainee("Aygül Misal", state=State.DRAFT), "Aygül Misal"),
            (petition, "Free the teachers"),
            (make_page(state=State.DRAFT), "We are a campaign."),
            (make_press(state=State.DRAFT), "Press Office"),
            (delivery, petition.title),
            (make_response(delivery, state=State.DRAFT), petition.title),
        ):
            with self.subTest(item._meta.label):
                self.assertContains(self.show(item), words)

    def test_its_reader_can_do_nothing_but_read_and_comment(self) -> None:
        """A form or link for something secret would do nothing, or ask the public site for its address."""
        make_petition(title="For everyone")
        person = make_detainee("Aygül Misal", state=State.DRAFT, slug="aygul")
        make_news().people.add(person)
        petition = make_petition(state=State.DRAFT, slug="teachers", closes_at=None)
        delivery = make_delivery(petition, state=State.DRAFT)
        response = make_response(delivery, state=State.DRAFT)
        item = make_news(state=State.DRAFT, kind="release", slug="soon")
        secret = ("/profiles/aygul/", "/petitions/teachers/", "/news/soon/", person.reference)
        for shown in (person, petition, delivery, response, item):
            page = self.show(shown).text
            with self.subTest(shown._meta.label):
                self.assertEqual(re.findall('<form[^>]* action="([^"]*)"', page), [self.text])
                addresses = re.findall('(?:href|src|data-live-count)="([^"]*)"', page)
                self.assertEqual(
                    [each for each in addresses if any(part in each for part in secret)], []
                )
                for word in ("wa.me", "mailto:", "t.me"):
                    self.assertNotIn(word, page)

    def test_a_person_is_shown_as_the_public_would_see_them(self) -> None:
        person = make_detainee("Aygül Misal", state=State.DRAFT, slug=None, identity="anonymous")
        page = self.show(person)
        self.assertNotContains(page, "Aygül")
        self.assertContains(page, "A comment is no consent")

    def test_what_the_public_would_not_see_is_not_shown_either(self) -> None:
        person = make_detainee("Aygül Misal", state=State.DRAFT, staff_notes=CANARY)
        person.names.create(text=f"{CANARY} Misal", is_public=False)
        source = person.sources.create(kind="relative", attribution=CANARY, contact=CANARY)
        source.is_public = False
        source.save()
        related = make_detainee(CANARY, state=State.DRAFT)
        item = make_news(state=State.DRAFT, quote=CANARY, quote_speaker="She", quote_person=related)
        item.people.add(related)
        for shown in (person, item):
            self.assertNotContains(self.show(shown), CANARY)

    def test_it_shows_the_text_as_it_is_now(self) -> None:
        item = make_news(state=State.DRAFT)
        self.show(item)
        NewsItem.objects.update(headline="Another headline")
        self.assertContains(self.client.get(self.text), "Another headline")

    def test_the_working_version_is_shown_only_if_the_link_is_about_it(self) -> None:
        item = make_news(headline="The public text")
        url = f"/admin/news/newsitem/{item.pk}/change/"
        self.fill_in(url, {"headline": "The next text"}, press="_keep")
        self.assertContains(self.show(item, shows_version=True), "The next text")
        item.refresh_from_db()
        self.assertEqual(item.headline, "The public text")
        self.assertNotContains(self.show(item), "The next text")

    def test_the_next_text_of_something_public_is_not_called_public(self) -> None:
        item = make_news(kind="release", headline="The public text")
        url = f"/admin/news/newsitem/{item.pk}/change/"
        self.fill_in(url, {"headline": "The next text"}, press="_keep")
        page = self.show(item, purpose="embargo", shows_version=True)
        for answer in (page, self.client.get(f"{self.text}files/print/")):
            self.assertContains(answer, "The next text")
            self.assertContains(answer, "Not for publication yet")
            self.assertNotContains(answer, "This is public now.")
            self.assertNotContains(answer, "immediate release")
        self.assertContains(self.show(item), "This is public now.")
        item.refresh_from_db()
        self.assertTrue(item.is_published)

    def test_an_embargo_stands_at_the_top_with_its_zone(self) -> None:
        at = timezone.now() + timedelta(days=3)
        page = self.show(make_news(publish_at=at), purpose="embargo")
        self.assertContains(page, f"Embargoed until {timezone.localtime(at):%A}")
        self.assertContains(page, "UTC.</strong> Please publish, post or quote nothing of it")

    def test_a_journalist_is_asked_for_mistakes_and_not_for_leave_to_publish(self) -> None:
        page = self.show(make_news(state=State.DRAFT), purpose="embargo")
        self.assertContains(page, "Have you found a mistake?")
        self.assertNotContains(page, "Do not publish this")
        here = page.wsgi_request.path
        self.client.post(here, {"about": "facts", "text": "It was in May."})
        self.assertEqual(PreviewComment.objects.get().verdict, "change")

    def test_pictures_are_served_with_the_page_that_shows_them_and_no_other(self) -> None:
        pictures = [make_picture() for _number in range(4)]
        for picture in pictures:
            path = renditions.file_path(picture.name, 1, "jpg")
            default_storage.save(path, ContentFile(b"picture"))
        portrait, lead, in_text, _other = pictures
        person = make_detainee(state=State.DRAFT, portrait=portrait)
        item = make_news(state=State.DRAFT, image=lead, body=f"Look:\n\n![](picture:{in_text.pk})")
        for shown_with, shown in ((person, [portrait]), (item, [lead, in_text])):
            page = self.show(shown_with)
            for picture in pictures:
                address = f"{self.text}pictures/{picture.pk}/1.jpg"
                status = 200 if picture in shown else 404
                self.assertEqual(self.client.get(address).status_code, status, address)
                self.assertEqual(address in page.text, picture in shown)
        self.assertEqual(self.client.get(f"{self.text}pictures/{lead.pk}/2.jpg").status_code, 404)

    def test_the_files_of_an_embargoed_release_are_behind_its_link_and_nowhere_else(self) -> None:
        item = make_news(
            kind="release", publish_at=timezone.now() + timedelta(days=1), slug="later"
        )
        default_storage.save(file_path("report.pdf"), ContentFile(b"%PDF"))
        document = item.documents.create(title="The report", name="report.pdf", size=4)
        page = self.show(item, purpose="embargo")
        for name in ("print/", "press-pack.zip", f"documents/{document.pk}/the-report.pdf"):
            with self.subTest(name):
                address = f"{self.text}files/{name}"
                self.assertContains(page, f'"{address}"')
                answer = self.client.get(address)
                self.assertEqual(answer.status_code, 200)
                self.assertTrue(answer.getvalue())
                self.assertEqual(answer["Cache-Control"], "no-store")
                self.assertEqual(self.client.get(f"/news/later/{name}").status_code, 404)
        back = self.client.get(f"{self.text}files/print/")
        self.assertContains(back, f'href="{self.text}"')

    def test_a_path_that_no_item_has_is_no_file(self) -> None:
        self.show(make_news(state=State.DRAFT))
        for name in ("documents/1/x", "documents/9999999999999/x", "../../x", "print/", "%00", "é"):
            answer = self.client.get(f"{self.text}files/{name}")
            self.assertIn(answer.status_code, (400, 404), name)
