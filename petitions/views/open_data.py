"""The figures of the petitions as open data. They move once a day (petitions/counting/published_figures.py).

This module holds no view. pages.py answers with `petitions`, and campaign/data_page.py documents FIELDS.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import TextChoices
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from campaign.publishing import licence
from petitions.counting import published_figures
from petitions.counting.paper_signatures import paper_counts
from petitions.models import Petition
from profiles.open_data.fields import code
from profiles.open_data.types import NUMBER, Code, Field, Object, Parts, Text, record

VERSION = "1.0.0"


class Status(TextChoices):
    OPEN = "open", _("Open")
    SOON = "soon", _("Not open yet")
    CLOSED = "closed", _("Closed")
    DELIVERED = "delivered", _("Delivered")


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of a petition, as published last."""

    petition: Petition
    counted: published_figures.Figures
    paper: int


def _iso(time: datetime | None) -> str | None:
    return time.isoformat(timespec="seconds") if time else None


REQUIRED_TEXT, DATE_TIME = Text(required=True), Text("date-time")

FIELDS = (
    Field("slug", REQUIRED_TEXT, lambda figures: figures.petition.slug),
    Field(
        "url",
        Text("uri", required=True),
        lambda figures: settings.SITE_URL + figures.petition.get_absolute_url(),
    ),
    Field("title", REQUIRED_TEXT, lambda figures: figures.petition.title),
    Field("demand", REQUIRED_TEXT, lambda figures: figures.petition.demand),
    Field(
        "addressee",
        Object(
            (
                Field("name", REQUIRED_TEXT, lambda addressee: addressee.name),
                Field("office", Text(), lambda addressee: addressee.office),
            )
        ),
        lambda figures: figures.petition.addressee,
        _("The office that the letter is addressed to."),
    ),
    Field("status", code(Status), lambda figures: figures.petition.status),
    Field("opens_at", DATE_TIME, lambda figures: _iso(figures.petition.opens_at)),
    Field("closes_at", DATE_TIME, lambda figures: _iso(figures.petition.closes_at)),
    Field(
        "count",
        NUMBER,
        lambda figures: figures.counted.total,
        _(
            "Confirmed signatures at “as_of”, which moves once a day. The page at “integrity_url” explains how to "
            "check this number."
        ),
    ),
    Field(
        "paper",
        NUMBER,
        lambda figures: figures.paper,
        _("Valid signatures on paper. No other number includes them."),
    ),
    Field(
        "countries",
        Parts(
            (
                Field(
                    "country",
                    Code(required=True),
                    lambda row: row[0],
                    _("ISO 3166 with XK for Kosovo, or “other”."),
                ),
                Field("count", NUMBER, lambda row: row[1]),
            )
        ),
        lambda figures: figures.counted.by_country.items(),
        _(
            "A country’s number moves once a day at most, and only by 10 or more. All other signatures are together "
            "as “other”."
        ),
    ),
    Field(
        "integrity_url",
        Text("uri", required=True),
        lambda figures: (
            settings.SITE_URL + reverse("petitions:integrity", args=[figures.petition.slug])
        ),
    ),
)


def petitions() -> dict[str, Any]:
    shown = list(
        Petition.objects.published()
        .filter(is_demo=False)
        .select_related("addressee")
        .with_deliveries()
        .order_by("pk")
    )
    published = published_figures.read(petition.pk for petition in shown)
    counts = published.by_petition
    paper = paper_counts(counts)
    rows = [Figures(each, counts[each.pk], paper.get(each.pk, 0)) for each in shown]
    return licence.metadata() | {
        "version": VERSION,
        "as_of": _iso(published.as_of),
        "petitions": [record(FIELDS, row) for row in rows],
    }
