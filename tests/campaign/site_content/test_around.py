"""Notices and menus around each page."""

from datetime import timedelta
from typing import Any
from unittest import mock

from django.db import IntegrityError, OperationalError, transaction
from django.utils import timezone

from campaign.publishing import workflow
from campaign.publishing.workflow import State
from campaign.site_content import around
from campaign.site_content.menus import default_menu
from campaign.site_content.models import Menu, MenuEntry, Notice
from campaign.web import page_cache
from tests.desk import DeskTestCase
from tests.factories import make_detainee, make_news, make_page, published_fields

MENUS = "/admin/campaign/menu/"
NOTICES = "/admin/campaign/notice/"


def make_notice(text: str = "We have moved.", **fields: Any) -> Notice:
    return Notice.objects.create(text=text, **published_fields() | fields)


class AroundTestCase(DeskTestCase):
    def visit(self, path: str) -> Any:
        page_cache.invalidate()
        return self.client.get(path)


class NoticeTests(AroundTestCase):
    def test_it_is_shown_on_the_pages_for_which_it_is(self) -> None:
        for section, paths in (
            ("everywhere", "/ /news/ /profiles/ /no-such-page/"), ("home", "/"), ("news", "/news/"),
            ("profiles", "/profiles/"), ("petitions", "/petitions/"),
        ):  # fmt: skip
            make_notice(section=section)
            for path in ("/", "/news/", "/profiles/", "/petitions/", "/no-such-page/"):
                with self.subTest(section=section, path=path):
                    page = self.visit(path)
                    shown = 'class="site-notice' in page.text
                    self.assertEqual(shown, path in paths.split() or section == "everywhere")
            Notice.objects.all().delete()

    def test_it_is_shown_from_its_time_until_its_end(self) -> None:
        now = timezone.now()
        for begins, ends, is_shown in (
            (-1, 1, True),
            (1, 2, False),
            (-2, -1, False),
            (-1, None, True),
        ):
            times: dict[str, Any] = {
                "publish_at": now + timedelta(hours=begins),
                "expires_at": ends and now + timedelta(hours=ends),
            }
            make_notice(**times)
            with self.subTest(times):
                self.assertEqual("We have moved." in self.visit("/news/").text, is_shown)
            Notice.objects.all().delete()

    def test_a_page_shows_one_the_most_urgent(self) -> None:
        make_notice("Urgent", level="urgent", publish_at=timezone.now() - timedelta(days=2))
        make_notice("Newest", level="information")
        page = self.visit("/news/")
        self.assertContains(page, "Urgent")
        self.assertNotContains(page, "Newest")

    def test_its_text_is_escaped_and_its_link_is_safe(self) -> None:
        make_notice("<script>x</script>", link="https://other.example/", link_text="There")
        page = self.visit("/news/")
        self.assertContains(page, "&lt;script&gt;x")
        self.assertContains(page, 'rel="noreferrer external"')
        for link in (
            "javascript:alert(1)",
            "//evil.example",
            "/\\evil.example",
            "https://a@evil.example",
            "/\t/evil.example",
            "/\n/evil.example",
            "/news/\\evil.example",
            "https://x.example/\t",
            "https://\tx.example/",
        ):
            with self.subTest(link), self.assertRaises(IntegrityError), transaction.atomic():
                make_notice(link=link, link_text="x")
        for link in (
            "/",
            "/news/?tag=a#b",
            "/خەۋەر/",
            "https://x.example",
            "https://x.example/a?b@c",
        ):
            with self.subTest(link):
                make_notice(link=link, link_text="x")

    def test_staff_read_why_a_link_that_leads_astray_is_refused(self) -> None:
        typed = {"text": "x", "link": "/\t/evil.example/", "link_text": "y"}
        self.assertContains(self.fill_in(f"{NOTICES}add/", typed), "A path of this site, such as")
        self.assertFalse(Notice.objects.exists())

    def test_it_does_not_tell_the_address_of_what_is_not_public(self) -> None:
        make_news(slug="secret-headline", state=State.DRAFT)
        make_notice("We have moved.", link="/news/secret-headline/print/", link_text="There")
        page = self.visit("/petitions/")
        self.assertContains(page, "We have moved.")
        self.assertNotContains(page, "secret-headline")

    def test_staff_write_and_end_it(self) -> None:
        self.fill_in(f"{NOTICES}add/", {"text": "We have moved."}, press="_publish")
        notice = Notice.objects.get()
        self.assertContains(self.visit("/news/"), "We have moved.")
        self.assertContains(self.client.get(f"{NOTICES}{notice.pk}/preview/"), "We have moved.")
        Notice.objects.update(expires_at=timezone.now())
        self.assertNotContains(self.visit("/news/"), "We have moved.")
        self.assertContains(self.client.get(f"{NOTICES}{notice.pk}/change/"), "It has ended")
        self.assertContains(self.client.get(f"{NOTICES}?state=ended"), "We have moved.")

    def test_whoever_takes_it_off_reads_what_that_does(self) -> None:
        page = self.client.get(f"{NOTICES}{make_notice().pk}/withdraw/")
        self.assertContains(page, "No page shows it any more.")
        self.assertNotContains(page, "Its address will say so")

    def test_it_names_no_one_who_must_stay_hidden(self) -> None:
        workflow.withdraw(make_detainee("Aygül Misal"), author=self.staff)
        self.fill_in(f"{NOTICES}add/", {"text": "Aygül Misal is free"}, press="_publish")
        self.assertEqual(Notice.objects.get().state, "draft")

    def test_a_page_costs_one_query_for_notice_and_menus_and_then_none(self) -> None:
        make_notice()
        self.visit("/press/")
        page_cache.cached_pages.clear()
        with self.assertNumQueries(0), mock.patch("campaign.site_content.around._read"):
            around.content()
        page_cache.invalidate()
        with self.assertNumQueries(1):
            around.content()

    def test_without_a_database_the_page_that_says_so_has_the_first_menu(self) -> None:
        page_cache.invalidate()
        with mock.patch("campaign.site_content.around._read", side_effect=OperationalError):
            self.assertEqual(around.content().menus, {})
            labels = [entry.label for entry in around.menu("main", "/")]
        self.assertEqual(labels, [label for label, _path in default_menu("main")])


