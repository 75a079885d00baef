"""The handbook at the desk, and the links to it."""

import re
from html import unescape

from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import SimpleTestCase
from django.urls import reverse

from campaign.handbook import chapters, where
from profiles.admin.parts.sections import SECTIONS
from tests.campaign.accounts.addresses import named_addresses
from tests.campaign.test_roles import make_member
from tests.factories import make_detainee, make_staff
from tests.project.test_papers import without_code
from tests.testcases import SiteTestCase

HANDBOOK = settings.BASE_DIR / "docs" / "handbook"


class ChapterTests(SimpleTestCase):
    def test_every_file_is_a_chapter(self) -> None:
        files = {path.stem for path in HANDBOOK.glob("*.md")} - {"README"}

        self.assertEqual(set(chapters.names()), files)

    def test_a_first_day_begins_with_the_log_in_and_leads_to_the_first_person_and_its_review(
        self,
    ) -> None:
        order = [chapters.names().index(name) for name in ("log-in", "desk", "people", "review")]

        self.assertEqual(order, sorted(order))
        self.assertEqual(order[0], 0)

    def test_every_link_leads_to_a_chapter_and_to_a_heading_of_it(self) -> None:
        for name in (chapters.CONTENTS, *chapters.names()):
            for address in re.findall(r'href="([^"]*)"', chapters.chapter(name).html):
                with self.subTest(chapter=name, address=address):
                    if address.startswith("https://"):
                        continue
                    page, _, anchor = unescape(address).partition("#")
                    target = page.removeprefix(reverse("admin:handbook")).strip("/") or name
                    self.assertIn(target, (name, *chapters.names()))
                    if anchor:
                        self.assertIn(anchor, chapters.chapter(target).headings)

    def test_every_picture_is_there_and_described(self) -> None:
        for name in chapters.names():
            text = without_code((HANDBOOK / f"{name}.md").read_text(encoding="utf-8"))
            for words, file in re.findall(r"!\[([^\]]*)\]\(([^)]+)\)", text):
                with self.subTest(chapter=name, file=file):
                    self.assertGreater(len(words), 20)
                    self.assertIsNotNone(finders.find(file.removeprefix(chapters.PICTURES)))

    def test_its_markdown_makes_no_markup_that_a_policy_forbids(self) -> None:
        for name in chapters.names():
            self.assertNotRegex(chapters.chapter(name).html, r"<script|style=| on\w+=")


class PlaceTests(SimpleTestCase):
    def test_every_page_of_the_desk_leads_to_a_place_that_exists(self) -> None:
        for name in named_addresses():
            with self.subTest(name):
                self.assertTrue(chapters.place(where.of_page(name)).title)

    def test_every_line_of_the_table_is_about_a_page(self) -> None:
        names = named_addresses()
        for beginning in where.PLACES:
            with self.subTest(beginning):
                self.assertTrue(any(name.startswith(beginning) for name in names))

    def test_every_model_of_the_desk_has_its_own_line(self) -> None:
        for name in named_addresses():
            if name.endswith("_changelist"):
                with self.subTest(name):
                    self.assertNotEqual(where.of_page(name), "")

    def test_the_longest_line_counts(self) -> None:
        self.assertEqual(where.of_page("profiles_detainee_change"), "people")
        self.assertEqual(
            where.of_page("profiles_detainee_merge"), "history#two-entries-for-one-person"
        )

    def test_pages_that_every_item_has_lead_to_what_they_do(self) -> None:
        self.assertEqual(where.of_page("news_newsitem_undo"), "history#undoing")
        self.assertEqual(
            where.of_page("petitions_delivery_version-schedule"),
            "review#changing-what-is-public",
        )

    def test_the_sections_of_a_persons_form_lead_to_what_they_ask_for(self) -> None:
        places = [chapters.place(section.handbook) for section in SECTIONS if section.handbook]

        self.assertGreaterEqual(len(places), 9)

    def test_a_place_that_is_not_there_is_an_error(self) -> None:
        for address in ("nowhere", "people#nowhere", "../operators"):
            with self.subTest(address), self.assertRaises(LookupError):
                chapters.place(address)


class PageTests(SiteTestCase):
    def test_the_contents_list_all_chapters_in_their_order(self) -> None:
        self.client.force_login(make_staff())
        page = self.client.get(reverse("admin:handbook")).text

        found = [page.index(f'href="/admin/handbook/{name}/"') for name in chapters.names()]
        self.assertEqual(found, sorted(found))

    def test_a_chapter_leads_to_the_one_before_and_the_next(self) -> None:
        self.client.force_login(make_staff())
        page = self.client.get("/admin/handbook/people/").text

        self.assertIn("<h1>Your first person</h1>", page)
        self.assertRegex(page, r'href="/admin/handbook/writing/" rel="prev"')
        self.assertRegex(page, r'href="/admin/handbook/review/" rel="next"')
        self.assertIn('href="#a-picture"', page)
        self.assertIn('<h2 id="a-picture">', page)

    def test_every_role_reads_it(self) -> None:
        self.client.force_login(make_member("Tip readers"))

        self.assertEqual(self.client.get("/admin/handbook/tips/").status_code, 200)

    def test_visitors_do_not(self) -> None:
        self.assertRedirects(
            self.client.get("/admin/handbook/"),
            "/admin/login/?next=/admin/handbook/",
            fetch_redirect_response=False,
        )

    def test_there_is_no_other_chapter(self) -> None:
        self.client.force_login(make_staff())
        for name in ("README", "nowhere", "operators"):
            with self.subTest(name):
                self.assertEqual(self.client.get(f"/admin/handbook/{name}/").status_code, 404)

    def test_a_form_leads_to_its_chapter_and_each_section_to_its_heading(self) -> None:
        self.client.force_login(make_staff())
        page = self.client.get(
            reverse("admin:profiles_detainee_change", args=[make_detainee().pk])
        ).text

        self.assertIn('<a href="/admin/handbook/people/">Handbook: Your first person</a>', page)
        self.assertIn('href="/admin/handbook/people/#why-we-may-publish"', page)

    def test_a_page_that_asks_leads_to_what_it_asks_about(self) -> None:
        self.client.force_login(make_staff())

        self.assertContains(
            self.client.get("/admin/break-in/"), "/admin/handbook/emergency/#after-a-break-in"
        )

    def test_the_way_in_has_no_link_to_it(self) -> None:
        self.assertNotContains(self.client.get("/admin/login/"), "handbook")
