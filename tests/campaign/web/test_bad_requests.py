"""Requests that no honest browser sends get a 4xx answer and never an error 500."""

from contextlib import redirect_stderr
from functools import cache
from io import BytesIO, StringIO
from typing import Any

from django.conf import settings
from django.core.handlers.base import BaseHandler
from django.test import RequestFactory, override_settings
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as PropertyTestCase

from campaign.web.responses import Request
from petitions.models import Signature
from tests import each_asks_the_database
from tests.campaign.addresses import Site
from tests.factories import make_staff
from tests.testcases import FreshPages, SiteTestCase

PAGES = (
    "0", "-1", "abc", "1e309", "inf", "nan", "9" * 4000, "9" * 5000, "١٢", "0x10", "", "1,1", "٣", "½", "1_0",
)  # fmt: skip


@cache
def handler() -> BaseHandler:
    made = BaseHandler()
    made.load_middleware()
    return made


def wsgi(**environ: Any) -> tuple[int, dict[str, str]]:
    """The response to a request that Django's test client cannot send."""
    response = handler().get_response(Request(RequestFactory().get("/").environ | environ))
    return response.status_code, dict(response.items())


class SiteRequests(SiteTestCase):
    site: Site

    @classmethod
    def setUpTestData(cls) -> None:
        cls.site = Site()

    @property
    def sign(self) -> str:
        return f"/petitions/{self.site.petition.slug}/sign/"

    def form(self, **fields: Any) -> dict[str, Any]:
        return {
            "name": "Example Signer",
            "email": "signer@example.org",
            "country": "NL",
            "visibility": "counted",
            "consent": "on",
        } | fields

    def assertNotSigned(self) -> None:
        self.assertFalse(Signature.objects.exists())


class AddressTests(SiteRequests):
    def test_a_nul_byte_is_refused_wherever_it_stands(self) -> None:
        for route, address in self.site.addresses().items():
            for asked in (
                f"{address}?x=%00",
                f"{address}?page=1%00",
                f"{address}%00",
                f"{address}%00/",
            ):
                with self.subTest(route, asked=asked):
                    self.assertEqual(self.client.get(asked).status_code, 400)

    def test_bytes_that_are_no_text_do_no_harm(self) -> None:
        for route, address in self.site.addresses().items():
            for bad in ("%ff", "%ed%a0%80", "%c0%ae", "%f5%80%80%80"):
                for asked in (
                    f"{address}{bad}/",
                    f"{address}?q={bad}&page={bad}&{bad}=1&status={bad}",
                ):
                    with self.subTest(route, asked=asked):
                        self.assertLess(self.client.get(asked).status_code, 500)

    def test_raw_bytes_in_path_and_query_do_no_harm(self) -> None:
        for raw in ("\xff\xfe", "\xed\xa0\x80", "ü", "\x1b[31m"):
            status, _ = wsgi(PATH_INFO=f"/profiles/{raw}/", QUERY_STRING=f"q={raw}&{raw}")
            self.assertIn(status, {400, 404})
            status, _ = wsgi(PATH_INFO="/profiles/", QUERY_STRING=f"q={raw}&{raw}")
            self.assertEqual(status, 200)

    def test_any_page_number_gets_a_page(self) -> None:
        for address in ("/profiles/", "/news/"):
            for page in PAGES:
                with self.subTest(address, page=page[:9]):
                    self.assertEqual(self.client.get(address, {"page": page}).status_code, 200)

    def test_a_thousand_parameters_are_read_and_very_many_refused(self) -> None:
        many = "&".join(f"a{number}=1" for number in range(1001))
        self.assertEqual(self.client.get(f"/profiles/?{many}").status_code, 200)
        same = "&".join(["page=1"] * 50)
        self.assertEqual(self.client.get(f"/profiles/?{same}&status[]=x&a[b]=2").status_code, 200)
        with self.assertLogs("django.security", "ERROR"):
            self.assertEqual(self.client.get("/profiles/?" + "a=1&" * 3000).status_code, 400)

    def test_no_redirect_leads_to_another_site(self) -> None:
        for address in (
            "//evil.example", "//evil.example/profiles", "/\\evil.example", "/%09//evil.example",
            "/..//evil.example", "////evil.example//profiles", "/https:evil.example",
        ):  # fmt: skip
            with self.subTest(address):
                status, headers = wsgi(PATH_INFO=address)
                self.assertIn(status, {301, 404})
                self.assertNotRegex(headers.get("Location", "/"), r"^(//|/\\|\w+:)")

    def test_no_header_can_be_smuggled_into_a_redirect(self) -> None:
        response = self.client.get("/profiles%0d%0aSet-Cookie:x=1")
        self.assertEqual(response.status_code, 404)

    def test_an_endless_address_is_no_trouble(self) -> None:
        for address in ("/profiles/" + "a" * 20_000 + "/", "/profiles/p-" + "0" * 20_000 + "x/"):
            self.assertEqual(self.client.get(address).status_code, 404)


