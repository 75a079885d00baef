"""Check the public log of a petition's count. It trusts no one and needs only Python 3.9 or newer.

    python verifier.py site https://example.org/petitions/SLUG/integrity/ [--keep FOLDER]
        Download the heads and the log, and check them. With --keep, also save them in a folder and
        compare them with what was saved there before.
    python verifier.py log LOG.txt HEADS.json [--petition SLUG]
        Check a downloaded log: every head, the count at every head, and every line. No line says of which
        petition it is, so compare the name that this prints, or give the one you expect.
    python verifier.py receipt RECEIPT.json --heads HEADS.json --log LOG.txt
        Check that a signature is in the log and that no line removes it, by its receipt.
    python verifier.py consistency PROOF.json --heads OLD_HEADS.json HEADS.json
        Check that one head only adds to an earlier one, without the log.

The exit code is 0 if everything agrees with published heads, 1 if two things do not agree (WRONG), 2 if what
was given agrees but something was NOT compared, and 3 if it could not check: a file, an address or an answer
that cannot be read. The format is described in docs/verifying.md of the site's source; hashing is that of
RFC 6962.
"""

from __future__ import annotations

import argparse
import hashlib
import http.client
import json
import re
import sys
import urllib.request
from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import urlsplit

AGREES, WRONG, NOT_COMPARED, UNREADABLE = range(4)  # the exit codes

LINE = re.compile(
    rb"(?:(add) (\d{4}-\d\d-\d\d) ([0-9a-f]{64})"
    rb"|(remove) (\d{4}-\d\d-\d\d) ([0-9a-f]{64}) ([a-z_]+))"
)
DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
HEX32 = re.compile(r"[0-9a-f]{64}")
PETITION = re.compile(r"[-\w]+", re.ASCII)
ADDRESS = re.compile(r"https?://[^/\s]+/(?:[^\s?#]*/)?petitions/([-\w]+)/integrity/", re.ASCII)
OCCASIONS = ("daily", "delivery")
BATCH = 20_000  # lines that are sorted together, if very many are placed at once
FILES = "log.txt", "heads.json"  # of a folder that keeps a download
MAX_DOWNLOAD = 64 * 1024 * 1024  # bytes of one download


class Wrong(Exception):
    """Two published things do not agree."""


class Unreadable(Exception):
    """Nothing can be checked, because a file or an answer of the server is not what it should be."""


class Report:
    """What was found so far. It prints each finding, and remembers what could not be compared."""

    def __init__(self, is_quiet: bool = False) -> None:
        self.is_quiet = is_quiet
        self.missing: list[str] = []

    def say(self, text: str) -> None:
        if not self.is_quiet:
            print(text)

    def agrees(self, text: str) -> None:
        self.say(f"agrees: {text}")

    def not_compared(self, text: str) -> None:
        self.missing.append(text)
        self.say(f"NOT compared: {text}")


# --- RFC 6962 ----------------------------------------------------------------------------------------------


def leaf_hash(line: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + line).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


class Tree:
    """Computes the root of a list of lines, one line at a time. It stores only the roots of full subtrees."""

    def __init__(self) -> None:
        self.size = 0
        self.subtrees: list[bytes] = []

    def add(self, line: bytes) -> None:
        subtree = leaf_hash(line)
        lines_before = self.size
        while lines_before & 1:  # two subtrees of the same height become one
            subtree = node_hash(self.subtrees.pop(), subtree)
            lines_before >>= 1
        self.subtrees.append(subtree)
        self.size += 1

    def root(self) -> bytes:
        if not self.subtrees:
            return hashlib.sha256(b"").digest()
        *others, root = self.subtrees
        for subtree in reversed(others):
            root = node_hash(subtree, root)
        return root


def root_from_inclusion(line: bytes, position: int, size: int, proof: list[bytes]) -> bytes:
    """The root of a log of `size` lines that has this line at `position` (counted from 0)."""
    if not 0 <= position < size:
        raise Wrong(f"Line {position} cannot be in a log of {size} lines.")
    root, here, last = leaf_hash(line), position, size - 1
    for other in proof:
        if last == 0:
            raise Wrong("The proof is too long.")
        if here & 1 or here == last:
            root = node_hash(other, root)
            while not here & 1 and here:
                here, last = here >> 1, last >> 1
        else:
            root = node_hash(root, other)
        here, last = here >> 1, last >> 1
    if last != 0:
        raise Wrong("The proof is too short.")
    return root


