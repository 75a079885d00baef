"""Slips in email addresses: what someone may have meant by an address that they typed.

A program cannot know that `gmial.com` is a slip, so the form asks, and both answers are one button away. It asks only
about domains that are close to those of large providers, or that end in no domain of the Internet. It never asks about
a provider's own domain, nor about one with an address rule. It looks nothing up, neither in the DNS nor elsewhere.
"""

import unicodedata
from functools import cache, lru_cache

import idna
from django.core.exceptions import ValidationError
from publicsuffixlist import PublicSuffixList

from campaign.text import clean
from petitions.addresses import canonical, domains

QUESTION = "slip"  # the error code of what the visitor may answer with the address that they typed

# Names that are no words, so that a name close to one is hardly another one's. Each with the endings that it has.
_COINED = {
    "gmail": "com",
    "googlemail": "com",
    "hotmail": "com co.uk fr de it es be nl ca ch se no dk fi gr com.br com.ar com.tr com.au co.jp co.th co.kr co.il hu",
    "outlook": "com de fr es it at be ch ie jp dk gr hu in my ph pt sa sg sk cz com.br com.ar com.au com.tr com.vn "
    "co.id co.il co.th kr lv cl pw",
    "yahoo": "com co.uk fr de it es ca ie gr se no dk fi pl ro nl be at ch cz hu pt bg ee lt lv in co.in co.jp co.id "
    "co.nz co.th co.kr co.za co.il com.ar com.au com.br com.cn cn com.co com.hk com.mx com.my com.pe com.ph com.sg "
    "com.tr com.tw com.ua com.ve com.vn",
    "icloud": "com",
    "yandex": "ru com kz by ua uz com.tr com.ua com.ge fr ee lt lv az",
    "protonmail": "com ch",
    "tutanota": "com de",
    "rediffmail": "com",
}
# Short names and words. Only their endings are compared.
_WORDS = {
    "126": "com", "139": "com", "163": "com", "189": "cn", "aliyun": "com", "aol": "com de fr it co.uk",
    "bigpond": "com net.au", "bk": "ru", "bol": "com.br", "btinternet": "com", "comcast": "net", "daum": "net",
    "docomo": "ne.jp", "ezweb": "ne.jp", "fastmail": "com fm", "foxmail": "com", "free": "fr",
    "freenet": "de", "gmx": "de net at ch com fr es co.uk us org eu li tm info biz ie it pt ca", "hanmail": "net",
    "inbox": "ru lv lt com eu", "interia": "pl eu", "laposte": "net", "libero": "it", "list": "ru",
    "live": "com de fr it nl be co.uk ca se no dk cn jp ie at com.au com.mx com.ar com.pt com.my com.sg ru co.kr hk in "
    "cl", "mac": "com", "mail": "ru com bg ee kz ua de", "mailbox": "org", "me": "com", "msn": "com cn de",
    "nate": "com", "naver": "com", "o2": "pl co.uk de", "onet": "pl eu", "orange": "fr es", "pm": "me", "posteo": "de net",
    "proton": "me", "qq": "com", "rambler": "ru ua", "rocketmail": "com", "seznam": "cz", "sfr": "fr", "sina": "com cn",
    "softbank": "ne.jp", "sohu": "com", "t-online": "de hu", "terra": "com.br com es", "tuta": "com io", "ukr": "net",
    "uol": "com.br", "verizon": "net", "vip": "qq.com 163.com sina.com", "virgilio": "it", "wanadoo": "fr",
    "web": "de", "wp": "pl", "yeah": "net", "ymail": "com", "zoho": "com eu in",
}  # fmt: skip
_PROVIDERS = {name: endings.split() for name, endings in (_COINED | _WORDS).items()}
# By length: in long names two slips are still recognisable.
_LONG_NAME, _MOST_IN_LONG, _MOST = 7, 2, 1
# Real, and close to one of the above.
_REAL = {
    "email.com", "email.it", "email.de", "email.cz", "homemail.com", "hushmail.com", "fastmail.com", "webmail.co.za",
    "cloud.com", "mailo.com", "ya.ru",
}  # fmt: skip
_KNOWN = {f"{name}.{ending}" for name, endings in _PROVIDERS.items() for ending in endings} | _REAL
_COM_SLIPS = {
    "co",
    "cm",
    "om",
    "cam",
}  # domains of the Internet too, but a large provider has none there
_COMMON_ENDINGS = ("com", "net", "org", "edu")
# Letters that look like Latin ones, or become others in capitals or small letters. NFKD has no Latin letter for them.
_LATIN = str.maketrans(
    "ıɩιіӏјȷоοаαеёсѕрρхχуγүкκνмтвнһԁԛԝɡɢłøđŀ",
    "iiiiljjooaaeecsppxxyyykkvmtbhhdqwgglodl",
)
_JAPANESE = {"CJK", "HIRAGANA", "KATAKANA"}  # are mixed in one word
_STRAY = " \t\r\n.,;:<>()[]\"'“”«»"  # around an address that was copied


def meant(address: str) -> str:
    """The address that its owner may have meant instead; empty if there is none. address: from `clean_address`."""
    local, _at, domain = address.rpartition("@")
    found = _meant_domain(domain)
    if not found or domains.is_known_provider(domain, canonical.recent_history().now):
        return ""
    return f"{local}@{found}"


