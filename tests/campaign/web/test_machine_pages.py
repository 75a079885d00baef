"""Pages for machines: sitemap, robots.txt, security.txt, healthz and readyz."""

import xml.etree.ElementTree as ET
from datetime import timedelta
from io import BytesIO
from unittest import mock

from django.conf import settings
from django.db import OperationalError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.test import SimpleTestCase, override_settings
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from PIL import Image

from campaign.sitemaps import PublishedSitemap
from profiles.models import Consent
from tests.campaign.addresses import Site
from tests.factories import make_detainee, make_news, make_page, make_petition, make_translation
from tests.testcases import FreshPages, SiteTestCase

SITEMAP_QUERIES = 7
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


class SitemapTests(SiteTestCase):
    def addresses(self, query: str = "", host: str = "testserver") -> list[str]:
        response = self.client.get(f"/sitemap.xml{query}", headers={"Host": host})
        self.assertEqual(response.status_code, 200)
        root = ET.fromstring(response.content)  # noqa: S314 - our own
        self.assertEqual(root.tag, f"{SITEMAP}urlset")
        return [loc.text or "" for loc in root.iter(f"{SITEMAP}loc")]

    def test_it_lists_every_page_that_is_published(self) -> None:
        site = Site()
        things = (site.person, site.petition, site.news, site.page)
        lists = {
            "/", "/profiles/", "/profiles/map/", "/profiles/map/home/", "/profiles/numbers/",
            "/petitions/", "/petitions/deliveries/", "/news/", "/news/corrections/", "/data/", "/press/", f"/news/tags/{site.news.slug}/",
        }  # fmt: skip
        expected = lists | {thing.get_absolute_url() for thing in things}
        self.assertEqual(set(self.addresses()), {settings.SITE_URL + path for path in expected})

    @override_settings(ALLOWED_HOSTS=["testserver", "mirror.example"])
    def test_its_addresses_are_ours_whatever_host_was_asked(self) -> None:
        for address in self.addresses(host="mirror.example"):
            self.assertTrue(address.startswith(settings.SITE_URL + "/"), address)

    def test_it_lists_nothing_else(self) -> None:
        later = timezone.now() + timedelta(hours=1)
        for fields in ({"state": "draft"}, {"state": "withdrawn"}, {"publish_at": later}):
            make_detainee(**fields)
            make_petition(**fields)
            make_news(**fields)
            make_page(
                slug=f"page-{len(fields)}-{'-'.join(map(str, fields))}-{make_news().pk}", **fields
            )
        make_detainee(covers=("name",))
        make_detainee().consents.all().update(withdrawn_at=timezone.now())
        self.assertFalse(Consent.objects.allowing_profile(of=0).exists())
        listed = [address for address in self.addresses() if "/news/news-" not in address]
        self.assertEqual(len(listed), 11)

    def test_each_language_of_an_item_has_an_entry_that_names_the_others(self) -> None:
        items = (make_detainee(), make_petition(), make_news(), make_page(slug="what-we-do"))
        for item in items:
            make_translation(item, "ug")
            make_translation(item, "tr", "draft")
        response = self.client.get("/sitemap.xml")
        root = ET.fromstring(response.content)  # noqa: S314 - our own
        for item in items:
            original = settings.SITE_URL + item.get_absolute_url()
            languages = {"en": original, "ug": f"{original}?lang=ug"}
            for address in languages.values():
                [entry] = [url for url in root if url.findtext(f"{SITEMAP}loc") == address]
                links = entry.findall("{http://www.w3.org/1999/xhtml}link")
                found = {link.get("hreflang"): link.get("href") for link in links}
                self.assertEqual(found, languages)

    def test_languages_cost_a_query_for_each_kind(self) -> None:
        for number in range(3):
            make_translation(make_news(slug=f"item-{number}"), "ug")
        with self.assertNumQueries(SITEMAP_QUERIES):
            self.client.get("/sitemap.xml")

    def test_a_site_of_many_people_has_further_files_that_the_index_names(self) -> None:
        people = [make_detainee(f"Person {number}").get_absolute_url() for number in range(3)]
        with mock.patch.object(PublishedSitemap, "limit", 2):
            index = ET.fromstring(self.client.get("/sitemap-index.xml").content)  # noqa: S314 - our own
            files = [loc.text or "" for loc in index.iter(f"{SITEMAP}loc")]
            self.assertIn(f"{settings.SITE_URL}/sitemaps/profiles.xml?p=2", files)
            found = "".join(
                self.client.get(file.removeprefix(settings.SITE_URL)).text for file in files
            )
        for person in people:
            self.assertEqual(found.count(f"<loc>{settings.SITE_URL}{person}</loc>"), 1)

    def test_a_file_of_the_sitemap_that_there_is_not_is_no_page(self) -> None:
        for path in ("profiles.xml?p=2", "profiles.xml?p=x", "people.xml"):
            self.assertEqual(self.client.get(f"/sitemaps/{path}").status_code, 404)

    def test_a_page_number_changes_nothing(self) -> None:
        Site()
        whole = self.addresses()
        for query in ("?p=2", "?p=abc", "?p=0", "?p=" + "9" * 5000):
            self.assertEqual(self.addresses(query), whole)


