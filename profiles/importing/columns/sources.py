"""Columns about the sources: sources, the family's words, and the same person in other registers."""

import re

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from campaign.text import csv
from profiles.importing.columns import targets, values
from profiles.importing.columns.targets import (
    Label,
    ParsedRow,
    Part,
    Target,
    from_first,
    into_group,
    public_rows,
)
from profiles.importing.columns.values import Lookups
from profiles.models import Detainee, Source
from profiles.models.vocabulary import Registry, SourceKind

SOURCES, QUOTES = lazy("Sources"), lazy("The family’s words")

_SOURCE = re.compile(
    r"(?:(?P<kind>\w[\w ]{1,30}):\s+)?(?P<attribution>.*?)\s*"
    r"(?:<(?P<url>https?://[^\s<>]+)>|(?P<bare>https?://\S+))?",
    re.IGNORECASE | re.DOTALL,
)
_MAX_SOURCE_LENGTH = 700  # its kind, name and address together
_validate_url = URLValidator(schemes=["http", "https"])


def _parse_sources(parsed: ParsedRow, cell: str, _lookups: Lookups) -> None:
    """Parse “relative: a sister abroad|news_media: Example Times <https://example.org/news>|https://…”."""
    for part in [_parse_source(each, parsed) for each in values.split_values(cell)]:
        parsed.add(part)


def _parse_source(item: str, parsed: ParsedRow) -> Part:
    match = _SOURCE.fullmatch(values.clean_line(item, _MAX_SOURCE_LENGTH))
    assert match is not None  # noqa: S101  each of its groups is optional
    url = values.clean_line(match["url"] or match["bare"] or "", 500)
    if url:
        _validate_url(url)
    kind = (
        values.parse_choice(match["kind"], SourceKind)
        if match["kind"]
        else parsed.default_source.get("kind")
    )
    if not kind:
        raise ValidationError(_("It does not say what kind of source it is."))
    host = re.sub(r"^https?://(www\.)?|[/:?#].*$", "", url)
    attribution = values.clean_line(match["attribution"] or host, 120)
    if url:
        return Part("sources", {"url": url}, initial={"kind": kind, "attribution": attribution})
    return Part("sources", {"kind": kind, "attribution": attribution})


def _write_sources(person: Detainee) -> str:
    return csv.join_values(map(_write_source, public_rows(person, "sources")))


def _write_source(source: Source) -> str:
    return f"{source.kind}: {source.attribution}" + (f" <{source.url}>" if source.url else "")


def _parse_claim_source(parsed: ParsedRow, cell: str, _lookups: Lookups) -> None:
    parsed.claim_source = parsed.add(_parse_source(cell, parsed))


def _write_claim_source(person: Detainee) -> str:
    """The source of the newest claim, unless the source is hidden."""
    source = next((claim.source for claim in public_rows(person, "claims")), None)
    return csv.join_values([_write_source(source)]) if source and source.is_public else ""


def _parse_external_ids(parsed: ParsedRow, cell: str, _lookups: Lookups) -> None:
    """Parse “xvd: 12345|cecc: 2018-00123”."""
    parts = []
    for each in values.split_values(cell):
        registry, colon, number = each.partition(":")
        if not colon:
            raise ValidationError(_("“%s” does not say which register it is of.") % each)
        match_on = {
            "registry": values.parse_choice(registry, Registry),
            "number": values.clean_line(number, 80),
        }
        parts.append(Part("external_records", match_on))
    for part in parts:
        parsed.add(part)


def _write_external_ids(person: Detainee) -> str:
    return csv.join_values(
        f"{each.registry}: {each.number}" for each in public_rows(person, "external_records")
    )


# --- When all columns have been parsed ---------------------------------------------------------------------


def finish(parsed: ParsedRow) -> None:
    """Make parts of the quotation and of the row's main source."""
    _finish_quote(parsed)
    _finish_source(parsed)
    _finish_claim_source(parsed)


def _finish_quote(parsed: ParsedRow) -> None:
    quote = parsed.groups.get("quotes", {})
    if quote.get("text") and quote.get("speaker"):
        parsed.add(Part("quotes", {"text": quote["text"]}, values={"speaker": quote["speaker"]}))
    elif quote:
        parsed.note_unused(quote, _("A quotation needs its words, and whose they are."))


def _finish_source(parsed: ParsedRow) -> None:
    from_columns = parsed.groups.get("sources", {})
    source = parsed.default_source | from_columns
    contact = source.pop("contact", "")
    if source.get("kind") and source.get("attribution"):
        initial = {"contact": contact} if contact else {}
        parsed.main_source = Part("sources", source, initial=initial)
        parsed.add(parsed.main_source)
    elif from_columns:
        if contact:
            parsed.restricted.append((str(_("Contact of the source")), contact))
        parsed.note_unused(source, _("A source needs its kind, and how it is named in public."))


def _finish_claim_source(parsed: ParsedRow) -> None:
    """The only source of a row is that of its status."""
    sources = [part for part in parsed.parts if part.relation == "sources"]
    if parsed.claim_source is None and len(sources) == 1:
        parsed.claim_source = sources[0]


# --- The columns -------------------------------------------------------------------------------------------


def _main_source(key: str, label: Label, field: str, parse: targets.ValueParser) -> Target:
    """A field of the one source behind all other columns of the row. Our own files use `sources` instead."""
    is_restricted = field == "contact"
    return Target(
        key, label, SOURCES, into_group("sources", field, parse),
        is_restricted=is_restricted,
    )  # fmt: skip


def _quote(key: str, label: Label, field: str, parse: targets.ValueParser) -> Target:
    return Target(
        key, label, QUOTES, into_group("quotes", field, parse), from_first("quotes", field)
    )


TARGETS = (
    _quote("quote", lazy("The family’s words"), "text", targets.paragraphs(1000)),
    _quote("quote_by", lazy("Whose words they are"), "speaker", targets.line(100)),
    Target("sources", lazy("Sources, divided by |"), SOURCES, _parse_sources, _write_sources),
    _main_source("source_kind", lazy("Source: kind"), "kind", targets.choice(SourceKind)),
    _main_source("source_name", lazy("Source: named in public as"), "attribution", targets.line(120)),
    _main_source("source_title", lazy("Source: title"), "title", targets.line(200)),
    _main_source("source_contact", lazy("Source: contact (encrypted)"), "contact", targets.paragraphs()),
    Target("status_source", lazy("Status: source"), SOURCES, _parse_claim_source, _write_claim_source),
    Target("external_ids", lazy("Numbers in other registers, divided by |"), SOURCES, _parse_external_ids, _write_external_ids),
)  # fmt: skip
