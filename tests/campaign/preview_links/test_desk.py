"""Staff make links, see what came of them, and revoke them."""

import re
from datetime import timedelta
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from campaign.activity.models import Activity
from campaign.break_in.end import end_break_in
from campaign.closed_records import records
from campaign.preview_links import links
from campaign.preview_links.models import PreviewLink
from campaign.publishing.workflow import State
from tests.campaign.preview_links.links import make_link, open_door
from tests.desk import DeskTestCase
from tests.factories import make_detainee, make_news, make_staff

TYPED = {"purpose": "fact_check", "recipients": "Reyhan\n\n  Erkin  ", "days": "7"}
ALL = "/admin/preview-links/"


def page_of(item: Any) -> str:
    return f"/admin/{item._meta.label_lower.replace('.', '/')}/{item.pk}/links/"


class MakingTests(DeskTestCase):
    def test_each_line_gets_a_link_that_is_shown_once(self) -> None:
        item = make_news(state=State.DRAFT)
        page = self.client.post(page_of(item), TYPED)
        self.assertIn("no-store", page["Cache-Control"])
        doors = re.findall(r'value="[^"]+(/preview/[^"]+)"', page.text)
        self.assertEqual(len(doors), 2)
        for door in doors:
            self.assertEqual(self.client.get(open_door(self.client, door)).status_code, 200)
        again = self.client.get(page_of(item))
        self.assertNotContains(again, "/preview/" + doors[0].split("/")[2])
        for name in ("Reyhan", "Erkin", "Opened once"):
            self.assertContains(again, name)
        made = PreviewLink.objects.latest("pk")
        self.assertAlmostEqual(
            made.expires_at, timezone.now() + timedelta(days=7), delta=timedelta(minutes=1)
        )
        self.assertEqual(Activity.objects.filter(kind="shown", actor=self.staff).count(), 2)

    def test_a_name_is_encrypted(self) -> None:
        make_link(make_news(), self.staff)
        [name] = PreviewLink.objects.values_list("recipient", flat=True)
        self.assertTrue(name.startswith("encrypted:"))

    def test_a_mistake_makes_no_link_and_keeps_what_was_typed(self) -> None:
        item = make_news(state=State.DRAFT)
        for wrong in (
            {"recipients": " \n "},
            {"recipients": "x" * 121},
            {"recipients": "a\n" * 51},
            {"days": "9999"},
            {"days": "seven"},
            {"purpose": "fun"},
            {"max_openings": "0"},
            {"max_openings": "9" * 30},
            {"max_openings": "-1"},
        ):
            with self.subTest(wrong):
                page = self.client.post(page_of(item), TYPED | wrong)
                self.assertContains(page, "No link was made", status_code=422)
        self.assertFalse(PreviewLink.objects.exists())

    def test_the_form_of_the_item_says_who_can_see_it_and_that_someone_wrote(self) -> None:
        item = make_news(state=State.DRAFT)
        link, _door = make_link(item, self.staff)
        link.comments.create(about="whole", verdict="right", on=timezone.localdate())
        page = self.client.get(page_of(item).replace("links", "change"))
        self.assertContains(page, "One reader outside can see it. There is one comment to read.")

    def test_a_comment_can_be_marked_as_dealt_with(self) -> None:
        item = make_news(state=State.DRAFT)
        link, _door = make_link(item, self.staff)
        comment = link.comments.create(about="whole", verdict="right", on=timezone.localdate())
        page = self.client.post(f"{ALL}comment/{comment.pk}/settle/", follow=True)
        self.assertContains(page, "Dealt with")
        self.assertNotContains(
            self.client.get(page_of(item).replace("links", "change")), "comment to read"
        )

    def test_no_link_shows_what_was_unpublished_or_is_closed(self) -> None:
        withdrawn, closed = make_news(state=State.WITHDRAWN), make_detainee(state=State.DRAFT)
        records.limit(closed, groups=[], staff=[self.staff], by=self.staff)
        for item in (withdrawn, closed):
            page = self.client.get(page_of(item))
            self.assertContains(page, "No link shows it")
            self.assertNotContains(page, "Make the link")
            self.client.post(page_of(item), TYPED)
        self.assertFalse(PreviewLink.objects.exists())


