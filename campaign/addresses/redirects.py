"""The redirects of an older site: reads what staff paste, refuses what goes in a circle, and finds where an address leads.

No visitor chooses where a redirect leads: nothing of a request gets into its target. The target is a path of this site, or
an https address that staff have marked. The database has the same rule (models.py).
"""

import csv
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote, unquote_plus, urlencode, urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from campaign.addresses import own_paths
from campaign.addresses.models import Redirect
from campaign.history.changes import Author, attribute_to
from campaign.run.in_process import InProcess
from campaign.text import public_rows
from campaign.web import page_cache

HOME_SECONDS = 60.0  # the redirects of the home page are kept in memory
MAX_LENGTH = 500
MAX_LINES = 5000  # of one paste
MAX_PARAMETERS = 8  # of a request that are looked up one by one
MAX_STEPS = 10  # of a chain of redirects that is made straight
UNSAFE = re.compile(r"[\s\\\x00-\x1f\x7f-\x9f]")  # some browsers drop them or read them as a slash
SCHEME = re.compile(r"https?://", re.IGNORECASE)


def normal(address: str) -> str:
    """A path as the table has it: decoded, in lower case, without its last slash; with its sorted query, if it has one.

    Empty if it is no address. Of a whole address only the path and the query count.
    """
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return ""
    if not parts.path.startswith("/") and not (parts.netloc and not parts.path):
        return ""
    return _key(unquote(parts.path), parts.query)


def _key(path: str, query: str) -> str:
    """path: decoded, as in a request."""
    folded = unicodedata.normalize("NFC", path).casefold()
    key = "/" + "/".join(part for part in folded.split("/") if part)
    if query and (pairs := _pairs(query)):
        key += "?" + urlencode(sorted(pairs))
    is_stored = len(key) <= MAX_LENGTH and "\0" not in key and "\ufffd" not in key
    return key if is_stored else ""


