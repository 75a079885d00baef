"""The case sheet: the main facts about one person on one printed page, for people who work on paper."""

from datetime import date
from io import BytesIO

import segno
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from campaign.documents import pdf
from profiles.documents.card import status_text
from profiles.documents.document import Document, common_data, heading_name, name_data
from profiles.public.parts import PublicCase, PublicSource
from profiles.public.profile import PublicProfile

MAX_EVENTS = 12
MAX_SOURCES = 8
MAX_TEXT_LENGTH = 300  # characters


def case_sheet(person: PublicProfile) -> Document:
    return Document(
        owner=person.reference,
        kind=f"sheet-{get_language()}",
        template="case-sheet",
        data=sheet_facts(person)
        | {
            "held": _days_held(person),
            "permalink": permalink(person),
            "qr": _qr(permalink(person)),
            "qr_alt": _("QR code for this address: %s") % permalink(person),
            "foot": _foot(person),
        },
        render=pdf.render_pdf,
        person=person,
    )


def sheet_facts(person: PublicProfile) -> dict[str, object]:
    """Return what it says of the person, without what changes by itself from day to day."""
    return common_data(person) | _head(person) | _story(person)


def permalink(person: PublicProfile) -> str:
    """Return the URL by reference, which never changes: paper is read for years."""
    return settings.SITE_URL + reverse("profiles:detail", args=[person.reference])


def _head(person: PublicProfile) -> dict[str, object]:
    status = person.status
    return {
        "title": f"{person.name} · {person.reference}",
        "kind": _("Case sheet"),
        "name": name_data(heading_name(person)),
        "names": [name_data(name) for name in person.other_scripts],
        "status": _dotted(status_text(person), status.place if status else ""),
        "on_whose_word": _dotted(status.confidence, status.source) if status else "",
        "summary": person.summary,
    }


def _days_held(person: PublicProfile) -> str:
    days = person.days_held
    if not days:
        return ""
    return ngettext("Held for at least %(days)s day", "Held for at least %(days)s days", days) % {
        "days": f"{days:,}"
    }


def _story(person: PublicProfile) -> dict[str, object]:
    quote = next(iter(person.quotes), None)
    events = person.events
    if len(events) > MAX_EVENTS:
        events = events[:2] + events[-MAX_EVENTS + 2 :]
    return {
        "record": {"title": _("Key facts"), "rows": _facts(person)},
        "authorities": {
            "title": _("What the authorities say"),
            "items": [_case(case) for case in person.legal_cases[:3]],
        },
        "reasons": {
            "title": ngettext("Suspected reason", "Suspected reasons", len(person.reasons)),
            "items": [_short(reason.text) for reason in person.reasons[:4]],
        },
        "quote": {"text": _short(quote.text), "by": quote.speaker} if quote else None,
        "events": {
            "title": _("What happened"),
            "rows": [
                {
                    "when": str(event.when) or _("Date not known"),
                    "what": _dotted(event.label, event.place),
                    "more": _short(event.description),
                }
                for event in events
            ],
            "all": len(person.events),
        },
        "sources": {
            "title": _("Sources"),
            "rows": [_source(source) for source in person.sources[:MAX_SOURCES]],
            "all": len(person.sources),
        },
        "more": _("More on the web page:"),
    }


def _facts(person: PublicProfile) -> list[tuple[str, str]]:
    known = [
        (_("Born"), str(person.birth)),
        (_("Gender"), person.gender),
        (_("Ethnicity"), ", ".join(person.ethnicities)),
        (_("Home area"), person.home),
        (_("Work"), person.occupation),
        (_("Held since"), str(person.held_since or "")),
        (_("Reference"), person.reference),
    ]
    return [(label, value) for label, value in known if value]


def _case(case: PublicCase) -> dict[str, str]:
    rest = _dotted(case.article, case.sentence, case.court, str(case.verdict))
    return {"quoted": _short(case.charge), "rest": rest}


def _source(source: PublicSource) -> dict[str, str]:
    words = filter(None, [source.attribution, source.title, source.publisher, str(source.date)])
    return {
        "text": _short(", ".join(words)),
        "rated": _dotted(source.kind, source.reliability),
        "url": source.archived_url or source.url,
    }


def _dotted(*words: str) -> str:
    return " · ".join(filter(None, words))


def _short(text: str) -> str:
    return Truncator(" ".join(text.split())).chars(MAX_TEXT_LENGTH)


# --- The foot of the page ----------------------------------------------------------------------------------


def _foot(person: PublicProfile) -> list[str]:
    today = _day(timezone.localdate())
    checked = person.checked_on
    return [
        " ".join(
            [
                _("Checked on %s.") % _day(checked)
                if checked
                else _("Last updated on %s.") % _day(timezone.localdate(person.updated_at)),
                _(
                    "We made this sheet from the web page on %s. What we know may have changed since."
                )
                % today,
                *(
                    [_("We have left out some details to keep people safe.")]
                    if person.withholds
                    else []
                ),
            ]
        ),
        _("To cite: “%(name)s” (%(reference)s), %(campaign)s, %(date)s, %(link)s")
        % {
            # Isolated (FSI, LRI … PDI), since the text around them may run in the other direction.
            "name": f"\u2068{person.name}\u2069",
            "reference": person.reference,
            "campaign": settings.CAMPAIGN_NAME,
            "date": today,
            "link": f"\u2066{permalink(person)}\u2069",
        },
    ]


def _day(day: date) -> str:
    return date_format(day, "j F Y")


def _qr(address: str) -> str:
    svg = BytesIO()
    code = segno.make(address, error="m", micro=False)
    code.save(svg, kind="svg", xmldecl=False, omitsize=True)
    return svg.getvalue().decode()