def roots_from_consistency(
    first: int, second: int, first_root: bytes, proof: list[bytes]
) -> tuple[bytes, bytes]:
    """The roots over the first `first` lines and over all `second` lines, computed from the proof."""
    if not 0 < first <= second:
        raise Wrong(f"A log of {first} lines cannot have grown to {second} lines.")
    if first == second:
        if proof:
            raise Wrong("The proof is too long.")
        return first_root, first_root
    # If the earlier log is one full subtree, the computation starts with its root, which the proof leaves out.
    steps = ([first_root] if first & (first - 1) == 0 else []) + proof
    if not steps:
        raise Wrong("The proof is too short.")
    here, last = first - 1, second - 1
    while here & 1:
        here, last = here >> 1, last >> 1
    old = new = steps[0]
    for other in steps[1:]:
        if last == 0:
            raise Wrong("The proof is too long.")
        if here & 1 or here == last:
            old, new = node_hash(other, old), node_hash(other, new)
            while not here & 1 and here:
                here, last = here >> 1, last >> 1
        else:
            new = node_hash(new, other)
        here, last = here >> 1, last >> 1
    if last != 0:
        raise Wrong("The proof is too short.")
    return old, new


def commitment(petition: str, receipt: bytes) -> bytes:
    """The commitment in a signature's line. It depends on the petition's name and random bytes only."""
    return hashlib.sha256(
        b"signature-commitment/1\x00" + petition.encode() + b"\x00" + receipt
    ).digest()


# --- Heads -------------------------------------------------------------------------------------------------


class Head:
    """A published head: the number of lines, their root, and the number of signatures that count."""

    def __init__(self, published: Any) -> None:
        if not isinstance(published, dict):
            raise Unreadable(f"Not a head: {str(published)[:80]!a}.")
        self.size = whole_number(published.get("size"))
        self.count = whole_number(published.get("count"))
        self.root = hash_from(published.get("root"))
        self.date = text_from(published.get("date"))
        self.occasion = text_from(published.get("occasion"))
        if not is_day(self.date):
            raise Wrong(f"A head has the date {self.date!a}, which does not exist.")
        if self.occasion not in OCCASIONS:
            raise Wrong(f"A head has an unknown occasion: {self.occasion!a}.")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Head) and vars(self) == vars(other)

    __hash__ = None  # type: ignore[assignment]

    def __str__(self) -> str:
        return (
            f"head of {self.date} ({self.size:,} lines, {self.count:,} signatures, "
            f"root {self.root.hex()})"
        )


class Gap:
    """Heads that the campaign says it lost, and the lines on which the log goes on."""

    def __init__(self, published: Any) -> None:
        if not isinstance(published, dict):
            raise Unreadable(f"Not a gap: {str(published)[:80]!a}.")
        self.date = text_from(published.get("date"))
        if not is_day(self.date):
            raise Wrong(f"A gap has the date {self.date!a}, which does not exist.")
        reason = published.get("reason")
        if not isinstance(reason, str):
            raise Unreadable(f"Not a reason: {str(reason)[:80]!a}.")
        self.reason = reason
        self.lost = size_and_root(published.get("lost"))
        self.start = size_and_root(published.get("start"))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Gap) and vars(self) == vars(other)

    __hash__ = None  # type: ignore[assignment]

    def __str__(self) -> str:
        return f"gap that was announced on {self.date}: {self.reason[:300]!a}"

    def covers(self, head: Head) -> bool:
        """Whether it says that a head was lost. Raises Wrong if it names another one in its place."""
        if head.date > self.date or not self.start[0] <= head.size <= self.lost[0]:
            return False
        for size, root in (self.start, self.lost):
            if head.size == size and head.root != root:
                raise Wrong(f"The {head} is not the one that is named by the {self}.")
        return True


def size_and_root(given: Any) -> tuple[int, bytes]:
    if not isinstance(given, dict):
        raise Unreadable(f"Not a head: {str(given)[:80]!a}.")
    return whole_number(given.get("size")), hash_from(given.get("root"))