class HeaderTests(SiteRequests):
    def test_a_host_that_is_not_ours_is_refused(self) -> None:
        for host in (
            "evil.example", "localhost@evil.example", "testserver@evil.example", "testserver:99999x", "",
            "testserver.evil.example", "[::1", "test server", "\x00",
        ):  # fmt: skip
            for _again in range(2):  # the second time the page may be cached
                with self.subTest(host), self.assertLogs("django.security.DisallowedHost", "ERROR"):
                    status, _ = wsgi(HTTP_HOST=host or " ")
                    self.assertEqual(status, 400)

    def test_a_wrong_host_leaves_nothing_in_the_log(self) -> None:
        """Python prints a record that no handler takes."""
        with redirect_stderr(StringIO()) as printed:
            self.assertEqual(wsgi(HTTP_HOST="evil.example")[0], 400)
        self.assertEqual(printed.getvalue(), "")

    @override_settings(ALLOWED_HOSTS=["testserver", "other.example"])
    def test_every_absolute_link_is_built_from_the_settings(self) -> None:
        self.assertNotIn("other.example", settings.SITE_URL)
        for route, address in self.site.addresses().items():
            with self.subTest(route):
                response = self.client.get(address, headers={"Host": "other.example"})
                self.assertNotIn(b"other.example", response.content)
                self.assertNotIn("other.example", response.headers.get("Location", ""))

    def test_forwarded_headers_do_not_change_a_page(self) -> None:
        for name in (
            "X-Forwarded-Host",
            "X-Forwarded-For",
            "X-Original-URL",
            "X-Rewrite-URL",
            "Forwarded",
        ):
            response = self.client.get("/profiles/", headers={name: "evil.example"})
            self.assertNotContains(response, "evil.example")

    def test_a_header_that_hides_what_our_proxies_say_is_refused(self) -> None:
        """The web server empties the header: `ÿ, 198.51.100.7` arrives as an empty string."""
        for hops, expected in ((0, 404), (1, 400)):
            with override_settings(TRUSTED_PROXY_COUNT=hops):
                status, _ = wsgi(PATH_INFO="/petitions/mine/unknown/", HTTP_X_FORWARDED_FOR="")
                self.assertEqual(status, expected)

    def test_odd_cookies_do_no_harm(self) -> None:
        make_staff()
        for cookie in (
            "session=\x00", "session=\xff", "=", ";;;", "session=" + "a" * 50_000, "session='OR 1=1--",
            'session="\\000\\000\\000\\000\\000\\000\\000\\000"', "csrf=<>", "; ".join(["a=1"] * 200),
        ):  # fmt: skip
            for path in ("/", "/profiles/", "/admin/"):
                with self.subTest(cookie[:20], path=path):
                    status, headers = wsgi(PATH_INFO=path, HTTP_COOKIE=cookie)
                    self.assertLess(status, 500)
                    if path != "/admin/":
                        self.assertNotIn("Set-Cookie", headers)

    def test_everything_is_read_as_utf_8_whatever_charset_is_named(self) -> None:
        for charset in (
            "rot13",
            "utf-7",
            "idna",
            "unicode_escape",
            "utf-16",
            "hex",
            "zlib",
            "punycode",
        ):
            for kind in (
                "application/x-www-form-urlencoded",
                "multipart/form-data; boundary=x",
                "text/plain",
            ):
                content_type = f"{kind}; charset={charset}"
                with self.subTest(content_type):
                    page = {
                        "PATH_INFO": "/profiles/",
                        "QUERY_STRING": "q=a",
                        "CONTENT_TYPE": content_type,
                    }
                    self.assertEqual(wsgi(**page)[0], 200)
                    status, _ = wsgi(
                        REQUEST_METHOD="POST",
                        PATH_INFO=self.sign,
                        CONTENT_TYPE=content_type,
                        CONTENT_LENGTH="6",
                        **{"wsgi.input": BytesIO(b"name=a")},
                    )
                    self.assertIn(status, {400, 422})

    def test_a_content_type_of_any_length_is_read(self) -> None:
        for content_type in ("a" * 10_001, "text/html; a=" + "b" * 50_000):
            with self.subTest(len(content_type)):
                self.assertEqual(wsgi(CONTENT_TYPE=content_type)[0], 200)
                status, _ = wsgi(
                    REQUEST_METHOD="POST",
                    PATH_INFO=self.sign,
                    CONTENT_TYPE=content_type,
                    CONTENT_LENGTH="6",
                    **{"wsgi.input": BytesIO(b"name=a")},
                )
                self.assertEqual(status, 422)

    def test_odd_headers_do_no_harm(self) -> None:
        for name in (
            "Accept-Language",
            "Accept-Encoding",
            "If-None-Match",
            "If-Modified-Since",
            "Range",
            "Accept",
        ):
            for value in ("*", "a" * 50_000, "\xff", ",;q=," * 5000, 'W/"', "bytes=0-1"):
                with self.subTest(name, value=value[:9]):
                    status, _ = wsgi(**{"HTTP_" + name.upper().replace("-", "_"): value})
                    self.assertIn(status, {200, 304})


