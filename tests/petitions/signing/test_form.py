"""The sign form: every mistake is shown beside its field and at the top, and nothing typed is lost."""

import re
from datetime import timedelta
from html import unescape
from typing import Any

from django.utils import timezone

from petitions.models import Signature
from petitions.models.details import Details
from tests.factories import make_detainee, make_petition
from tests.petitions.testcases import FORM, SigningTestCase, deliver, sign

BAD = {
    "name": {
        "": "Enter your name.",
        "   ": "Enter your name.",
        "123 !": "with at least one letter",
        "A" * 101: "at most 100 characters",
        "\u0958" * 51: "at most 100 characters",  # two characters each, once in normal form
        "abc\u202egnp": "cannot be shown",
        "\u200b": "cannot be shown",
        "\u3164\u3164": "cannot be shown",
        "a\x01b": "cannot be shown",
        "\x1b[31mred": "cannot be shown",
        "a\nb": "cannot be shown",
        "Z" + "\u0301" * 90: "too many accents",
    },
    "email": {
        "": "Enter your email address, like name@example.org.",
        "gulnar": "Enter an email address in full, like name@example.org.",
        "a@b.com,c@d.com": "Enter an email address in full, like name@example.org.",
        "a@[127.0.0.1]": "Enter an email address in full, like name@example.org.",
        "a" * 300 + "@example.org": "Enter an email address in full, like name@example.org.",
    },
    "country": {
        "": "Choose your country.",
        "ZZ": "Choose a country from the list.",
        "nl": "Choose a country from the list.",
        "Netherlands": "Choose a country from the list.",
    },
    "city": {"A" * 101: "at most 100 characters", "a\u202eb": "cannot be shown"},
    "comment": {"A" * 501: "at most 500 characters", "a\u2066b": "cannot be shown"},
    "visibility": {"everything": "Select a valid choice", "NAME": "Select a valid choice"},
    "consent": {"": "Without your agreement", "off": ""},
}  # fmt: skip

REAL_NAMES = [
    "ئالىم تۇرسۇن", "گۈلنار", "阿力木·吐尔逊", "Әсел Тұрсынқызы", "Gülnar Ablet", "Nguyễn Thị Ánh",
    "O’Connor-Łukasiewicz", "D'Angelo", "María José de la Ó", "Björk", "李", "Ng", "X Æ A", "Σωκράτης",
    "أمينة الخطيب", "שרה", "தமிழ் செல்வன்", "ဒေါ်", "ຄຳ", "ከበደ", "मेरी‍मम", "نمی‌دانم", "GULNAR ABLET",
    "Andriantsimitoviaminandriandehibe" + "ny" * 13, "Aygül", "null", "Test", "раураl", "<b>Bold</b>",
    "Robert'); DROP TABLE x;--", "{{ name }}", "=cmd|' /C calc'!A0",
]  # fmt: skip


def value_of(page: str, name: str) -> Any:
    """The value of an input on the page that comes back."""
    if found := re.search(rf'<textarea name="{name}".*?>\n?(.*?)</textarea>', page, re.DOTALL):
        return unescape(found[1]).replace("\r\n", "\n")
    found = re.search(rf'<input [^>]*name="{name}"[^>]*>', page)
    assert found, name
    value = re.search(r'value="([^"]*)"', found[0])
    return unescape(value[1]) if value else ""


