"""The page cache: the same bytes for everyone, and a new page at once when staff change anything."""

import gzip
import subprocess
import sys
import threading
import time
from typing import Any
from unittest import TestCase, mock

import brotli
from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.test import Client, RequestFactory

from campaign.web import page_cache
from campaign.web.page_cache import CachedPage, PageCache, cached_pages
from petitions.models import Petition
from profiles.models import Detainee
from tests.campaign.addresses import Site
from tests.factories import make_detainee, make_petition, make_signature
from tests.testcases import SiteTestCase

VISITORS_OWN = {
    "confirm", "not-me", "thank-you", "sign", "follow", "answers", "mine", "preview",
}  # fmt: skip
# A log may have hundreds of pages, which would push all others out of the cache.
TOO_MANY = ("/integrity/log/", "/integrity/consistency/", "/tile/")
# The petition has no signatures, and so no head. The item is no event and no release. The texts have no pictures.
NONE_YET = (
    "/checkpoint", "/time-stamps/", "/log-2/", "/event.ics", "/print/", "/press-pack.zip", "/documents/", "/pictures/",
)  # fmt: skip
# Each request checks whether they have changed (profiles/open_data/records.py).
DATA = ("/data/profiles.", "/data/checksums.")


class CachedPageTests(SiteTestCase):
    site: Site

    @classmethod
    def setUpTestData(cls) -> None:
        cls.site = Site()

    def kept(self) -> list[str]:
        return [
            address
            for address in self.site.addresses().values()
            if "ETag" in self.client.get(address).headers
            and not any(part in address for part in (*TOO_MANY, *DATA))
        ]

    def test_every_page_but_the_personal_and_the_probes_is_kept(self) -> None:
        made = self.kept()
        self.assertIn("/", made)
        left_out = {a for a in self.site.addresses().values() if a not in made}
        for address in left_out:
            with self.subTest(address):
                personal = VISITORS_OWN & set(address.split("/"))
                self.assertTrue(
                    personal
                    or address in {"/healthz", "/readyz"}
                    or "-480." in address
                    or any(part in address for part in (*TOO_MANY, *NONE_YET, *DATA))
                )

    def test_the_second_visitor_gets_the_same_bytes_without_a_query(self) -> None:
        for address in self.kept():
            with self.subTest(address):
                first = self.client.get(address)
                with self.assertNumQueries(0):
                    second = Client().get(address)
                self.assertEqual(second.content, first.content)
                self.assertEqual(dict(second.items()), dict(first.items()))

    def test_parameters_that_a_page_does_not_know_change_nothing_and_cost_nothing(self) -> None:
        # An older site may have had such an address. Its redirects are read once for each version of the site.
        self.client.get("/?page_id=1")
        for address in self.kept():
            first = self.client.get(address)
            for query in (
                "utm_source=x",
                "fbclid=1&x[]=2",
                "p=2",
                "x=" + "a" * 5000,
                "%ff=%ff",
                "&&=",
            ):
                with self.subTest(address, query=query[:9]), self.assertNumQueries(0):
                    self.assertEqual(self.client.get(f"{address}?{query}").content, first.content)

    def test_made_up_values_take_no_more_room_than_pages(self) -> None:
        for page in ("9" * 400, "9" * 60_000):
            address = f"/news/?page={page}"
            with self.subTest(len(page)):
                self.assertEqual(self.client.get(address).status_code, 200)
                self.assertIsNone(page_cache.cached_pages.get(address))
        self.client.get("/news/?page=9")
        self.assertIsNotNone(page_cache.cached_pages.get("/news/?page=9"))

    def test_the_order_of_the_parameters_and_empty_ones_do_not_matter(self) -> None:
        first = self.client.get("/profiles/?status=prison&gender=female&page=1")
        for query in (
            "page=1&gender=female&status=prison", "status=prison&x=1&gender=female&page=1&q=",
            "status=camp&status=prison&gender=female&page=1",
        ):  # fmt: skip
            with self.subTest(query), self.assertNumQueries(0):
                self.assertEqual(self.client.get(f"/profiles/?{query}").content, first.content)

    def test_different_parameters_are_different_pages(self) -> None:
        first = self.client.get("/profiles/?status=prison")
        self.assertNotEqual(self.client.get("/profiles/?status=camp").content, first.content)
        self.assertNotEqual(self.client.get("/profiles/").content, first.content)

    def test_a_question_mark_in_the_path_is_no_query(self) -> None:
        self.assertEqual(self.client.get("/profiles/?page=2").status_code, 200)
        self.assertEqual(self.client.get("/profiles/%3Fpage=2").status_code, 404)

    def test_head_is_get_without_the_body(self) -> None:
        for address in self.kept():
            for _again in range(2):
                with self.subTest(address):
                    got, head = self.client.get(address), self.client.head(address)
                    self.assertEqual(head.content, b"")
                    self.assertEqual(dict(head.items()), dict(got.items()))

    def test_a_browser_gets_the_compressed_page_that_it_prefers(self) -> None:
        plain = self.client.get("/profiles/")
        self.assertNotIn("Content-Encoding", plain.headers)
        for wanted, encoding, decompress in (
            ("gzip, deflate, br, zstd", "br", brotli.decompress),
            ("gzip, deflate", "gzip", gzip.decompress),
        ):
            for _again in range(2):
                packed = self.client.get("/profiles/", headers={"Accept-Encoding": wanted})
                self.assertEqual(packed["Content-Encoding"], encoding)
                self.assertEqual(decompress(packed.content), plain.content)
                self.assertEqual(packed["Content-Length"], str(len(packed.content)))
                self.assertLess(len(packed.content), len(plain.content))
                self.assertEqual((packed["ETag"], packed["Vary"]), (plain["ETag"], plain["Vary"]))
        self.assertEqual(plain["Vary"], "Accept-Encoding")

    def test_a_page_that_is_asked_for_again_is_compressed_as_well_as_can_be(self) -> None:
        plain = self.client.get("/profiles/").content
        best = brotli.compress(plain, mode=brotli.MODE_TEXT, quality=11)
        sizes = [self.size_of_brotli("/profiles/")]
        give_up_at = time.monotonic() + 20
        while sizes[-1] != len(best) and time.monotonic() < give_up_at:
            sizes.append(self.size_of_brotli("/profiles/"))
        self.assertEqual(sizes[-1], len(best))
        self.assertGreater(sizes[0], len(best))

    def test_a_page_that_comes_out_the_same_again_is_not_compressed_again(self) -> None:
        self.client.get("/profiles/")
        small = cached_pages.get("/profiles/")
        page_cache.invalidate()
        self.client.get("/profiles/")
        again = cached_pages.get("/profiles/")
        assert small and again
        self.assertIsNot(again, small)
        self.assertIs(again.compressed["gzip"], small.compressed["gzip"])

    def size_of_brotli(self, path: str) -> int:
        return len(self.client.get(path, headers={"Accept-Encoding": "br"}).content)

    def test_who_has_the_page_already_is_told_that_it_has_not_changed(self) -> None:
        first = self.client.get("/profiles/")
        tag = first["ETag"]
        for asked in (tag, f'"other", {tag}', tag.removeprefix("W/"), "*"):
            with self.subTest(asked):
                answer = self.client.get("/profiles/", headers={"If-None-Match": asked})
                self.assertEqual((answer.status_code, answer.content), (304, b""))
                self.assertNotIn("Content-Type", answer.headers)
                for name in ("ETag", "Cache-Control", "Vary"):
                    self.assertEqual(answer[name], first[name])
        other = self.client.get("/profiles/", headers={"If-None-Match": 'W/"other"'})
        self.assertEqual(other.status_code, 200)

    def test_a_page_with_other_content_has_another_tag(self) -> None:
        before = self.client.get("/profiles/")["ETag"]
        make_detainee("Dilshat Misal")
        page_cache.invalidate()
        answer = self.client.get("/profiles/", headers={"If-None-Match": before})
        self.assertContains(answer, "Dilshat Misal")

    def test_caches_elsewhere_hold_a_page_for_seconds_and_longer_only_on_errors(self) -> None:
        page = "public, max-age=5, stale-while-revalidate=10, stale-if-error=86400"
        live = "public, max-age=2, stale-while-revalidate=5, stale-if-error=86400"
        petition = self.site.petition.get_absolute_url()
        for address, expected in {
            "/": live, petition: live, f"{petition}count.json": live, "/petitions/": live,
            "/profiles/": page, self.site.person.get_absolute_url(): page, "/news/": page,
            "/news/feed/": page, self.site.news.get_absolute_url(): page, "/about/": page,
            "/sitemap.xml": page, "/robots.txt": page,
        }.items():  # fmt: skip
            for _again in range(2):
                self.assertEqual(self.client.get(address)["Cache-Control"], expected, address)

    def test_what_is_wrong_is_never_kept_anywhere(self) -> None:
        for address in ("/none/", "/profiles/none/"):
            self.assertEqual(self.client.get(address)["Cache-Control"], "no-store")
        form = self.client.post(f"{self.site.petition.get_absolute_url()}sign/")
        self.assertNotIn("public", form.headers.get("Cache-Control", ""))

    def test_personal_pages_are_not_stored(self) -> None:
        for address in self.site.addresses().values():
            if {"confirm", "thank-you"} & set(address.split("/")):
                self.assertIn("no-store", self.client.get(address)["Cache-Control"])

    def test_a_page_that_sets_a_cookie_is_not_kept(self) -> None:
        def answer(_request: Any) -> HttpResponse:
            response = HttpResponse("mine")
            response.set_cookie("a", "b")
            response.cache_entry = page_cache.CacheEntry("/mine/", 60)  # type: ignore[attr-defined]
            return response

        middleware = page_cache.PageCacheMiddleware(answer)
        for _again in range(2):
            response = middleware(RequestFactory().get("/mine/"))
            self.assertIn("a", response.cookies)
            self.assertNotIn("ETag", response.headers)


