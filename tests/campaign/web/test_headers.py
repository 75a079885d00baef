"""Every response carries the security headers and no cookie, whatever its status."""

import tempfile
from pathlib import Path
from typing import Any
from unittest import mock

from django.db import OperationalError
from django.test import Client, override_settings

from petitions.models import Petition
from profiles.models import Detainee, SlugHistory
from tests.campaign.addresses import TOKEN, Site
from tests.testcases import SiteTestCase

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Origin-Agent-Cluster": "?1",
}
POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "img-src": "'self'",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "object-src": "'none'",
    "frame-ancestors": "'none'",
    "require-trusted-types-for": "'script'",
}


class HeadersTests(SiteTestCase):
    site: Site

    @classmethod
    def setUpTestData(cls) -> None:
        cls.site = Site()

    def assertGuarded(self, response: Any, status: int) -> None:
        self.assertEqual(response.status_code, status)
        # Only the embeddable page itself may be shown on other sites, not its error pages.
        path = getattr(response, "request", {}).get("PATH_INFO", "")
        framed = path.endswith("/embed/") and status in {200, 304}
        for name, value in HEADERS.items():
            if name == "X-Frame-Options" and framed:
                self.assertNotIn(name, response.headers)
            elif name == "Referrer-Policy" and path.startswith("/preview/"):
                self.assertEqual(response.headers.get(name), "no-referrer")
            else:
                self.assertEqual(response.headers.get(name), value, name)
        policy = dict(
            part.strip().split(" ", 1) for part in response["Content-Security-Policy"].split(";")
        )
        expected = POLICY | ({"frame-ancestors": "*"} if framed else {})
        self.assertEqual({name: policy.get(name) for name in POLICY}, expected)
        self.assertRegex(policy["style-src"], r"^('sha256-[\w+/]{43}=' )*'self'$")
        self.assertNotIn("unsafe", response["Content-Security-Policy"])
        for feature in ("camera", "geolocation", "microphone"):
            self.assertIn(f"{feature}=()", response["Permissions-Policy"])
        shared = framed or path.endswith(("count.json", "feed.json")) or path.startswith("/data/")
        self.assertIn(
            response["Cross-Origin-Resource-Policy"],
            {"same-origin", "cross-origin"} if shared else {"same-origin"},
        )
        self.assertFalse(response.cookies)
        self.assertNotIn("Cookie", response.headers.get("Vary", ""))

    def test_every_public_address_to_every_method(self) -> None:
        for route, address in self.site.addresses().items():
            for method in (
                "GET",
                "HEAD",
                "POST",
                "OPTIONS",
                "PUT",
                "PATCH",
                "DELETE",
                "TRACE",
                "BREW",
            ):
                with self.subTest(route, method=method):
                    response = self.client.generic(method, address)
                    self.assertLess(response.status_code, 500)
                    self.assertGuarded(response, response.status_code)

    def test_a_page_from_memory_and_one_that_has_not_changed(self) -> None:
        for route, address in self.site.addresses().items():
            first = self.client.get(address)
            if "ETag" not in first.headers:
                continue
            with self.subTest(route):
                self.assertGuarded(self.client.get(address), 200)
                unchanged = self.client.get(address, headers={"If-None-Match": first["ETag"]})
                self.assertGuarded(unchanged, 304)

    def test_an_old_address(self) -> None:
        SlugHistory.objects.create(detainee=self.site.person, slug="before")
        self.assertGuarded(self.client.get("/profiles/before/"), 301)
        self.assertGuarded(self.client.get("/profiles"), 301)

    def test_no_cache_keeps_the_way_to_an_address_with_a_token(self) -> None:
        for path in (
            "preview",
            "petitions/mine",
            "petitions/confirm",
            "follow/mine",
            "follow/confirm",
        ):
            answer = self.client.get(f"/{path}/{TOKEN}")
            self.assertEqual(answer.status_code, 301, path)
            self.assertEqual(answer["Cache-Control"], "no-store", path)

    def test_what_is_not_there_and_what_is_there_no_more(self) -> None:
        for address in (
            "/nothing/",
            "/profiles/nobody/",
            "/petitions/none/",
            "/news/none/",
            "/x.php",
        ):
            self.assertGuarded(self.client.get(address), 404)
        Detainee.objects.filter(pk=self.site.person.pk).update(state="withdrawn")
        self.assertGuarded(self.client.get(self.site.person.get_absolute_url()), 410)

    def test_what_is_refused(self) -> None:
        sign = f"/petitions/{self.site.petition.slug}/sign/"
        self.assertGuarded(self.client.get("/?q=%00"), 400)
        self.assertGuarded(self.client.get("/", headers={"Host": "evil.example"}), 400)
        self.assertGuarded(self.client.post(sign, headers={"Origin": "https://evil.example"}), 403)
        self.assertGuarded(self.client.post("/"), 405)
        self.assertGuarded(self.client.generic("TRACE", "/"), 405)
        self.assertGuarded(self.client.post(sign, {"name": "a" * 70_000}), 413)
        self.assertGuarded(self.client.post(sign, {"name": "Aygül"}), 422)

    def test_what_breaks_on_our_side(self) -> None:
        client = Client(raise_request_exception=False)
        for error in (RuntimeError("broken"), OperationalError("down")):
            broken = mock.patch.object(Petition.objects, "published", side_effect=error)
            with broken, self.assertLogs("django.request", "ERROR"):
                response = client.get("/petitions/")
            self.assertGuarded(response, 500)
            self.assertEqual(response["Cache-Control"], "no-store")
            self.assertNotContains(response, "broken", status_code=500)

    def test_static_files(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "site.css").write_text("p { color: red }")
            with override_settings(STATIC_ROOT=folder):
                client = Client()
                response: Any = client.get("/static/site.css")
                self.assertEqual(b"".join(response.streaming_content), b"p { color: red }")
                self.assertGuarded(response, 200)
                self.assertGuarded(client.get("/static/none.css"), 404)
                self.assertGuarded(client.post("/static/site.css"), 405)

    @override_settings(SECURE_SSL_REDIRECT=True, SECURE_HSTS_SECONDS=63_072_000)
    def test_https(self) -> None:
        client = Client()
        moved = client.get("/profiles/")
        self.assertGuarded(moved, 301)
        self.assertEqual(moved["Location"], "https://testserver/profiles/")
        self.assertGuarded(client.get("/profiles/", secure=True), 200)
        for _again in range(2):
            secure = client.get("/profiles/", secure=True)
            self.assertIn("max-age=63072000", secure["Strict-Transport-Security"])
        self.assertGuarded(client.get("/profiles/"), 301)

    def test_only_the_public_forms_may_be_posted_to(self) -> None:
        forms = {
            "follow/confirm/<str:token>/",
            "follow/confirm/<str:token>/not-me/",
            "follow/mine/<str:token>/",
            "follow/mine/<str:token>/<str:opening>/",
            "follow/mine/<str:token>/send/",
            "petitions/<slug:slug>/follow/",
            "profiles/<slug:slug>/follow/",
            "petitions/<slug:slug>/sign/",
            "petitions/<slug:slug>/check-your-email/",
            "petitions/<slug:slug>/letter/<str:reference>/",
            "petitions/confirm/<str:token>/",
            "petitions/confirm/<str:token>/not-me/",
            "petitions/mine/",
            "petitions/mine/<str:token>/",
            "petitions/mine/<str:token>/erase/",
            "petitions/mine/<str:token>/erase/<int:pk>/",
            "petitions/mine/stop/<str:token>/",
            "preview/<str:token>/",
            "preview/<str:token>/<str:opening>/",
            "profiles/tell/",
            "profiles/tell/again/",
        }
        client = Client(enforce_csrf_checks=True)
        for route, address in self.site.addresses().items():
            with self.subTest(route):
                status = client.post(address).status_code
                self.assertEqual(status == 405, route not in forms)

    def test_what_a_page_answers_to_options_changes_nothing_and_names_the_methods(self) -> None:
        for route, address in self.site.addresses().items():
            with self.subTest(route):
                response = self.client.options(address)
                self.assertIn(response.status_code, {200, 405})
                self.assertTrue(response["Allow"])
