"""Finds what has the words, in every kind of text that the reader may see, and marks them in a passage.

Rights are those of the lists: each query begins with the rows of the item's own admin class, without closed records. Texts in the
database are searched by indexes. Remarks are encrypted, so the newest are decrypted and read. The contacts of sources, who gave a
consent, tips and signers are not searched at all: whoever needs them opens their item, and some of these looks are logged.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.db import OperationalError, connection, transaction
from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django_stubs_ext import StrOrPromise

from campaign.admin.collaboration import for_you
from campaign.admin.search.searched import Searched, all_searched
from campaign.collaboration.models import Remark

MAX_LENGTH = 80  # characters
MAX_WORDS = 6
SHOWN = 10  # of each kind
MOST = 200  # that are read, to show the newest of them
TIMEOUT = 1500  # milliseconds, of each kind
REMARKS_READ = 2000
BEFORE, AFTER = 60, 140  # characters of a passage


@dataclass(frozen=True, slots=True)
class Found:
    label: str
    url: str
    passage: SafeString


@dataclass(frozen=True, slots=True)
class Group:
    """note: what else there is to say, such as that there are more."""

    title: StrOrPromise
    found: Sequence[Found]
    note: str = ""


def words_of(typed: str) -> list[str]:
    """The words to look for. One letter says nothing, but one Chinese character does."""
    clean = typed[:MAX_LENGTH].replace("\0", " ").encode(errors="ignore").decode()
    words = [word for word in clean.split() if len(word) > 1 or not word.isascii()]
    return words[:MAX_WORDS]


def search(request: HttpRequest, typed: str) -> list[Group]:
    """A group for each kind of text in which something was found, or whose search took too long."""
    words = words_of(typed)
    if not words:
        return []
    groups = [_group(request, each, words) for each in all_searched()]
    return [each for each in (*groups, _remarks(request, words)) if each]


def _group(request: HttpRequest, searched: Searched, words: list[str]) -> Group | None:
    of_item = searched.model._meta.get_field(searched.item).related_model if searched.item else None
    model = of_item or searched.model
    desk = admin.site._registry[model]
    opts = searched.model._meta
    may_see_rows = request.user.has_perm(f"{opts.app_label}.view_{opts.model_name}")
    if not (desk.has_view_permission(request) and may_see_rows):
        return None
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config('statement_timeout', %s, true)", [str(TIMEOUT)])
            rows = list(_rows(desk.get_queryset(request), searched, words, request.user))
    except OperationalError:  # Postgres has stopped it
        return Group(
            searched.title, (), _("This took too long. Search for more, or longer, words.")
        )
    if not rows:
        return None
    note = _("Only the newest are shown. Add a word to find fewer.") if len(rows) > SHOWN else ""
    return Group(searched.title, [_found(row, searched, words) for row in rows[:SHOWN]], note)


def _rows(items: Any, searched: Searched, words: list[str], user: Any) -> list[Any]:
    if searched.find:
        found = list(searched.find(" ".join(words), user))[:MOST]
        by_key = {item.pk: item for item in items.filter(pk__in=found)}
        return [by_key[pk] for pk in found if pk in by_key][: SHOWN + 1]
    condition = (searched.matches or _each_word_in(searched.fields))(words)
    rows = items
    if searched.item:
        rows = searched.model._default_manager.filter(
            **{f"{searched.item}__in": items.values("pk")}
        )
        rows = rows.select_related(searched.item)
    # In no order: ordered by the newest, Postgres might read all rows backwards instead of an index of words.
    read = list(rows.filter(condition).order_by()[:MOST])
    return sorted(read, key=lambda row: -row.pk)[: SHOWN + 1]


def _each_word_in(fields: tuple[str, ...]) -> Any:
    def condition(words: list[str]) -> Q:
        return Q(
            *(
                Q(*((f"{field}__icontains", word) for field in fields), _connector=Q.OR)
                for word in words
            )
        )

    return condition


def _found(row: Any, searched: Searched, words: list[str]) -> Found:
    item = getattr(row, searched.item) if searched.item else row
    texts = [str(getattr(row, name) or "") for name in searched.fields]
    return Found(str(item), _url(item), _best_passage(texts, words))


def _url(item: Any) -> str:
    opts = item._meta
    return reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[item.pk])


def _remarks(request: HttpRequest, words: list[str]) -> Group | None:
    """The texts are encrypted, so the newest are read and the others are not found. The note says so."""
    newest = Remark.objects.order_by("-pk")[:REMARKS_READ]
    folded = [word.casefold() for word in words]
    rows = [row for row in newest if all(word in row.text.casefold() for word in folded)][:MOST]
    found = [
        Found(line.label, line.url, passage(line.row.text, words))
        for line in for_you.lines(request, rows)
    ]
    if not found:
        return None
    note = _("Of the remarks, the newest %(number)d are searched.") % {"number": REMARKS_READ}
    return Group(_("Remarks"), found[:SHOWN], note)


# --- Passages ------------------------------------------------------------------------------------------------


def _best_passage(texts: Sequence[str], words: list[str]) -> SafeString:
    """Of the text with most of the words; empty if none has one."""
    pattern = _pattern(words)
    best = max(
        texts, key=lambda text: len({it[0].casefold() for it in pattern.finditer(text)}), default=""
    )
    return passage(best, words) if pattern.search(best) else SafeString("")


def passage(text: str, words: list[str]) -> SafeString:
    """What stands around the first word, with each word marked."""
    pattern = _pattern(words)
    first = pattern.search(text)
    begins = max(0, first.start() - BEFORE) if first else 0
    ends = (first.end() if first else 0) + AFTER
    if first and begins:  # no word is cut
        begins = text.find(" ", begins, first.start()) + 1 or begins
    if ends < len(text):
        ends = max(text.rfind(" ", 0, ends), first.end() if first else 0) or ends
    shown = " ".join(text[begins:ends].split())
    marked = format_html_join("", "{}{}", _marked(shown, pattern))
    return format_html("{}{}{}", "… " if begins else "", marked, " …" if ends < len(text) else "")


def _pattern(words: list[str]) -> re.Pattern[str]:
    """A word, or how it begins: the search of stories also finds other forms of a word."""
    beginnings = (
        re.escape(word[: max(4, len(word) - 3)]) + (r"\w*" if len(word) > 4 else "")
        for word in words
    )
    return re.compile("|".join(beginnings), re.IGNORECASE)


def _marked(text: str, pattern: re.Pattern[str]) -> Iterator[tuple[str, SafeString]]:
    """Pairs of a piece without a word and the marked word after it."""
    end = 0
    for found in pattern.finditer(text):
        yield text[end : found.start()], format_html("<mark>{}</mark>", found[0])
        end = found.end()
    yield text[end:], SafeString("")
