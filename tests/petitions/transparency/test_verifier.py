"""The program for sceptics: it accepts what is right, and finds whatever was tampered with."""

import json
import re
import subprocess
import sys
import tempfile
from contextlib import redirect_stdout
from datetime import date, timedelta
from hashlib import sha256
from io import StringIO
from pathlib import Path
from typing import Any
from unittest import mock

from django.conf import settings as site
from django.test import SimpleTestCase
from hypothesis import given, settings
from hypothesis import strategies as st

from petitions.transparency import merkle, verifier
from tests.petitions.transparency import reference
from tests.petitions.transparency.test_merkle import SIZES, log_of, tiles_of

SLUG = "free-the-teachers"
DAY = date(2026, 11, 25)


def secret(number: int) -> bytes:
    return sha256(b"%d" % number).digest()


def published(adds: int, removes: int = 0, steps: int = 1) -> tuple[bytes, dict[str, Any]]:
    """A log, a day for each step, and its heads."""
    lines: list[bytes] = []
    heads = []
    for step in range(steps):
        day = DAY + timedelta(days=step)
        own = [verifier.commitment(SLUG, secret(step * adds + each)).hex() for each in range(adds)]
        lines += [f"add {day} {each}".encode() for each in own]
        lines += [f"remove {day} {each} withdrawn".encode() for each in own[:removes]]
        heads.append(
            {
                "size": len(lines),
                "root": reference.tree_hash(lines).hex(),
                "count": (step + 1) * (adds - removes),
                "date": str(day),
                "occasion": "daily",
            }
        )
    return b"".join(line + b"\n" for line in lines), {"format": "signature-log/1", "heads": heads}


def quiet(text: str) -> None:
    pass


def heads_of(given: dict[str, Any]) -> list[verifier.Head]:
    return [verifier.Head(each) for each in given["heads"]]


class ProofTests(SimpleTestCase):
    """Against the standard itself, so that site and verifier cannot be wrong in the same way."""

    @given(SIZES)
    @settings(max_examples=50, deadline=None)
    def test_the_root(self, size: int) -> None:
        tree = verifier.Tree()
        for line in log_of(size):
            tree.add(line)
        self.assertEqual(tree.root(), reference.tree_hash(log_of(size)))

    @given(SIZES, st.data())
    @settings(max_examples=50, deadline=None)
    def test_inclusion(self, size: int, data: st.DataObject) -> None:
        lines, position = log_of(size), data.draw(st.integers(0, size - 1))
        found = verifier.root_from_inclusion(
            lines[position], position, size, reference.path(position, lines)
        )
        self.assertEqual(found, reference.tree_hash(lines))

    @given(SIZES, st.data())
    @settings(max_examples=50, deadline=None)
    def test_consistency(self, size: int, data: st.DataObject) -> None:
        lines, first = log_of(size), data.draw(st.integers(1, size))
        roots = reference.tree_hash(lines[:first]), reference.tree_hash(lines)
        found = verifier.roots_from_consistency(
            first, size, roots[0], reference.proof(first, lines)
        )
        self.assertEqual(found, roots)

    @given(st.integers(2, 600), st.data())
    @settings(max_examples=100, deadline=None)
    def test_a_proof_for_another_line_place_or_size_leads_nowhere(
        self, size: int, data: st.DataObject
    ) -> None:
        lines = log_of(size)
        position = data.draw(st.integers(0, size - 1))
        spans, tiles = merkle.inclusion(position, size), tiles_of(lines)
        proof = [merkle.hash_of(tiles, span) for span in spans]
        wrong = data.draw(st.sampled_from(["line", "position", "short", "long", "changed"]))
        line, place = lines[position], position
        if wrong == "line":
            line += b"!"
        elif wrong == "position":
            place = data.draw(st.integers(0, size - 1).filter(lambda other: other != position))
        elif wrong == "short":
            proof = proof[:-1]
        elif wrong == "long":
            proof = [*proof, bytes(32)]
        else:
            at = data.draw(st.integers(0, len(proof) - 1))
            proof[at] = sha256(proof[at]).digest()
        try:
            found = verifier.root_from_inclusion(line, place, size, proof)
        except verifier.Wrong:
            return
        self.assertNotEqual(found, reference.tree_hash(lines))

    @given(st.integers(2, 600), st.data())
    @settings(max_examples=100, deadline=None)
    def test_a_log_that_was_changed_below_an_earlier_head_has_no_proof(
        self, size: int, data: st.DataObject
    ) -> None:
        lines = log_of(size)
        first = data.draw(st.integers(1, size - 1))
        root = reference.tree_hash(lines[:first])
        lines[data.draw(st.integers(0, first - 1))] = b"another line"
        try:
            found = verifier.roots_from_consistency(
                first, size, root, reference.proof(first, lines)
            )
        except verifier.Wrong:
            return
        self.assertNotEqual(found, (root, reference.tree_hash(lines)))


