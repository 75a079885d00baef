"""A server of someone else can neither hold the worker, nor fill its memory, nor send it somewhere else."""

import time
from functools import partial
from typing import Any
from unittest import mock

from django.test import SimpleTestCase

from petitions.checkpoints import outgoing
from petitions.checkpoints.outgoing import NoAnswer, post
from tests.petitions.checkpoints.servers import serving, serving_raw

OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"


def send(content: bytes, connection: Any) -> None:
    connection.sendall(content)


class PostTests(SimpleTestCase):
    def test_an_answer(self) -> None:
        with serving(lambda path, body: (200, "text/plain; charset=utf-8", body[::-1])) as url:
            self.assertEqual(post(f"{url}/a?b", b"xyz", "text/plain"), (200, "text/plain", b"zyx"))

    def test_a_redirect_is_not_followed(self) -> None:
        asked = []

        def respond(path: str, body: bytes) -> tuple[int, str, bytes]:
            asked.append(path)
            return 302, "text/plain", b""

        with serving(respond) as url:
            self.assertEqual(post(f"{url}/here", b"", "text/plain").status, 302)
        self.assertEqual(asked, ["/here"])

    def test_an_answer_that_is_too_long_or_cut_off_is_none(self) -> None:
        for content in (
            OK + b"\r\n" + b"x" * (outgoing.MAX_BYTES + 1),
            OK + b"Content-Length: 9\r\n\r\n1234",
            OK + b"Transfer-Encoding: chunked\r\n\r\n9\r\n1234",
            b"",
            b"nonsense\r\n\r\n",
        ):
            with self.subTest(content[-20:]), serving_raw(partial(send, content)) as url:
                self.refuses(url)

    def test_one_that_sends_nothing_or_a_byte_now_and_then_is_cut_off(self) -> None:
        sent = []  # by servers that were not cut off: nearly a minute later

        def drip(start: bytes, connection: Any) -> None:
            connection.sendall(start)
            for _ in range(1_000):
                connection.sendall(b"x")
                time.sleep(0.05)
            sent.append(start)

        def say_nothing(connection: Any) -> None:
            connection.settimeout(60)
            connection.recv(1)  # until the client leaves

        for scheme, start in (
            ("http", OK + b"Content-Length: 1000\r\n\r\n"),
            ("http", OK + b"Connection: close\r\nContent-Length: 1000\r\n\r\n"),
            ("http", b"HTTP/1.0 200 OK\r\n\r\n"),
            ("http", OK + b"X-"),
            ("https", b"\x16\x03\x03\x40\x00"),
        ):
            with self.subTest(scheme, start=start), serving_raw(partial(drip, start)) as url:
                self.is_cut_off(url.replace("http", scheme, 1))
        with serving_raw(say_nothing) as url:
            self.is_cut_off(url)
        self.assertEqual(sent, [])

    def is_cut_off(self, url: str) -> None:
        with mock.patch.multiple(outgoing, DEADLINE=0.5, PAUSE=0.4):
            self.refuses(url)

    def test_nobody_there(self) -> None:
        with serving(lambda path, body: (200, "text/plain", b"")) as url:
            pass
        self.refuses(url)
        self.refuses("https://no-such-host.invalid/")

    def refuses(self, url: str) -> None:
        with self.assertRaises(NoAnswer):
            post(url, b"x", "text/plain")
