"""A small IMAP server with the reports that a test gives it, without TLS."""

import imaplib
import socketserver
from threading import Thread
from typing import Any, Self


class ImapServer(socketserver.ThreadingTCPServer):
    """seen: the numbers of the messages that were marked. commands: without their tags. away: what it gives to no one."""

    daemon_threads = True

    def __init__(self, messages: list[bytes]) -> None:
        super().__init__(("127.0.0.1", 0), _Session)
        self.messages = {str(number): each for number, each in enumerate(messages, start=1)}
        self.seen: set[str] = set()
        self.away: set[str] = set()
        self.commands: list[str] = []

    def __enter__(self) -> Self:
        Thread(target=self.serve_forever).start()
        return self

    def __exit__(self, *args: Any) -> None:
        self.shutdown()
        self.server_close()

    def connect(self, host: str, port: int, *, timeout: float, **tls: Any) -> imaplib.IMAP4:
        return imaplib.IMAP4("127.0.0.1", self.server_address[1], timeout=timeout)


class _Session(socketserver.StreamRequestHandler):
    server: ImapServer

    def handle(self) -> None:
        self.wfile.write(b"* OK ready\r\n")
        for line in self.rfile:
            tag, _space, command = line.decode().strip().partition(" ")
            self.server.commands.append(command)
            if command.startswith("UID FETCH") and command.split()[2] in self.server.away:
                self.wfile.write(f"{tag} NO [UNAVAILABLE] try later\r\n".encode())
                continue
            for answer in self._answers(command):
                self.wfile.write(b"* " + answer + b"\r\n")
            self.wfile.write(f"{tag} OK done\r\n".encode())

    def _answers(self, command: str) -> list[bytes]:
        match command.split():
            case ["CAPABILITY"]:
                return [b"CAPABILITY IMAP4rev1"]
            case ["SELECT", *_]:
                return [b"%d EXISTS" % len(self.server.messages)]
            case ["UID", "SEARCH", *_]:
                return [
                    b"SEARCH " + " ".join(self.server.messages.keys() - self.server.seen).encode()
                ]
            case ["UID", "FETCH", uid, *_]:
                content = self.server.messages[uid]
                head = f"{uid} FETCH (UID {uid} BODY[]<0> {{{len(content)}}}\r\n".encode()
                return [head + content + b")"]
            case ["UID", "STORE", uid, *_]:
                self.server.seen.add(uid)
            case ["LOGOUT"]:
                return [b"BYE"]
        return []
