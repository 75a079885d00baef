"""Columns about who says so: sources, quotations, and the same person in other registers."""

import re

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from campaign.text import csv
from profiles.importing.columns import targets, values
from profiles.importing.columns.lexicon import Lexicon
from profiles.importing.columns.says import Part, Says
from profiles.importing.columns.targets import Label, Target, from_one, of_one, shown
from profiles.models import Detainee
from profiles.models.vocabulary import Registry, SourceKind

SOURCES, QUOTES = lazy("Sources"), lazy("The family’s words")

_SOURCE = re.compile(
    r"(?:(?P<kind>\w[\w ]{1,30}):\s+)?(?P<attribution>.*?)\s*"
    r"(?:<(?P<url>https?://[^\s<>]+)>|(?P<bare>https?://\S+))?",
    re.IGNORECASE | re.DOTALL,
)
_LONGEST_SOURCE = 700  # its kind, name and address
_check_url = URLValidator(schemes=["http", "https"])


def _read_sources(says: Says, cell: str, _lexicon: Lexicon) -> None:
    """relative: a sister abroad|news_media: Example Times <https://example.org/news>|https://…"""
    for part in [_source(each, says) for each in values.split(cell)]:
        says.add(part)


def _source(item: str, says: Says) -> Part:
    match = _SOURCE.fullmatch(values.line(item, _LONGEST_SOURCE))
    assert match is not None  # noqa: S101  every part of it may be missing
    url = values.line(match["url"] or match["bare"] or "", 500)
    if url:
        _check_url(url)
    kind = (
        values.choice(match["kind"], SourceKind)
        if match["kind"]
        else says.default_source.get("kind")
    )
    if not kind:
        raise ValidationError(_("It does not say what kind of source it is."))
    host = re.sub(r"^https?://(www\.)?|[/:?#].*$", "", url)
    attribution = values.line(match["attribution"] or host, 120)
    if url:
        return Part("sources", {"url": url}, first={"kind": kind, "attribution": attribution})
    return Part("sources", {"kind": kind, "attribution": attribution})


def _write_sources(person: Detainee) -> str:
    return csv.join_values(
        f"{source.kind}: {source.attribution}" + (f" <{source.url}>" if source.url else "")
        for source in shown(person, "sources")
    )


def _read_registers(says: Says, cell: str, _lexicon: Lexicon) -> None:
    """xvd: 12345|cecc: 2018-00123"""
    parts = []
    for each in values.split(cell):
        registry, colon, number = each.partition(":")
        if not colon:
            raise ValidationError(_("“%s” does not say which register it is of.") % each)
        known_by = {
            "registry": values.choice(registry, Registry),
            "number": values.line(number, 80),
        }
        parts.append(Part("external_records", known_by))
    for part in parts:
        says.add(part)


def _write_registers(person: Detainee) -> str:
    return csv.join_values(
        f"{each.registry}: {each.number}" for each in shown(person, "external_records")
    )


def finish(says: Says) -> None:
    _finish_quote(says)
    said = says.gathered.get("sources", {})
    source = says.default_source | said
    contact = source.pop("contact", "")
    if source.get("kind") and source.get("attribution"):
        says.main_source = Part("sources", source, first={"contact": contact} if contact else {})
        says.add(says.main_source)
    elif said:
        if contact:
            says.sealed.append((str(_("Contact of the source")), contact))
        says.note_unused(source, _("A source needs its kind, and how it is named in public."))


def _finish_quote(says: Says) -> None:
    quote = says.gathered.get("quotes", {})
    if quote.get("text") and quote.get("speaker"):
        says.add(Part("quotes", {"text": quote["text"]}, more={"speaker": quote["speaker"]}))
    elif quote:
        says.note_unused(quote, _("A quotation needs its words, and whose they are."))


def _of_source(key: str, label: Label, field: str, value: targets.Value) -> Target:
    """One source a row, who says what the other columns say; our own files have them all in `sources`."""
    sealed = field == "contact"
    return Target(
        key, label, SOURCES, of_one("sources", field, value), is_sealed=sealed, is_private=sealed
    )


def _of_quote(key: str, label: Label, field: str, value: targets.Value) -> Target:
    return Target(key, label, QUOTES, of_one("quotes", field, value), from_one("quotes", field))


TARGETS = (
    _of_quote("quote", lazy("The family’s words"), "text", targets.paragraphs(1000)),
    _of_quote("quote_by", lazy("Whose words they are"), "speaker", targets.line(100)),
    Target("sources", lazy("Sources, divided by |"), SOURCES, _read_sources, _write_sources),
    _of_source("source_kind", lazy("Source: kind"), "kind", targets.choice(SourceKind)),
    _of_source("source_name", lazy("Source: named in public as"), "attribution", targets.line(120)),
    _of_source("source_title", lazy("Source: title"), "title", targets.line(200)),
    _of_source("source_contact", lazy("Source: contact (sealed)"), "contact", targets.paragraphs()),
    Target("external_ids", lazy("Numbers in other registers, divided by |"), SOURCES, _read_registers, _write_registers),
)  # fmt: skip
