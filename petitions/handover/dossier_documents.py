"""The content of a dossier's documents in the active language, as data for the templates in templates/typst."""

import json
from collections.abc import Iterator
from email.utils import parseaddr
from typing import Any, TypedDict

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_countries import countries

from campaign.text.csv import csv_lines
from petitions.counting.paper_signatures import PaperSummary
from petitions.counting.tallies import MIN_SHOWN, OTHER
from petitions.handover.supporters import Group
from petitions.models import Petition
from petitions.transparency.statement import shown_figures

type TemplateData = dict[str, Any]

EXCERPT_LENGTH = 420  # characters of the letter on a paper sheet


class Figures(TypedDict):
    """The figures of a dossier. Stored with it and published as statement.json, so the names stay.

    head: see transparency.log.head_json. statement: of that head.
    """

    count: int
    countries: int
    by_country: dict[str, int]
    paper: PaperSummary
    head: dict[str, Any]
    statement: dict[str, Any]
    duplicates: int | None


def grouped(number: int) -> str:
    return number_format(number, force_grouping=True)


def base_data(petition: Petition) -> TemplateData:
    return {
        "campaign": settings.CAMPAIGN_NAME,
        "site": settings.SITE_URL,
        "demo": _("A demonstration: the people and signatures are invented.")
        if petition.is_demo
        else "",
    }


def today() -> str:
    return date_format(timezone.localdate(), "j F Y")


def _paragraphs(text: str) -> list[list[str]]:
    blocks = text.replace("\r\n", "\n").split("\n\n")
    return [block.strip().split("\n") for block in blocks if block.strip()]


def _country(code: str) -> str:
    return _("Other countries") if code == OTHER else countries.name(code) or code


def letter_data(petition: Petition, figures: Figures, *, names_people: bool) -> TemplateData:
    """names_people: whether the annex lists people."""
    addressee = petition.addressee
    to = [addressee.name, addressee.office, *addressee.address.splitlines()]
    count, paper = figures["count"], figures["paper"]["valid"]
    closing = [
        ngettext(
            "from %(number)s country have signed this letter online. Each of them confirmed by email.",
            "from %(number)s countries have signed this letter online. Each of them confirmed by email.",
            figures["countries"],
        )
        % {"number": grouped(figures["countries"])}
    ]
    if paper:
        closing.append(
            ngettext(
                "%(number)s more has signed it on paper.",
                "%(number)s more have signed it on paper.",
                paper,
            )
            % {"number": grouped(paper)}
        )
    if names_people:
        annexed = _(
            "Annexed: the people for whom we write, with their case sheets; the number of signatures from each "
            "country; the signers who chose to be named; and how to check the count."
        )
    else:
        annexed = _(
            "Annexed: the number of signatures from each country, the signers who chose to be named, and how "
            "to check the count."
        )
    closing.append(annexed)
    return base_data(petition) | {
        "to": [line.strip() for line in to if line.strip()],
        "date": today(),
        "title": petition.title,
        "demand": petition.demand,
        "letter": _paragraphs(petition.letter),
        "number": ngettext("%(number)s person", "%(number)s people", count)
        % {"number": grouped(count)},
        "closing": closing,
    }


# --- The sheet to sign on paper ----------------------------------------------------------------------------

SHEET_ROWS = {"a4": 14, "us-letter": 11}  # lines to sign on