class Published:
    """The content of `heads.json`: the petition, its heads from the oldest to the newest, its gaps, the statement."""

    def __init__(self, text: bytes) -> None:
        given = json_from(text)
        require_format(given, "signature-log/1")
        self.petition = petition_from(given)
        self.heads = [Head(each) for each in list_from(given.get("heads"))]
        self.statement = given.get("statement")
        self.pages = given.get("pages")
        self.lines_per_page = given.get("lines_per_page")
        for earlier, later in zip(self.heads, self.heads[1:]):  # noqa: B905 - Python 3.9
            if later.size < earlier.size or later.date < earlier.date:
                raise Wrong(f"The {later} comes after the {earlier}.")
            same = (later.root, later.count) == (earlier.root, earlier.count)
            if later.size == earlier.size and not same:
                raise Wrong(f"The {later} contradicts the {earlier}.")
        self.gaps = [Gap(each) for each in list_from(given.get("gaps", []))]
        self._check_gaps()

    def _check_gaps(self) -> None:
        """What a gap left must be there, unless a later gap took it."""
        left = {(head.size, head.root) for head in self.heads} | {(0, Tree().root())}
        fewest = None
        for gap in reversed(self.gaps):
            fewest = gap.start[0] if fewest is None else min(fewest, gap.start[0])
            if gap.start[0] <= fewest and gap.start not in left:
                raise Wrong(f"The heads do not go on where they should after the {gap}.")
            self._check_date(gap)

    def _check_date(self, gap: Gap) -> None:
        """A gap from the future would explain away every head that is forked until then."""
        for head in self.heads:
            if head.size > gap.start[0] and head.date < gap.date:
                raise Wrong(f"The {head} goes on before the {gap}.")
        tomorrow = today() + timedelta(days=1)
        if gap.date > str(tomorrow):
            raise Wrong(f"By the clock of this computer it is in the future: the {gap}.")

    def lost(self, head: Head, before: Published | None = None) -> Gap | None:
        """The gap by which an earlier head was lost. before: what was published with it, and the gaps known then."""
        known = before.gaps if before else []
        return next((gap for gap in self.gaps if gap not in known and gap.covers(head)), None)

    @property
    def age(self) -> tuple[int, str, int, int]:
        """Of two downloads, the newer one has more. Gaps are only ever added; after one, heads may be smaller."""
        last = [(head.date, head.size) for head in self.heads[-1:]] or [("", 0)]
        return len(self.gaps), *last[0], len(self.heads)

    def compare(self, before: Published) -> list[tuple[Head, Gap]]:
        """The heads that were published before and lost since. All others must still be there."""
        for gap in before.gaps:
            if gap not in self.gaps:
                raise Wrong(f"It was published before, and is no longer there: the {gap}")
        lost = []
        for head in before.heads:
            if head not in self.heads:
                found = self.lost(head, before)
                if found is None:
                    raise Wrong(f"The {head} was published before, and is no longer there.")
                lost.append((head, found))
        return lost


def report_lost(head: Head, gap: Gap, report: Report) -> None:
    report.not_compared(
        f"the {head} was lost, says the campaign. So it is neither confirmed nor a fork. If you have its "
        f"lines, keep them. The {gap}"
    )


def report_gaps(gaps: list[Gap], report: Report) -> None:
    for gap in gaps:
        report.say(
            f"Heads over up to {gap.lost[0]:,} lines were lost, and the log goes on after {gap.start[0]:,} "
            f"lines, says the {gap}"
        )


def report_age(heads: list[Head], report: Report) -> None:
    """Say how old the newest head is. One from the future is suspicious, unless this computer's clock is wrong."""
    if not heads:
        return
    days = (today() - date.fromisoformat(heads[-1].date)).days
    if days < -1:
        report.not_compared(
            f"the newest head is dated {heads[-1].date}, but by the clock of this computer it is {today()}."
        )
    report.say(f"The newest head is of {heads[-1].date}, {max(days, 0):,} days ago.")


# --- The log -----------------------------------------------------------------------------------------------


