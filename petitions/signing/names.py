"""Names that look like an email address or a link.

Advertisers sign with links, and some visitors type their address into the field for the name. The form asks
them. It does not refuse them, because a program cannot know what people are called.
"""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

QUESTION = "question"  # the error code of what the visitor may answer with “This is my name”

# Endings of domains that are no common part of a name, in any case. Domains of countries have two letters.
_ENDINGS = {
    "app", "art", "asia", "biz", "blog", "business", "center", "cfd", "chat", "cloud", "club", "com",
    "company", "design", "dev", "digital", "edu", "email", "fun", "global", "gov", "group", "icu", "info",
    "int", "life", "link", "live", "ltd", "marketing", "media", "mil", "mobi", "monster", "name", "net",
    "network", "news", "ngo", "one", "ong", "online", "org", "page", "press", "pro", "quest", "rest",
    "sbs", "shop", "site", "social", "solutions", "space", "store", "stream", "studio", "support", "tech",
    "tel", "today", "top", "travel", "video", "vip", "website", "wiki", "work", "world", "wtf", "xxx",
    "xyz", "zone", "рф", "бел", "укр", "қаз", "срб", "мон", "онлайн", "сайт", "орг", "ком", "中国", "中國",
    "公司", "网络", "网址", "网站", "在线", "中文网", "香港", "台灣", "台湾", "भारत", "السعودية", "مصر", "ایران", "الجزائر",
    "المغرب", "امارات", "شبكة", "موقع", "ไทย", "კოლ", "გე",
}  # fmt: skip
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://|\b(?:https?|ftp|mailto):", re.IGNORECASE)
_AT_HOST = re.compile(r"\S@\S")
_IPV4 = re.compile(r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w.])")
# Names may hold them, and no one sees them: joiners, and what chooses the look of a letter.
_UNSEEN = re.compile(
    "[\u034f\u180b-\u180d\u180f\u200b-\u200d\u2060\ufe00-\ufe0f\U000e0100-\U000e01ef]"
)
_WWW = re.compile(r"\bwww\d?\.\w", re.IGNORECASE)
# labels, an ending, and what tells that a path follows
_HOST = re.compile(r"(?<![\w.-])((?:[\w-]+\.)+)([^\W\d_]{2,}|xn--[\w-]+)(?![\w-]|\.\w)([/:?#]\S)?")


def check_name(name: str, address: str, *, is_confirmed: bool) -> None:
    """Raise ValidationError if the name looks like an address or a link. The code QUESTION asks only.

    address: the visitor's cleaned email address, or empty. is_confirmed: the visitor ticked “This is my name”.

    Two kinds of name cannot be confirmed. A name that holds the visitor's own address is a slip. It might be
    published, and the form promises that we never show the address. A link with its scheme is no name
    anywhere, and other programs would make it a link that can be followed.
    """
    text = unicodedata.normalize("NFKC", _UNSEEN.sub("", name))
    text = text.replace("。", ".")  # as typed on Chinese keyboards
    if address and address.casefold() in text.casefold():
        raise ValidationError(
            _("Enter your name here, not your email address. We never show your address."),
            code="address",
        )
    if _SCHEME.search(text):
        raise ValidationError(_("Enter your name without a link."), code="link")
    if not is_confirmed and _looks_like_address_or_link(text):
        raise ValidationError(
            _(
                "This looks like an email address or a link. Enter your name. If this is your name, tick the box "
                "below."
            ),
            code=QUESTION,
        )


def _looks_like_address_or_link(text: str) -> bool:
    return bool(
        _AT_HOST.search(text)
        or _WWW.search(text)
        or _IPV4.search(text)
        or any(_is_host(*found.groups()) for found in _HOST.finditer(text))
    )


def _is_host(labels: str, ending: str, path: str | None) -> bool:
    """Whether this is the name of a host, and not of a person who typed no space, as in “Dr.Li” or “J.R.Ma”.

    Endings of two letters are domains of countries and also names. In lower case they are taken for a domain,
    and in capitals after a word of three letters or more (EXAMPLE.DE). With a path, any ending in lower case
    is one.
    """
    if ending.lower() in _ENDINGS or ending.startswith("xn--"):
        return True
    if path and (ending.islower() or len(ending) == 2):
        return True
    if not (len(ending) == 2 and ending.isascii()):
        return False
    in_capitals = (labels + ending).isupper() and len(labels) > 3
    return ending.islower() or in_capitals