def sheet_data(petition: Petition, paper: str) -> TemplateData:
    """One page to print, with the demand and lines to sign on. paper: a4 or us-letter."""
    link = f"{settings.SITE_URL}{petition.get_absolute_url()}"
    back = settings.CAMPAIGN_ADDRESS or parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    return base_data(petition) | {
        "paper": paper,
        "rows": SHEET_ROWS[paper],
        "title": petition.title,
        "to": _("To the %(addressee)s") % {"addressee": petition.addressee},
        "demand": petition.demand,
        "letter": [[_excerpt(petition.letter)]],
        "whole": _("Read the whole letter and sign it online: %(link)s") % {"link": link},
        "consent": _(
            "I sign this letter. I agree that this campaign stores my name, country and signature for this "
            "purpose and delivers them with the letter. I understand that signing reveals a political "
            "opinion. Please write by hand, sign once only, and do not sign here if you have signed online."
        ),
        "columns": [_("Name"), _("Country and town"), _("Signature")],
        "back": _("Please post the paper sheets to: %(address)s")
        % {"address": ", ".join(line.strip() for line in back.split(";"))}
        if settings.CAMPAIGN_ADDRESS
        else _("Email %(address)s to ask where to post the sheets.") % {"address": back},
        "collected": _(
            "Collected by, place and date: ______________________________________________"
        ),
    }


def _excerpt(letter: str) -> str:
    """The beginning of the letter, as one paragraph."""
    whole = " ".join(letter.split())
    if len(whole) <= EXCERPT_LENGTH:
        return whole
    # End after a whole word, if the language has spaces between words.
    start, space, _rest = whole[:EXCERPT_LENGTH].rpartition(" ")
    has_words = space and len(start) > EXCERPT_LENGTH // 2
    return f"{start if has_words else whole[:EXCERPT_LENGTH]} …"


# --- The tally ---------------------------------------------------------------------------------------------


def _tally_rows(figures: Figures) -> list[tuple[str, int, int]]:
    """Country code, online, on paper. Countries that are not listed online are part of OTHER on paper too."""
    online, paper = figures["by_country"], dict(figures["paper"]["by_country"])
    rows = [(code, number, paper.pop(code, 0)) for code, number in online.items() if code != OTHER]
    rest = online.get(OTHER, 0), sum(paper.values())
    return [*rows, (OTHER, *rest)] if any(rest) else rows


def tally_data(petition: Petition, figures: Figures) -> TemplateData:
    def shown(number: int) -> str:
        return grouped(number) if number else "–"

    return base_data(petition) | {
        "title": _("Where the signatures come from"),
        "lead": _("%(title)s. As of %(date)s.") % {"title": petition.title, "date": today()},
        "header": [_("Country"), _("Online"), _("On paper")],
        "rows": [
            [_country(code), shown(online), shown(paper)]
            for code, online, paper in _tally_rows(figures)
        ],
        "total": [_("Total"), grouped(figures["count"]), shown(figures["paper"]["valid"])],
        "notes": [
            _(
                "Countries with fewer than %d signatures are counted together, so that no one stands out."
            )
            % MIN_SHOWN
        ],
    }


def tally_csv(figures: Figures) -> Iterator[bytes]:
    return csv_lines(
        ("code", "country", "online", "on paper"),
        ((code, _country(code), *numbers) for code, *numbers in _tally_rows(figures)),
        for_spreadsheets=True,
    )


# --- The names ---------------------------------------------------------------------------------------------


def names_data(petition: Petition, volume: list[Group], number: int) -> TemplateData:
    return base_data(petition) | {
        "title": _("People who signed (part %d)") % number,
        "lead": " ".join(
            [
                _(
                    "%(title)s. This list names the people who chose to be named, in full or by initials, by "
                    "country and in alphabetical order."
                )
                % {"title": petition.title},
                *_erased_since(petition),
            ]
        ),
        "countries": [
            {
                "name": group.country_name,
                "names": group.names,
                "more": ngettext(
                    "and %(number)s supporter", "and %(number)s supporters", group.more
                )
                % {"number": grouped(group.more)}
                if group.more
                else "",
            }
            for group in volume
        ],
    }


def _erased_since(petition: Petition) -> list[str]:
    """A sentence on erased names, if an earlier dossier may contain names that this one lacks; else nothing."""
    last = petition.scheduled_erasures.filter(done__gt=0).order_by("since").last()
    if last is None:
        return []
    sentence = _(
        "The names of people who signed by %(day)s have since been erased, as we promised them."
    )
    return [sentence % {"day": date_format(last.since, "j F Y")}]