class FaviconTests(SiteTestCase):
    def test_browsers_that_ask_for_it_at_the_root_find_it(self) -> None:
        response = self.client.get("/favicon.ico")
        self.assertEqual(response.status_code, 200)
        with Image.open(BytesIO(response.getvalue())) as icon:
            self.assertEqual(icon.format, "ICO")


class RobotsTests(SiteTestCase):
    @override_settings(DEMO=False)
    def test_it_leads_to_the_sitemap_and_keeps_off_personal_pages(self) -> None:
        response = self.client.get("/robots.txt")
        self.assertEqual(response["Content-Type"], "text/plain")
        self.assertContains(response, f"Sitemap: {settings.SITE_URL}/sitemap.xml")
        for path in ("/admin/", "/petitions/confirm/", "/preview/"):
            self.assertContains(response, f"Disallow: {path}\n")

    @override_settings(DEMO=True)
    def test_a_demonstration_is_listed_nowhere(self) -> None:
        self.assertContains(self.client.get("/robots.txt"), "Disallow: /\n")
        self.assertEqual(self.client.get("/profiles/")["X-Robots-Tag"], "noindex")


class SecurityTxtTests(SiteTestCase):
    @override_settings(DEFAULT_FROM_EMAIL="The Campaign <security@campaign.example>")
    def test_it_is_as_rfc_9116_wants_it(self) -> None:
        response = self.client.get("/.well-known/security.txt")
        self.assertTrue(response["Content-Type"].startswith("text/plain"))
        fields = dict(line.split(": ", 1) for line in response.content.decode().splitlines())
        self.assertEqual(fields["Contact"], "mailto:security@campaign.example")
        self.assertEqual(fields["Canonical"], f"{settings.SITE_URL}/.well-known/security.txt")
        expires = parse_datetime(fields["Expires"])
        assert expires
        self.assertTrue(timezone.now() < expires < timezone.now() + timedelta(days=365))


class AliveTests(FreshPages, SimpleTestCase):
    """A SimpleTestCase: a query would raise."""

    def test_it_is_alive_without_the_database(self) -> None:
        response = self.client.get("/healthz")
        self.assertEqual((response.status_code, response.content), (200, b"alive\n"))
        self.assertIn("no-store", response["Cache-Control"])


class ReadyTests(SiteTestCase):
    def test_it_is_ready_with_a_database_that_has_every_migration(self) -> None:
        response = self.client.get("/readyz")
        self.assertEqual((response.status_code, response.content), (200, b"ready\n"))
        self.assertIn("no-store", response["Cache-Control"])

    def test_it_is_not_ready_while_a_migration_is_missing(self) -> None:
        [newest] = MigrationLoader(connection).graph.leaf_nodes("news")
        MigrationRecorder(connection).record_unapplied(*newest)
        self.assertEqual(self.client.get("/readyz").status_code, 503)

    def test_it_is_not_ready_without_a_database_and_says_nothing_of_why(self) -> None:
        down = OperationalError('connection to "10.0.0.5" failed')
        with mock.patch.object(connection, "cursor", side_effect=down):
            response = self.client.get("/readyz")
        self.assertEqual((response.status_code, response.content), (503, b"not ready\n"))
