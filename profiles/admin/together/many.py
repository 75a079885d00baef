"""What a list of people can change for many at once (campaign/admin/collaboration/content.py)."""

from typing import Any, override

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django_stubs_ext import StrOrPromise

from campaign.admin.collaboration.content import ContentChange, FieldChange, Values
from profiles.admin.together.adding import Adding
from profiles.models import Detainee, Source, StatusClaim
from profiles.models.vocabulary import Status

OF_CLAIM = ("status", "as_of", "confidence")
OF_SOURCE = ("kind", "attribution", "title", "date", "url")
BESIDE = "source_"  # before the names of the fields of the source


class NewStatus(ContentChange):
    """A new status claim, with a source of its own. What was claimed before stays."""

    name = "status"
    rights = ("profiles.add_statusclaim", "profiles.add_source")

    @override
    def label(self, desk: Any) -> StrOrPromise:
        return _("Add a status, with its source")

    @override
    def fields(self, desk: Any, request: HttpRequest) -> dict[str, Any]:
        of_claim = forms.fields_for_model(StatusClaim, OF_CLAIM)
        of_source = forms.fields_for_model(
            Source,
            OF_SOURCE,
            labels={
                "kind": _("Kind of source"),
                "attribution": _("Source, as named in public"),
                "title": _("Title of the source"),
                "date": _("Date of the source"),
                "url": _("Link to the source"),
            },
        )
        fields = of_claim | {BESIDE + name: field for name, field in of_source.items()}
        for field in fields.values():
            field.required = False
        return fields

    @override
    def errors(self, values: Values) -> dict[str, Any]:
        return _errors(_claim(values), "") | _errors(_source(values), BESIDE)

    @override
    def now(self, item: Any) -> str:
        newest = item.claims.filter(is_public=True).newest_first().first()
        return str(newest or "")

    @override
    def then(self, item: Any, values: Values) -> str:
        claim = _claim(values)
        if Adding(item).has(claim):
            return self.now(item)
        words = (Status(claim.status).label, claim.as_of, claim.get_confidence_display())
        new = " · ".join(str(each) for each in (*words, claim.source) if each and str(each))
        return _("new: %(claim)s") % {"claim": new}

    @override
    def write(self, item: Detainee, values: Values) -> None:
        Adding(item).add(_claim(values))


def _claim(values: Values) -> StatusClaim:
    return StatusClaim(source=_source(values), **{name: values[name] or "" for name in OF_CLAIM})


def _source(values: Values) -> Source:
    return Source(**{name: values[BESIDE + name] or "" for name in OF_SOURCE})


def _errors(row: Any, before: str) -> dict[str, Any]:
    """What the row says of itself, without the person and the source that it has not got yet."""
    try:
        row.clean_fields(exclude=["detainee", "source"])
    except ValidationError as error:
        return {before + name: words for name, words in error.message_dict.items()}
    return {}


CHANGES_OF_MANY = (
    NewStatus(),
    FieldChange("home_place"),
    FieldChange("ethnicities"),
    FieldChange("occupation"),
    FieldChange("occupation_group"),
)
