"""Markdown by staff: whatever it contains, the page runs no script and loads nothing."""

from html.parser import HTMLParser
from unittest import TestCase

from django.utils.safestring import SafeString
from hypothesis import given
from hypothesis import strategies as st

from campaign.text.markdown import PictureMark, picture_numbers, plain_text, render

TAGS = {
    "p", "br", "hr", "h2", "h3", "h4", "ul", "ol", "li", "em", "strong", "a", "blockquote", "code", "pre", "s", "sup",
    "section", "div", "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
ATTRIBUTES = {
    "a": {"href", "title", "class", "id", "aria-label"},
    "ol": {"start", "dir"},
    "code": {"class"},
    "div": {"class", "tabindex", "role", "aria-label"},
    "section": {"class", "aria-label"},
    "th": {"class", "scope"},
    "td": {"class"},
    "li": {"id", "dir"},
} | {tag: {"dir"} for tag in ("p", "h2", "h3", "h4", "ul", "blockquote", "table")}

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


PIECES = [
    "| a | b |\n", "|--|:-:|\n", "[^1]", "[^1]: ", "\n\n", "    ", "> ", "- ", "~~", "www.a.example ", "a@b.example ",
    "https://a.example/", "![x](picture:1)", '![<b>](picture:2 "\\"<i>")', "<script>", '"', "\u202e", "|", "[x](", ")", "**",
]  # fmt: skip


class Reader(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.ids: list[str] = []
        self.odd: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag not in TAGS:
            self.odd.append(tag)
        for name, value in attrs:
            if name not in ATTRIBUTES.get(tag, set()):
                self.odd.append(f"{tag} {name}")
            if name == "id":
                self.ids.append(value or "")
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
            self.assertRegex(link, r"^(https?://|mailto:|/(?![/\\])|#|$)")
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

    def test_a_line_that_was_pasted_with_spaces_before_it_is_a_paragraph(self) -> None:
        self.assertIn('<p dir="auto">She was <em>taken</em>.</p>', render("    She was *taken*."))

    def test_nothing_gets_out_of_an_attribute(self) -> None:
        for text in (
            "[x](/a\"onclick=\"alert(1))", "[x](/a 'b\" onclick=\"alert(1)')", "[x](</a\" onclick=\"b>)",
            "[x](/ \"a\\\" onclick=alert(1) \\\"\")", "<https://a.example/\"onclick=alert(1)>",
        ):  # fmt: skip
            with self.subTest(text):
                self.assertHarmless(text)

    def test_pictures_from_elsewhere_are_no_part_of_it(self) -> None:
        for text in (
            "![x](/a.png)",
            "![x](https://evil.example/a.png)",
            "![x][1]\n\n[1]: /a.png",
            "![x](picture:1)",
        ):
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
            '<blockquote dir="auto">',
            '<ul dir="auto">',
            '<ol dir="auto">',
            "&lt; &amp;",
        ):
            self.assertIn(part, html)

    @given(
        st.text()
        | st.text("<>[]()!`*_#&;:/\\\"'=- \n\tjavscriptonhe1x|~^@.w", max_size=120)
        | st.lists(st.sampled_from(PIECES)).map("".join)
    )
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


class MoreThanCommonMarkTests(TestCase):
    def test_addresses_become_links(self) -> None:
        html = render(
            "See www.example.org, https://example.org/a?b=1. Write to a@example.org (today)."
        )
        self.assertEqual(
            Reader(html).links,
            ["http://www.example.org", "https://example.org/a?b=1", "mailto:a@example.org"],
        )

    def test_a_table_has_heads_of_columns_and_no_inline_style(self) -> None:
        html = render("| Year | People |\n|---|--:|\n| 2017 | 12 |")
        self.assertIn('<th scope="col">Year</th>', html)
        self.assertIn('<td class="to-end">12</td>', html)
        self.assertNotIn("style", html)

    def test_a_table_that_the_keyboard_reaches_is_called_by_its_headings(self) -> None:
        named = render('| A "year" | **People** |\n|--|--|\n| 2017 | 12 |')
        self.assertIn('tabindex="0" role="region" aria-label="A &quot;year&quot;, People"', named)
        self.assertIn('aria-label="Table"', render("| | |\n|--|--|\n| 2017 | 12 |"))
        long = render(f"| {'Long ' * 99} | b |\n|--|--|\n| 2017 | 12 |")
        self.assertRegex(long, r'aria-label="(Long ?){20}"')

    def test_a_footnote_leads_there_and_back(self) -> None:
        reader = Reader(render("One[^a] two[^a]\n\n[^a]: Said so."))
        ids = set(reader.ids)
        self.assertEqual(len(ids), 3)
        self.assertEqual({f"#{each}" for each in ids}, set(reader.links))

    def test_the_footnotes_of_two_texts_on_a_page_have_different_ids(self) -> None:
        texts = (f"{word}[^1]\n\n[^1]: Note" for word in ("One", "Two"))
        first, second = (set(Reader(render(text)).ids) for text in texts)
        self.assertFalse(first & second)

    def test_a_picture_is_asked_for_each_time_and_stands_between_blocks(self) -> None:
        asked: list[PictureMark] = []

        def figure(mark: PictureMark) -> SafeString:
            asked.append(mark)
            return SafeString("<figure></figure>")

        text = 'Before ![Two \\* cousins](picture:12 "In \\"May\\"") after\n\n![](picture:3)'
        for _again in range(2):
            html = render(text, figure)
        self.assertEqual(
            html,
            '<p dir="auto">Before  after</p>\n<figure></figure><figure></figure>',
        )
        self.assertEqual(
            asked, [PictureMark(12, "Two * cousins", 'In "May"'), PictureMark(3, "", "")] * 2
        )

    def test_the_words_with_a_picture_are_read_too(self) -> None:
        self.assertEqual(
            plain_text('![Erkin](picture:1 "With Aygul")').split(), ["Erkin", "With", "Aygul"]
        )

    def test_only_pictures_that_are_shown_are_numbered(self) -> None:
        text = "![](picture:7) `![](picture:8)` ![](picture:7) ![](picture:0) [x](picture:9)"
        self.assertEqual(picture_numbers(text), [7])

    def test_a_text_that_is_too_long_is_shown_as_typed(self) -> None:
        self.assertIn("<pre>&lt;b&gt;", render("<b>" * 50_000))
