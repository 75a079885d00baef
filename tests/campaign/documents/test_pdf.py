"""Rendering: data never runs as code, and every script is rendered."""

import os
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest import TestCase
from unittest.mock import patch

from hypothesis import given, settings
from hypothesis import strategies as st

from campaign.documents import pdf
from campaign.documents.pdf import RenderingFailed, script_of

PLAIN: dict[str, Any] = {
    "campaign": "The Campaign", "site": "https://campaign.example", "demo": "", "title": "A letter",
    "to": ["The Commissioner"], "date": "1 May 2026", "demand": "Speak.", "letter": [["We ask."]],
    "number": "3 people", "closing": ["have signed."],
}  # fmt: skip
# Each would run as code, or be a syntax error, if it were not treated as data.
CODE = (
    '#read("/etc/passwd")', '#read("data.json")', "#panic()", "$x$", "$", "*_`#", "]", "#{", "\\u{41}",
    "<label>", "@reference", "#import \"@preview/cetz:0.3.1\"", "= Heading", "/* no end", "\\", '"',
    "https://example.org", "\u202e", "\x00",
)  # fmt: skip


def set_as_pictures(**data: Any) -> list[bytes]:
    return pdf.render_pages("letter", PLAIN | data, language="en")


class CodeTests(TestCase):
    def test_what_looks_like_code_is_no_mistake(self) -> None:
        set_as_pictures(letter=[list(CODE)], title=" ".join(CODE), to=list(CODE), demand=CODE[0])

    def test_nothing_in_it_is_worked_out(self) -> None:
        for code, result in (("#(1+1)", "2"), ("*Speak.*", "Speak."), ("$x$", "x")):
            with self.subTest(code):
                self.assertNotEqual(set_as_pictures(demand=code), set_as_pictures(demand=result))

    @settings(max_examples=15, deadline=None)
    @given(st.text(max_size=200))
    def test_any_text_can_be_set(self, text: str) -> None:
        clean = text.encode(errors="replace").decode()
        self.assertEqual(set_as_pictures(demand=clean)[0][:4], b"\x89PNG")


class ConfinementTests(TestCase):
    """The limits of a malicious template."""

    def template(self, code: str) -> str:
        folder = TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        (Path(folder.name) / "bad.typ").write_text(f"#let document(data, script) = {{ {code} }}")
        patched = patch.object(pdf, "TEMPLATES", Path(folder.name))
        patched.start()
        self.addCleanup(patched.stop)
        return "bad"

    def test_nothing_outside_its_folder_is_read(self) -> None:
        for path in ("/etc/passwd", "../../../../etc/passwd", "/../etc/passwd"):
            with self.subTest(path), self.assertRaises(RenderingFailed):
                pdf.render_pdf(self.template(f'read("{path}")'), {}, language="en")

    def test_no_package_is_fetched(self) -> None:
        bad = self.template('import "@preview/cetz:0.3.1"; cetz')
        with self.assertRaises(RenderingFailed):
            pdf.render_pdf(bad, {}, language="en")

    def test_it_is_given_none_of_our_environment(self) -> None:
        with (
            patch.dict(os.environ, {"PEPPER": "secret"}),
            patch("subprocess.run", wraps=subprocess.run) as run,
        ):
            pdf.render_pdf("letter", PLAIN, language="en")
        self.assertEqual(set(run.call_args.kwargs["env"]), {"PATH", "HOME", "LANG"})

    def test_one_that_never_ends_is_ended(self) -> None:
        bad = self.template("let n = 0; while true { n += 1 }; n")
        with self.assertRaises(RenderingFailed):
            pdf.render_pdf(bad, {}, language="en")

    def test_nothing_is_left_behind(self) -> None:
        with TemporaryDirectory() as folder, patch("tempfile.tempdir", folder):
            pdf.render_pdf("letter", PLAIN, language="en")
            with self.assertRaises(RenderingFailed):
                pdf.render_pdf("no-such", PLAIN, language="en")
            self.assertEqual(os.listdir(folder), [])


class LanguageTests(TestCase):
    def test_the_script_of_a_language_decides_where_reading_begins(self) -> None:
        for language, direction, region in (
            ("en", "ltr", ""), ("ug", "rtl", ""), ("ug-Arab", "rtl", ""), ("ug-Latn", "ltr", ""),
            ("kk-Arab", "rtl", ""), ("kk-Cyrl", "ltr", ""), ("zh-Hans", "ltr", "cn"),
            ("zh-hant", "ltr", "tw"), ("zh-TW", "ltr", "tw"), ("ar", "rtl", ""),
        ):  # fmt: skip
            with self.subTest(language):
                script = script_of(language)
                self.assertEqual((script["dir"], script["region"]), (direction, region))

    def test_it_is_tagged_for_readers_of_screens_and_says_its_language(self) -> None:
        for language, mark in (("en", b"/Lang(en)"), ("ug", b"/Lang(ug)")):
            made = pdf.render_pdf("letter", PLAIN, language=language)
            self.assertTrue(b"/StructTreeRoot" in made and mark in made, language)

    def test_an_unknown_language_and_letters_without_a_face_are_no_error(self) -> None:
        made = pdf.render_pdf("letter", PLAIN | {"title": "𓀀 𐎀"}, language="x-nobody")
        self.assertTrue(made.startswith(b"%PDF-"))
