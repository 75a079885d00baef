"""The checker for people without Python: a file that is opened from the disk. Its verdicts are those of verifier.py."""

import json
import random
import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from playwright.sync_api import Page, expect

from petitions.transparency import verifier
from petitions.transparency.verifier import AGREES, NOT_COMPARED, UNREADABLE, WRONG
from tests.browser.testcases import BrowserTestCase
from tests.petitions.transparency.forged import (
    SLUG,
    after_gap,
    published,
    published_heads,
    receipt,
    secret,
    text_of,
)

FILE = settings.BASE_DIR / "petitions" / "transparency" / "verifier.html"


class VerifierPageTests(BrowserTestCase):
    def setUp(self) -> None:
        super().setUp()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.text, self.heads = published(20, 3, steps=3)
        self.page = self.open_page()
        self.requests: list[str] = []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.goto(FILE.as_uri())

    def open_page(self) -> Page:
        context = self.browser.new_context(offline=True)
        self.addCleanup(context.close)
        return context.new_page()

    def verdict(self, petition: str = "", /, **files: Any) -> int:
        paths = []
        for name, content in files.items():
            path = self.folder / name.replace("_", ".")
            path.write_bytes(
                content if isinstance(content, bytes) else json.dumps(content).encode()
            )
            paths.append(path)
        self.page.get_by_label("The files, all at once").set_input_files(paths)
        self.page.get_by_label("The petition’s name").fill(petition)
        self.page.get_by_role("button", name="Check these files").click()
        verdict = self.page.locator("#verdict[data-code]")
        expect(verdict).to_be_visible()
        return int(verdict.get_attribute("data-code") or -1)

    def by_program(self, text: bytes, heads: Any, own: Any = None) -> int:
        report = verifier.Report(is_quiet=True)
        try:
            given = verifier.Published(json.dumps(heads).encode())
            verifier.check_published(text, given, report)
            if own:
                verifier.check_receipt(own, given, text, report)
        except verifier.Wrong:
            return WRONG
        except verifier.Unreadable:
            return UNREADABLE
        return NOT_COMPARED if report.missing else AGREES

    def test_what_is_right_agrees_and_nothing_leaves_the_computer(self) -> None:
        lines = self.text.splitlines(keepends=True)
        pages: dict[str, Any] = {"0_txt": b"".join(lines[:30]), "1_txt": b"".join(lines[30:])}
        own = receipt(self.text, self.heads, secret(7))
        self.assertEqual(self.verdict(heads_json=self.heads, **pages), AGREES)
        self.assertEqual(self.verdict(heads_json=self.heads, r_json=own, **pages), AGREES)
        expect(self.page.locator("#found")).to_contain_text(self.heads["heads"][-1]["root"])
        expect(self.page.locator("#found")).to_contain_text("no line removes it")
        self.assertEqual(self.verdict(SLUG, heads_json=self.heads, **pages), AGREES)
        self.assertEqual(self.requests, [FILE.as_uri()])

    def test_what_was_compared_with_nothing_does_not_agree(self) -> None:
        own = receipt(self.text, self.heads, secret(7))
        for files in (
            {"0_txt": self.text}, {"r_json": own}, {"r_json": own, "0_txt": self.text}, {"heads_json": self.heads},
            {"heads_json": self.heads, "r_json": own},
            {"heads_json": self.heads | {"heads": []}, "0_txt": self.text},
        ):  # fmt: skip
            with self.subTest(files.keys()):
                self.assertEqual(self.verdict(**files), NOT_COMPARED)

    def test_a_page_of_the_log_that_was_not_chosen_is_no_forgery(self) -> None:
        lines = self.text.splitlines(keepends=True)
        files: dict[str, Any] = {"heads_json": self.heads | {"pages": 2}}
        self.assertEqual(self.verdict(**files, **{"0_txt": b"".join(lines[:30])}), UNREADABLE)
        files |= {"0_txt": b"".join(lines[:30]), "1_txt": b"".join(lines[30:-1])}
        self.assertEqual(self.verdict(**files), WRONG)

    def test_forgeries(self) -> None:
        withdrawn = receipt(self.text, self.heads, secret(1))
        own = receipt(self.text, self.heads, secret(7))
        earlier = self.heads | {"heads": [self.heads["heads"][0] | {"root": "0" * 64}]}
        block = [f"add 9999-99-99 {'a' * 64}"]
        # A removal with a reason that the statement does not name.
        unnamed = [f"add 2026-11-25 {'a' * 64}", f"remove 2026-11-25 {'a' * 64} __proto__"]
        silent = published_heads([unnamed])
        silent["statement"] |= {"removed": {}}
        for petition, files in (
            ("another", {"heads_json": self.heads, "0_txt": self.text}),
            ("", {"heads_json": self.heads, "0_txt": self.text, "r_json": withdrawn}),
            (
                "",
                {
                    "heads_json": self.heads | {"petition": "another"},
                    "0_txt": self.text,
                    "r_json": own,
                },
            ),
            ("", {"heads_json": self.heads, "0_txt": self.text, "old_json": earlier}),
            ("", {"heads_json": published_heads([block]), "0_txt": text_of(block)}),
            ("", {"heads_json": silent, "0_txt": text_of(unnamed)}),
        ):
            with self.subTest(petition, files=files.keys()):
                self.assertEqual(self.verdict(petition, **files), WRONG)
        broken: tuple[dict[str, Any], ...] = (
            {"0_txt": self.text[:-1]},
            {"heads_json": b"{"},
            {"0_txt": b"\xff"},
            {"heads_json": {}},
        )
        for files in broken:
            with self.subTest(files=files):
                self.assertEqual(self.verdict(**files), UNREADABLE)

    def test_a_name_with_two_values_is_refused(self) -> None:
        for given in (
            json.dumps(self.heads)[:-1] + ', "pages": 1}',
            json.dumps(self.heads)[:-1] + ', "p\\u0061ges": 1}',
            json.dumps(self.heads).replace('{"size"', '{"size": 1, "size"', 1),
        ):
            with self.subTest(given[-30:]):
                files: dict[str, Any] = {"heads_json": given.encode(), "0_txt": self.text}
                self.assertEqual(self.verdict(**files), UNREADABLE)
        escaped = self.heads | {"more": [{'a": "b': 1, "{": '"'}, {"{": "\\"}]}
        self.assertEqual(self.verdict(heads_json=escaped, **{"0_txt": self.text}), AGREES)

    def test_the_file_whose_newest_head_is_newer_is_the_newer_one(self) -> None:
        # More heads, but all of them older.
        older = self.heads | {"heads": [self.heads["heads"][0]] * 4}
        files = {"a_json": older, "heads_json": self.heads, "0_txt": self.text}
        self.assertEqual(self.verdict(**files), AGREES)
        expect(self.page.locator("#found")).to_contain_text("every head of the older files")

    def test_heads_that_were_lost_are_neither_confirmed_nor_a_fork(self) -> None:
        text, heads = after_gap(self.heads)
        files: dict[str, Any] = {"heads_json": heads, "0_txt": text}
        self.assertEqual(self.verdict(**files), AGREES)
        expect(self.page.locator("#found")).to_contain_text("The disk “A” failed.")
        own = receipt(self.text, self.heads, secret(7))
        for more in ({"old_json": self.heads}, {"r_json": own}):
            self.assertEqual(self.verdict(**files, **more), NOT_COMPARED)
            expect(self.page.locator("#found")).to_contain_text("was lost, says the campaign")
        # The campaign lost everything, and has published nothing since.
        nothing = after_gap(self.heads, kept=0)[1] | {"heads": [], "statement": None, "pages": 0}
        self.assertEqual(self.verdict(heads_json=nothing, old_json=self.heads), NOT_COMPARED)
        nothing["gaps"][0] |= {"date": "9999-12-31"}
        self.assertEqual(self.verdict(heads_json=nothing, old_json=self.heads), WRONG)
        [gap] = heads["gaps"]
        for changed in (
            {"lost": self.heads["heads"][1]},
            {"date": self.heads["heads"][1]["date"]},
            {"date": "9999-12-31"},
            {"start": {"size": 22, "root": "0" * 64}},
        ):
            with self.subTest(changed):
                given = heads | {"gaps": [gap | changed]}
                files = {"heads_json": given, "old_json": self.heads, "0_txt": text}
                self.assertEqual(self.verdict(**files), WRONG)

    def test_it_judges_as_the_program_does(self) -> None:
        draw = random.Random(7)  # noqa: S311 - the same forgeries each time
        for _ in range(60):
            text, heads = bytearray(self.text), json.dumps(self.heads)
            own = json.dumps(receipt(self.text, self.heads, secret(7)))
            kind = draw.choice(["text", "heads", "receipt"])
            if kind == "text":
                text[draw.randrange(len(text))] = draw.choice(b"0123456789abcdef -\nz")
            elif kind == "heads":
                heads = changed(heads, draw)
            else:
                own = changed(own, draw)
            given = bytes(text), json.loads(heads), json.loads(own)
            with self.subTest(kind, given=given):
                page = self.verdict(
                    **{"0_txt": given[0], "heads_json": given[1], "r_json": given[2]}
                )
                self.assertEqual(page, self.by_program(*given))


def changed(text: str, draw: random.Random) -> str:
    """With one digit or letter of a value changed."""
    while True:
        at = draw.randrange(len(text))
        new = text[:at] + draw.choice("0123456789abcdef") + text[at + 1 :]
        try:
            given = json.loads(new)
        except ValueError:
            continue
        if (
            given != json.loads(text)
            and given.keys() == json.loads(text).keys()
            and given["format"] == json.loads(text)["format"]
        ):
            return new