def _pairs(query: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(query, keep_blank_values=True, max_num_fields=MAX_PARAMETERS)
    except ValueError:
        return []


# --- Finding one -------------------------------------------------------------------------------------------------------


def find(request: HttpRequest) -> str:
    """Where this address leads; empty if nowhere. One query by an index."""
    if request.method not in {"GET", "HEAD"} or request.path_info.startswith("/admin/"):
        return ""
    found = dict(Redirect.objects.filter(old__in=_keys(request)).values_list("old", "to"))
    return _leads_to(_keys(request), found)


def of_home(request: HttpRequest) -> str:
    """Where /?page_id=12 leads: the home page answers every query, so it is never a 404. Usually no query to the database."""
    if request.path_info != "/" or not request.META.get("QUERY_STRING"):
        return ""
    if request.method not in {"GET", "HEAD"}:
        return ""
    return _leads_to(_keys(request), _of_home.get())


def _leads_to(keys: Iterable[str], known: Mapping[str, str]) -> str:
    """The present address of the target. Empty if it has none now, so that no redirect tells the address of what is hidden."""
    old = next((key for key in keys if key in known), "")
    if not old or old in _keys_of(known[old]):  # it would lead to itself
        return ""
    return known[old] if known[old].startswith("https:") else own_paths.present(known[old])


def _keys(request: HttpRequest) -> list[str]:
    return _all_keys(request.path_info, request.META.get("QUERY_STRING", ""))


def _keys_of(to: str) -> list[str]:
    """Those of a request for this target; none if it is on another site."""
    if to.startswith("https:"):
        return []
    parts = urlsplit(to)
    return _all_keys(unquote(parts.path), parts.query)


def _all_keys(path: str, query: str) -> list[str]:
    """What the table may have for a request, the closest first. A newsletter may have added parameters of its own."""
    keys = [_key(path, query), *(_key(path, urlencode([pair])) for pair in _pairs(query))]
    return [key for key in [*keys, _key(path, "")] if key]


def _read_of_home() -> Mapping[str, str]:
    return dict(Redirect.objects.filter(old__startswith="/?").values_list("old", "to"))


# The version of the page cache changes with every redirect.
_of_home = InProcess(_read_of_home, HOME_SECONDS, page_cache.version)


# --- Adding some -------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Line:
    """One redirect that staff want. error: why it cannot be. note: what they should know."""

    number: int
    old: str
    to: str
    is_elsewhere: bool = False
    error: str = ""
    note: str = ""


def target(text: str, *, may_leave: bool) -> tuple[str, bool]:
    """Where a redirect leads, and whether to another site. Raises ValidationError."""
    text = text.strip()
    if text.startswith(f"{settings.SITE_URL}/"):
        text = text.removeprefix(settings.SITE_URL)
    if UNSAFE.search(text) or len(text) > MAX_LENGTH:
        raise ValidationError(_("The new address has a space or a sign that no address has."))
    if text.startswith("/") and not text.startswith("//"):
        return text, False
    try:
        parts = urlsplit(text)
        is_https = text.startswith("https://") and bool(parts.hostname) and "@" not in parts.netloc
    except ValueError:
        is_https = False
    if not is_https:
        raise ValidationError(_("The new address begins with a slash, or with https://."))
    if not may_leave:
        raise ValidationError(
            _("The new address is on another site. Say so, if visitors should leave this one.")
        )
    return text, True


def read_lines(text: str, *, may_leave: bool) -> list[Line]:
    """The lines that staff have pasted, checked against each other and against the table. Nothing is stored."""
    lines = [_line(*pair, may_leave=may_leave) for pair in _split(text)]
    known = {line.old: line.to for line in lines if not line.error}
    stored = dict(Redirect.objects.values_list("old", "to")) if lines else {}
    seen: set[str] = set()
    for line in lines:
        if line.error:
            continue
        if line.old in seen:
            line.error = _("This old address stands above already.")
            continue
        seen.add(line.old)
        _make_straight(line, stored | known)
        if not line.error:
            line.note = line.note or _note(line, stored)
    _refuse_hidden_names([line for line in lines if not line.error])
    return lines


def _refuse_hidden_names(lines: list[Line]) -> None:
    """Halves the lines until it has those that name someone who is not public: a search takes long, and few do."""
    read = [unquote_plus(words) for line in lines for words in (line.old, line.to)]
    told = public_rows.must_stay_hidden(Redirect, {_("address"): read}) if read else []
    if told and len(lines) == 1:
        lines[0].error = " ".join(told)
    elif told:
        middle = len(lines) // 2
        _refuse_hidden_names(lines[:middle])
        _refuse_hidden_names(lines[middle:])


def _split(text: str) -> Iterator[tuple[int, str, str]]:
    """The number, the old and the new address of each line: with a space, a tab, a comma or a semicolon between them.

    Blank lines and a heading above the first pair are left out. What is no pair comes as the old address alone.
    """
    written = [(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    if written and _is_heading(_cells(written[0][1])):
        del written[0]
    for number, line in written:
        cells = _cells(line)
        old, new = cells if len(cells) == 2 else (line.strip(), "")
        yield number, old, new


def _cells(line: str) -> list[str]:
    if len(line) > 2 * MAX_LENGTH:  # two addresses are shorter, and csv refuses very long ones
        return [line]
    separator = next((each for each in "\t;," if each in line), " ")
    row = next(csv.reader([line], delimiter=separator, skipinitialspace=True), [])
    return [cell.strip() for cell in row if cell.strip()]


def _is_heading(cells: list[str]) -> bool:
    """Such as “old;new”: two words, and neither is an address."""
    return len(cells) == 2 and not any("/" in cell or "." in cell for cell in cells)


def _line(number: int, old: str, new: str, *, may_leave: bool) -> Line:
    line = Line(number, normal(old) or old[:MAX_LENGTH], new[:MAX_LENGTH])
    if not new:
        line.error = _("It needs an old and a new address.")
    elif not normal(old):
        line.error = _("The old address is no path that begins with a slash.")
    elif line.old == "/" or f"{line.old}/".startswith("/admin/"):
        line.error = _("This address is never redirected.")
    elif _has_page(line.old):
        line.error = _(
            "This address has a page of its own, which visitors get instead. Unpublish the page first, or change its address."
        )
    else:
        try:
            line.to, line.is_elsewhere = target(new, may_leave=may_leave)
        except ValidationError as error:
            line.error = " ".join(error.messages)
    return line


def _has_page(old: str) -> bool:
    """Whether visitors get a page of this site there. The home page is looked up with its query before (`of_home`)."""
    path = old.partition("?")[0]
    return path != "/" and own_paths.has_page(f"{path}/")


def _make_straight(line: Line, known: Mapping[str, str]) -> None:
    """Lead at once to where a chain of redirects ends. One that comes back is refused."""
    to, steps = line.to, 0
    while line.old not in _keys_of(to) and steps <= MAX_STEPS:
        further = _next(to, known)
        if not further or own_paths.has_page(to):  # visitors get the page, not the redirect
            break
        to, steps = further, steps + 1
    if line.old in _keys_of(to):
        line.error = _("It would lead back to itself.")
    elif steps > MAX_STEPS:
        line.error = _("It goes in a circle with other redirects.")
    elif steps:
        line.note = _("It leads to %(to)s, where %(first)s leads.") % {"to": to, "first": line.to}
        line.to, line.is_elsewhere = to, to.startswith("https:")


def _next(to: str, known: Mapping[str, str]) -> str:
    return next((known[key] for key in _keys_of(to) if key in known), "")


def _note(line: Line, stored: Mapping[str, str]) -> str:
    if "?" not in line.old and own_paths.leads_somewhere(f"{line.old}/"):
        return _("If this address has a page of its own, visitors get that instead.")
    if not line.is_elsewhere and not own_paths.leads_somewhere(line.to):
        return _("No public page has the new address now. Until then the old one leads nowhere.")
    if before := stored.get(line.old):
        return _("It leads to %s now.") % before if before != line.to else _("It is there already.")
    return ""


@transaction.atomic
def store(lines: list[Line], *, author: Author) -> int:
    """Store those without an error, and make straight the older ones that lead to them. Returns how many there are."""
    good = [line for line in lines if not line.error]
    attribute_to(author, "Redirects.")
    Redirect.objects.bulk_create(
        [Redirect(old=each.old, to=each.to, is_elsewhere=each.is_elsewhere) for each in good],
        update_conflicts=True,
        unique_fields=["old"],
        update_fields=["to", "is_elsewhere"],
    )
    new = {each.old: each for each in good}
    longer = []
    for row in Redirect.objects.filter(is_elsewhere=False):
        if last := next((new[key] for key in _keys_of(row.to) if key in new), None):
            row.to, row.is_elsewhere = last.to, last.is_elsewhere
            longer.append(row)
    Redirect.objects.bulk_update(longer, ["to", "is_elsewhere"])
    page_cache.invalidate_after_commit()
    return len(good)