class ForeignFormTests(SiteRequests):
    def test_a_form_from_another_site_is_refused(self) -> None:
        for headers in (
            {"Origin": "https://evil.example"},
            {"Origin": "null"},
            {"Origin": "https://testserver.evil.example"},
            {"Origin": "https://evil.example#http://testserver"},
            {"Origin": "http://[broken"},
            {"Origin": ""},
            {"Origin": "testserver"},
            {"Sec-Fetch-Site": "cross-site"},
            {"Sec-Fetch-Site": "same-site"},
            {"Sec-Fetch-Site": "cross-site", "Origin": "http://testserver"},
            {"Sec-Fetch-Site": ""},
        ):
            with self.subTest(headers):
                response = self.client.post(self.sign, self.form(), headers=headers)
                self.assertEqual(response.status_code, 403)
                self.assertContains(response, "We did not accept this form", status_code=403)
        self.assertNotSigned()

    def test_a_form_from_our_own_pages_is_taken(self) -> None:
        for number, headers in enumerate(
            (
                {},
                {"Origin": "http://testserver"},
                {"Origin": settings.SITE_URL},
                {"Sec-Fetch-Site": "same-origin"},
                {"Sec-Fetch-Site": "none"},
            )
        ):
            with self.subTest(headers):
                form = self.form(email=f"signer-{number}@example.org")
                response = self.client.post(self.sign, form, headers=headers)
                self.assertEqual(response.status_code, 303)