# --- The statement -----------------------------------------------------------------------------------------


def _section(name: str, rows: list[list[str]], notes: list[str], code: str = "") -> TemplateData:
    return {"name": name, "rows": rows, "notes": notes, "code": code}


def statement_data(petition: Petition, figures: Figures) -> TemplateData:
    shown = shown_figures(figures["statement"])
    head, paper = figures["head"], figures["paper"]
    few = _("fewer than 10")
    return base_data(petition) | {
        "title": _("How to check the count"),
        "lead": _("%(title)s. As of %(date)s.") % {"title": petition.title, "date": today()},
        "sections": [
            _section(
                _("The calculation"),
                [
                    [_("Signatures added to the count"), grouped(shown["added"])],
                    *([str(why), f"−{grouped(number)}"] for why, number in shown["removed"]),
                    [_("Count"), grouped(head["count"])],
                ],
                [],
            ),
            _section(
                _("How the signatures came in"),
                [
                    *(
                        [str(what), few if number is None else grouped(number)]
                        for what, number in shown["happened"]
                    ),
                    [_("Sent again with the same address"), _at_least(figures["duplicates"])],
                ],
                [],
            ),
            _section(
                _("On paper, counted separately"),
                [
                    [_("Valid"), grouped(paper["valid"])],
                    [_("Struck out"), grouped(paper["struck_out"])],
                    [_("Sheets"), grouped(paper["sheets"])],
                ],
                [],
            ),
            _section(
                _("Method"),
                [],
                [
                    _(
                        "A signature counts once the signer opens the link in our email and presses the "
                        "button. Each mailbox counts once, however its address is written."
                    ),
                    _(
                        "If signatures look like a flood, we hold them until one of us has checked them. We "
                        "erase signatures that are not confirmed within a week. When someone withdraws, "
                        "their details are erased and the count goes down."
                    ),
                    _(
                        "Each counted signature is a line in a public log that names no one. The root of the "
                        "log over %(lines)s lines, as of %(date)s, is below. You can find the log, and a "
                        "program to check it, at %(link)s"
                    )
                    % {
                        "lines": grouped(head["size"]),
                        "date": head["date"],
                        "link": f"{settings.SITE_URL}{petition.get_absolute_url()}integrity/",
                    },
                ],
                head["root"],
            ),
        ],
    }


def _at_least(number: int | None) -> str:
    if number is None:
        return _("fewer than 10")
    return _("at least %(number)s") % {"number": grouped(number)}


def statement_json(petition: Petition, figures: Figures) -> bytes:
    shape = {"format": "petition-dossier/1", "petition": petition.slug, **figures}
    return json.dumps(shape, indent=2, ensure_ascii=False).encode() + b"\n"


def readme(petition: Petition, people: list[str]) -> str:
    """people: the lines about the people in the annex."""
    link = f"{settings.SITE_URL}{petition.get_absolute_url()}"
    return "\r\n".join(
        [
            petition.title,
            link,
            "",
            _("letter.pdf: the letter, and how many people have signed it"),
            *people,
            _("tally.pdf, tally.csv: the number of signatures from each country"),
            _("names-001.pdf and so on, names.csv: the signers who chose to be named"),
            *_erased_since(petition),
            _("statement.pdf, statement.json: what the count includes, and how to check it"),
            _("MANIFEST.sha256: the checksums of all these files. To check them:"),
            "",
            "    sha256sum --check MANIFEST.sha256",
            "",
            _(
                "We publish the SHA-256 of MANIFEST.sha256 itself with the delivery, on the page above. If it "
                "is the same, this dossier is the one that was delivered."
            ),
            _(
                "The names are for the addressee only. Anyone who passes them on is responsible for what "
                "happens to the people who signed."
            ),
            "",
        ]
    )