class Log:
    """Reads a log line by line, and records which signatures it adds and removes."""

    def __init__(self) -> None:
        self.tree = Tree()
        self.added: dict[bytes, int] = {}  # commitment: number of the line
        self.removed: dict[bytes, str] = {}  # commitment: reason
        self.day = ""
        self.start_block()

    @property
    def count(self) -> int:
        return len(self.added) - len(self.removed)

    def start_block(self) -> None:
        """From here on lines are placed together: first those that add, then those that remove, each sorted."""
        self.is_removing = False
        self.in_order = 0
        self.last = b""

    def read(self, line: bytes, day: str | None = None) -> None:
        """day: the date of the head that covers the line. Without it, neither day nor order is compared."""
        number = self.tree.size
        match = LINE.fullmatch(line)
        if match is None:
            raise Wrong(f"Line {number} is not in the format of a log line: {line[:120]!r}.")
        adds = match.group(1) is not None
        its_day = match.group(2 if adds else 5).decode()
        hashed = match.group(3 if adds else 6)
        self._check_day(number, its_day, day)
        if day is not None:
            self._check_order(number, hashed, removes=not adds)
        if adds:
            if hashed in self.added:
                raise Wrong(f"Line {number} adds a signature that line {self.added[hashed]} added.")
            self.added[hashed] = number
        else:
            if hashed not in self.added:
                raise Wrong(f"Line {number} removes a signature that was never added.")
            if hashed in self.removed:
                raise Wrong(f"Line {number} removes a signature that was already removed.")
            self.removed[hashed] = match.group(7).decode()
        self.tree.add(line)

    def _check_day(self, number: int, its_day: str, day: str | None) -> None:
        if not is_day(its_day):
            raise Wrong(f"Line {number} has the date {its_day}, which does not exist.")
        if its_day < self.day:
            raise Wrong(
                f"Line {number} has the date {its_day}, but the line before it has a later date."
            )
        if day is not None and its_day != day:
            raise Wrong(f"Line {number} has the date {its_day}, but its head has the date {day}.")
        self.day = its_day

    def _check_order(self, number: int, hashed: bytes, *, removes: bool) -> None:
        if removes != self.is_removing:
            if not removes:
                raise Wrong(
                    f"Line {number} adds a signature after lines that remove some: they are not sorted."
                )
            self.is_removing, self.in_order, self.last = True, 0, b""
        if hashed < self.last and self.in_order % BATCH:
            raise Wrong(
                f"Line {number} is not sorted. The order could show who signed before whom."
            )
        self.in_order, self.last = self.in_order + 1, hashed


def check_log(text: bytes, heads: list[Head], report: Report) -> Log:
    """Read a whole log and compare it with every head. Raises Wrong at the first head that does not agree."""
    log = Log()
    lines = split_lines(text)
    for head in heads:
        if head.size > len(lines):
            raise Wrong(
                f"The log has only {len(lines):,} lines, too few for the {head}. If you downloaded both "
                "while a new head was being published, download them again."
            )
        log.start_block()
        while log.tree.size < head.size:
            log.read(lines[log.tree.size], head.date)
        if log.tree.root() != head.root:
            raise Wrong(f"The root over the first {head.size:,} lines does not match the {head}.")
        if log.count != head.count:
            raise Wrong(
                f"The lines add up to {log.count:,} signatures, which does not match the {head}."
            )
    if len(heads) > 1:
        report.agrees(f"{len(heads):,} heads, the first of {heads[0].date}. The last one:")
    for last in heads[-1:]:
        report.agrees(f"{last}.")
    rest = lines[log.tree.size :]
    for line in rest:
        log.read(line)
    if not heads:
        report.not_compared(
            "the file of heads has none, so the log was compared with nothing published."
        )
    elif rest:
        report.not_compared(
            f"the last head covers only {heads[-1].size:,} of {len(lines):,} lines of the log. If you "
            "downloaded both while a new head was being published, download them again."
        )
    report.say(f"The root over all {log.tree.size:,} lines is {log.tree.root().hex()}.")
    return log