class VersionTests(SiteTestCase):
    def test_a_change_by_staff_is_seen_with_the_next_request(self) -> None:
        self.assertNotContains(self.client.get("/profiles/"), "Aygül Misal")
        make_detainee()
        self.assertNotContains(self.client.get("/profiles/"), "Aygül Misal")
        page_cache.invalidate()
        self.assertContains(self.client.get("/profiles/"), "Aygül Misal")

    def test_a_change_made_in_another_process_is_seen_as_well(self) -> None:
        self.client.get("/profiles/")
        make_detainee()
        touch = "import pathlib, sys; pathlib.Path(sys.argv[1]).touch()"
        subprocess.run([sys.executable, "-c", touch, settings.PAGE_CACHE_VERSION_FILE], check=True)
        self.assertContains(self.client.get("/profiles/"), "Aygül Misal")

    def test_two_changes_within_one_tick_of_the_clock_are_two_versions(self) -> None:
        seen = set()
        for _ in range(50):
            page_cache.invalidate()
            seen.add(page_cache.version())
        self.assertEqual(len(seen), 50)

    def test_a_change_that_is_rolled_back_changes_nothing(self) -> None:
        with self.captureOnCommitCallbacks(execute=False):
            page_cache.invalidate_after_commit()
        self.assertEqual(page_cache.version(), 0)
        with self.captureOnCommitCallbacks(execute=True):
            page_cache.invalidate_after_commit()
        self.assertNotEqual(page_cache.version(), 0)

    def test_a_page_that_was_begun_before_a_change_is_not_shown_after_it(self) -> None:
        published = Detainee.objects.published

        def meanwhile(*args: Any) -> Any:
            found = list(published(*args).values_list("pk"))
            make_detainee()
            page_cache.invalidate()
            return published(*args).filter(pk__in=[pk for (pk,) in found])

        with mock.patch.object(Detainee.objects, "published", meanwhile):
            self.assertNotContains(self.client.get("/profiles/"), "Aygül Misal")
        self.assertContains(self.client.get("/profiles/"), "Aygül Misal")


