"""Redirects: the addresses of an older site lead to pages of this one, and nowhere that staff did not choose."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import SimpleTestCase
from hypothesis import example, given
from hypothesis import strategies as st

from campaign.addresses import redirects
from campaign.addresses.models import Redirect
from campaign.publishing.workflow import State
from campaign.web import page_cache
from profiles.models import Detainee
from tests.desk import DeskTestCase
from tests.factories import make_detainee, make_news, make_page

ADD = "/admin/campaign/redirect/add/"
LINES = "/admin/campaign/redirect/lines/"


def add(old: str, to: str = "/news/", **fields: bool) -> None:
    Redirect.objects.create(old=redirects.normal(old), to=to, **fields)
    page_cache.invalidate()


class VisitorTests(DeskTestCase):
    def assert_leads(self, path: str, to: str = "/news/") -> None:
        response = self.client.get(path)
        self.assertEqual((response.status_code, response.get("Location")), (301, to), path)

    def test_an_old_address_leads_to_the_new_one_however_it_is_written(self) -> None:
        add("/2019/05/Our-Appeal/")
        for path in (
            "/2019/05/our-appeal/", "/2019/05/our-appeal", "/2019/05/OUR-APPEAL/", "/2019//05/our-appeal/",
            "/2019/05/our%2Dappeal/", "/2019/05/our-appeal/?utm_source=letter",
        ):  # fmt: skip
            with self.subTest(path):
                self.assert_leads(path)

    def test_addresses_outside_of_ascii_work_in_each_form(self) -> None:
        add("/ئايگۈل/ÉLAN/")
        for path in (
            "/ئايگۈل/élan",
            "/%D8%A6%D8%A7%D9%8A%DA%AF%DB%88%D9%84/%C3%A9lan/",
            "/ئايگۈل/élan",
        ):
            with self.subTest(path):
                self.assert_leads(path)

    def test_a_query_of_an_older_site_works_below_a_page_and_at_the_home_page(self) -> None:
        for old in ("/index.php?page_id=12", "/?page_id=12"):
            add(old)
            for more in ("", "&utm_source=letter"):
                with self.subTest(old + more):
                    self.assert_leads(old + more)
        self.assertEqual(self.client.get("/?page_id=13").status_code, 200)
        self.assertEqual(self.client.get("/index.php?page_id=13").status_code, 404)

    def test_a_page_of_the_site_is_never_redirected(self) -> None:
        make_page(slug="about")
        add("/about/")
        self.assertEqual(self.client.get("/about/").status_code, 200)

    def test_none_tells_the_address_of_what_is_not_public(self) -> None:
        person = make_detainee(slug="semet-misal")
        make_news(slug="embargoed-headline", state=State.DRAFT)
        for number, to in enumerate(
            ("/profiles/semet-misal/", "/profiles/semet-misal", "/profiles/semet-misal/card.png", "/profiles/semet-misal/?x=1#a",
             "/news/embargoed-headline/", "/news/embargoed-headline/print/", "/profiles/%73emet-misal/"),
        ):  # fmt: skip
            add(f"/old/{number}", to)
            add(f"/?old={number}", to)
        self.assert_leads("/old/0", "/profiles/semet-misal/")
        self.assert_leads("/old/2", "/profiles/semet-misal/card.png")
        Detainee.objects.filter(pk=person.pk).update(state=State.WITHDRAWN)
        page_cache.invalidate()
        for number in range(7):
            with self.subTest(number):
                self.assertEqual(self.client.get(f"/old/{number}").status_code, 404)
                self.assertEqual(self.client.get(f"/?old={number}").status_code, 200)

    def test_it_leads_at_once_to_what_has_moved_or_is_replaced(self) -> None:
        page = make_page(slug="before")
        page.slug = "after"
        page.save()
        make_news(slug="gone", state=State.WITHDRAWN, replaced_by="/after/")
        for old, to in (("/a/b", "/before/?lang=ug"), ("/c/d", "/news/gone/")):
            add(old, to)
        self.assert_leads("/a/b", "/after/?lang=ug")
        self.assert_leads("/c/d", "/after/")

    def test_none_leads_to_itself_for_ever(self) -> None:
        add("/news/tags/no-tag/", "/news/tags/no-tag/?x=1")
        add("/?p=1", "/?p=1&b=2")
        self.assertEqual(self.client.get("/news/tags/no-tag/").status_code, 404)
        self.assertEqual(self.client.get("/?p=1").status_code, 200)

    def test_only_reading_is_redirected(self) -> None:
        add("/old/")
        self.assertEqual(self.client.post("/old/").status_code, 405)
        add("/a/b/c/")
        self.assertEqual(self.client.post("/a/b/c/").status_code, 404)

    def test_a_404_costs_one_query_more_and_other_pages_none(self) -> None:
        make_news()
        self.client.get("/?x=1")
        with self.assertNumQueries(1):
            self.client.get("/no/such/page/")
        page_cache.invalidate()
        self.client.get("/?x=2")
        with self.assertNumQueries(0):
            self.client.get("/?x=3")

    def test_hostile_addresses_are_answered_with_404(self) -> None:
        add("/old/", "https://other.example/", is_elsewhere=True)
        for path in (
            "/old%00/", "/%ff%fe/", "/old/?" + "&".join(f"a{n}=1" for n in range(50)), "/" + "x" * 3000 + "/y/",
            "/old\\/", "//evil.example/%2e%2e", "/old/;/x?to=https://evil.example",
        ):  # fmt: skip
            with self.subTest(path[:40]):
                response = self.client.get(path)
                self.assertNotIn("evil", response.get("Location", ""))
                self.assertIn(response.status_code, {301, 400, 404})


class TargetTests(DeskTestCase):
    def test_the_database_stores_no_target_that_a_browser_reads_as_another_site(self) -> None:
        for to, elsewhere in (
            ("//evil.example", False), ("/\\evil.example", False), ("https://evil.example", False),
            ("/\t/evil.example", False), ("/\n/evil.example", False), ("/a\\b", False), ("https://\tx", True),
            ("javascript:alert(1)", False), ("http://evil.example", True), ("", False), ("/about/", True),
        ):  # fmt: skip
            with self.subTest(to), self.assertRaises(IntegrityError), transaction.atomic():
                Redirect.objects.create(old="/old", to=to, is_elsewhere=elsewhere)


class AnyTextTests(SimpleTestCase):
    @given(st.text(max_size=40) | st.text(alphabet="/\\:@.?#\t ehtpsx", max_size=20))
    @example("//evil.example")
    @example("/\\evil.example")
    @example("/\t/evil.example")
    @example("https:evil.example")
    @example("https://testserver@evil.example/")
    def test_no_typed_target_leaves_the_site_unless_it_is_marked(self, text: str) -> None:
        try:
            to, is_elsewhere = redirects.target(text, may_leave=False)
        except ValidationError:
            return
        self.assertFalse(is_elsewhere)
        self.assertTrue(to.startswith("/"))
        self.assertEqual(urlsplit(to).netloc, "")
        self.assertNotRegex(to, r"[\\\s]|^//")

    @given(st.text(max_size=60))
    def test_a_normal_address_stays_as_it_is(self, text: str) -> None:
        once = redirects.normal(text)
        self.assertEqual(once.lower() and once[0], "/" if once else "")


class DeskTests(DeskTestCase):
    def look(self, lines: str, **more: str) -> dict[int, redirects.Line]:
        page = self.client.post(LINES, {"lines": lines} | more)
        return {line.number: line for line in page.context["lines"]}

    def test_pasted_lines_are_shown_first_and_then_stored(self) -> None:
        make_page(slug="about")
        text = f"old;new\n/a/ /about/\n/b,/about/\n\n/?page_id=3\t{settings.SITE_URL}/about/\n"
        found = self.look(text)
        self.assertEqual([(line.old, line.to, line.error) for line in found.values()], [
            ("/a", "/about/", ""), ("/b", "/about/", ""), ("/?page_id=3", "/about/", ""),
        ])  # fmt: skip
        self.assertFalse(Redirect.objects.exists())
        page = self.client.post(LINES, {"lines": text, "_store": "yes"}, follow=True)
        self.assertContains(page, "3 redirects are stored.")
        self.assertEqual(Redirect.objects.count(), 3)

    def test_a_target_may_have_a_query_or_lead_to_a_part_of_a_page(self) -> None:
        make_news(slug="story")
        for to in ("/news/story/?lang=ug", "/news/story/#end", "/news/none/?x=1", "/?q=%ff#x"):
            with self.subTest(to):
                page = self.client.post(LINES, {"lines": f"/old {to}"})
                self.assertEqual(page.status_code, 200)
                self.assertContains(page, "/old")

    def test_what_cannot_be_is_left_out_and_says_why(self) -> None:
        found = self.look(
            "/a /a/\n/b /c\n/c /b\n/d https://other.example/\n/e //evil.example\n/ /about/\n/admin/x /about/\n"
            "/f\nfoo /about/\n/g /h /i\n/j /about/\n/J/ /news/"
        )
        self.assertTrue(all(line.error for number, line in found.items() if number not in {11, 2}))
        self.assertEqual(found[11].error, "")

    def test_a_page_that_is_there_now_is_not_redirected_and_bends_no_other(self) -> None:
        make_page(slug="about")
        add("/about/", "/news/")  # from before there was the page
        found = self.look("/older /about/\n/about /news/\n/petitions /news/")
        self.assertEqual((found[1].to, found[1].error), ("/about/", ""))
        for line in (found[2], found[3]):
            self.assertIn("has a page of its own", line.error)
        page = self.client.post(ADD, {"old": "/about/", "to": "/news/"})
        self.assertContains(page, "has a page of its own")

    def test_every_line_is_stored_or_says_why_not(self) -> None:
        found = self.look('from to\n\nabout news\n/a\n"/b\n/c /news/\n' + "x" * 200_000)
        self.assertEqual([number for number in found if found[number].error], [3, 4, 5, 7])
        page = self.client.post(LINES, {"lines": "/a /news/\n" * 5001})
        self.assertContains(page, "These are 5001 lines.", status_code=422)
        self.assertContains(page, "/a /news/", 5001, status_code=422)

    def test_a_circle_through_parameters_is_refused(self) -> None:
        found = self.look(
            "/loop /loop?x=1\n/loop2?x=1 /loop2?x=1&y=2\n/?p=1 /?p=1&b=2\n/b /c?x=1\n/c /b?y=2\n/d?x=1 /news/?x=1"
        )
        self.assertEqual([bool(line.error) for line in found.values()], [True] * 5 + [False])

    def test_a_chain_is_made_straight_whichever_end_comes_first(self) -> None:
        add("/a/", "/b/")
        self.client.post(LINES, {"lines": "/b /news/\n/x /y\n/y /news/", "_store": "yes"})
        self.assertEqual(set(Redirect.objects.values_list("to", flat=True)), {"/news/"})

    def test_other_sites_are_allowed_if_staff_say_so(self) -> None:
        self.client.post(LINES, {"lines": "/a https://other.example/x", "_store": "yes"})
        self.assertFalse(Redirect.objects.exists())
        self.client.post(
            LINES, {"lines": "/a https://other.example/x", "_store": "yes", "may_leave": "on"}
        )
        self.assertTrue(Redirect.objects.get().is_elsewhere)

    def test_one_redirect_follows_the_same_rules(self) -> None:
        self.fill_in(ADD, {"old": "/Old/Page/", "to": "/news/"})
        self.assertEqual(Redirect.objects.get().old, "/old/page")
        for old, to in (
            ("/x", "/x/"),
            ("/x", "//evil.example"),
            ("/x", "/\x80/evil.example"),
            ("x", "/news/"),
            ("/old/page/", "/"),
        ):
            with self.subTest(old=old, to=to):
                self.assertEqual(self.fill_in(ADD, {"old": old, "to": to}).status_code, 200)
        self.assertEqual(Redirect.objects.count(), 1)

    def test_who_may_not_change_redirects_adds_no_lines(self) -> None:
        self.sign_in_as("campaign.view_redirect")
        self.assertEqual(self.client.get(LINES).status_code, 403)
