"""Servers of others, on this machine: one that answers as a test says, a witness, and a time stamp authority."""

import socketserver
import struct
import threading
import time
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from http.server import BaseHTTPRequestHandler
from typing import Any, override

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.petitions.checkpoints import reader

type Reply = tuple[int, str, bytes]
type Respond = Callable[[str, bytes], Reply]


@contextmanager
def serving(respond: Respond) -> Iterator[str]:
    """A server that answers each POST by calling this with the path and the body. Yields its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            status, kind, content = respond(self.path, body)
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            if status == 302:
                self.send_header("Location", "/elsewhere")
            self.end_headers()
            self.wfile.write(content)

        @override
        def log_message(self, format: str, *args: Any) -> None:
            pass

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def always(*reply: Any) -> Respond:
    """Answers everything with this status, content type and content."""
    return lambda path, body: (reply[0], reply[1], reply[2])


@contextmanager
def serving_raw(send: Callable[[Any], None]) -> Iterator[str]:
    """A server that does with each connection what this says."""

    class Handler(socketserver.BaseRequestHandler):
        @override
        def handle(self) -> None:
            self.request.recv(65_536)
            with suppress(OSError):
                send(self.request)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


class Witness:
    """Follows c2sp.org/tlog-witness: it signs a log only if it continues what it saw, and remembers it."""

    name = "witness.example/w1"

    def __init__(self, log_key: str) -> None:
        self.key = Ed25519PrivateKey.from_private_bytes(b"w" * 32)
        self.log_key = log_key  # the verifier key of the one log that it knows
        self.seen = (0, sha256().digest())
        self.requests: list[int] = []  # the old size of each
        self.skew = 0  # of its clock, in seconds

    @property
    def verifier_key(self) -> str:
        key = b"\x04" + self.key.public_key().public_bytes_raw()
        return f"{self.name}+{self.key_id.hex()}+{b64encode(key).decode()}"

    @property
    def key_id(self) -> bytes:
        key = b"\x04" + self.key.public_key().public_bytes_raw()
        return sha256(self.name.encode() + b"\n" + key).digest()[:4]

    def respond(self, path: str, body: bytes) -> Reply:
        assert path == "/add-checkpoint"
        head, _, note = body.partition(b"\n\n")
        first, *lines = head.decode().split("\n")
        word, old = first.split(" ")
        assert word == "old"
        assert len(lines) <= 63
        self.requests.append(int(old))
        if note.split(b"\n")[0].decode() != self.log_key.split("+")[0]:
            return 404, "text/plain", b"unknown log\n"
        _origin, size, root = reader.checkpoint(note, self.log_key)
        if int(old) > size:
            return 400, "text/plain", b"\n"
        if int(old) != self.seen[0]:
            return 409, "text/x.tlog.size", f"{self.seen[0]}\n".encode()
        if int(old) == size and root != self.seen[1]:
            return 409, "text/plain", b"another root\n"
        proof = [b64decode(line, validate=True) for line in lines]
        if not reader.consistent(int(old), size, self.seen[1], root, proof):
            return 422, "text/plain", b"\n"
        self.seen = (size, root)
        return 200, "text/plain", self.sign(reader.signatures(note)[0])

    def sign(self, text: bytes) -> bytes:
        now = int(time.time()) + self.skew
        signature = self.key.sign(f"cosignature/v1\ntime {now}\n".encode() + text)
        raw = self.key_id + struct.pack(">Q", now) + signature
        return f"— {self.name} {b64encode(raw).decode()}\n".encode()
