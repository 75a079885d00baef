"""Adds many people to one letter, from the list of people. It changes the petition, and no person."""

from typing import Any, override

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django_stubs_ext import StrOrPromise

from campaign.admin.collaboration.content import ContentChange, Values, add_change
from campaign.admin.working_versions.changing import Outcome, change
from petitions.models import Petition
from profiles.models import Detainee


class InLetter(ContentChange):
    name = "letter"
    rights = ("petitions.change_petition",)
    is_elsewhere = True

    @override
    def label(self, desk: Any) -> StrOrPromise:
        return _("Add to: People in a petition")

    @override
    def fields(self, desk: Any, request: HttpRequest) -> dict[str, Any]:
        petitions = admin.site.get_model_admin(Petition).get_queryset(request)
        help_text = _("A public petition gets a working version.")
        return {
            "petition": forms.ModelChoiceField(
                petitions, label=_("Petition"), required=False, help_text=help_text
            )
        }

    @override
    def errors(self, values: Values) -> dict[str, Any]:
        return {} if values["petition"] else {"petition": _("Choose a petition.")}

    @override
    def now(self, item: Any) -> str:
        return _listed(item.petitions.all())

    @override
    def then(self, item: Any, values: Values) -> str:
        return _listed({*item.petitions.all(), values["petition"]})

    @override
    def write_elsewhere(
        self, request: HttpRequest, item: Detainee, values: Values, why: str
    ) -> Outcome:
        desk = admin.site.get_model_admin(Petition)

        def write(petition: Petition) -> None:
            petition.people.add(item)

        return change(desk, request, values["petition"].pk, write, why=why)


def _listed(petitions: Any) -> str:
    return ", ".join(sorted(each.title for each in petitions))


add_change(Detainee, InLetter())