class Mistakes(SigningTestCase):
    def test_each_is_shown_beside_its_field_and_in_the_summary(self) -> None:
        for field, values in BAD.items():
            for value, message in values.items():
                with self.subTest(field=field, value=value[:20]):
                    if not message:
                        continue
                    response = sign(self.petition, **{field: value})
                    self.assertEqual(response.status_code, 422)
                    page = response.content.decode()
                    summary = page[
                        page.index('class="error-summary"') : page.index("What you wrote is still")
                    ]
                    self.assertIn(message, unescape(summary))
                    self.assertIn(f'id="id_{field}_error"', page)
                    beside = page[page.index(f'id="id_{field}_error"') :].split("</ul>")[0]
                    self.assertIn(message, unescape(beside))
        self.assertFalse(Signature.objects.exists())
        self.assertEqual(deliver(), [])

    def test_an_empty_form_has_a_message_for_each_field_that_is_needed(self) -> None:
        response = self.client.post("/petitions/free-the-teachers/sign/", {})
        self.assertEqual(response.status_code, 422)
        self.assertEqual(response.content.count(b'class="errorlist"'), 4)

    def test_everything_that_was_typed_is_still_there(self) -> None:
        person = make_detainee()
        typed = {
            "name": "گۈلنار <b>\"&'", "email": "gulnar@", "city": "Ürümchi", "comment": "One\nTwo <i>",
            "country": "KZ", "visibility": "name", "updates": "on", "for": person.reference,
        }  # fmt: skip
        page = sign(self.petition, **typed).content.decode()
        for name in ("name", "email", "city", "comment", "for"):
            with self.subTest(name):
                self.assertEqual(value_of(page, name), typed[name])
        self.assertIn('<option value="KZ" selected>', page)
        self.assertRegex(page, r'value="name"[^>]*checked')
        self.assertRegex(page, r'name="consent"[^>]*checked')
        self.assertRegex(page, r'name="updates"[^>]*checked')
        self.assertNotIn("<i>", page)

    def test_the_page_with_what_was_typed_is_cached_nowhere(self) -> None:
        response = sign(self.petition, email="gulnar@")
        self.assertIn("no-store", response["Cache-Control"])
        self.assertNotIn("ETag", response)

    def test_a_field_that_comes_twice_is_refused(self) -> None:
        for field, first, second in (
            ("country", "NL", "DE"), ("email", "a@example.org", "b@example.org"), ("consent", "on", "on"),
        ):  # fmt: skip
            with self.subTest(field):
                response = sign(self.petition, **{field: [first, second]})
                self.assertContains(response, "Give one answer only.", status_code=422)
        self.assertFalse(Signature.objects.exists())

    def test_fields_that_we_do_not_know_are_ignored(self) -> None:
        response = sign(self.petition, state="confirmed", petition_id="7", email_digest="x")
        self.assertEqual(response.status_code, 303)
        self.assertEqual(Signature.objects.get().state, "pending")

    def test_bytes_that_are_no_text(self) -> None:
        for bad in ("%00", "a%00b"):
            with self.subTest(bad):
                response = self.client.post(
                    "/petitions/free-the-teachers/sign/",
                    f"name={bad}&email=a%40example.org&country=NL&consent=on",
                    content_type="application/x-www-form-urlencoded",
                )
                self.assertEqual(response.status_code, 400)
        for bad in ("%ED%A0%80", "%FF%FE", "%C3"):  # a lone surrogate, half a letter
            with self.subTest(bad):
                response = self.client.post(
                    "/petitions/free-the-teachers/sign/",
                    f"name=A{bad}&email=a%40example.org&country={bad}&consent=on",
                    content_type="application/x-www-form-urlencoded",
                )
                self.assertEqual(response.status_code, 422)
        self.assertFalse(Signature.objects.exists())

    def test_a_body_that_is_no_form(self) -> None:
        for body, content_type in (
            ('{"name": "A"}', "application/json"), ("<a/>", "text/xml"), ("", "text/plain"),
            ("\x00\x01", "application/octet-stream"), ("a", "multipart/form-data"),
            ("a", "multipart/form-data; boundary=x"), ("name=A", "x; charset=nope"),
        ):  # fmt: skip
            with self.subTest(content_type):
                response = self.client.generic(
                    "POST", "/petitions/free-the-teachers/sign/", body, content_type
                )
                self.assertIn(response.status_code, {400, 422})
        self.assertFalse(Signature.objects.exists())

    def test_a_body_that_is_too_long(self) -> None:
        self.assertEqual(sign(self.petition, comment="A" * 70_000).status_code, 413)


class Accepted(SigningTestCase):
    def test_real_names_are_taken_as_they_are(self) -> None:
        for name in REAL_NAMES:
            with self.subTest(name):
                self.assertEqual(sign(self.petition, name=name).status_code, 303)
                self.assertEqual(Signature.objects.get().known_details.name, name)

    def test_spaces_at_the_ends_and_doubled_ones_are_taken_off(self) -> None:
        sign(self.petition, name="  Gülnar \t Ablet\u00a0", email=" gulnar@example.org\n")
        signature = Signature.objects.get()
        self.assertEqual(
            (signature.known_details.name, signature.email), ("Gülnar Ablet", "gulnar@example.org")
        )

    def test_lengths_are_taken_up_to_their_limit(self) -> None:
        typed = {"name": "ü" * 100, "city": "李" * 100, "comment": "𠮷" * 500}
        self.assertEqual(sign(self.petition, **typed).status_code, 303)
        signature = Signature.objects.get()
        self.assertEqual(signature.known_details, Details(**typed))

    def test_every_country_of_the_list_is_taken(self) -> None:
        page = self.client.get("/petitions/free-the-teachers/").content.decode()
        codes = re.findall(r'<option value="([A-Z]{2})"', page)
        self.assertGreater(len(codes), 240)
        for code in (codes[0], "TW", "PS", "XK", codes[-1]):
            self.assertEqual(sign(self.petition, country=code).status_code, 303)


class NotOpen(SigningTestCase):
    def test_a_closed_petition_takes_no_signature_and_says_so(self) -> None:
        yesterday = timezone.now() - timedelta(days=1)
        closed = make_petition(opens_at=yesterday - timedelta(days=9), closes_at=yesterday)
        for typed in ({}, {"email": "gulnar@"}):
            with self.subTest(typed):
                response = sign(closed, **typed)
                self.assertContains(
                    response, "You can no longer sign this letter.", status_code=422
                )
                self.assertNotContains(response, 'class="error-summary', status_code=422)
        self.assertFalse(Signature.objects.exists())
        self.assertEqual(deliver(), [])

    def test_a_petition_that_is_not_open_yet_takes_none(self) -> None:
        soon = make_petition(opens_at=timezone.now() + timedelta(days=1))
        self.assertEqual(sign(soon).status_code, 422)
        self.assertFalse(Signature.objects.exists())

    def test_it_is_open_until_the_moment_it_closes(self) -> None:
        now = timezone.now()
        petition = make_petition(
            opens_at=now - timedelta(days=1), closes_at=now + timedelta(minutes=1)
        )
        self.assertEqual(sign(petition, **FORM).status_code, 303)