class RevokingTests(DeskTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.item = make_news(state=State.DRAFT, headline="A draft")
        self.link, self.door = make_link(self.item, self.staff)

    def test_a_revoked_link_shows_nothing_from_the_next_request_on(self) -> None:
        text = open_door(self.client, self.door)
        page = self.client.post(f"{ALL}link/{self.link.pk}/revoke/", follow=True)
        self.assertContains(page, "Revoked on")
        self.assertEqual(self.client.get(text).status_code, 404)
        revoked = Activity.objects.get(kind="link_revoked")
        self.assertEqual(revoked.detail, f"link {self.link.pk}, openings 1")

    def test_one_page_lists_all_working_links_with_a_button_each(self) -> None:
        ended, _door = make_link(make_news(headline="Ended"), self.staff)
        links.revoke(ended, by=self.staff)
        page = self.client.get(ALL)
        self.assertContains(page, "A draft")
        self.assertContains(page, "Reyhan")
        self.assertNotContains(page, "Ended")
        page = self.client.post(f"{ALL}link/{self.link.pk}/revoke/", {"all": "yes"}, follow=True)
        self.assertContains(page, "No link works at the moment.")

    def test_it_reads_a_hundred_links_with_as_many_queries_as_one(self) -> None:
        self.client.get(ALL)
        with CaptureQueriesContext(connection) as one:
            self.client.get(ALL)
        for number in range(5):
            make_link(make_news(headline=f"Draft {number}"), self.staff)
        with CaptureQueriesContext(connection) as six:
            self.client.get(ALL)
        self.assertEqual(len(six), len(one))

    def test_after_a_break_in_all_are_revoked(self) -> None:
        end_break_in(by=None)
        self.assertFalse(PreviewLink.objects.working().exists())
        self.assertEqual(self.client.get(self.door).status_code, 404)

    def test_who_may_not_change_the_item_learns_nothing_of_its_links(self) -> None:
        person = make_detainee("Aygül Misal", state=State.DRAFT)
        link, _door = make_link(person, self.staff)
        comment = link.comments.create(about="whole", verdict="right", on=timezone.localdate())
        self.sign_in_as("profiles.view_detainee", "news.change_newsitem", "news.view_newsitem")
        for answer in (
            self.client.get(page_of(person)),
            self.client.post(page_of(person), TYPED),
            self.client.post(f"{ALL}link/{link.pk}/revoke/"),
            self.client.post(f"{ALL}comment/{comment.pk}/settle/"),
        ):
            self.assertEqual(answer.status_code, 403)
        page = self.client.get(ALL)
        self.assertNotContains(page, "Aygül")
        self.assertContains(page, "A draft")
        self.assertTrue(PreviewLink.objects.working().filter(pk=link.pk).exists())

    def test_a_closed_record_is_as_if_it_did_not_exist(self) -> None:
        person = make_detainee("Aygül Misal", state=State.DRAFT)
        link, door = make_link(person, self.staff)
        records.limit(person, groups=[], staff=[make_staff("other")], by=make_staff("third"))
        self.assertNotContains(self.client.get(ALL), "Aygül")
        self.assertEqual(self.client.post(f"{ALL}link/{link.pk}/revoke/").status_code, 404)
        self.assertEqual(self.client.get(door).status_code, 404)


class FirstPageTests(DeskTestCase):
    def test_it_lists_comments_until_someone_has_dealt_with_them_and_leads_to_all_links(
        self,
    ) -> None:
        item = make_news(state=State.DRAFT, headline="A draft")
        link, _door = make_link(item, self.staff)
        comment = link.comments.create(about="whole", verdict="right", on=timezone.localdate())
        page = self.client.get("/admin/")
        self.assertContains(page, "Comments from outside")
        self.assertContains(page, page_of(item))
        self.assertContains(page, ALL)
        self.client.post(f"{ALL}comment/{comment.pk}/settle/")
        self.assertNotContains(self.client.get("/admin/"), "Comments from outside")