class LastResortTests(SiteTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.clock = 1000.0
        self.enterContext(mock.patch("campaign.web.page_cache.time.monotonic", lambda: self.clock))
        make_petition()
        self.address = "/petitions/"
        self.first = self.client.get(self.address)
        self.client.raise_request_exception = False

    def broken(self, error: Exception) -> Any:
        return mock.patch.object(Petition.objects, "published", side_effect=error)

    def test_while_the_database_is_away_the_last_page_is_shown_past_its_time(self) -> None:
        self.clock += 3600
        for error in (OperationalError("away"), InterfaceError("closed")):
            with self.broken(error):
                for query in ("", "?x=1"):
                    answer = self.client.get(self.address + query)
                    self.assertEqual(answer.content, self.first.content)

    def test_but_never_one_of_an_older_version(self) -> None:
        page_cache.invalidate()
        with self.broken(OperationalError("away")), self.assertLogs("django.request", "ERROR"):
            self.assertEqual(self.client.get(self.address).status_code, 500)

    def test_other_mistakes_are_not_hidden(self) -> None:
        self.clock += 3600
        with self.broken(RuntimeError("a bug")), self.assertLogs("django.request", "ERROR"):
            self.assertEqual(self.client.get(self.address).status_code, 500)


class AgeOfTheCountTests(SiteTestCase):
    """Ten seconds in total: this cache, other caches, and their stale-while-revalidate."""

    def setUp(self) -> None:
        super().setUp()
        self.clock = 1000.0
        self.enterContext(mock.patch("campaign.web.page_cache.time.monotonic", lambda: self.clock))
        self.petition = make_petition()
        self.address = f"{self.petition.get_absolute_url()}count.json"

    def test_no_answer_is_older_than_ten_seconds(self) -> None:
        first = self.client.get(self.address)
        parts = dict(part.partition("=")[::2] for part in first["Cache-Control"].split(", "))
        elsewhere = int(parts["max-age"]) + int(parts["stale-while-revalidate"])
        make_signature(self.petition)
        oldest = 0.0
        for step in range(60):
            self.clock = 1000 + step / 4
            # Two requests at the same time: the first may be the one that renders the page again.
            for _ in range(2):
                if self.client.get(self.address).json()["count"] == 0:
                    oldest = step / 4
        self.assertLessEqual(oldest + elsewhere, 10)

    def test_not_even_for_a_second_visitor_after_a_long_silence(self) -> None:
        self.client.get(self.address)
        make_signature(self.petition)
        self.clock += 3600
        key, page = self.address, page_cache.cached_pages.get(self.address)
        self.assertIsNone(page, "the first visitor makes it anew")
        self.assertIsNone(page_cache.cached_pages.get(key), "and so does one who comes meanwhile")

    def test_its_age_counts_from_before_the_count_was_read(self) -> None:
        published = Petition.objects.published

        def slow() -> Any:
            self.clock += 5
            return published()

        with mock.patch.object(Petition.objects, "published", slow):
            self.client.get(self.address)
        make_signature(self.petition)
        self.assertEqual(self.client.get(self.address).json()["count"], 1)


class PageCacheTests(TestCase):
    def page(self, size: int, *, until: float = 1e12) -> CachedPage:
        return CachedPage(b"a" * size, {}, page_cache.version(), until, {}, "", size)

    def test_it_holds_no_more_bytes_than_it_may_and_throws_out_what_nobody_asks_for(self) -> None:
        cache = PageCache(1000)
        for key in "abcd":
            cache.put(key, self.page(250))
        cache.get("a")
        cache.put("e", self.page(250))
        self.assertEqual([key for key in "abcde" if cache.get(key)], ["a", "c", "d", "e"])

    def test_a_page_that_is_made_again_takes_no_more_room(self) -> None:
        cache = PageCache(1000)
        cache.put("a", self.page(400))
        for _ in range(10):
            cache.put("b", self.page(600))
        self.assertIsNotNone(cache.get("a"))

    def test_a_page_larger_than_the_cache_is_not_stored(self) -> None:
        cache = PageCache(1000)
        cache.put("a", self.page(1001))
        self.assertIsNone(cache.get("a"))
        cache.put("b", self.page(1000))
        self.assertIsNotNone(cache.get("b"))

    def test_one_visitor_makes_a_page_anew_while_the_others_still_get_it(self) -> None:
        cache, clock = PageCache(1000), 100.0
        with mock.patch("campaign.web.page_cache.time.monotonic", lambda: clock):
            cache.put("a", self.page(1, until=110))
            clock = 109.5
            self.assertIsNone(cache.get("a"))
            self.assertIsNotNone(cache.get("a"))
            clock = 110.5
            self.assertIsNone(cache.get("a"))

    def test_many_threads_at_once_keep_its_books_right(self) -> None:
        cache = PageCache(10_000)
        mistakes: list[Exception] = []

        def visit(number: int) -> None:
            try:
                for turn in range(300):
                    key = str((number * 7 + turn) % 40)
                    if cache.get(key) is None:
                        cache.put(key, self.page(300 + turn % 300))
            except Exception as error:
                mistakes.append(error)

        threads = [threading.Thread(target=visit, args=(number,)) for number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(mistakes, [])
        used = sum(page.size for page in cache._pages.values())
        self.assertLessEqual(used, 10_000)
        cache.clear()
        self.assertEqual(cache._bytes_free, 10_000)
