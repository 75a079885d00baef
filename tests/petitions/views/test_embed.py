"""The counter for other sites: small, without scripts, and the only page that may be framed."""

import re
from html import unescape

from tests.factories import make_petition, make_tally
from tests.petitions.signing.test_several import close
from tests.petitions.testcases import SigningTestCase

PATH = "/petitions/free-the-teachers/embed/"
SMALL = 5_000  # bytes, style sheet included


class EmbedTests(SigningTestCase):
    def test_it_shows_title_count_and_bar_and_leads_to_the_form(self) -> None:
        make_tally(self.petition, {"NL": 3})
        page = self.client.get(PATH)
        self.assertContains(page, self.petition.title)
        self.assertContains(page, "<strong>3</strong> people have signed")
        self.assertContains(page, '<progress value="3" max="1000"')
        [link] = re.findall(r"<a [^>]*>", page.text)
        self.assertIn('/petitions/free-the-teachers/#sign"', link)
        self.assertIn('target="_top"', link)

    def test_it_may_be_framed_and_the_page_of_the_petition_may_not(self) -> None:
        embed, detail = self.client.get(PATH), self.client.get("/petitions/free-the-teachers/")
        self.assertIn("frame-ancestors *", embed["Content-Security-Policy"])
        self.assertNotIn("X-Frame-Options", embed.headers)
        self.assertEqual(embed["Cross-Origin-Resource-Policy"], "cross-origin")
        self.assertIn("frame-ancestors 'none'", detail["Content-Security-Policy"])
        self.assertEqual(detail["X-Frame-Options"], "DENY")
        self.assertEqual(detail["Cross-Origin-Resource-Policy"], "same-origin")

    def test_it_is_so_from_memory_as_well(self) -> None:
        for _ in range(2):
            page = self.client.get(PATH)
            self.assertIn("frame-ancestors *", page["Content-Security-Policy"])
            self.assertNotIn("X-Frame-Options", page.headers)
        self.assertIn("max-age=2,", page["Cache-Control"])

    def test_it_is_small_and_needs_no_script_and_no_other_host(self) -> None:
        page = self.client.get(PATH).text
        self.assertLess(len(page.encode()), SMALL)
        for other_file in ('rel="stylesheet"', "@import", "url("):
            self.assertNotIn(other_file, page)
        self.assertNotIn("<script", page)
        self.assertNotIn("<form", page)

    def test_a_page_that_is_always_dark_can_have_it_dark(self) -> None:
        self.assertContains(self.client.get(f"{PATH}?theme=dark"), 'class="dark"')
        self.assertContains(self.client.get(f"{PATH}?theme=light"), 'class="light"')
        for other in ("", "?theme=", '?theme="><b>', "?theme=Dark", "?other=1"):
            with self.subTest(other):
                self.assertNotContains(self.client.get(PATH + other), 'class="d')
                self.assertNotContains(self.client.get(PATH + other), "<b>")

    def test_a_letter_that_is_closed_can_still_be_read(self) -> None:
        close(self.petition)
        page = self.client.get(PATH)
        self.assertContains(page, "Read the letter")
        self.assertNotContains(page, "#sign")

    def test_what_is_not_published_is_not_shown(self) -> None:
        for state, status in (("draft", 404), ("withdrawn", 410)):
            hidden = make_petition(state=state, title="A secret plan")
            answer = self.client.get(f"/petitions/{hidden.slug}/embed/")
            self.assertNotContains(answer, "secret plan", status_code=status)
            self.assertEqual(answer["X-Frame-Options"], "DENY")

    def test_the_page_of_the_petition_has_the_lines_to_copy(self) -> None:
        page = self.client.get("/petitions/free-the-teachers/").text
        [lines] = re.findall(r'<textarea id="embed-lines"[^>]*>(.*?)</textarea>', page, re.DOTALL)
        self.assertIn(f'{PATH}" title="{self.petition.title}"', unescape(lines))

    def test_no_title_breaks_out_of_those_lines(self) -> None:
        petition = make_petition(title='"><script>alert(1)</script></textarea>')
        page = self.client.get(petition.get_absolute_url()).text
        [lines] = re.findall(r'<textarea id="embed-lines"[^>]*>(.*?)</textarea>', page, re.DOTALL)
        self.assertNotIn("<script>", unescape(lines))