def check_published(
    text: bytes, published: Published, report: Report, petition: str | None = None
) -> Log:
    """Read a whole log, and compare it with every head and with the statement in `heads.json`."""
    if petition not in (None, published.petition):
        raise Wrong(f"The heads are those of {published.petition!r}, and not of {petition!a}.")
    report.say(f"The petition is {published.petition!r}.")
    report_gaps(published.gaps, report)
    log = check_log(text, published.heads, report)
    if published.heads and log.tree.size == published.heads[-1].size:
        _check_statement(published.statement, log)
        report.agrees(
            f"{len(log.added):,} added, {len(log.removed):,} removed, {log.count:,} signatures count."
        )
    report_age(published.heads, report)
    return log


def _check_statement(statement: Any, log: Log) -> None:
    if not isinstance(statement, dict):
        raise Unreadable("The statement is not in the right format.")
    removed: dict[str, int] = {}
    for reason in log.removed.values():
        removed[reason] = removed.get(reason, 0) + 1
    found = {"added": len(log.added), "removed": removed, "count": log.count}
    for name, value in found.items():
        given = statement.get(name)
        if not _is_same(given, value):
            raise Wrong(f"The statement says {name} is {given!a}, but the log gives {value}.")


def _is_same(given: Any, value: Any) -> bool:
    """Whether both are equal and of one type. To Python, true and 1.0 equal 1."""
    if isinstance(value, dict) and isinstance(given, dict):
        return given.keys() == value.keys() and all(_is_same(given[n], value[n]) for n in value)
    return type(given) is type(value) and bool(given == value)


def split_lines(text: bytes) -> list[bytes]:
    if not text:
        return []
    if text.lstrip()[:1] == b"<":
        raise Unreadable("This is a web page and not a log.")
    if not text.endswith(b"\n"):
        raise Unreadable(
            "The log does not end with a line feed, so it is cut off. Download it again."
        )
    return text[:-1].split(b"\n")


# --- Receipts and consistency ------------------------------------------------------------------------------


def check_receipt(
    receipt: Any, published: Published | None, text: bytes | None, report: Report
) -> None:
    """published, text: the heads and the log, from the site or, better, from someone else's copy."""
    require_format(receipt, "signature-receipt/1")
    petition, secret = petition_from(receipt), secret_from(receipt.get("receipt"))
    if published and published.petition != petition:
        raise Wrong(
            f"The receipt is for {petition!r}, but the heads are those of {published.petition!r}."
        )
    _check_address(receipt.get("published_at"), petition)
    mine = commitment(petition, secret).hex().encode()
    report.say(f"The receipt is for {petition!r}. Its commitment is {mine.decode()}.")
    if len(secret) > 32:
        report.say(f"The part that your browser drew is {secret[32:].hex()}.")
    else:
        report.say("The server alone drew this receipt. Your browser had no part in it.")
    position = _check_inclusion(receipt, mine, published, report)
    if published is None:
        report.not_compared(
            "this receipt was compared with NOTHING PUBLISHED. Anyone can make such a file. Give the "
            "published heads with --heads."
        )
    if text is None:
        report_gaps(published.gaps if published else [], report)
        report.not_compared(
            "only the log shows whether a later line removes this signature. Give it with --log."
        )
        return
    log = check_published(text, published, report) if published else check_log(text, [], report)
    _find(mine, position, log, report)


def _check_address(given: Any, petition: str) -> None:
    match = ADDRESS.fullmatch(text_from(given))
    if match is None or match.group(1) != petition:
        raise Wrong(f"The receipt names an address that is not of {petition!r}: {given!a}.")


def _check_inclusion(
    receipt: dict[str, Any], mine: bytes, published: Published | None, report: Report
) -> int | None:
    """The position that the receipt proves, or None if it has no proof yet."""
    parts = [name for name in ("line", "position", "proof", "head") if name in receipt]
    if not parts:
        report.say("The receipt has no proof yet: it was made before its line was in the log.")
        return None
    if len(parts) < 4:
        raise Wrong("The proof in the receipt is incomplete.")
    head = Head(receipt["head"])
    line = text_from(receipt["line"]).encode()
    match = LINE.fullmatch(line)
    if match is None or match.group(3) != mine:
        raise Wrong("The line in the receipt does not match the commitment of the receipt.")
    day = match.group(2).decode()
    if not is_day(day) or day > head.date:
        raise Wrong(f"The line has the date {day}, which does not fit the {head}.")
    proof = [hash_from(each) for each in list_from(receipt["proof"])]
    position = whole_number(receipt["position"])
    if root_from_inclusion(line, position, head.size, proof) != head.root:
        raise Wrong(f"The proof does not lead to the root of the {head}.")
    report.say(f"The proof leads from line {position:,} (counted from 0) to the {head}.")
    if published is not None:
        if head not in published.heads:
            if gap := published.lost(head):
                report_lost(head, gap, report)
                return None
            raise Wrong(f"The {head} is not in the file of heads.")
        first = next(each for each in published.heads if each.size > position)
        if day != first.date:
            raise Wrong(f"The line has the date {day}, but it was published with the {first}.")
        report.agrees("this head is among the published ones.")
    return position


