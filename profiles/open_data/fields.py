"""The fields of the open data: one declaration for the files, their schema and their documentation.

Each field takes its value from `PublicProfile`, so it cannot reach anything private. Raise VERSION with every
change: the last number for new wording, the middle one for a new field, the first one for a change that can break
a program.
"""

from functools import cache
from hashlib import blake2b
from json import dumps
from typing import Any

from django.conf import settings
from django.db.models import TextChoices
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from profiles.models import vocabulary as words
from profiles.open_data.types import (
    NUMBER,
    YES_OR_NO,
    Code,
    Field,
    Object,
    Parts,
    Several,
    Text,
    When,
    record,
    schema_of,
)
from profiles.public.profile import PublicProfile

VERSION = "1.1.0"

TEXT, REQUIRED, LINK, DATE = Text(), Text(required=True), Text("uri"), When()


def code(choices: type[TextChoices], *, required: bool = True) -> Code:
    return Code(choices=dict(choices.choices), required=required)


def _absolute(path: str) -> str:
    return settings.SITE_URL + path if path else ""


def _portrait(person: PublicProfile) -> dict[str, str] | None:
    shown = person.portrait
    if shown is None:
        return None
    return {"url": _absolute(shown.src), "alt": shown.alt, "credit": shown.credit}


_SOURCE = Field("source", TEXT, lambda part: part.source, _("Who says so, as named on the page."))
_PLACE = Field("place", TEXT, lambda part: part.place, _("As exact as the family agreed to."))

