"""A small HTTP client for signers who wait for their email: some connections that stay open, shared by many.

wrk plays lists of requests that are known beforehand, and a link is not.
"""

import asyncio
import contextlib
import gzip
import itertools
import random
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from bench.load import CONNECTIONS

SECONDS = 15  # for one request; then its connection is given up
SECONDS_OPEN = 2  # an unused connection is not used again after that: the server may close it


class NoAnswer(Exception):
    pass


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    text: str


@dataclass(slots=True)
class _Connection:
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    used_at: float = field(default_factory=time.monotonic)

    def is_fresh(self) -> bool:
        return time.monotonic() - self.used_at < SECONDS_OPEN


class Client:
    """Use it in one event loop, as `async with Client(port) as client`."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._free: asyncio.LifoQueue[_Connection | None]
        self._networks = itertools.count(random.randrange(1 << 17))  # noqa: S311

    async def __aenter__(self) -> "Client":
        self._free = asyncio.LifoQueue()
        for _ in range(CONNECTIONS):
            self._free.put_nowait(None)  # opened when it is needed
        return self

    async def __aexit__(self, *exception: object) -> None:
        while not self._free.empty():
            if connection := self._free.get_nowait():
                connection.writer.close()

    async def request(self, method: str, path: str, body: str = "") -> Answer:
        """Raises NoAnswer."""
        content = body.encode()
        head = (
            f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{self._port}\r\nAccept-Encoding: gzip\r\n"
        )
        head += f"X-Forwarded-For: {self._next_network()}\r\n"
        if method == "POST":
            head += "Sec-Fetch-Site: same-origin\r\n"
            head += "Content-Type: application/x-www-form-urlencoded\r\n"
            head += f"Content-Length: {len(content)}\r\n"
        async with self._connection() as connection:
            connection.writer.write(f"{head}\r\n".encode() + content)
            return await _read(connection.reader)

    @contextlib.asynccontextmanager
    async def _connection(self) -> AsyncIterator[_Connection]:
        connection = await self._free.get()
        usable = False
        try:
            async with asyncio.timeout(SECONDS):
                if connection and not connection.is_fresh():
                    connection.writer.close()
                    connection = None
                if connection is None:
                    connection = _Connection(
                        *await asyncio.open_connection("127.0.0.1", self._port)
                    )
                yield connection
                connection.used_at = time.monotonic()
            usable = True
        except (OSError, EOFError, ValueError, LookupError) as error:  # TimeoutError is an OSError
            raise NoAnswer from error
        finally:
            if not usable and connection is not None:
                connection.writer.close()
            self._free.put_nowait(connection if usable else None)

    def _next_network(self) -> str:
        number = next(self._networks) % (1 << 17)
        return f"198.{18 + (number >> 16)}.{number >> 8 & 255}.{number & 255}"


async def _read(reader: asyncio.StreamReader) -> Answer:
    first, *lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    headers = {
        name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)
    }
    content = await reader.readexactly(int(headers.get("content-length", 0)))
    if headers.get("content-encoding") == "gzip":
        content = gzip.decompress(content)
    return Answer(int(first.split()[1]), content.decode())
