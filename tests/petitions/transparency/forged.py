"""Logs, heads and receipts for the tests of the verifiers: right ones, to be forged."""

import json
from collections.abc import Sequence
from datetime import date, timedelta
from hashlib import sha256
from typing import Any

from petitions.transparency import verifier
from tests.petitions.transparency import reference

SLUG = "free-the-teachers"
SITE = f"https://x.example/petitions/{SLUG}/integrity/"
DAY = date(2026, 11, 25)


def secret(number: int) -> bytes:
    return sha256(b"%d" % number).digest()


def published(adds: int, removes: int = 0, steps: int = 1) -> tuple[bytes, dict[str, Any]]:
    """A log with a day for each step, and its heads."""
    blocks = []
    for step in range(steps):
        day = DAY + timedelta(days=step)
        own = [verifier.commitment(SLUG, secret(step * adds + each)).hex() for each in range(adds)]
        blocks.append(
            sorted(f"add {day} {each}" for each in own)
            + sorted(f"remove {day} {each} withdrawn" for each in own[:removes])
        )
    return text_of([line for block in blocks for line in block]), published_heads(blocks)


def published_heads(blocks: Sequence[Sequence[str]]) -> dict[str, Any]:
    """The content of heads.json over these lines, with a head after each block, a day apart."""
    lines: list[str] = []
    heads = []
    for number, block in enumerate(blocks):
        lines += block
        heads.append(
            {
                "size": len(lines),
                "root": reference.tree_hash([each.encode() for each in lines]).hex(),
                "count": max(count(lines), 0),
                "date": str(DAY + timedelta(days=number)),
                "occasion": "daily",
            }
        )
    return {
        "format": "signature-log/1",
        "petition": SLUG,
        "lines_per_page": 4096,
        "pages": -(-len(lines) // 4096),
        "heads": heads,
        "statement": statement(lines),
    }


def after_gap(heads: dict[str, Any], kept: int = 1) -> tuple[bytes, dict[str, Any]]:
    """The log of `published(20, 3, steps=3)` and its heads, if all but the first days were lost, and it went on."""
    text = published(20, 3, steps=kept)[0].decode().splitlines()
    new = sorted(
        f"add {DAY + timedelta(days=kept)} {sha256(b'%d' % n).hexdigest()}" for n in range(90)
    )
    now = published_heads([text[each * 23 : each * 23 + 23] for each in range(kept)] + [new])
    now["heads"][-1]["date"] = str(DAY + timedelta(days=5))
    new = [
        line.replace(str(DAY + timedelta(days=kept)), str(DAY + timedelta(days=5))) for line in new
    ]
    lines = text + new
    now["heads"][-1]["root"] = reference.tree_hash([each.encode() for each in lines]).hex()
    start = heads["heads"][kept - 1] if kept else {"size": 0, "root": reference.tree_hash([]).hex()}
    now["gaps"] = [
        {
            "date": str(DAY + timedelta(days=4)),
            "reason": "The disk “A” failed.",
            "lost": heads["heads"][-1],
            "start": {"size": start["size"], "root": start["root"]},
        }
    ]
    return text_of(lines), now


def count(lines: Sequence[str]) -> int:
    return sum(1 if line.startswith("add") else -1 for line in lines)


def statement(lines: Sequence[str]) -> dict[str, Any]:
    removes = sum(line.startswith("remove") for line in lines)
    return {
        "added": len(lines) - removes,
        "removed": {"withdrawn": removes} if removes else {},
        "count": count(lines),
        "sent": 99,
    }


def text_of(lines: Sequence[str]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()


def receipt(text: bytes, heads: dict[str, Any], secret: bytes, **changed: Any) -> dict[str, Any]:
    """The receipt with this secret, under the last head."""
    lines = text.splitlines()
    mine = verifier.commitment(SLUG, secret).hex().encode()
    position = next(at for at, line in enumerate(lines) if mine in line)
    return {
        "format": "signature-receipt/1",
        "petition": SLUG,
        "published_at": SITE,
        "receipt": secret.hex(),
        "line": lines[position].decode(),
        "position": position,
        "proof": [each.hex() for each in reference.path(position, lines)],
        "head": heads["heads"][-1],
    } | changed


def as_read(heads: dict[str, Any]) -> verifier.Published:
    return verifier.Published(json.dumps(heads).encode())


def check(text: bytes, heads: dict[str, Any]) -> verifier.Log:
    read = as_read({"format": "signature-log/1", "petition": SLUG} | heads)
    return verifier.check_log(text, read.heads, verifier.Report(is_quiet=True))
