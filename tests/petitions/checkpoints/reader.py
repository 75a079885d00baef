"""Reads a log as any tool for tiled logs does: from the specifications of c2sp.org, with none of our own code."""

import struct
from base64 import b64decode
from collections.abc import Callable
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

type Fetch = Callable[[str], bytes]


def signatures(note: bytes) -> tuple[bytes, list[tuple[str, bytes, bytes]]]:
    """The text of a note, and name, key id and signature of each line under it."""
    text, _, lines = note.rpartition(b"\n\n")
    found = []
    assert lines.endswith(b"\n")
    for line in lines.decode().removesuffix("\n").split("\n"):
        dash, name, encoded = line.split(" ")
        assert (dash, "+" in name) == ("—", False)
        raw = b64decode(encoded, validate=True)
        found.append((name, raw[:4], raw[4:]))
    return text + b"\n", found


def opened(note: bytes, verifier_key: str) -> bytes:
    """The text of a note, if the key has signed it. Raises InvalidSignature or AssertionError."""
    name, key_id, encoded = verifier_key.split("+", 2)
    key = b64decode(encoded, validate=True)
    assert sha256(name.encode() + b"\n" + key).digest()[:4].hex() == key_id
    text, found = signatures(note)
    [signature] = [
        each for its_name, its_id, each in found if (its_name, its_id.hex()) == (name, key_id)
    ]
    public_key = Ed25519PublicKey.from_public_bytes(key[1:])
    if key[0] == 1:
        public_key.verify(signature, text)
    else:
        assert key[0] == 4
        [seconds] = struct.unpack(">Q", signature[:8])
        public_key.verify(signature[8:], f"cosignature/v1\ntime {seconds}\n".encode() + text)
    return text


def checkpoint(note: bytes, verifier_key: str) -> tuple[str, int, bytes]:
    """Origin, size and root."""
    origin, size, root = opened(note, verifier_key).decode().removesuffix("\n").split("\n")
    assert str(int(size)) == size
    return origin, int(size), b64decode(root, validate=True)


def tile_path(kind: str, number: int, width: int) -> str:
    groups = [f"{number % 1000:03}"]
    while number := number // 1000:
        groups.insert(0, f"x{number % 1000:03}")
    return f"tile/{kind}/{'/'.join(groups)}" + (f".p/{width}" if width < 256 else "")


def tiles(fetch: Fetch, kind: str, count: int) -> list[bytes]:
    """All tiles of a level that has so many hashes, or all bundles of entries."""
    return [
        fetch(tile_path(kind, number, min(256, count - 256 * number)))
        for number in range(-(-count // 256))
    ]


def entries(fetch: Fetch, size: int) -> list[bytes]:
    found = []
    for bundle in tiles(fetch, "entries", size):
        at = 0
        while at < len(bundle):
            [length] = struct.unpack_from(">H", bundle, at)
            found.append(bundle[at + 2 : at + 2 + length])
            at += 2 + length
    return found


def hashes(fetch: Fetch, level: int, size: int) -> list[bytes]:
    row = b"".join(tiles(fetch, str(level), size >> 8 * level))
    return [row[at : at + 32] for at in range(0, len(row), 32)]


def leaf(entry: bytes) -> bytes:
    return sha256(b"\0" + entry).digest()


def root(row: list[bytes]) -> bytes:
    """Over the hashes of all leaves, or of full subtrees side by side."""
    if len(row) < 2:
        return row[0] if row else sha256().digest()
    left = 1 << (len(row) - 1).bit_length() - 1
    return sha256(b"\1" + root(row[:left]) + root(row[left:])).digest()


def consistent(old: int, new: int, old_root: bytes, new_root: bytes, proof: list[bytes]) -> bool:
    """Whether a proof shows that the new tree continues the old one (RFC 9162, 2.1.4.2)."""
    if old in {0, new}:
        return not proof and (old == 0 or old_root == new_root)
    path = [old_root, *proof] if old & (old - 1) == 0 else list(proof)
    fn, sn = old - 1, new - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    fr = sr = path[0]
    for each in path[1:]:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            fr, sr = sha256(b"\1" + each + fr).digest(), sha256(b"\1" + each + sr).digest()
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            sr = sha256(b"\1" + sr + each).digest()
        fn, sn = fn >> 1, sn >> 1
    return (fr, sr, sn) == (old_root, new_root, 0)