class LogTests(SimpleTestCase):
    def test_a_log_that_is_right(self) -> None:
        text, heads = published(20, 3, steps=4)
        log = verifier.check_log(text, heads_of(heads), quiet)
        self.assertEqual((len(log.added), len(log.removed), log.count), (80, 12, 68))

    @given(st.data())
    @settings(max_examples=300, deadline=None)
    def test_any_byte_that_is_changed_is_found(self, data: st.DataObject) -> None:
        text, heads = published(6, 1, steps=2)
        at = data.draw(st.integers(0, len(text) - 1))
        to = data.draw(st.integers(0, 255).filter(lambda byte: byte != text[at]))
        self.assertWrong(text[:at] + bytes([to]) + text[at + 1 :], heads)

    @given(st.data())
    @settings(max_examples=100, deadline=None)
    def test_any_byte_that_is_taken_out_or_put_in_is_found(self, data: st.DataObject) -> None:
        text, heads = published(6, 1, steps=2)
        at = data.draw(st.integers(0, len(text) - 1))
        self.assertWrong(text[:at] + text[at + 1 :], heads)
        self.assertWrong(
            text[:at] + data.draw(st.binary(min_size=1, max_size=1)) + text[at:], heads
        )

    def test_lines_that_changed_their_places_are_found(self) -> None:
        text, heads = published(6)
        lines = text.splitlines(keepends=True)
        self.assertWrong(b"".join([lines[1], lines[0], *lines[2:]]), heads)

    def test_a_head_that_counts_more_than_the_lines_is_found(self) -> None:
        text, heads = published(6, 1)
        heads["heads"][0]["count"] += 1
        self.assertWrong(text, heads, "add up to 5")

    def test_a_log_that_is_cut_off_is_found(self) -> None:
        text, heads = published(6)
        self.assertWrong(b"".join(text.splitlines(keepends=True)[:-1]), heads, "has only 5 lines")

    def test_lines_after_the_last_head_are_found(self) -> None:
        text, heads = published(6)
        more = f"add 2026-11-26 {'a' * 64}\n".encode()
        self.assertWrong(text + more, heads, "covers only 6 of 7 lines of the log")

    def test_what_no_log_may_say_is_found_even_under_a_root_that_fits(self) -> None:
        add = f"add 2026-11-25 {'a' * 64}"
        for lines, why in (
            ([add, add], "that line 0 added"),
            ([f"remove 2026-11-25 {'a' * 64} withdrawn"], "never added"),
            ([add, *2 * [f"remove 2026-11-25 {'a' * 64} withdrawn"]], "already removed"),
            ([add, f"add 2026-11-24 {'b' * 64}"], "the line before it has a later date"),
            ([add, "add 2026-11-25 abc"], "not in the format of a log line"),
            ([add, f"remove 2026-11-25 {'a' * 64}"], "not in the format of a log line"),
        ):
            tree = [line.encode() for line in lines]
            head = {
                "size": len(lines), "root": reference.tree_hash(tree).hex(), "count": 1,
                "date": "2026-11-25",
            }  # fmt: skip
            with self.subTest(why):
                self.assertWrong(b"".join(line + b"\n" for line in tree), {"heads": [head]}, why)

    def assertWrong(self, text: bytes, heads: dict[str, Any], why: str = "") -> None:
        with self.assertRaisesRegex(verifier.Wrong, why):
            verifier.check_log(text, heads_of(heads), quiet)


class DocumentedTests(SimpleTestCase):
    """The example in docs/verifying.md, by which others test their own checkers."""

    def setUp(self) -> None:
        text = (site.BASE_DIR / "docs" / "verifying.md").read_text()
        self.example = text.partition("## An example")[2].partition("## ")[0]
        self.lines = re.findall(r"^    ((?:add|remove) .+)$", self.example, re.MULTILINE)

    def test_its_commitments_roots_and_counts(self) -> None:
        of_three = {verifier.commitment("example", bytes([n]) * 32).hex() for n in (1, 2, 3)}
        self.assertEqual({line.split()[2] for line in self.lines}, of_three)
        heads = [
            verifier.Head({"size": int(size), "count": int(count), "root": root, "date": ""})
            for size, count, root in re.findall(r"\| (\d) \| (\d) \| `(\w{64})`", self.example)
        ]
        self.assertEqual(len(heads), 2)
        verifier.check_log("".join(f"{line}\n" for line in self.lines).encode(), heads, quiet)

    def test_its_proofs(self) -> None:
        hashes = re.findall(r"`(\w{64})`", self.example)
        [first, second], proofs = hashes[:2], [bytes.fromhex(each) for each in hashes[2:]]
        found = verifier.root_from_inclusion(self.lines[2].encode(), 2, 4, proofs[:2])
        self.assertEqual(found.hex(), second)
        roots = verifier.roots_from_consistency(2, 4, bytes.fromhex(first), proofs[2:])
        self.assertEqual([root.hex() for root in roots], [first, second])


