"""Reads reports that an email could not be delivered, from a mail server's pipe or from a mailbox."""

import imaplib
import mailbox
import os
import ssl
import sys
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from email.parser import BytesHeaderParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import Error as DatabaseError

from petitions.mail import bounces
from petitions.mail.delivery_status import MOST_BYTES, is_report

NETWORK_SECONDS = 60


class Command(BaseCommand):
    help = (
        "Reads one report of a bounced email from standard input, or all new ones of a mailbox (docs/operators.md). "
        "A mailbox that does not exist gets no more emails. Ends with 75 (try later) if the database or the mailbox "
        "cannot be reached."
    )
    requires_system_checks: list[str] = []  # a mail server waits for each report

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--mailbox",
            nargs="?",
            const="",
            metavar="PATH",
            help="read the mailbox of BOUNCE_MAILBOX, or an mbox file or Maildir",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        path: str | None = options["mailbox"]
        try:
            if path is None:
                bounces.receive(_from_pipe())
                return
            counted = Counter(map(bounces.receive, _new_reports(path)))
        except DatabaseError:
            # Without the words of the error: the mail server may return them to the sender.
            self._try_later("The database cannot be reached.")
        except (OSError, mailbox.Error, imaplib.IMAP4.error) as error:
            self._try_later(f"The mailbox cannot be read ({type(error).__name__}).")
        for outcome in bounces.Outcome:
            self.stdout.write(f"{outcome.label}: {counted[outcome]}")

    def _try_later(self, message: str) -> None:
        self.stderr.write(message)
        sys.exit(os.EX_TEMPFAIL)


def _from_pipe() -> bytes:
    """What is too long is read to its end, for the mail server's sake, and not kept."""
    content = sys.stdin.buffer.read(MOST_BYTES)
    while sys.stdin.buffer.read(MOST_BYTES):
        pass
    return content


def _new_reports(path: str) -> Iterator[bytes]:
    """Unread reports. Each is marked as read once the next one is asked for; anything else stays untouched."""
    if not path:
        return _in_imap()
    if "://" in path:
        raise CommandError(
            "Put the address of the mailbox into BOUNCE_MAILBOX: other users of this machine can read this line."
        )
    if not (folder := Path(path)).exists():
        raise CommandError(f"There is no {path}.")
    return _in_maildir(folder) if folder.is_dir() else _in_mbox(folder)


def _in_imap() -> Iterator[bytes]:
    if not settings.BOUNCE_MAILBOX:
        raise CommandError("BOUNCE_MAILBOX is not set. See .env.example.")
    url = urlsplit(settings.BOUNCE_MAILBOX)
    folder = unquote(url.path.strip("/")) or "INBOX"
    with imaplib.IMAP4_SSL(
        str(url.hostname),
        url.port or 993,
        ssl_context=ssl.create_default_context(),
        timeout=NETWORK_SECONDS,
    ) as server:
        server.login(unquote(url.username or ""), unquote(url.password or ""))
        chosen, _number = server.select('"' + folder.replace('"', "") + '"')
        if chosen != "OK":
            raise CommandError(f"There is no folder {folder} in BOUNCE_MAILBOX.")
        found, [ids] = server.uid("SEARCH", "UNSEEN", "HEADER", "Content-Type", "report")
        if found != "OK":
            raise imaplib.IMAP4.error("The server did not search.")
        is_complete = True
        for uid in (ids or b"").decode().split():
            got, parts = server.uid("FETCH", uid, f"(BODY.PEEK[]<0.{MOST_BYTES}>)")
            content = next((part[1] for part in parts if isinstance(part, tuple)), None)
            if got != "OK" or content is None:
                is_complete = False
                continue
            yield content
            server.uid("STORE", uid, "+FLAGS.SILENT", "(\\Seen)")
        if not is_complete:
            raise imaplib.IMAP4.error("The server did not give all emails.")


def _in_maildir(folder: Path) -> Iterator[bytes]:
    for file in sorted([*folder.glob("new/[!.]*"), *folder.glob("cur/[!.]*")]):
        name, _info, flags = file.name.partition(":2,")
        if "S" in flags or not is_report(content := file.read_bytes()):
            continue
        yield content
        file.rename(folder / "cur" / f"{name}:2,{''.join(sorted({*flags, 'S'}))}")


def _in_mbox(file: Path) -> Iterator[bytes]:
    with closing(mailbox.mbox(file, create=False)) as mbox:
        mbox.lock()
        for key in mbox.keys():  # noqa: SIM118  the values would be parsed, which can fail
            content = mbox.get_bytes(key)
            if not is_report(content) or "R" in _status(content):
                continue
            yield content
            from_line, _newline, rest = mbox.get_bytes(key, from_=True).partition(b"\n")
            mbox[key] = from_line + b"\nStatus: RO\n" + rest


def _status(content: bytes) -> str:
    return str(BytesHeaderParser().parsebytes(content).get("Status", ""))