FIELDS = (
    Field(
        "reference",
        REQUIRED,
        lambda person: person.reference,
        _("Permanent. We never give it to another person."),
    ),
    Field("url", Text("uri", required=True), lambda person: _absolute(person.url)),
    Field(
        "identity",
        code(words.Identity),
        lambda person: person.identity_code,
        _("How much we publish about who the person is."),
    ),
    Field(
        "name", REQUIRED, lambda person: person.name, _("As shown at the top of the person’s page.")
    ),
    Field(
        "names",
        Parts(
            (
                Field("text", REQUIRED, lambda name: name.text),
                Field(
                    "language",
                    code(words.NameLanguage),
                    lambda name: name.language,
                    _("A BCP 47 language tag."),
                ),
                Field("kind", code(words.NameKind), lambda name: name.kind_code),
            )
        ),
        lambda person: person.names,
        _("In every script and spelling. Empty if the person is not fully named."),
    ),
    Field("gender", code(words.Gender), lambda person: person.gender_code),
    Field(
        "birth",
        DATE,
        lambda person: person.birth,
        _("At most the year or the decade if the person is not fully named."),
    ),
    Field(
        "ethnicities",
        Several(Code(required=True)),
        lambda person: person.ethnicity_codes,
        _("The codes that the filter “ethnicity” takes."),
    ),
    Field(
        "home",
        Object(
            (
                Field(
                    "code",
                    Code(),
                    lambda place: place.code,
                    _("The code that the filter “place” takes."),
                ),
                Field("name", TEXT, lambda place: place.name),
            )
        ),
        lambda person: person.home_place,
        _("As exact as the family agreed to."),
    ),
    Field("occupation", TEXT, lambda person: person.occupation, _("As free text.")),
    Field(
        "occupation_group",
        code(words.OccupationGroup, required=False),
        lambda person: person.occupation_code,
    ),
    Field(
        "status",
        code(words.Status, required=False),
        lambda person: person.status and person.status.code,
        _("According to the newest report, which is the first of the claims."),
    ),
    Field(
        "status_as_of",
        DATE,
        lambda person: person.status and person.status.as_of,
        _("The date that this report is about. We know nothing of the time since."),
    ),
    Field(
        "held_since",
        DATE,
        lambda person: person.held_since,
        _("If the person is still held and we know something about when that began."),
    ),
    Field(
        "summary", TEXT, lambda person: person.summary, _("The full story is on the person’s page.")
    ),
    Field(
        "language",
        REQUIRED,
        lambda person: person.written_in.code,
        _("Of the summary and the story. A BCP 47 language tag."),
    ),
    Field(
        "translations",
        Parts(
            (
                Field(
                    "language",
                    REQUIRED,
                    lambda part: part.language,
                    _("A BCP 47 language tag."),
                ),
                Field("url", Text("uri", required=True), lambda part: _absolute(part.path)),
                Field("summary", TEXT, lambda part: part.summary),
                Field(
                    "is_outdated",
                    YES_OR_NO,
                    lambda part: part.is_outdated,
                    _("Whether the original has changed since."),
                ),
            )
        ),
        lambda person: person.translations,
        _("The summary in other languages, each reviewed by someone."),
    ),
    Field(
        "claims",
        Parts(
            (
                Field("status", code(words.Status), lambda claim: claim.code),
                Field("as_of", DATE, lambda claim: claim.as_of),
                _PLACE,
                Field("confidence", code(words.Confidence), lambda claim: claim.confidence_code),
                Field("note", TEXT, lambda claim: claim.note),
                _SOURCE,
            )
        ),
        lambda person: person.claims,
        _("All reports about where the person is, newest first. Some contradict each other."),
    ),
    Field(
        "events",
        Parts(
            (
                Field("kind", code(words.EventKind), lambda event: event.code),
                Field("when", DATE, lambda event: event.when),
                _PLACE,
                Field("description", TEXT, lambda event: event.description),
                _SOURCE,
            )
        ),
        lambda person: person.events,
        _("What happened, oldest first. Events without a date come last."),
    ),
    Field(
        "legal_cases",
        Parts(
            (
                Field("charge", TEXT, lambda case: case.charge, _("Quoted, word for word.")),
                Field(
                    "charge_original",
                    TEXT,
                    lambda case: case.original,
                    _("In the language in which it was written, if that was not English."),
                ),
                Field("article", TEXT, lambda case: case.article),
                Field("court", TEXT, lambda case: case.court),
                Field("trial", code(words.TrialKind), lambda case: case.trial_code),
                Field("verdict", DATE, lambda case: case.verdict),
                Field("sentence", code(words.SentenceKind), lambda case: case.sentence_code),
                Field("sentence_months", NUMBER, lambda case: case.sentence_months),
                Field("release_due", DATE, lambda case: case.release_due),
                _SOURCE,
            )
        ),
        lambda person: person.legal_cases,
        _("What the authorities said and did. It does not mean that anyone did anything wrong."),
    ),
    Field(
        "reasons",
        Parts(
            (
                Field("kind", code(words.ReasonKind), lambda reason: reason.code),
                Field("text", TEXT, lambda reason: reason.text),
                _SOURCE,
            )
        ),
        lambda person: person.reasons,
        _("Why people who know the person think it happened. This is not the official charge."),
    ),
    Field(
        "quotes",
        Parts(
            (
                Field("text", REQUIRED, lambda quote: quote.text),
                Field("original", TEXT, lambda quote: quote.original),
                Field("speaker", REQUIRED, lambda quote: quote.speaker),
                Field("said", DATE, lambda quote: quote.said),
                _SOURCE,
            )
        ),
        lambda person: person.quotes,
        _("The words of the family. They belong to the family: say so when you quote them."),
    ),
    Field(
        "replies",
        Parts(
            (
                Field("kind", code(words.ReplyKind), lambda reply: reply.code),
                Field("authority", TEXT, lambda reply: reply.authority),
                Field("text", TEXT, lambda reply: reply.text, _("Quoted, word for word.")),
                Field("when", DATE, lambda reply: reply.when),
                _SOURCE,
            )
        ),
        lambda person: person.replies,
        _("How the authorities responded to questions."),
    ),
    Field(
        "relatives",
        Parts(
            (
                Field("relation", code(words.Relation), lambda relative: relative.code),
                Field("reference", TEXT, lambda relative: relative.reference),
                Field("description", TEXT, lambda relative: relative.description),
            )
        ),
        lambda person: person.relatives,
        _("Who the others are to this person. We link two people only if both families agreed."),
    ),
    Field(
        "sources",
        Parts(
            (
                Field("kind", code(words.SourceKind), lambda source: source.kind_code),
                Field("attribution", TEXT, lambda source: source.attribution),
                Field("title", TEXT, lambda source: source.title),
                Field("publisher", TEXT, lambda source: source.publisher),
                Field("date", DATE, lambda source: source.date),
                Field("url", LINK, lambda source: source.url),
                Field("archived_url", LINK, lambda source: source.archived_url),
                Field("reliability", code(words.Reliability), lambda s: s.reliability_code),
            )
        ),
        lambda person: person.sources,
        _("Where this information comes from, as named on the page. Never with contact details."),
    ),
    Field(
        "external_records",
        Parts(
            (
                Field("registry", code(words.Registry), lambda entry: entry.code),
                Field("number", TEXT, lambda entry: entry.number),
                Field("url", LINK, lambda entry: entry.url),
            )
        ),
        lambda person: person.external_records,
        _("The same person in other databases."),
    ),
    Field(
        "amendments",
        Parts(
            (
                Field("kind", code(words.AmendmentKind), lambda note: note.code),
                Field("on", Text("date", required=True), lambda note: note.on),
                Field("text", REQUIRED, lambda note: note.text),
            )
        ),
        lambda person: person.amendments,
        _("Corrections and additions, as listed on the page."),
    ),
    Field(
        "portrait",
        Object(
            (
                Field("url", LINK, lambda portrait: portrait["url"]),
                Field("alt", TEXT, lambda portrait: portrait["alt"]),
                Field("credit", TEXT, lambda portrait: portrait["credit"]),
            )
        ),
        _portrait,
        _("A link, if the family agreed to a photo. The licence does not cover the photo."),
    ),
    Field(
        "withholds",
        YES_OR_NO,
        lambda person: person.withholds,
        _("Whether we have left out details to keep people safe."),
    ),
    Field(
        "checked_on",
        Text("date"),
        lambda person: person.checked_on,
        _("When we last checked the whole record."),
    ),
)

# Of the record and not of the person, so it has no value in `PublicProfile`.
CHANGED_AT = Field(
    "changed_at",
    Text("date-time", required=True),
    lambda _person: None,
    _("When anything in this record last changed, in UTC."),
)
ALL = (*FIELDS, CHANGED_AT)

COLUMNS = [column for field in ALL for column in field.type.columns(field.name)]


def person_record(person: PublicProfile) -> dict[str, Any]:
    return record(FIELDS, person)


def csv_cells(line: dict[str, Any]) -> list[str]:
    """Return one cell for each of COLUMNS."""
    return [cell for field in ALL for cell in field.type.cells(line[field.name])]


@cache
def record_form(site: str) -> str:
    """Return a digest of the fields and the site. A stored record with another form is made again."""
    with translation.override(settings.LANGUAGE_CODE):
        declaration = dumps([VERSION, site, schema_of(FIELDS)])
    return blake2b(declaration.encode(), digest_size=8).hexdigest()
