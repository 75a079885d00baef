"""Check the public log of a petition's count. It trusts no one and needs only Python 3.9 or newer.

    python verifier.py site https://example.org/petitions/SLUG/integrity/ [--keep FOLDER]
        Download the heads and the log, and check them. With --keep, also save them in a folder and
        compare them with what was saved there before.
    python verifier.py log LOG.txt HEADS.json
        Check a downloaded log: every head, the count at every head, and every line.
    python verifier.py receipt RECEIPT.json [--heads HEADS.json] [--log LOG.txt]
        Check that a signature is in the log, by its receipt.
    python verifier.py consistency PROOF.json [--heads OLD_HEADS.json]
        Check that one head only adds to an earlier one, without the log.

The exit code is 0 if everything agrees, 1 if anything does not, and 2 if it could not check.
The format is described in docs/verifying.md of the site's source; hashing is that of RFC 6962.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

LINE = re.compile(
    rb"(?:(add) (\d{4}-\d\d-\d\d) ([0-9a-f]{64})"
    rb"|(remove) (\d{4}-\d\d-\d\d) ([0-9a-f]{64}) ([a-z_]+))"
)
HEX32 = re.compile(r"[0-9a-f]{64}")
MAX_DOWNLOAD = 64 * 1024 * 1024  # bytes of one download


class Wrong(Exception):
    """Two published things do not agree."""


class Unreadable(Exception):
    """Nothing can be checked, because a file or an answer of the server is not what it should be."""


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
    """The commitment in a signature's line. It depends on the petition's name and 32 random bytes only."""
    return hashlib.sha256(
        b"signature-commitment/1\x00" + petition.encode() + b"\x00" + receipt
    ).digest()


# --- The log -----------------------------------------------------------------------------------------------


class Head:
    """A published head: the number of lines, their root, and the number of signatures that count."""

    def __init__(self, published: Any) -> None:
        try:
            self.size = whole_number(published["size"])
            self.count = whole_number(published["count"])
            self.root = hash_from(published["root"])
            self.date = text_from(published["date"])
        except (KeyError, TypeError) as error:
            raise Unreadable(f"Something is missing from a head: {error}.") from None

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Head) and str(self) == str(other) and self.root == other.root

    __hash__ = None  # type: ignore[assignment]

    def __str__(self) -> str:
        return f"head of {self.date} ({self.size:,} lines, {self.count:,} signatures)"


class Log:
    """Reads a log line by line, and records which signatures it adds and removes."""

    def __init__(self) -> None:
        self.tree = Tree()
        self.added: dict[bytes, int] = {}  # commitment: number of the line
        self.removed: dict[bytes, str] = {}  # commitment: reason
        self.day = b""

    @property
    def count(self) -> int:
        return len(self.added) - len(self.removed)

    def read(self, line: bytes) -> None:
        number = self.tree.size
        match = LINE.fullmatch(line)
        if match is None:
            raise Wrong(f"Line {number} is not in the format of a log line: {line[:120]!r}.")
        action, day, hashed = match.group(1, 2, 3) if match.group(1) else match.group(4, 5, 6)
        if day < self.day:
            raise Wrong(
                f"Line {number} has the date {day.decode()}, but the line before it has a later date."
            )
        if action == b"add":
            if hashed in self.added:
                raise Wrong(f"Line {number} adds a signature that line {self.added[hashed]} added.")
            self.added[hashed] = number
        else:
            if hashed not in self.added:
                raise Wrong(f"Line {number} removes a signature that was never added.")
            if hashed in self.removed:
                raise Wrong(f"Line {number} removes a signature that was already removed.")
            self.removed[hashed] = match.group(7).decode()
        self.day = day
        self.tree.add(line)


def check_log(text: bytes, heads: Iterable[Head], say: Callable[[str], None] = print) -> Log:
    """Read a whole log and compare it with every head. Raises Wrong at the first head that does not agree."""
    log = Log()
    lines = split_lines(text)
    in_order = sorted(heads, key=lambda each: each.size)
    for head in in_order:
        if head.size > len(lines):
            raise Wrong(
                f"The log has only {len(lines):,} lines, too few for the {head}. If you downloaded both "
                "while a new head was being published, download them again."
            )
        while log.tree.size < head.size:
            log.read(lines[log.tree.size])
        if log.tree.root() != head.root:
            raise Wrong(f"The root over the first {head.size:,} lines does not match the {head}.")
        if log.count != head.count:
            raise Wrong(
                f"The lines add up to {log.count:,} signatures, which does not match the {head}."
            )
    if len(in_order) > 1:
        say(f"agrees: {len(in_order):,} heads, the first of {in_order[0].date}. The last one:")
    for last in in_order[-1:]:
        say(f"agrees: {last}.")
    if log.tree.size and log.tree.size < len(lines):
        raise Wrong(
            f"The last head covers only {log.tree.size:,} of {len(lines):,} lines of the log. If you "
            "downloaded both while a new head was being published, download them again."
        )
    for line in lines[log.tree.size :]:
        log.read(line)
    return log


def check_published(text: bytes, published: bytes, say: Callable[[str], None] = print) -> Log:
    """Read a whole log, and compare it with every head and with the statement in `heads.json`."""
    log = check_log(text, heads_from(published), say)
    statement = json_from(published).get("statement")
    if statement is not None:
        if not isinstance(statement, dict):
            raise Unreadable("The statement is not in the right format.")
        removed: dict[str, int] = {}
        for reason in log.removed.values():
            removed[reason] = removed.get(reason, 0) + 1
        found = {"added": len(log.added), "removed": removed, "count": log.count}
        for name, value in found.items():
            if statement.get(name) != value:
                raise Wrong(
                    f"The statement says {name} is {statement.get(name)!a}, but the log gives {value}."
                )
    say(
        f"agrees: {len(log.added):,} added, {len(log.removed):,} removed, {log.count:,} signatures count."
    )
    return log


def split_lines(text: bytes) -> list[bytes]:
    if not text:
        return []
    if not text.endswith(b"\n"):
        raise Wrong("The log does not end with a line feed, so it is incomplete.")
    return text[:-1].split(b"\n")


# --- Receipts and consistency ------------------------------------------------------------------------------


def check_receipt(
    receipt: dict[str, Any],
    heads: list[Head] | None = None,
    log: bytes | None = None,
    say: Callable[[str], None] = print,
) -> None:
    require_format(receipt, "signature-receipt/1")
    petition, secret = text_from(receipt.get("petition")), hash_from(receipt.get("receipt"))
    mine = commitment(petition, secret).hex().encode()
    say(f"The commitment of this receipt is {mine.decode()}.")
    if "proof" in receipt:
        head = Head(receipt.get("head"))
        line = text_from(receipt.get("line")).encode()
        match = LINE.fullmatch(line)
        if match is None or match.group(3) != mine:
            raise Wrong("The line in the receipt does not match the commitment of the receipt.")
        proof = [hash_from(each) for each in list_from(receipt["proof"])]
        position = whole_number(receipt.get("position"))
        if root_from_inclusion(line, position, head.size, proof) != head.root:
            raise Wrong(f"The proof does not lead to the root of the {head}.")
        say(f"agrees: it is line {position:,} (counted from 0) under the {head}.")
        if heads is not None and head not in heads:
            raise Wrong(
                f"The {head}, with the root {head.root.hex()}, is not in the file of heads."
            )
    elif log is None:
        raise Unreadable(
            "This receipt was made before its line was in the log. Download it again after the next "
            "head, or give the whole log with --log."
        )
    if log is not None:
        _find(mine, log, heads, say)


def _find(mine: bytes, text: bytes, heads: list[Head] | None, say: Callable[[str], None]) -> None:
    log = check_log(text, heads or [], say)
    if mine not in log.added:
        raise Wrong(
            "No line of the log adds this signature. It may be waiting for other lines to be placed "
            "with, or for review."
        )
    say(f"agrees: line {log.added[mine]:,} of the log adds this signature.")
    if mine in log.removed:
        raise Wrong(
            f"A later line removes this signature: {log.removed[mine]}. It no longer counts."
        )
    say("agrees: no line removes it.")


def check_consistency(
    given: dict[str, Any], heads: list[Head] | None = None, say: Callable[[str], None] = print
) -> None:
    require_format(given, "log-consistency/1")
    first, second = Head(given.get("first")), Head(given.get("second"))
    if heads is not None and first not in heads:
        raise Wrong(f"The {first} is not in the file of heads.")
    proof = [hash_from(each) for each in list_from(given.get("proof"))]
    found = roots_from_consistency(first.size, second.size, first.root, proof)
    if found != (first.root, second.root):
        raise Wrong(f"The {second} does not continue the {first}.")
    say(f"agrees: the {second} only adds to the {first}.")


# --- Reading what was published ----------------------------------------------------------------------------


def require_format(given: Any, name: str) -> None:
    if not isinstance(given, dict) or given.get("format") != name:
        raise Unreadable(f"This is not a file in the format {name}.")


def whole_number(given: Any) -> int:
    if type(given) is not int or given < 0:
        raise Unreadable(f"Not a whole number: {given!r}.")
    return given


def hash_from(given: Any) -> bytes:
    if not isinstance(given, str) or not HEX32.fullmatch(given):
        raise Unreadable(f"Not 32 bytes in hexadecimal: {str(given)[:80]!r}.")
    return bytes.fromhex(given)


def list_from(given: Any) -> list[Any]:
    if not isinstance(given, list):
        raise Unreadable(f"Not a list: {str(given)[:80]!r}.")
    return given


def text_from(given: Any) -> str:
    if not isinstance(given, str) or not (given.isascii() and given.isprintable()):
        raise Unreadable(f"Not a line of ASCII: {str(given)[:80]!a}.")
    return given


def json_from(text: bytes) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise Unreadable("This is not a JSON file.") from None


def heads_from(text: bytes) -> list[Head]:
    given = json_from(text)
    require_format(given, "signature-log/1")
    return [Head(each) for each in list_from(given.get("heads"))]


def read(path: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise Unreadable(f"{path}: {error.strerror}.") from None


def fetch(address: str) -> bytes:
    if not address.startswith(("https://", "http://")):
        raise Unreadable(f"Not a web address: {address}")
    request = urllib.request.Request(address, headers={"User-Agent": "signature-log-verifier/1"})  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
            text: bytes = answer.read(MAX_DOWNLOAD + 1)
    except (OSError, urllib.error.URLError) as error:
        raise Unreadable(f"{address}: {error}") from None
    if len(text) > MAX_DOWNLOAD:
        raise Unreadable(f"{address}: larger than {MAX_DOWNLOAD:,} bytes.")
    return text


def check_site(address: str, keep: str | None = None, say: Callable[[str], None] = print) -> None:
    base = address.rstrip("/") + "/"
    published = fetch(base + "heads.json")
    heads = heads_from(published)
    pages = whole_number(json_from(published).get("pages"))
    log = b"".join(fetch(f"{base}log/{number}.txt") for number in range(pages))
    check_published(log, published, say)
    if keep:
        folder = Path(keep)
        folder.mkdir(parents=True, exist_ok=True)
        if (folder / "heads.json").exists():
            for head in heads_from(read(str(folder / "heads.json"))):
                if head not in heads:
                    raise Wrong(f"The {head} was published before, and is no longer there.")
            say("agrees: every head that was saved here before is still there.")
        (folder / "heads.json").write_bytes(published)
        (folder / "log.txt").write_bytes(log)


# --- The command -------------------------------------------------------------------------------------------


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(dest="command", required=True)
    site = commands.add_parser("site", help="download everything and check it")
    site.add_argument("address")
    site.add_argument("--keep", metavar="FOLDER")
    log = commands.add_parser("log", help="check a downloaded log")
    log.add_argument("log")
    log.add_argument("heads")
    receipt = commands.add_parser("receipt", help="check a receipt")
    receipt.add_argument("receipt")
    receipt.add_argument("--heads")
    receipt.add_argument("--log")
    consistency = commands.add_parser("consistency", help="check that a head adds to another")
    consistency.add_argument("proof")
    consistency.add_argument("--heads")
    given = parser.parse_args(arguments)
    try:
        if given.command == "site":
            check_site(given.address, given.keep)
        elif given.command == "log":
            check_published(read(given.log), read(given.heads))
        elif given.command == "receipt":
            check_receipt(
                json_from(read(given.receipt)),
                heads_from(read(given.heads)) if given.heads else None,
                read(given.log) if given.log else None,
            )
        else:
            check_consistency(
                json_from(read(given.proof)),
                heads_from(read(given.heads)) if given.heads else None,
            )
    except Wrong as error:
        print(f"WRONG: {error}")
        return 1
    except Unreadable as error:
        print(f"Could not check. {error}")
        return 2
    print("Everything agrees.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
