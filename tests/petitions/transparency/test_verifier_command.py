"""What a person sees who runs the verifier, and its exit codes. Forgeries never get “Everything agrees”."""

import json
import re
import socketserver
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from http.server import BaseHTTPRequestHandler
from io import StringIO
from pathlib import Path
from typing import Any, override
from unittest import mock
from urllib.request import Request

from django.conf import settings as site
from django.test import SimpleTestCase
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from petitions.transparency import verifier
from petitions.transparency.verifier import AGREES, NOT_COMPARED, UNREADABLE, WRONG
from tests.petitions.transparency import reference
from tests.petitions.transparency.forged import (
    SITE,
    SLUG,
    after_gap,
    published,
    published_heads,
    receipt,
    secret,
    text_of,
)

# What the lines cannot prove: docs/verifying.md says so.
UNPROVEN = {"lines_per_page", "pages", "sent", "published_at"}


class CommandTestCase(SimpleTestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.text, self.heads = published(20, 3, steps=3)

    def run_it(self, *words: str) -> tuple[int, str]:
        said = StringIO()
        with redirect_stdout(said):
            code = verifier.main(list(words))
        self.assertEqual(code == AGREES, "Everything agrees." in said.getvalue())
        self.assertEqual(code == WRONG, "WRONG" in said.getvalue())
        return code, said.getvalue()

    def file(self, name: str, content: Any) -> str:
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
        return str(path)

    def check_log(self, text: bytes, heads: Any) -> tuple[int, str]:
        return self.run_it("log", self.file("log.txt", text), self.file("heads.json", heads))

    def check_receipt(
        self, given: Any, heads: Any = None, text: bytes | None = None
    ) -> tuple[int, str]:
        words = ["receipt", self.file("r.json", given)]
        words += ["--heads", self.file("heads.json", heads)] if heads is not None else []
        words += ["--log", self.file("log.txt", text)] if text is not None else []
        return self.run_it(*words)


class LogTests(CommandTestCase):
    def test_a_log(self) -> None:
        code, said = self.check_log(self.text, self.heads)
        self.assertEqual(code, AGREES, said)
        self.assertIn("agrees: head of 2026-11-27 (69 lines, 51 signatures, root ", said)
        self.assertIn(self.heads["heads"][-1]["root"], said)
        self.assertIn("60 added, 9 removed, 51 signatures count", said)
        self.assertRegex(said, r"The newest head is of 2026-11-27, [\d,]+ days ago")
        self.assertIn(f"The petition is '{SLUG}'", said)
        self.assertLess(len(said.splitlines()), 9)  # however many heads there are

    def test_a_log_of_another_petition_than_the_expected_one(self) -> None:
        files = self.file("log.txt", self.text), self.file("heads.json", self.heads)
        self.assertEqual(self.run_it("log", *files, "--petition", SLUG)[0], AGREES)
        self.assertEqual(self.run_it("log", *files, "--petition", "another")[0], WRONG)

    def test_a_list_without_heads_agrees_with_nothing(self) -> None:
        for text in (self.text, b""):
            code, said = self.check_log(text, self.heads | {"heads": [], "statement": None})
            self.assertEqual(code, NOT_COMPARED)
            self.assertIn("NOT compared", said)

    def test_lines_after_the_last_head_were_compared_with_nothing(self) -> None:
        more = f"add 2026-11-27 {'f' * 64}\n".encode()
        code, said = self.check_log(self.text + more, self.heads)
        self.assertEqual(code, NOT_COMPARED)
        self.assertIn("covers only 69 of 70 lines of the log", said)

    def test_a_head_from_the_future_is_not_accepted(self) -> None:
        block = [f"add 9999-12-31 {'a' * 64}"]
        heads = published_heads([block])
        heads["heads"][0]["date"] = "9999-12-31"
        code, said = self.check_log(text_of(block), heads)
        self.assertEqual(code, NOT_COMPARED)
        self.assertIn("is dated 9999-12-31, but by the clock of this computer", said)

    def test_a_statement_that_does_not_fit_the_log(self) -> None:
        for changed, code in (
            ({}, AGREES),
            ({"added": 61}, WRONG),
            ({"added": 60.0}, WRONG),
            ({"removed": {}}, WRONG),
            ({"removed": {"invalidated": 9}}, WRONG),
            ({"removed": {"withdrawn": 9.0}}, WRONG),
            ({"removed": None}, WRONG),
            ({"count": 52}, WRONG),
            ({"sent": 100}, AGREES),  # only the campaign can know
        ):
            with self.subTest(changed):
                heads = self.heads | {"statement": self.heads["statement"] | changed}
                self.assertEqual(self.check_log(self.text, heads)[0], code)
        self.assertEqual(self.check_log(self.text, self.heads | {"statement": None})[0], UNREADABLE)
        text, heads = published(1, 1)
        heads["statement"]["removed"] = {"withdrawn": True}
        self.assertEqual(self.check_log(text, heads)[0], WRONG)

    def test_a_log_that_is_cut_off_is_no_verdict(self) -> None:
        for text in (
            self.text[:-1],
            self.text[:1000],
            b"<!DOCTYPE html><p>Log in to the network\n",
        ):
            code, said = self.check_log(text, self.heads)
            self.assertEqual(code, UNREADABLE, said)

    @given(st.data())
    @settings(
        max_examples=200, deadline=None, suppress_health_check=[HealthCheck.differing_executors]
    )
    def test_no_byte_of_the_heads_can_be_changed_unnoticed(self, data: st.DataObject) -> None:
        content = json.dumps(self.heads).encode()
        at = data.draw(st.integers(0, len(content) - 1))
        changed = content[:at] + data.draw(st.binary(max_size=2)) + content[at + 1 :]
        if self.check_log(self.text, changed)[0] == AGREES:
            # No line says of which petition it is.
            same = {"petition": SLUG}
            self.assertEqual(proven(json.loads(changed) | same), proven(self.heads))


class ReceiptTests(CommandTestCase):
    def test_a_receipt(self) -> None:
        code, said = self.check_receipt(
            receipt(self.text, self.heads, secret(7)), self.heads, self.text
        )
        self.assertEqual(code, AGREES, said)
        self.assertIn("no line removes it", said)
        self.assertIn("The server alone drew this receipt", said)

    def test_one_that_the_browser_had_a_part_in(self) -> None:
        both = secret(1) + secret(2)
        line = f"add 2026-11-25 {verifier.commitment(SLUG, both).hex()}"
        text, heads = text_of([line]), published_heads([[line]])
        code, said = self.check_receipt(receipt(text, heads, both), heads, text)
        self.assertEqual(code, AGREES, said)
        self.assertIn(f"The part that your browser drew is {secret(2).hex()}", said)

    def test_one_made_from_nothing_is_compared_with_nothing(self) -> None:
        line = f"add 2026-11-25 {verifier.commitment(SLUG, secret(9999)).hex()}"
        text, heads = text_of([line]), published_heads([[line]])
        forged = receipt(text, heads, secret(9999))
        code, said = self.check_receipt(forged)
        self.assertEqual(code, NOT_COMPARED)
        self.assertIn("NOT compared: this receipt was compared with NOTHING PUBLISHED", said)
        self.assertIn(heads["heads"][0]["root"], said)
        self.assertEqual(self.check_receipt(forged, text=text)[0], NOT_COMPARED)
        self.assertEqual(self.check_receipt(forged, self.heads)[0], WRONG)
        self.assertEqual(self.check_receipt(forged, self.heads, self.text)[0], WRONG)
        self.assertEqual(self.check_receipt(forged, self.heads | {"heads": []})[0], WRONG)

    def test_without_the_log_no_one_knows_whether_it_still_counts(self) -> None:
        withdrawn = receipt(self.text, self.heads, secret(1))
        code, said = self.check_receipt(withdrawn, self.heads)
        self.assertEqual(code, NOT_COMPARED)
        self.assertIn("only the log shows whether a later line removes this signature", said)
        code, said = self.check_receipt(withdrawn, self.heads, self.text)
        self.assertEqual(code, WRONG)
        self.assertIn("A later line removes this signature: withdrawn", said)

    def test_the_statement_is_checked_too(self) -> None:
        lies = self.heads | {"statement": self.heads["statement"] | {"count": 999_999}}
        code, said = self.check_receipt(receipt(self.text, self.heads, secret(7)), lies, self.text)
        self.assertEqual(code, WRONG)
        self.assertIn("The statement says count is 999999", said)

    def test_one_that_waits_for_its_place(self) -> None:
        parts = {"format", "petition", "published_at", "receipt"}
        whole = receipt(self.text, self.heads, secret(7))
        waiting = {name: value for name, value in whole.items() if name in parts}
        self.assertEqual(self.check_receipt(waiting)[0], NOT_COMPARED)
        self.assertEqual(self.check_receipt(waiting, self.heads, self.text)[0], AGREES)
        waiting["receipt"] = secret(1000).hex()
        code, said = self.check_receipt(waiting, self.heads, self.text)
        self.assertEqual(code, NOT_COMPARED)
        self.assertIn("no line of the log adds this signature yet", said)

    def test_one_of_another_petition(self) -> None:
        whole = receipt(self.text, self.heads, secret(7))
        code, said = self.check_receipt(whole, self.heads | {"petition": "another"}, self.text)
        self.assertEqual(code, WRONG)
        self.assertIn("'another'", said)
        elsewhere = whole | {"published_at": SITE.replace(SLUG, "another")}
        self.assertEqual(self.check_receipt(elsewhere, self.heads, self.text)[0], WRONG)

    def test_one_with_anything_changed(self) -> None:
        whole, other = (receipt(self.text, self.heads, secret(each)) for each in (7, 8))
        old, new = self.heads["heads"][0], self.heads["heads"][-1]
        for name, value in (
            ("receipt", other["receipt"]),
            ("receipt", whole["receipt"] + other["receipt"]),
            ("petition", "another"),
            ("line", other["line"]),
            ("line", whole["line"].replace("2026-11-25", "2026-11-26")),
            ("position", 3),
            ("proof", other["proof"]),
            ("head", old),
            *(("head", new | {key: old[key]}) for key in ("size", "root", "count", "date")),
            ("head", new | {"count": 52}),
            ("head", new | {"occasion": "delivery"}),
        ):
            with self.subTest(name, value=value):
                given = whole | {name: value}
                self.assertEqual(self.check_receipt(given, self.heads, self.text)[0], WRONG)
        for name in ("line", "position", "proof", "head"):
            with self.subTest(without=name):
                given = {key: value for key, value in whole.items() if key != name}
                self.assertEqual(self.check_receipt(given, self.heads, self.text)[0], WRONG)

    @given(st.data())
    @settings(
        max_examples=200, deadline=None, suppress_health_check=[HealthCheck.differing_executors]
    )
    def test_no_byte_can_be_changed_unnoticed(self, data: st.DataObject) -> None:
        whole = receipt(self.text, self.heads, secret(7))
        content = json.dumps(whole).encode()
        at = data.draw(st.integers(0, len(content) - 1))
        changed = content[:at] + data.draw(st.binary(max_size=2)) + content[at + 1 :]
        if self.check_receipt(changed, self.heads, self.text)[0] == AGREES:
            self.assertEqual(proven(json.loads(changed)), proven(whole))


class ForgedHistories(CommandTestCase):
    """Someone with the whole server makes logs, heads and receipts that fit each other."""

    @given(st.data())
    @settings(
        max_examples=150, deadline=None, suppress_health_check=[HealthCheck.differing_executors]
    )
    def test_under_the_true_heads_only_the_true_log_agrees(self, data: st.DataObject) -> None:
        lines = self.text.decode().splitlines()
        forged = self.forge(list(lines), data)
        code, _said = self.check_log(text_of(forged), self.heads)
        self.assertEqual(code == AGREES, forged == lines)

    @given(st.data())
    @settings(
        max_examples=150, deadline=None, suppress_health_check=[HealthCheck.differing_executors]
    )
    def test_under_its_own_heads_it_has_to_keep_the_rules(self, data: st.DataObject) -> None:
        forged = self.forge(self.text.decode().splitlines(), data)
        half = data.draw(st.integers(1, len(forged) - 1))
        code, _said = self.check_log(
            text_of(forged), published_heads([forged[:half], forged[half:]])
        )
        if code == AGREES:
            for number, block in enumerate((forged[:half], forged[half:])):
                self.assertEqual({line.split()[1] for line in block}, {f"2026-11-{25 + number}"})
                self.assertEqual(block, sorted(block))

    def forge(self, lines: list[str], data: st.DataObject) -> list[str]:
        at, other = (data.draw(st.integers(0, len(lines) - 1)) for _ in range(2))
        how = data.draw(st.sampled_from(["drop", "repeat", "swap", "date", "make up", "keep"]))
        if how == "drop":
            del lines[at]
        elif how == "repeat":
            lines.insert(at, lines[other])
        elif how == "swap":
            lines[at], lines[other] = lines[other], lines[at]
        elif how == "date":
            lines[at] = lines[at].replace(
                "2026-11-2", data.draw(st.sampled_from(["2026-11-3", "9999-99-9"]))
            )
        elif how == "make up":
            lines.insert(at, f"add 2026-11-25 {secret(other).hex()}")
        return lines


class ConsistencyTests(CommandTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.first, self.second = self.heads["heads"][0], self.heads["heads"][2]
        proof = reference.proof(self.first["size"], self.text.splitlines())
        self.given = {
            "format": "log-consistency/1", "petition": SLUG, "first": self.first, "second": self.second,
            "proof": [each.hex() for each in proof],
        }  # fmt: skip
        self.old = self.file("old.json", self.heads | {"heads": [self.first]})
        self.new = self.file("new.json", self.heads)

    def check_proof(self, changed: dict[str, Any], *heads: str) -> int:
        file = self.file("c.json", self.given | changed)
        return self.run_it("consistency", file, *(["--heads", *heads] if heads else []))[0]

    def test_two_published_heads(self) -> None:
        self.assertEqual(self.check_proof({}, self.old, self.new), AGREES)

    def test_heads_of_which_no_copy_is_given(self) -> None:
        self.assertEqual(self.check_proof({}), NOT_COMPARED)
        self.assertEqual(self.check_proof({}, self.old), NOT_COMPARED)

    def test_anything_changed(self) -> None:
        for changed in (
            {"first": self.first | {"root": self.second["root"]}},
            {"second": self.second | {"root": self.first["root"]}},
            {"second": self.second | {"count": 1}},
            {"first": self.second, "second": self.first},
            {"proof": self.given["proof"][1:]},
            {"proof": [*self.given["proof"], "0" * 64]},
            {"petition": "another"},
        ):
            with self.subTest(changed):
                self.assertEqual(self.check_proof(changed, self.old, self.new), WRONG)

    def test_a_log_that_was_forked_under_a_head_that_was_shown(self) -> None:
        forked = self.file("forked.json", self.heads | {"heads": [self.first | {"root": "0" * 64}]})
        self.assertEqual(self.check_proof({}, forked, self.new), WRONG)
        self.assertEqual(self.check_proof({}, self.new, forked), WRONG)

    def test_a_head_that_was_shown_and_is_gone(self) -> None:
        shown = [self.first, self.heads["heads"][1] | {"size": 24}]
        old = self.file("shown.json", self.heads | {"heads": shown})
        new = self.file("now.json", self.heads | {"heads": [self.first, self.second]})
        self.assertEqual(self.check_proof({}, old, new), WRONG)
        self.assertEqual(self.check_proof({}, new, old), WRONG)
        self.assertEqual(self.check_proof({}, new, old, self.old), WRONG)
        self.assertEqual(self.check_proof({}, self.old, new), AGREES)

    def test_a_proof_from_another_head_than_those_that_were_shown(self) -> None:
        other = self.heads["heads"][1]
        shown = self.file("shown.json", self.heads | {"heads": [other]})
        self.assertEqual(self.check_proof({}, shown, self.new), NOT_COMPARED)


class UnreadableTests(CommandTestCase):
    def test_what_cannot_be_read_is_no_verdict(self) -> None:
        for heads in (
            b"",
            b"[1]",
            b"<html>",
            b"\xff",
            b'{"format": "signature-log/2", "heads": []}',
        ):
            code, said = self.check_log(self.text, heads)
            self.assertEqual(code, UNREADABLE)
            self.assertIn("Could not check", said)
        log = self.file("log.txt", self.text)
        for path in (str(self.folder / "none"), str(self.folder), "\0"):
            self.assertEqual(self.run_it("log", log, path)[0], UNREADABLE)
        for changed in (
            {"heads": 5}, {"heads": [5]}, {"heads": [{"size": -1}]}, {"statement": 5}, {"petition": 5},
            {"petition": "a/b"}, {"petition": "\x1b[2K"}, {"heads": [self.heads["heads"][0] | {"size": True}]},
        ):  # fmt: skip
            with self.subTest(changed):
                self.assertEqual(self.check_log(self.text, self.heads | changed)[0], UNREADABLE)
        twice = json.dumps(self.heads)[:-1] + f', "petition": "{SLUG}"}}'
        self.assertEqual(self.check_log(self.text, twice.encode())[0], UNREADABLE)
        self.assertEqual(self.check_receipt(b"[" * 100_000)[0], UNREADABLE)

    def test_nor_is_a_receipt_that_is_none(self) -> None:
        whole = receipt(self.text, self.heads, secret(7))
        for name, value in (
            ("proof", "no list"), ("proof", 5), ("proof", ["ab"]), ("petition", "\ud800"), ("line", None),
            ("position", "1"), ("position", -1), ("position", 1.0), ("head", None), ("receipt", "AB"),
            ("receipt", "ab" * 48), ("head", self.heads["heads"][-1] | {"date": "\x1b[2K"}),
            ("published_at", 5),
        ):  # fmt: skip
            with self.subTest(name=name, value=value):
                given = whole | {name: value}
                self.assertEqual(self.check_receipt(given, self.heads, self.text)[0], UNREADABLE)

    def test_nor_is_a_command_that_is_none(self) -> None:
        for words in ([], ["look"], ["log"], ["receipt", "r", "--log"]):
            with self.assertRaises(SystemExit) as left, redirect_stderr(StringIO()):
                verifier.main(words)
            self.assertEqual(left.exception.code, UNREADABLE)

    def test_nor_is_an_address_that_is_none(self) -> None:
        for address in (
            "file:///etc/passwd", "https://", "x.example", "https://x.example/", f"{SITE}?a=b",
            "http://[::1/petitions/a/integrity/", "http://x:port/petitions/a/integrity/",
            "http://127.0.0.1:1/petitions/a/integrity/", "https://x.example/petitions/é/integrity/",
        ):  # fmt: skip
            with self.subTest(address):
                self.assertEqual(self.run_it("site", address)[0], UNREADABLE)


class SiteTestCase(CommandTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.answers: dict[str, bytes] = {}
        self.publish(self.text, self.heads)
        self.keep = self.folder / "kept"

    def publish(self, text: bytes, heads: dict[str, Any], lines_per_page: int = 30) -> None:
        lines = text.splitlines(keepends=True)
        pages = -(-heads["heads"][-1]["size"] // lines_per_page)
        heads = heads | {"lines_per_page": lines_per_page, "pages": pages}
        self.answers = {f"{SITE}heads.json": json.dumps(heads).encode()} | {
            f"{SITE}log/{page}.txt": b"".join(lines[page * lines_per_page :][:lines_per_page])
            for page in range(pages)
        }

    def check_site(self, address: str = SITE) -> tuple[int, str]:
        with mock.patch.object(verifier, "fetch", self.answers.__getitem__):
            return self.run_it("site", address, "--keep", str(self.keep))


class SiteTests(SiteTestCase):
    def test_twice(self) -> None:
        for _ in range(2):
            code, said = self.check_site(SITE.rstrip("/"))
            self.assertEqual(code, AGREES, said)
        self.assertIn("every head that was saved here before is still there", said)
        self.assertEqual((self.keep / "log.txt").read_bytes(), self.text)
        words = "--heads", str(self.keep / "heads.json"), "--log", str(self.keep / "log.txt")
        mine = self.file("r.json", receipt(self.text, self.heads, secret(7)))
        self.assertEqual(self.run_it("receipt", mine, *words)[0], AGREES)

    def test_another_history_is_saved_beside_the_first(self) -> None:
        self.check_site()
        before = {each.name: each.read_bytes() for each in self.keep.iterdir()}
        text, heads = published(21, 3, steps=3)
        self.publish(text, heads)
        for number in (1, 2):
            code, said = self.check_site()
            self.assertEqual(code, WRONG)
            self.assertIn("is no longer there", said)
            beside = sorted(self.keep.glob("conflict-*"))
            self.assertEqual(len(beside), number)
            self.assertIn(str(beside[-1]), said)
            self.assertEqual((beside[-1] / "log.txt").read_bytes(), text)
            self.assertEqual(
                (beside[-1] / "heads.json").read_bytes(), self.answers[f"{SITE}heads.json"]
            )
        self.assertEqual({each: (self.keep / each).read_bytes() for each in before}, before)

    def test_what_is_wrong_in_itself_is_saved_too(self) -> None:
        self.publish(self.text.replace(b"add", b"sub", 1), self.heads)
        self.assertEqual(self.check_site()[0], WRONG)
        self.assertEqual([each.name[:9] for each in self.keep.iterdir()], ["conflict-"])

    def test_heads_of_another_petition(self) -> None:
        self.publish(self.text, self.heads | {"petition": "another"})
        self.assertEqual(self.check_site()[0], WRONG)
        self.publish(self.text, self.heads)
        self.check_site()
        kept = self.keep / "heads.json"
        kept.write_text(kept.read_text().replace(SLUG, "another"))
        self.assertEqual(self.check_site()[0], UNREADABLE)

    def test_a_page_that_is_shorter_than_it_has_to_be_is_no_verdict(self) -> None:
        self.answers[f"{SITE}log/1.txt"] = b"".join(
            self.answers[f"{SITE}log/1.txt"].splitlines(keepends=True)[:-1]
        )
        code, said = self.check_site()
        self.assertEqual(code, UNREADABLE)
        self.assertIn("Page 1 of the log has 29 lines, and 30 are published", said)
        self.assertFalse((self.keep / "log.txt").exists())

    def test_pages_that_do_not_hold_the_lines(self) -> None:
        self.publish(self.text, self.heads)
        content = json.loads(self.answers[f"{SITE}heads.json"])
        for changed in ({"pages": 1}, {"lines_per_page": 0}, {"lines_per_page": 10**9}):
            self.answers[f"{SITE}heads.json"] = json.dumps(content | changed).encode()
            self.assertEqual(self.check_site()[0], WRONG)


class DownloadTests(CommandTestCase):
    """Against a server that breaks off."""

    def test_broken_answers_are_no_verdict(self) -> None:
        whole = json.dumps(self.heads).encode()
        length = f"Content-Length: {len(whole)}".encode()
        for answer in (
            b"",
            b"HTTP/1.1 200 OK\r\n" + length + b"\r\n\r\n" + whole[:100],
            b"HTTP/1.1 200 OK\r\n" + length + b"\r\n\r\n",
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n64\r\n" + whole[:20],
            b"HTTP/1.1 200 OK\r\n\r\n" + whole[:100],
            b"HTTP/1.1 502 Bad Gateway\r\n\r\n",
            b"HTTP/1.1 302 Found\r\nLocation: ftp://x/\r\n\r\n",
            b"HTTP/1.1 200 OK\r\n\r\n<!DOCTYPE html>",
            b"nonsense\r\n\r\n",
        ):
            with self.subTest(answer[:60]), serving(answer) as address:
                code, said = self.run_it("site", f"{address}petitions/{SLUG}/integrity/")
                self.assertEqual(code, UNREADABLE, said)


@contextmanager
def serving(answer: bytes) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.wfile.write(answer)

        @override
        def log_message(self, format: str, *args: Any) -> None:
            pass

    with socketserver.TCPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()


class RedirectTests(CommandTestCase):
    def test_an_answer_of_another_site_is_not_taken(self) -> None:
        whole = json.dumps(self.heads | {"heads": [], "pages": 0}).encode()
        with serving(b"HTTP/1.1 200 OK\r\n\r\n" + whole) as other:
            moved = f"HTTP/1.1 302 Found\r\nLocation: {other}petitions/{SLUG}/\r\n\r\n"
            with serving(moved.encode()) as address:
                code, said = self.run_it("site", f"{address}petitions/{SLUG}/integrity/")
            self.assertEqual(
                self.run_it("site", f"{other}petitions/{SLUG}/integrity/")[0], NOT_COMPARED
            )
        self.assertEqual(code, UNREADABLE)
        self.assertIn("leads to another site", said)

    def test_one_on_the_same_site_is_followed_but_not_out_of_encryption(self) -> None:
        def redirect(old: str, new: str) -> Any:
            request = Request(old)  # noqa: S310 - nothing is opened
            return verifier.SameSite().redirect_request(request, None, 302, "", {}, new)

        for new in ("http://a.example/2", "https://a.example/2"):
            self.assertEqual(redirect("http://a.example/1", new).full_url, new)
        for old, new in (
            ("https://a.example/1", "http://a.example/1"), ("https://a.example/1", "https://b.example/1"),
            ("https://a.example/1", "https://a.example:444/1"), ("https://a.example/1", "https://a.example@b.example/"),
        ):  # fmt: skip
            with self.subTest(new), self.assertRaises(ValueError):
                redirect(old, new)


class GapTests(SiteTestCase):
    """Heads that the campaign says it lost are neither confirmed nor a fork."""

    @override
    def setUp(self) -> None:
        super().setUp()
        self.new_text, self.new_heads = after_gap(self.heads)

    def consistency(self, first: dict[str, Any], second: dict[str, Any]) -> dict[str, Any]:
        return {
            "format": "log-consistency/1", "petition": SLUG, "first": first, "second": second,
            "proof": [
                each.hex()
                for each in reference.proof(first["size"], self.new_text.splitlines()[: second["size"]])
            ],
        }  # fmt: skip

    def test_the_log_after_a_gap_agrees_and_the_gap_is_named(self) -> None:
        code, said = self.check_log(self.new_text, self.new_heads)
        self.assertEqual(code, AGREES, said)
        self.assertIn("up to 69 lines were lost, and the log goes on after 23 lines", said)
        self.assertIn("2026-11-29: 'The disk \\u201cA\\u201d failed.'", said)

    def test_heads_that_were_kept_and_lost_are_reported_once_and_their_lines_are_kept(self) -> None:
        self.check_site()
        self.publish(self.new_text, self.new_heads)
        code, said = self.check_site()
        self.assertEqual(code, NOT_COMPARED, said)
        self.assertEqual(said.count("was lost, says the campaign"), 2)
        [aside] = self.keep.glob("before-gap-*")
        self.assertIn(str(aside), said)
        self.assertEqual((aside / "log.txt").read_bytes(), self.text)
        self.assertEqual((self.keep / "log.txt").read_bytes(), self.new_text)
        code, said = self.check_site()
        self.assertEqual(code, AGREES, said)

    def test_everything_may_be_lost(self) -> None:
        self.check_site()
        self.publish(*after_gap(self.heads, kept=0))
        self.assertEqual(self.check_site()[0], NOT_COMPARED)

    def test_what_the_gap_does_not_cover_is_still_a_fork(self) -> None:
        [gap] = self.new_heads["gaps"]
        for changed in (
            {"lost": self.heads["heads"][1]},  # more was published than it owns up to
            {"lost": self.heads["heads"][2] | {"root": "0" * 64}},
            {"date": self.heads["heads"][1]["date"]},  # before a head that was lost
            {"start": {"size": 22, "root": "0" * 64}},
        ):
            with self.subTest(changed):
                self.publish(self.text, self.heads)
                self.assertEqual(self.check_site()[0], AGREES)
                self.publish(self.new_text, self.new_heads | {"gaps": [gap | changed]})
                code, said = self.check_site()
                self.assertEqual(code, WRONG, said)

    def test_a_gap_from_the_future_explains_nothing(self) -> None:
        [gap] = self.new_heads["gaps"]
        own = receipt(self.text, self.heads, secret(7))
        for heads in (self.new_heads["heads"], self.new_heads["heads"][:1]):
            for day, code in ((gap["date"], NOT_COMPARED), ("9999-12-31", WRONG)):
                with self.subTest(heads=len(heads), day=day):
                    given = self.new_heads | {"heads": heads, "gaps": [gap | {"date": day}]}
                    self.assertEqual(self.check_receipt(own, given)[0], code)

    def test_a_gap_that_was_announced_cannot_be_taken_back(self) -> None:
        self.publish(self.new_text, self.new_heads)
        self.check_site()
        for gaps in ([], [self.new_heads["gaps"][0] | {"reason": "Nothing happened."}]):
            self.publish(self.new_text, self.new_heads | {"gaps": gaps})
            self.assertEqual(self.check_site()[0], WRONG)

    def test_a_gap_takes_nothing_that_was_published_after_it(self) -> None:
        self.publish(self.new_text, self.new_heads)
        self.check_site()
        first = self.new_heads["heads"][:1]
        self.publish(
            b"".join(self.new_text.splitlines(keepends=True)[:23]),
            self.new_heads | {"heads": first, "statement": published(20, 3)[1]["statement"]},
        )
        self.assertEqual(self.check_site()[0], WRONG)

    def test_a_receipt_under_a_lost_head_is_no_verdict(self) -> None:
        for own in (secret(7), secret(47)):  # its line was kept, or lost too
            code, said = self.check_receipt(
                receipt(self.text, self.heads, own), self.new_heads, self.new_text
            )
            self.assertEqual(code, NOT_COMPARED, said)
            self.assertIn("was lost, says the campaign", said)
        forged = receipt(self.text, self.heads, secret(7))
        forged["head"] = forged["head"] | {"date": "2026-12-24"}
        self.assertEqual(self.check_receipt(forged, self.new_heads, self.new_text)[0], WRONG)

    def test_the_gaps_are_named_to_whoever_checks_a_receipt(self) -> None:
        given = receipt(self.new_text, self.new_heads, secret(7))
        for text in (self.new_text, None):
            _code, said = self.check_receipt(given, self.new_heads, text)
            self.assertIn("Heads over up to 69 lines were lost", said)

    def test_a_proof_between_heads_on_both_sides_of_a_gap(self) -> None:
        files = [self.file("old.json", self.heads), self.file("new.json", self.new_heads)]
        kept, newest = self.new_heads["heads"]
        proof = self.file("p.json", self.consistency(kept, newest))
        code, said = self.run_it("consistency", proof, "--heads", *files)
        self.assertEqual(code, AGREES, said)
        of_lost = self.file("l.json", self.consistency(self.heads["heads"][1], newest))
        code, said = self.run_it("consistency", of_lost, "--heads", *files)
        self.assertEqual(code, NOT_COMPARED, said)
        self.assertIn("was lost, says the campaign", said)
        without = self.file("without.json", self.new_heads | {"gaps": []})
        lost = {"heads": [self.heads["heads"][0], self.heads["heads"][1] | {"size": 113}]}
        forked = self.file("forked.json", self.heads | lost)
        code, said = self.run_it("consistency", proof, "--heads", forked, without)
        self.assertEqual(code, WRONG, said)


class CopyTests(CommandTestCase):
    def test_a_copy_of_it_runs_by_itself_and_needs_nothing_else(self) -> None:
        copy = self.file("copied.py", Path(verifier.__file__).read_bytes())
        files = self.file("log.txt", self.text), self.file("heads.json", self.heads)
        module = [sys.executable, "-m", "petitions.transparency.verifier", "log", *files]
        alone = [sys.executable, "-I", "-S", copy, "log", *files]
        for command, folder in ((module, site.BASE_DIR), (alone, self.folder)):
            done = subprocess.run(
                command, cwd=folder, capture_output=True, text=True, check=False, env={}
            )
            self.assertEqual((done.returncode, done.stderr), (0, ""))
            self.assertEqual(done.stdout.splitlines()[-1], "Everything agrees.")
        imports = re.findall(r"^(?:from|import) (\w+)", Path(verifier.__file__).read_text(), re.M)
        self.assertLessEqual(set(imports), sys.stdlib_module_names)


def proven(given: Any) -> Any:
    """A published file without what the lines cannot prove, and without names that no one reads."""
    if isinstance(given, dict):
        known = {
            "format",
            "petition",
            "heads",
            "statement",
            "added",
            "removed",
            "count",
            "size",
            "root",
        }
        known |= {
            "date",
            "receipt",
            "line",
            "position",
            "proof",
            "head",
            "withdrawn",
            "invalidated",
        }
        return {name: proven(value) for name, value in given.items() if name in known - UNPROVEN}
    return [proven(each) for each in given] if isinstance(given, list) else given
