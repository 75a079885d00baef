"""What passes a page on: the links to other sites, and the pictures to save.

The texts are plain text. Never make one with `{% blocktranslate asvar %}`: it escapes its values for HTML, and an
apostrophe would arrive elsewhere as `&#x27;`. A test of the house rules refuses that.
"""

from dataclasses import dataclass
from urllib.parse import quote, urlencode

from django.conf import settings
from django.utils.text import Truncator

MAX_SENTENCE = 160  # characters; X takes 280 and Bluesky 300, with the link and a call to sign


@dataclass(frozen=True, slots=True)
class Share:
    """One page to pass on. Nothing in it says anything about the visitor who shares.

    title: of the page. path: its address on this site. about: one sentence on what it shows. text: the message, with
    the link. card, square: the paths of the pictures.
    """

    title: str
    path: str
    about: str
    text: str
    card: str
    square: str

    @property
    def link(self) -> str:
        return absolute(self.path)

    @property
    def sites(self) -> list[tuple[str, str]]:
        """Names of the sites that take a message in a link, and these links."""
        text = quote(self.text, safe="")
        telegram = urlencode({"url": self.link, "text": self.about}, quote_via=quote)
        return [
            ("WhatsApp", f"https://wa.me/?text={text}"),
            ("Telegram", f"https://t.me/share/url?{telegram}"),
            ("Bluesky", f"https://bsky.app/intent/compose?text={text}"),
            ("X", f"https://x.com/intent/post?text={text}"),
        ]

    @property
    def email(self) -> str:
        return mailto(subject=self.title, body=self.text)


def absolute(path: str) -> str:
    return f"{settings.SITE_URL}{path}"


def mailto(to: str = "", *, subject: str, body: str) -> str:
    """A mailto: URL (RFC 6068, which ends the lines of a body with CRLF)."""
    lines = body.replace("\r\n", "\n").replace("\n", "\r\n")
    to, subject, lines = quote(to, safe="@"), quote(subject, safe=""), quote(lines, safe="")
    return f"mailto:{to}?subject={subject}&body={lines}"


def shorten(text: str) -> str:
    """The text in one line, and not longer than a message may have."""
    return Truncator(" ".join(text.split())).chars(MAX_SENTENCE)
