"""Markdown by staff: whatever it contains, the page runs no script and loads nothing."""

from html.parser import HTMLParser
from unittest import TestCase

from hypothesis import given
from hypothesis import strategies as st

from campaign.text.markdown import render

TAGS = {
    "p", "br", "hr", "h2", "h3", "h4", "ul", "ol", "li", "em", "strong", "a", "blockquote", "code", "pre",
}  # fmt: skip
ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}, "code": {"class"}}

HOSTILE = [
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\tscript:alert(1)", "java\nscript:alert(1)",
    "\x01javascript:alert(1)", "&#106;avascript:alert(1)", "&#x6A;avascript:alert(1)",
    "javascript&colon;alert(1)", "javascript&#58;alert(1)", "data:text/html,<script>alert(1)</script>",
    "data:image/svg+xml;base64,PHN2Zz4=", "vbscript:msgbox(1)", "file:///etc/passwd", "blob:x", "about:blank",
    "//evil.example", "\\\\evil.example", "\t//evil.example",
    "ftp://evil.example", "view-source:http://x", "jar:http://x", "x:y", "http:evil.example", "https:/evil",
]  # fmt: skip
HTML = [
    "<script>alert(1)</script>", "<svg onload=alert(1)>", "<math><mi//xlink:href='data:x'>",
    "<iframe srcdoc='<script>alert(1)</script>'>", "<base href=//evil.example>", "<form action=//evil>",
    "<meta http-equiv=refresh content=0>", "<style>@import '//evil'</style>", "<a ping=//evil href=/>x</a>",
    "<p style='background:url(//evil)'>", "<img srcset=//evil>", "<img src=x onerror=alert(1)>",
    "<object data=x>", "<embed src=x>", "<link rel=stylesheet href=//evil>", "<!--[if IE]>-->", "<?php ?>",
    "<![CDATA[<script>]]>", "<details open ontoggle=alert(1)>", "</p></article><h1>", "<scr<script>ipt>",
    "`</code><script>alert(1)</script>`", "```\n</pre><script>alert(1)</script>\n```",
    "```\"><script>alert(1)</script>\nx\n```", "~~~ x\" onclick=\"alert(1)\nx\n~~~",
]  # fmt: skip


class Reader(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.odd: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag not in TAGS:
            self.odd.append(tag)
        for name, value in attrs:
            if name not in ATTRIBUTES.get(tag, set()):
                self.odd.append(f"{tag} {name}")
            if name == "href":
                self.links.append(value or "")

    def handle_comment(self, data: str) -> None:
        self.odd.append(data)

    def handle_decl(self, decl: str) -> None:
        self.odd.append(decl)

    handle_pi = handle_comment


class MarkupTests(TestCase):
    def assertHarmless(self, text: str) -> Reader:
        reader = Reader(render(text))
        self.assertEqual(reader.odd, [], render(text))
        for link in reader.links:
            self.assertRegex(link, r"^(https?://|mailto:|/(?![/\\])|#)")
        return reader

    def test_html_comes_out_as_text(self) -> None:
        for html in HTML:
            with self.subTest(html):
                self.assertHarmless(html)
                self.assertHarmless(f"Before {html} after")
                self.assertIn("kept", render(f"kept\n\n{html}\n\nkept too"))

    def test_a_link_that_would_run_or_leave_in_disguise_is_none(self) -> None:
        for address in HOSTILE:
            for text in (
                f"[here]({address})", f"[here](<{address}>)", f"<{address}>", f"[here][1]\n\n[1]: {address}",
                f"[here][1]\n\n[1]: <{address}>", f"![here]({address})", f"[![here]({address})]({address})",
                f"[here]({address} 'title')",
            ):  # fmt: skip
                with self.subTest(text):
                    self.assertEqual(self.assertHarmless(text).links, [])

    def test_what_a_browser_might_take_for_another_site_is_escaped(self) -> None:
        for address in ("/\\evil.example", "/\t/evil.example", "/\x01/evil.example"):
            with self.subTest(address):
                for link in self.assertHarmless(f"[here](<{address}>)").links:
                    self.assertRegex(link, "^/%(5C|09|01)/?evil")

    def test_links_to_pages_to_mail_and_within_the_site_are_links(self) -> None:
        for address in (
            "https://example.org/a?b=1#c",
            "http://example.org",
            "mailto:a@example.org",
            "/news/",
            "#top",
        ):
            with self.subTest(address):
                self.assertEqual(self.assertHarmless(f"[here]({address})").links, [address])

    def test_nothing_gets_out_of_an_attribute(self) -> None:
        for text in (
            "[x](/a\"onclick=\"alert(1))", "[x](/a 'b\" onclick=\"alert(1)')", "[x](</a\" onclick=\"b>)",
            "[x](/ \"a\\\" onclick=alert(1) \\\"\")", "<https://a.example/\"onclick=alert(1)>",
        ):  # fmt: skip
            with self.subTest(text):
                self.assertHarmless(text)

    def test_pictures_are_no_part_of_it(self) -> None:
        for text in ("![x](/a.png)", "![x](https://evil.example/a.png)", "![x][1]\n\n[1]: /a.png"):
            with self.subTest(text):
                self.assertNotIn("img", self.assertHarmless(text).tags)

    def test_the_outline_begins_below_the_title_of_the_page(self) -> None:
        html = render("# One\n\n## Two\n\n### Three\n\n###### Six\n\nSetext\n======")
        self.assertEqual(Reader(html).tags, ["h2", "h2", "h3", "h4", "h2"])
        self.assertEqual(html.count("</h2>"), 3)

    def test_what_staff_need_is_there(self) -> None:
        html = render("One *two* **three**\n\n> four\n\n- five\n\n1. six\n\nnot < & escaped twice")
        for part in (
            "<em>two</em>",
            "<strong>three</strong>",
            "<blockquote>",
            "<ul>",
            "<ol>",
            "&lt; &amp;",
        ):
            self.assertIn(part, html)

    @given(st.text() | st.text("<>[]()!`*_#&;:/\\\"'=- \n\tjavscriptonhe1x", max_size=120))
    def test_any_text_is_harmless(self, text: str) -> None:
        self.assertHarmless(text)

    def test_long_and_deep_texts_are_read(self) -> None:
        for one in (
            "[",
            "![",
            "> ",
            "*",
            "_a_",
            "`",
            "<",
            "- ",
            "1. ",
            "&#",
            "[a](",
            "\\",
            "#",
            "~~~\n",
        ):
            with self.subTest(one):
                self.assertHarmless((one * 3000)[:6000])
