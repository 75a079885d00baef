"""Seeing signers: who may, the reason that they state first, and what a page shows until then.

Without the right `see_signers`, or before a reason is stated, the desk shows a signature's number, country, day and
state. A reason holds for one petition (or for all), for `periods.STATED_REASON`, in one session. Every page that asks
`Access` for a name calls `record` as well, before it answers.
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from django import forms
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from campaign.text import clean
from petitions import periods
from petitions.models import Signature, SignerAccess
from petitions.signers import access_log

SEE_SIGNERS = "petitions.see_signers"
SESSION_KEY = "stated_reasons"  # {petition's id or "all": [reason, time at which it ends]}
ALL = "all"
OTHER = "other"
PURPOSES = {
    "review": lazy("Reviewing quarantined signatures"),
    "flood": lazy("Finding made-up signatures"),
    "request": lazy("A signer wrote to us"),
    "emails": lazy("Emails that may not have arrived"),
    "delivery": lazy("Preparing a delivery"),
    OTHER: lazy("Something else"),
}
# What staff call the filters of the list, for the log. The values are never logged.
FILTERS = {
    "petition": "petition", "state": "state", "bounced": "bounced", "held": "quarantine reason", "signed": "day",
    "signed_from": "time", "signed_until": "time", "domain": "email domain", "network": "network",
    "country": "country", "invalidation": "invalidation", "q": "name",
}  # fmt: skip


class ReasonForm(forms.Form):
    """Why someone needs to see signers. `reason` of a valid form is what the log says."""

    purposes = PURPOSES
    purpose = forms.ChoiceField(
        label=lazy("Why do you need to see signers?"),
        choices=[("", lazy("Choose a reason")), *PURPOSES.items()],
        error_messages={"required": lazy("Choose a reason.")},
    )
    details = forms.CharField(
        label=lazy("In a few words"),
        max_length=150,
        required=False,
        help_text=lazy("Such as “Flood of Tuesday evening”. It is logged, so name no one."),
        widget=forms.TextInput(attrs={"class": "vTextField", "autocomplete": "off"}),
    )

    def clean_details(self) -> str:
        details = clean.clean_line(self.cleaned_data["details"])
        if "@" in unicodedata.normalize("NFKC", details):
            raise ValidationError(_("Leave email addresses out: the reason is logged."))
        return details

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("purpose") == OTHER and not cleaned.get("details", "-"):
            self.add_error("details", ValidationError(_("Write the reason in a few words.")))
        return cleaned

    @property
    def reason(self) -> str:
        purpose, details = self.cleaned_data["purpose"], self.cleaned_data["details"]
        if purpose == OTHER:
            return str(details)
        return ": ".join(filter(None, [str(self.purposes[purpose]), details]))


@dataclass(frozen=True, slots=True)
class Access:
    """What one request may see of the signers of a petition.

    petition: its id; None for a page about all. allowed: the right. reason: empty if none is stated or it has ended.
    """

    petition: int | None
    allowed: bool
    reason: str = ""
    until: datetime | None = None
    page: str = ""  # the page that asks, to come back to

    @property
    def is_open(self) -> bool:
        return self.allowed and bool(self.reason)

    def covers(self, signature: Signature) -> bool:
        """Whether this signature's name may be shown: a reason for another petition does not count."""
        return self.is_open and self.petition in {None, signature.petition_id}

    def name(self, signature: Signature) -> str:
        """What a page shows for the signer: the only place that decides it."""
        if self.covers(signature):
            return signature.name_for_staff
        return number(signature)

    @property
    def form(self) -> ReasonForm:
        return ReasonForm(auto_id="reason_%s")

    @property
    def minutes(self) -> int:
        return periods.STATED_REASON // timedelta(minutes=1)


def number(signature: Signature) -> str:
    return _("Signature %(number)d") % {"number": signature.pk}


def access_to(request: HttpRequest, petition: int | None) -> Access:
    """petition: its id; None for all of them. A reason that was stated for all holds for each."""
    allowed = request.user.has_perm(SEE_SIGNERS)
    page = request.get_full_path() if request.method in {"GET", "HEAD"} else ""
    now = timezone.now().timestamp()
    stated = request.session.get(SESSION_KEY, {})
    for key in (str(petition or ALL), ALL):
        reason, until = stated.get(key, ("", 0))
        if until > now:
            ends = datetime.fromtimestamp(until, tz=timezone.get_current_timezone())
            return Access(petition, allowed, reason, ends, page)
    return Access(petition, allowed, page=page)


def state_reason(request: HttpRequest, petition: int | None, reason: str) -> None:
    """Let this session see the signers of the petition for a while. The caller has checked the right."""
    until = (timezone.now() + periods.STATED_REASON).timestamp()
    stated = request.session.get(SESSION_KEY, {})
    request.session[SESSION_KEY] = stated | {str(petition or ALL): [reason, until]}


def revoke(request: HttpRequest) -> None:
    """End every stated reason of this session."""
    request.session.pop(SESSION_KEY, None)


def record(
    request: HttpRequest,
    access: Access,
    kind: SignerAccess.Kind,
    *,
    found: int | None,
    filters: Iterable[str] = (),
) -> SignerAccess:
    """Log what the request is about to show."""
    return access_log.record(
        cast(User, request.user), kind, reason=access.reason, petition=access.petition,
        filters=filters, found=found,
    )  # fmt: skip


def filter_kinds(query: QueryDict) -> set[str]:
    """The kinds of the filters of a list's URL."""
    names = {name.partition("__")[0] for name, value in query.items() if value}
    return {FILTERS[name] for name in names & FILTERS.keys()}
