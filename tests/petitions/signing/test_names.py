"""A name that looks like an email address or a link: the form asks, and the visitor decides."""

from html import unescape

from petitions.models import Signature
from tests.petitions.testcases import SigningTestCase, deliver, sign

QUESTIONED = (
    "someone@example.net", "Gülnar someone@example.net", "gulnar@localhost", "＠ａ@ｂ", "example.com", "Example.com",
    "EXAMPLE.DE", "buy at cheap.example.shop now", "www.cheap", "see www.cheap.io", "t.me/cheap", "T.me/cheap",
    "Join t.me/cheap", "cheap\u200d.com", "cheap.c\u200dom", "www\u200d.cheap.io", "cheap\ufe0f.com", "cheap.tokyo/x",
    "Join 192.0.2.1/x", "bit.ly/3xYz", "(cheap.top)", "cheap.top.", "сайт.рф", "ｅｘａｍｐｌｅ。com", "例子.中国",
)  # fmt: skip
NAMES = (
    "Dr. Ali", "Dr.Ali", "Dr.Li", "St. John", "J.R. Smith", "J.R.Smith", "J.Ma", "O'Neil", "A.B.", "A.B", "L.A.", "Ph.D.",
    "Ali Khan, M.Sc.", "e.e. cummings", "Mr.Smith/Mrs.Smith", "ئالىم تۇرسۇن", "ئا.تۇرسۇن", "阿力木·吐尔逊", "阿力木。吐尔逊",
    "Gülnar Ablet Jr.", "Gulnar & Co.", "Net Com", "Smith, Org",
)  # fmt: skip
NO_NAMES = (
    "https://cheap.example", "Join http://t.me/cheap", "HTTP:cheap", "tg://resolve", "http\u200d://cheap", "mailto:someone@example.net",
    "gulnar@example.org", "gulnar\u200d@example.org", "Gülnar (GULNAR@example.org)",
)  # fmt: skip
BOX = 'name="own_name"'


class Names(SigningTestCase):
    def test_names_that_only_have_dots_are_taken(self) -> None:
        for name in NAMES:
            with self.subTest(name):
                self.assertEqual(sign(self.petition, name=name).status_code, 303)
                self.assertEqual(Signature.objects.get().known_details.name, name)

    def test_an_address_or_a_link_is_questioned_and_what_was_typed_stays(self) -> None:
        for name in QUESTIONED:
            with self.subTest(name):
                response = sign(self.petition, name=name, city="Utrecht")
                self.assertContains(
                    response, "This looks like an email address or a link.", status_code=422
                )
                page = unescape(response.text)
                self.assertIn(f'name="name" value="{name}"', page)
                self.assertIn('value="Utrecht"', page)
                self.assertEqual(page.count(BOX), 1)
                self.assertNotRegex(page, rf"{BOX}[^>]*checked")
        self.assertFalse(Signature.objects.exists())
        self.assertEqual(deliver(), [])

    def test_visitors_can_insist_that_it_is_their_name(self) -> None:
        for name in QUESTIONED:
            with self.subTest(name):
                self.assertEqual(sign(self.petition, name=name, own_name="on").status_code, 303)

    def test_the_question_is_asked_only_then(self) -> None:
        self.assertNotIn(BOX, self.client.get("/petitions/free-the-teachers/").text)
        self.assertNotIn(BOX, sign(self.petition, email="gulnar@").text)

    def test_the_answer_stays_while_another_mistake_is_put_right(self) -> None:
        page = sign(self.petition, name="example.com", own_name="on", email="gulnar@").text
        self.assertRegex(page, rf"{BOX}[^>]*checked")
        self.assertNotIn("This looks like", page)

    def test_ones_own_address_and_whole_links_are_no_name_even_if_insisted(self) -> None:
        for name in NO_NAMES:
            for insists in ({}, {"own_name": "on"}):
                with self.subTest(name=name, insists=insists):
                    response = sign(self.petition, name=name, **insists)
                    self.assertContains(response, 'id="id_name_error"', status_code=422)
        self.assertFalse(Signature.objects.exists())