class MenuTests(AroundTestCase):
    def entries(self, *pairs: tuple[str, str], place: str = "main") -> Menu:
        menu = Menu.objects.create(place=place)
        for order, (label, to) in enumerate(pairs):
            MenuEntry.objects.create(menu=menu, label=label, to=to, order=order)
        return menu

    def test_the_entries_of_staff_replace_the_first_menu(self) -> None:
        self.entries(("Sign", "/petitions/"), ("Shop", "https://shop.example/"))
        page = self.visit("/petitions/")
        self.assertContains(page, '<a href="/petitions/" aria-current="page"><bdi>Sign</bdi></a>')
        self.assertContains(page, 'rel="noreferrer external"')
        self.assertNotContains(page, '<a href="/news/"><bdi>News</bdi></a>')

    def test_an_entry_whose_page_is_unpublished_vanishes_at_once(self) -> None:
        self.entries(("Story", "/news/story/"), ("List", "/news/"))
        item = make_news(slug="story")
        self.assertContains(self.visit("/news/"), "<bdi>Story</bdi>")
        workflow.withdraw(item, author=self.staff)
        self.assertNotContains(self.visit("/news/"), "<bdi>Story</bdi>")
        self.assertNotContains(self.visit("/"), "/news/story/")

    def test_an_address_that_has_changed_still_works_in_a_menu(self) -> None:
        self.entries(("About us", "/about/"))
        page = make_page(slug="about")
        type(page).objects.update(slug="who-we-are")
        self.assertContains(self.visit("/news/"), "<bdi>About us</bdi>")

    def test_an_entry_may_lead_to_a_part_of_a_page_or_have_a_query(self) -> None:
        make_page(slug="about")
        self.entries(
            ("Contact", "/about/#contact"), ("In Uyghur", "/about/?lang=ug#top"), ("No", "/no/?#x")
        )
        for path in ("/", "/news/", "/no-such-page/"):
            with self.subTest(path):
                page = self.visit(path).text
                self.assertIn('<a href="/about/#contact"><bdi>Contact</bdi></a>', page)
                self.assertIn("<bdi>In Uyghur</bdi>", page)
                self.assertNotIn("<bdi>No</bdi>", page)

    def test_staff_begin_with_the_present_menu(self) -> None:
        self.fill_in(f"{MENUS}add/", {"place": "footer"})
        menu = Menu.objects.get()
        self.assertContains(
            self.client.get(f"{MENUS}{menu.pk}/change/"), "Fill in from the present"
        )
        self.client.post(f"{MENUS}{menu.pk}/fill/")
        self.assertEqual(list(menu.entries.values_list("label", "to")), default_menu("footer"))
        self.client.post(f"{MENUS}{menu.pk}/fill/")
        self.assertEqual(menu.entries.count(), len(default_menu("footer")))

    def test_a_label_names_no_one_who_must_stay_hidden(self) -> None:
        workflow.withdraw(make_detainee("Aygül Misal"), author=self.staff)
        page = self.fill_in(
            f"{MENUS}add/",
            {"place": "main", "entries-0-label": "Aygül Misal", "entries-0-to": "/news/"},
        )
        self.assertContains(page, "Aygül Misal")
        self.assertFalse(MenuEntry.objects.exists())

    def test_a_link_that_leads_astray_is_refused(self) -> None:
        page = self.fill_in(
            f"{MENUS}add/",
            {"place": "main", "entries-0-label": "x", "entries-0-to": "//evil.example"},
        )
        self.assertContains(page, "A path of this site")
        self.assertFalse(Menu.objects.exists())