def suggested(typed: str) -> str:
    """The same for an address as it was typed, or what is close to it if it is none."""
    try:
        return meant(canonical.clean_address(typed))
    except ValidationError:
        return repaired(typed)


def repaired(typed: str) -> str:
    """An address close to what was typed, which is none; empty if there is none."""
    text = unicodedata.normalize(
        "NFKC", clean.without_meaningless_marks(typed[: canonical.MAX_LENGTH])
    )
    local, at, domain = text.strip(_STRAY).removeprefix("mailto:").rpartition("@")
    if not at or "@" in local.rstrip("@"):
        return ""
    local = _latin("".join(local.rstrip("@").split()))
    domain = _latin("".join(domain.split()).replace(",", ".").lower())
    labels = [label for label in domain.split(".") if label]
    local = ".".join(part for part in local.split(".") if part)
    domain = ".".join(labels)
    found = _meant_domain(domain) if labels[1:] else _without_dot(domain)
    try:
        return canonical.clean_address(f"{local}@{found or domain}")
    except ValidationError:
        return ""


def _without_dot(domain: str) -> str:
    """The provider's domain for `gmailcom` and `gmail`."""
    if domain in _COINED:
        return f"{domain}.{_PROVIDERS[domain][0]}"
    return next((each for each in sorted(_KNOWN) if each.replace(".", "") == domain), "")


def in_own_letters(address: str) -> str:
    """The address as its owner writes it: `a@bücher.example` for `a@xn--bcher-kva.example`.

    It stays as it is if its domain could be taken for another one: if a part of it mixes scripts, or has only letters that
    look like Latin ones.
    """
    local, _at, domain = address.rpartition("@")
    try:
        decoded = idna.decode(domain)
        is_same = idna.encode(decoded).decode("ascii") == domain
    except (idna.IDNAError, UnicodeError):
        return address
    safe = is_same and all(map(_is_unmistakable, decoded.split(".")))
    return f"{local}@{decoded}" if safe else address


def _is_unmistakable(label: str) -> bool:
    if label.isascii():
        return True
    scripts = {unicodedata.name(each, "").split()[0] for each in label if each.isalpha()}
    return (len(scripts) == 1 or scripts <= _JAPANESE) and not label.translate(_LATIN).isascii()


@lru_cache(maxsize=4096)
def _meant_domain(domain: str) -> str:
    """The domain that may have been meant; empty if this one is known, or close to none."""
    if domain in _KNOWN:
        return ""
    try:
        typed = idna.decode(domain) if "xn--" in domain else domain
    except (idna.IDNAError, UnicodeError):
        return ""
    latin = _latin(typed)
    if latin != typed and latin in _KNOWN:
        return latin
    if not latin.isascii():
        return ""
    name, _dot, ending = latin.removeprefix("www.").partition(".")
    found = _with_ending(name, ending) or ("gmail.com" if name == "gmail" else "")
    found = found or next(filter(None, (_with_ending(real, ending) for real in _close(name))), "")
    found = found or _ending_that_exists(typed)
    return "" if found == domain else found


def _close(name: str) -> list[str]:
    return [each for each in _COINED if _is_slip(name, each)]


def _is_slip(name: str, coined: str) -> bool:
    most = _MOST_IN_LONG if len(coined) >= _LONG_NAME and name[:1] == coined[0] else _MOST
    if abs(len(name) - len(coined)) > most or len(set(coined) - set(name)) > most:
        return False  # most names, so this is quick
    # fmail, ecloud and many others are names of their own.
    is_another = name[1:] in {"mail", "cloud"}
    return not is_another and 0 < _distance(name, coined) <= most


def _with_ending(name: str, ending: str) -> str:
    """The provider's domain, if the ending is one that it has or a slip of one."""
    endings = _PROVIDERS.get(name, ())
    if ending in endings:
        return f"{name}.{ending}"
    is_new, is_large = not _exists(ending), name in _COINED or name in {"qq", "163", "126"}
    for each in endings:
        if (
            (is_new and _distance(ending, each) <= _MOST)
            or (is_large and each == "com" and ending in _COM_SLIPS)
            or (name in _COINED and "." in each and _distance(ending, each) <= _MOST)
        ):
            return f"{name}.{each}"
    return ""


def _ending_that_exists(domain: str) -> str:
    """The domain with an ending of the Internet, for one like `example.con`."""
    name, _dot, ending = domain.rpartition(".")
    if not domain.isascii() or _exists(ending):
        return ""
    return next((f"{name}.{each}" for each in _COMMON_ENDINGS if _distance(ending, each) == 1), "")


def _exists(ending: str) -> bool:
    """Whether domains of the Internet end so."""
    return _endings().publicsuffix(ending.rpartition(".")[2]) is not None


@cache
def _endings() -> PublicSuffixList:
    return PublicSuffixList(only_icann=True, accept_unknown=False)


def _latin(text: str) -> str:
    """The text in the letters that it looks like: without accents, in Latin letters."""
    if text.isascii():
        return text
    decomposed = unicodedata.normalize("NFKD", text.translate(_LATIN))
    return "".join(each for each in decomposed if not unicodedata.combining(each)).translate(_LATIN)


def _distance(one: str, other: str) -> int:
    """How many letters were left out, added, changed, or changed places with the next (optimal string alignment)."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, a in enumerate(one, start=1):
        row = [i]
        for j, b in enumerate(other, start=1):
            best = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                best = min(best, before[j - 2] + 1)
            row.append(best)
        before, last = last, row
    return last[-1]