class BodyTests(SiteRequests):
    def post(self, body: bytes, content_type: str, **environ: Any) -> int:
        environ = {
            "REQUEST_METHOD": "POST",
            "PATH_INFO": self.sign,
            "CONTENT_TYPE": content_type,
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.input": BytesIO(body),
        } | environ
        return wsgi(**environ)[0]

    whole = b"name=Example+Signer&email=a%40example.org&country=NL&consent=on"
    urlencoded = "application/x-www-form-urlencoded"

    def test_a_whole_body_is_taken(self) -> None:
        self.assertEqual(self.post(self.whole, self.urlencoded), 303)

    def test_a_body_that_was_cut_off_is_no_signature(self) -> None:
        for length in (
            "200",
            str(len(self.whole) + 1),
            "-1",
            "abc",
            "²",
            "9" * 19,
            "9" * 5000,
            "1e2",
        ):
            with self.subTest(length[:9]):
                status = self.post(self.whole, self.urlencoded, CONTENT_LENGTH=length)
                self.assertIn(status, {400, 413})
        self.assertNotSigned()

    def test_a_connection_that_breaks_in_the_body_is_no_signature(self) -> None:
        class Broken(BytesIO):
            def read(self, *_: Any) -> bytes:
                raise OSError("connection reset")

        status = self.post(self.whole, self.urlencoded, **{"wsgi.input": Broken()})
        self.assertEqual(status, 400)
        self.assertNotSigned()

    def test_the_longest_body_is_64_kib(self) -> None:
        fit = b"comment=".ljust(64 * 1024, b"a")
        self.assertEqual(self.post(fit, self.urlencoded), 422)
        self.assertEqual(self.post(fit + b"a", self.urlencoded), 413)
        self.assertEqual(self.client.post(self.sign, {"name": "a" * 3_000_000}).status_code, 413)

    def test_a_nul_byte_in_any_field_is_refused(self) -> None:
        for name in (*self.form(), "city", "comment", "updates", "for"):
            with self.subTest(name):
                for bad in ("a\0b", "\0"):
                    form = self.form(**{name: bad})
                    body = "&".join(f"{key}={value}" for key, value in form.items()).encode()
                    self.assertEqual(self.post(body, self.urlencoded), 400)
                    self.assertEqual(self.post(body.replace(b"\0", b"%00"), self.urlencoded), 400)
                    self.assertEqual(self.client.post(self.sign, form).status_code, 400)
        self.assertNotSigned()

    def test_a_file_in_a_text_field_is_no_text(self) -> None:
        file = BytesIO(b"Example Signer")
        file.name = "name.txt"
        self.assertEqual(self.client.post(self.sign, self.form(name=file)).status_code, 422)
        self.assertNotSigned()

    def test_bodies_that_are_no_form_are_refused(self) -> None:
        for content_type, body in (
            ("text/plain", self.whole),
            ("application/json", b'{"name": "\\ud800", "email": [1]}'),
            ("application/json", b"[" * 60_000),
            ("application/xml", b"<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>"),
            ("multipart/form-data", b"no boundary"),
            (
                "multipart/form-data; boundary=x",
                b"--x\r\nContent-Disposition: form-data; name=\r\n\r\n",
            ),
            ("multipart/form-data; boundary=" + "x" * 300, b""),
            ("multipart/form-data; boundary=\xff", b"--\xff--"),
            ("", b""),
            (";;;", b"name=a"),
            (self.urlencoded, b""),
            (self.urlencoded, b"&=&==&%&%zz&%u1234&" + b"name=\xff\xfe&email=\xed\xa0\x80"),
            (self.urlencoded, b"a=1&" * 1001),
            (self.urlencoded, b"a=1&" * 2001),
        ):
            with self.subTest(content_type, body=body[:20]):
                self.assertIn(self.post(body, content_type), {400, 415, 422})
        self.assertNotSigned()


class AnyRequestTests(FreshPages, PropertyTestCase):
    """Hypothesis looks for a path or a query that causes an error."""

    @each_asks_the_database
    @given(st.text(max_size=40), st.text(max_size=60))
    def test_any_path_and_query_is_answered(self, path: str, query: str) -> None:
        raw = [part.encode("utf-8", "surrogatepass").decode("latin-1") for part in (path, query)]
        status, headers = wsgi(PATH_INFO=f"/{raw[0]}", QUERY_STRING=raw[1])
        self.assertLess(status, 500)
        self.assertNotIn("Set-Cookie", headers)

    @each_asks_the_database
    @given(
        st.dictionaries(
            st.sampled_from(
                [
                    "q",
                    "status",
                    "ethnicity",
                    "gender",
                    "place",
                    "born",
                    "year",
                    "occupation",
                    "sort",
                    "page",
                ]
            ),
            st.text(max_size=30)
            | st.sampled_from(["prison", "2017", "kashgar", "held", "2", "P-0001"]),
        )
    )
    def test_any_choice_of_filters_is_answered(self, query: dict[str, str]) -> None:
        clean = {name: value.replace("\0", "") for name, value in query.items()}
        encoded = {name: value.encode("utf-8", "surrogatepass") for name, value in clean.items()}
        self.assertEqual(self.client.get("/profiles/", encoded).status_code, 200)
