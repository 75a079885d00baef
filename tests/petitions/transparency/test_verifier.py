"""The verifier accepts a correct log, and finds every kind of tampering: its arithmetic and its rules.

What a person who runs it sees is in test_verifier_command.py.
"""

import re
from hashlib import sha256
from typing import Any
from unittest import mock

from django.conf import settings as site
from django.test import SimpleTestCase
from hypothesis import given, settings
from hypothesis import strategies as st

from petitions.transparency import merkle, verifier
from tests.petitions.transparency import reference
from tests.petitions.transparency.forged import as_read, check, published, published_heads, text_of
from tests.petitions.transparency.test_merkle import SIZES, log_of, tiles_of


class ProofTests(SimpleTestCase):
    """Compares with the standard itself, so that site and verifier cannot have the same fault."""

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
        spans, tiles = merkle.inclusion_spans(position, size), tiles_of(lines)
        proof = [merkle.span_hash(tiles, span) for span in spans]
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


class RuleTests(SimpleTestCase):
    def test_a_log_that_is_right(self) -> None:
        text, heads = published(20, 3, steps=4)
        log = check(text, heads)
        self.assertEqual((len(log.added), len(log.removed), log.count), (80, 12, 68))

    @given(st.data())
    @settings(max_examples=300, deadline=None)
    def test_any_byte_that_is_changed_is_found(self, data: st.DataObject) -> None:
        text, heads = published(6, 1, steps=2)
        at = data.draw(st.integers(0, len(text) - 1))
        to = data.draw(st.integers(0, 255).filter(lambda byte: byte != text[at]))
        self.assertFound(text[:at] + bytes([to]) + text[at + 1 :], heads)

    @given(st.data())
    @settings(max_examples=100, deadline=None)
    def test_any_byte_that_is_taken_out_or_put_in_is_found(self, data: st.DataObject) -> None:
        text, heads = published(6, 1, steps=2)
        at = data.draw(st.integers(0, len(text) - 1))
        self.assertFound(text[:at] + text[at + 1 :], heads)
        more = data.draw(st.binary(min_size=1, max_size=1))
        self.assertFound(text[:at] + more + text[at:], heads)

    def test_a_head_that_counts_more_than_the_lines_is_found(self) -> None:
        text, heads = published(6, 1)
        heads["heads"][0]["count"] += 1
        self.assertWrong(text, heads, "add up to 5")

    def test_a_log_without_its_last_lines_is_found(self) -> None:
        text, heads = published(6)
        self.assertWrong(b"".join(text.splitlines(keepends=True)[:-1]), heads, "has only 5 lines")

    def test_what_no_log_may_say_is_found_even_under_a_root_that_fits(self) -> None:
        a, b, c = ("a" * 64, "b" * 64, "c" * 64)
        add = f"add 2026-11-25 {a}"
        remove = f"remove 2026-11-25 {a} withdrawn"
        for lines, why in (
            ([add, add], "that line 0 added"),
            ([remove], "never added"),
            ([add, remove, remove], "already removed"),
            ([add, f"add 2026-11-24 {b}"], "the line before it has a later date"),
            ([add, "add 2026-11-25 abc"], "not in the format of a log line"),
            ([add, f"remove 2026-11-25 {a}"], "not in the format of a log line"),
            ([f"add 9999-99-99 {a}"], "which does not exist"),
            ([f"add 2026-02-29 {a}"], "which does not exist"),
            ([f"add 0000-01-01 {a}"], "which does not exist"),
            ([add, f"add 2026-11-26 {b}"], "but its head has the date 2026-11-25"),
            ([f"add 2026-11-24 {a}"], "but its head has the date 2026-11-25"),
            ([f"add 2026-11-25 {b}", add], "Line 1 is not sorted"),
            ([add, remove, f"add 2026-11-25 {b}"], "adds a signature after lines that remove"),
            (
                [add, f"add 2026-11-25 {b}", f"remove 2026-11-25 {b} withdrawn", remove],
                "Line 3 is not sorted",
            ),
            ([f"add 2026-11-25 {c}", f"add 2026-11-25 {b}", add], "Line 1 is not sorted"),
        ):
            with self.subTest(why, lines=lines):
                self.assertWrong(text_of(lines), published_heads([lines]), why)

    def test_lines_are_sorted_again_from_each_head_on_and_after_each_full_batch(self) -> None:
        small, large = (f"add 2026-11-25 {digit * 64}" for digit in "1f")
        later = small.replace("25", "26")
        text = text_of([large, later])
        check(text, published_heads([[large], [later]]))
        lines = [f"add 2026-11-25 {number:064x}" for number in (7, 8, 1, 2)]
        with mock.patch.object(verifier, "BATCH", 2):
            check(text_of(lines), published_heads([lines]))
        self.assertWrong(text_of(lines), published_heads([lines]), "Line 2 is not sorted")

    def test_heads_that_contradict_each_other_are_found(self) -> None:
        _text, heads = published(6, steps=3)
        first, second, third = heads["heads"]
        for changed in (
            [second, first, third],
            [first, second | {"date": "2026-11-24"}, third],
            [first, first | {"root": second["root"]}],
            [first, first | {"count": 7}],
            [first | {"date": "9999-99-99"}],
            [first | {"date": "2026-1-1"}],
            [first | {"occasion": "whenever"}],
        ):
            with self.subTest(changed), self.assertRaises(verifier.Wrong):
                as_read(heads | {"heads": changed})
        as_read(heads | {"heads": [first, first | {"occasion": "delivery"}]})

    def assertWrong(self, text: bytes, heads: dict[str, Any], why: str = "") -> None:
        with self.assertRaisesRegex(verifier.Wrong, why):
            check(text, heads)

    def assertFound(self, text: bytes, heads: dict[str, Any]) -> None:
        """It is wrong or, if its end is not a line's end, cut off."""
        try:
            check(text, heads)
        except (verifier.Wrong, verifier.Unreadable):
            return
        self.fail("It was accepted.")


class DocumentedTests(SimpleTestCase):
    """The example in docs/verifying.md, with which others test their own verifiers."""

    def setUp(self) -> None:
        text = (site.BASE_DIR / "docs" / "verifying.md").read_text()
        self.example = text.partition("## An example")[2].partition("## ")[0]
        self.lines = re.findall(r"^    ((?:add|remove) .+)$", self.example, re.MULTILINE)

    def test_its_commitments_roots_and_counts(self) -> None:
        of_three = {verifier.commitment("example", bytes([n]) * 32).hex() for n in (1, 2, 3)}
        self.assertEqual({line.split()[2] for line in self.lines}, of_three)
        heads = [
            {"size": int(size), "count": int(count), "root": root, "date": day, "occasion": "daily"}
            for day, size, count, root in re.findall(
                r"\| ([-\d]{10}) \| (\d) \| (\d) \| `(\w{64})`", self.example
            )
        ]
        self.assertEqual(len(heads), 2)
        check(text_of(self.lines), {"heads": heads})

    def test_its_proofs(self) -> None:
        hashes = re.findall(r"`(\w{64})`", self.example)
        [first, second], proofs = hashes[:2], [bytes.fromhex(each) for each in hashes[2:]]
        found = verifier.root_from_inclusion(self.lines[2].encode(), 2, 4, proofs[:2])
        self.assertEqual(found.hex(), second)
        roots = verifier.roots_from_consistency(2, 4, bytes.fromhex(first), proofs[2:])
        self.assertEqual([root.hex() for root in roots], [first, second])