def _find(mine: bytes, position: int | None, log: Log, report: Report) -> None:
    if mine not in log.added:
        if position is not None:
            raise Wrong("No line of the log adds this signature.")
        report.not_compared(
            "no line of the log adds this signature yet. It may be waiting for other lines to be "
            "placed with, or for review."
        )
        return
    if position not in (None, log.added[mine]):
        raise Wrong(
            f"This signature is in line {log.added[mine]:,} of the log, not in {position:,}."
        )
    report.agrees(f"line {log.added[mine]:,} of the log adds this signature.")
    if mine in log.removed:
        raise Wrong(
            f"A later line removes this signature: {log.removed[mine]}. It no longer counts."
        )
    report.agrees("no line removes it.")


def check_consistency(given: Any, published: list[Published], report: Report) -> None:
    """published: heads that were shown then, and heads that are shown now."""
    require_format(given, "log-consistency/1")
    petition = petition_from(given)
    first, second = Head(given.get("first")), Head(given.get("second"))
    for each in published:
        if each.petition != petition:
            raise Wrong(
                f"The proof is of {petition!r}, but the heads are those of {each.petition!r}."
            )
    if first.date > second.date:
        raise Wrong(f"The {second} is older than the {first}.")
    heads: list[Head] = []
    if published:
        newest = max(published, key=lambda each: each.age)
        heads = newest.heads
        for head, gap in [pair for each in published for pair in newest.compare(each)]:
            if head == first:
                report_lost(head, gap, report)
                return
    proof = [hash_from(each) for each in list_from(given.get("proof"))]
    found = roots_from_consistency(first.size, second.size, first.root, proof)
    if found != (first.root, second.root):
        raise Wrong(f"The {second} does not continue the {first}.")
    report.say(f"The {second} only adds to the {first}.")
    for head in (first, second):
        if head in heads:
            report.agrees(f"the {head} is in the files of heads.")
        elif any(each.size == head.size for each in heads):
            raise Wrong(f"The {head} is not what the files of heads say about {head.size:,} lines.")
        else:
            report.not_compared(
                f"the {head} is in no file of heads. Give those that you were shown, and the new ones."
            )
    if published and first in heads and first not in published[0].heads:
        report.not_compared(
            f"the {first} is not in the first file of heads. Ask for a proof from a head that you were shown."
        )


# --- Reading what was published ----------------------------------------------------------------------------


def require_format(given: Any, name: str) -> None:
    if not isinstance(given, dict) or given.get("format") != name:
        raise Unreadable(f"This is not a file in the format {name}.")


def is_day(text: str) -> bool:
    """Whether it is a date that exists, such as 2026-11-25."""
    try:
        return bool(DAY.fullmatch(text)) and bool(date.fromisoformat(text))
    except ValueError:
        return False


def today() -> date:
    return datetime.now(timezone.utc).date()  # noqa: UP017 - Python 3.9


def whole_number(given: Any) -> int:
    if type(given) is not int or given < 0:
        raise Unreadable(f"Not a whole number: {str(given)[:80]!a}.")
    return given


def hash_from(given: Any) -> bytes:
    if not isinstance(given, str) or not HEX32.fullmatch(given):
        raise Unreadable(f"Not 32 bytes in hexadecimal: {str(given)[:80]!a}.")
    return bytes.fromhex(given)