class CommandTests(SimpleTestCase):
    """What a person sees who runs it."""

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.text, self.heads = published(20, 3, steps=3)

    def run_it(self, *words: str) -> tuple[int, str]:
        said = StringIO()
        with redirect_stdout(said):
            code = verifier.main(list(words))
        return code, said.getvalue()

    def file(self, name: str, content: Any) -> str:
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
        return str(path)

    def receipt(self, number: int, **changed: Any) -> dict[str, Any]:
        lines = self.text.splitlines()
        mine = verifier.commitment(SLUG, secret(number)).hex().encode()
        position = next(at for at, line in enumerate(lines) if mine in line)
        return {
            "format": "signature-receipt/1",
            "petition": SLUG,
            "receipt": secret(number).hex(),
            "line": lines[position].decode(),
            "position": position,
            "proof": [each.hex() for each in reference.path(position, lines)],
            "head": self.heads["heads"][-1],
        } | changed

    def test_a_log(self) -> None:
        log, heads = self.file("log.txt", self.text), self.file("heads.json", self.heads)
        code, said = self.run_it("log", log, heads)
        self.assertEqual(code, 0)
        self.assertIn("agrees: head of 2026-11-27 (69 lines, 51 signatures)", said)
        self.assertLess(len(said.splitlines()), 5)  # however many heads there are
        code, said = self.run_it("log", self.file("log.txt", self.text[:-1] + b" \n"), heads)
        self.assertEqual(code, 1)
        self.assertIn("WRONG", said)

    def test_a_statement_that_does_not_fit_the_log(self) -> None:
        log = self.file("log.txt", self.text)
        statement = {"added": 60, "removed": {"withdrawn": 9}, "count": 51, "signed": 99}
        for changed, code in (
            ({}, 0),
            ({"added": 61}, 1),
            ({"removed": {}}, 1),
            ({"removed": {"invalidated": 9}}, 1),
            ({"count": 52}, 1),
            ({"signed": 100}, 0),  # only the campaign can know
        ):
            with self.subTest(changed):
                heads = self.file("h.json", self.heads | {"statement": statement | changed})
                self.assertEqual(self.run_it("log", log, heads)[0], code)

    def test_a_receipt(self) -> None:
        heads, log = self.file("heads.json", self.heads), self.file("log.txt", self.text)
        code, said = self.run_it(
            "receipt", self.file("r.json", self.receipt(7)), "--heads", heads, "--log", log
        )
        self.assertEqual((code, said.splitlines()[-1]), (0, "Everything agrees."))
        self.assertIn("no line removes it", said)

    def test_a_receipt_of_what_was_removed(self) -> None:
        log = self.file("log.txt", self.text)
        code, said = self.run_it("receipt", self.file("r.json", self.receipt(1)), "--log", log)
        self.assertEqual(code, 1)
        self.assertIn("A later line removes this signature: withdrawn", said)

    def test_a_receipt_that_waits_for_its_place(self) -> None:
        waiting = {
            name: value for name, value in self.receipt(7).items()
            if name in {"format", "petition", "receipt"}
        }  # fmt: skip
        file = self.file("r.json", waiting)
        self.assertEqual(self.run_it("receipt", file)[0], 2)
        log = self.file("log.txt", self.text)
        self.assertEqual(self.run_it("receipt", file, "--log", log)[0], 0)
        waiting["receipt"] = secret(1000).hex()
        code, said = self.run_it("receipt", self.file("r.json", waiting), "--log", log)
        self.assertEqual(code, 1)
        self.assertIn("No line of the log adds this signature", said)

    def test_a_receipt_with_anything_changed(self) -> None:
        heads = self.file("heads.json", self.heads)
        other = self.receipt(8)
        for name, value in (
            ("receipt", other["receipt"]),
            ("petition", "another"),
            ("line", other["line"]),
            ("position", 3),
            ("proof", other["proof"]),
            ("head", self.heads["heads"][0]),
            ("head", self.heads["heads"][-1] | {"count": 52}),
        ):
            with self.subTest(name):
                receipt = self.file("r.json", self.receipt(7, **{name: value}))
                self.assertEqual(self.run_it("receipt", receipt, "--heads", heads)[0], 1)

    def test_two_heads(self) -> None:
        first, second = self.heads["heads"][0], self.heads["heads"][2]
        lines = self.text.splitlines()
        given = {
            "format": "log-consistency/1", "first": first, "second": second,
            "proof": [each.hex() for each in reference.proof(first["size"], lines)],
        }  # fmt: skip
        kept = self.file("kept.json", self.heads | {"heads": [first]})
        code, said = self.run_it("consistency", self.file("c.json", given), "--heads", kept)
        self.assertEqual(code, 0, said)
        given["first"] = first | {"root": second["root"]}
        self.assertEqual(self.run_it("consistency", self.file("c.json", given))[0], 1)
        self.assertEqual(
            self.run_it("consistency", self.file("c.json", given), "--heads", kept)[0], 1
        )

    def test_what_cannot_be_read_is_no_verdict(self) -> None:
        log = self.file("log.txt", self.text)
        for heads in (b"", b"[1]", b"<html>", b'{"format": "signature-log/2", "heads": []}'):
            code, said = self.run_it("log", log, self.file("heads.json", heads))
            self.assertEqual(code, 2)
            self.assertIn("Could not check", said)
        self.assertEqual(self.run_it("log", log, str(self.folder / "none"))[0], 2)
        broken = self.heads | {"heads": [{"size": -1}]}
        self.assertEqual(self.run_it("log", log, self.file("heads.json", broken))[0], 2)
        for changed in ({}, {"heads": 5}, {"heads": [5]}, {"heads": [], "statement": 5}):
            file = self.file("heads.json", {"format": "signature-log/1"} | changed)
            self.assertEqual(self.run_it("log", log, file)[0], 2, changed)
        self.assertEqual(self.run_it("receipt", self.file("r.json", b"[" * 100_000))[0], 2)
        for name, value in (
            ("proof", "no list"), ("proof", 5), ("proof", ["ab"]), ("petition", "\ud800"),
            ("line", None), ("position", "1"), ("position", -1), ("head", None), ("receipt", "AB"),
            ("head", self.heads["heads"][-1] | {"date": "\x1b[2K"}),
        ):  # fmt: skip
            with self.subTest(name=name, value=value):
                receipt = self.file("r.json", self.receipt(7, **{name: value}))
                self.assertEqual(self.run_it("receipt", receipt)[0], 2)
        for two in ({}, {"first": 5}, {"first": self.heads["heads"][0], "second": {}}):
            file = self.file("c.json", {"format": "log-consistency/1"} | two)
            self.assertEqual(self.run_it("consistency", file)[0], 2)
        self.assertEqual(self.run_it("site", "file:///etc/passwd")[0], 2)

    def test_a_whole_site_twice(self) -> None:
        pages = {
            "https://x.example/i/heads.json": json.dumps(self.heads | {"pages": 2}).encode(),
            "https://x.example/i/log/0.txt": self.text[:870],
            "https://x.example/i/log/1.txt": self.text[870:],
        }
        keep = str(self.folder / "kept")
        with mock.patch.object(verifier, "fetch", pages.__getitem__):
            for _ in range(2):
                code, said = self.run_it("site", "https://x.example/i", "--keep", keep)
                self.assertEqual(code, 0, said)
            self.assertIn("60 added, 9 removed, 51 signatures count", said)
            # Another history, and every head of it fits.
            self.text, self.heads = published(21, 3, steps=3)
            pages["https://x.example/i/heads.json"] = json.dumps(self.heads | {"pages": 1}).encode()
            pages["https://x.example/i/log/0.txt"] = self.text
            code, said = self.run_it("site", "https://x.example/i", "--keep", keep)
        self.assertEqual(code, 1)
        self.assertIn("is no longer there", said)

    def test_a_copy_of_it_runs_by_itself_and_needs_nothing_else(self) -> None:
        copy = self.file("copied.py", Path(verifier.__file__).read_bytes())
        files = self.file("log.txt", self.text), self.file("heads.json", self.heads)
        for command, folder in (
            (
                [sys.executable, "-m", "petitions.transparency.verifier", "log", *files],
                site.BASE_DIR,
            ),
            ([sys.executable, "-I", "-S", copy, "log", *files], self.folder),
        ):
            done = subprocess.run(
                command, cwd=folder, capture_output=True, text=True, check=False, env={}
            )
            self.assertEqual((done.returncode, done.stderr), (0, ""))
            self.assertEqual(done.stdout.splitlines()[-1], "Everything agrees.")
        imports = re.findall(r"^(?:from|import) (\w+)", Path(verifier.__file__).read_text(), re.M)
        self.assertLessEqual(set(imports), sys.stdlib_module_names)