def secret_from(given: Any) -> bytes:
    """32 bytes of the server and, if the browser had a part in it, 32 bytes of the browser."""
    if isinstance(given, str) and len(given) == 128:
        return hash_from(given[:64]) + hash_from(given[64:])
    return hash_from(given)


def list_from(given: Any) -> list[Any]:
    if not isinstance(given, list):
        raise Unreadable(f"Not a list: {str(given)[:80]!a}.")
    return given


def text_from(given: Any) -> str:
    if not isinstance(given, str) or not (given.isascii() and given.isprintable()):
        raise Unreadable(f"Not a line of ASCII: {str(given)[:80]!a}.")
    return given


def petition_from(given: dict[str, Any]) -> str:
    name = text_from(given.get("petition"))
    if not PETITION.fullmatch(name):
        raise Unreadable(f"Not the name of a petition: {name[:80]!a}.")
    return name


def json_from(text: bytes) -> Any:
    try:
        return json.loads(text.decode(), object_pairs_hook=_without_repeats)
    except (ValueError, RecursionError):
        raise Unreadable("This is not a JSON file, or it is cut off.") from None


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(
        pairs
    ):  # one program could read the first of two values, another one the last
        raise ValueError
    return found


def read(path: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except (OSError, ValueError) as error:
        raise Unreadable(f"{path}: {getattr(error, 'strerror', None) or error}.") from None


# --- Downloading -------------------------------------------------------------------------------------------


class SameSite(urllib.request.HTTPRedirectHandler):
    """Follows no redirect to another host: what it says would not be what this site publishes."""

    def redirect_request(
        self, req: Any, fp: Any, code: Any, msg: Any, headers: Any, newurl: str
    ) -> Any:
        old, new = urlsplit(req.full_url), urlsplit(newurl)
        if new.netloc != old.netloc or new.scheme not in (old.scheme, "https"):
            raise ValueError(f"leads to another site: {newurl}")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def fetch(address: str) -> bytes:
    try:
        request = urllib.request.Request(  # noqa: S310 - check_site has looked at the address
            address, headers={"User-Agent": "signature-log-verifier/1"}
        )
        with urllib.request.build_opener(SameSite).open(request, timeout=60) as answer:
            length = answer.headers.get("Content-Length")
            text: bytes = answer.read(MAX_DOWNLOAD + 1)
    except (OSError, ValueError, http.client.HTTPException) as error:
        raise Unreadable(f"{address}: {str(error) or type(error).__name__}") from None
    if len(text) > MAX_DOWNLOAD:
        raise Unreadable(f"{address}: larger than {MAX_DOWNLOAD:,} bytes.")
    if length is not None and length.isdigit() and int(length) != len(text):
        raise Unreadable(f"{address}: the answer was cut off. Try again.")
    return text


def check_site(address: str, keep: str | None, report: Report) -> None:
    base = address.rstrip("/") + "/"
    match = ADDRESS.fullmatch(base)
    if match is None:
        raise Unreadable(
            f"Not the address of such a page, https://…/petitions/…/integrity/: {address}"
        )
    text = fetch(base + "heads.json")
    log = bytearray()
    folder = Folder(keep, text, log) if keep else None
    try:
        published = Published(text)
        for page in log_pages(base, published):
            log += page
        check_published(bytes(log), published, report, match.group(1))
        is_whole = not report.missing
        if folder:
            folder.compare(published, report)
    except Wrong:
        if folder:
            report.say(f"What was downloaded is in {folder.save_beside()}.")
        raise
    if folder and is_whole:
        folder.save(report)


def log_pages(base: str, published: Published) -> Iterator[bytes]:
    """The pages of the log, each as long as it has to be for the last head."""
    size = published.heads[-1].size if published.heads else 0
    width = whole_number(published.lines_per_page)
    pages = -(-size // width) if width else None
    if pages != whole_number(published.pages):
        raise Wrong(f"{size:,} lines do not make {published.pages} pages of {width:,} lines.")
    for number in range(pages):
        page = fetch(f"{base}log/{number}.txt")
        lines, expected = len(split_lines(page)), min(width, size - number * width)
        if lines < expected:
            raise Unreadable(
                f"Page {number} of the log has {lines:,} lines, and {expected:,} are published. It may come "
                "from a cache. Try again in five minutes. If it stays so, lines are missing: ask why."
            )
        yield page


class Folder:
    """The folder of --keep. What contradicts an earlier download is saved beside it, as evidence."""

    def __init__(self, path: str, heads: bytes, log: bytearray) -> None:
        """log: grows as it is downloaded."""
        self.path, self.heads, self.log = Path(path), heads, log
        kept = self.path / "heads.json"
        self.before = Published(read(str(kept))) if kept.exists() else None
        self.lost_some = False

    def compare(self, published: Published, report: Report) -> None:
        if self.before is None:
            return
        if self.before.petition != published.petition:
            raise Unreadable(
                f"{self.path} holds the log of {self.before.petition!r}. Choose another folder."
            )
        lost = published.compare(self.before)
        for head, gap in lost:
            report_lost(head, gap, report)
        self.lost_some = bool(lost)
        if not lost:
            report.agrees("every head that was saved here before is still there.")

    def save(self, report: Report) -> None:
        """Save the download. If heads were lost, the earlier one is kept: no one else may have the lines."""
        if self.lost_some:
            beside = self._beside("before-gap")
            try:
                beside.mkdir()
                for name in FILES:
                    (self.path / name).replace(beside / name)
            except OSError as error:
                raise Unreadable(f"{beside}: {error.strerror}.") from None
            report.say(f"The lost lines that you had are now in {beside}.")
        self._write(self.path)

    def save_beside(self) -> Path:
        """Save the download in a folder of its own. The earlier one stays as it is."""
        beside = self._beside("conflict")
        self._write(beside)
        return beside

    def _beside(self, word: str) -> Path:
        """The path of a new folder in this one."""
        now = datetime.now(timezone.utc)  # noqa: UP017 - Python 3.9
        for number in range(1000):
            beside = self.path / f"{word}-{now:%Y-%m-%dT%H%M%SZ}{f'-{number}' if number else ''}"
            if not beside.exists():
                break
        return beside

    def _write(self, folder: Path) -> None:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for name, content in zip(FILES, (bytes(self.log), self.heads)):  # noqa: B905 - Python 3.9
                (folder / f"{name}.new").write_bytes(content)
                (folder / f"{name}.new").replace(folder / name)
        except OSError as error:
            raise Unreadable(f"{folder}: {error.strerror}.") from None


# --- The command -------------------------------------------------------------------------------------------


class Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(UNREADABLE, f"{message}\n")


def parser() -> Parser:
    made = Parser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = made.add_subparsers(dest="command", required=True)
    site = commands.add_parser("site", help="download everything and check it")
    site.add_argument("address")
    site.add_argument("--keep", metavar="FOLDER")
    log = commands.add_parser("log", help="check a downloaded log")
    log.add_argument("log")
    log.add_argument("heads")
    log.add_argument("--petition", metavar="SLUG")
    receipt = commands.add_parser("receipt", help="check a receipt")
    receipt.add_argument("receipt")
    receipt.add_argument("--heads")
    receipt.add_argument("--log")
    consistency = commands.add_parser("consistency", help="check that a head adds to another")
    consistency.add_argument("proof")
    consistency.add_argument("--heads", nargs="+", default=[])
    return made


def run(given: argparse.Namespace, report: Report) -> None:
    if given.command == "site":
        check_site(given.address, given.keep, report)
    elif given.command == "log":
        check_published(read(given.log), Published(read(given.heads)), report, given.petition)
    elif given.command == "receipt":
        check_receipt(
            json_from(read(given.receipt)),
            Published(read(given.heads)) if given.heads else None,
            read(given.log) if given.log else None,
            report,
        )
    else:
        heads = [Published(read(each)) for each in given.heads]
        check_consistency(json_from(read(given.proof)), heads, report)


def main(arguments: list[str] | None = None) -> int:
    report = Report()
    try:
        run(parser().parse_args(arguments), report)
    except Wrong as error:
        print(f"WRONG: {error}")
        return WRONG
    except Unreadable as error:
        print(f"Could not check. {error}")
        return UNREADABLE
    if report.missing:
        print("Not everything was compared: see above.")
        return NOT_COMPARED
    print("Everything agrees.")
    return AGREES


if __name__ == "__main__":
    sys.exit(main())
