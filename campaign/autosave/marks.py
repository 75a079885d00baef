"""The mark in every form of the desk: whose form it is and what it changes.

It is encrypted, so no one can make or change one. A form that arrives without a session is still known to be its
owner's, and no one else gets to see what is in it.
"""

import json
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils import timezone

from campaign.privacy.encryption import decrypt, encrypt

FIELD = "_work"  # the name of the hidden field
RESTORE = "_unsaved"  # in the address of a form: the number of the unsaved work that it shows
PURPOSE = "unsaved-work.mark"


@dataclass(frozen=True, slots=True)
class Mark:
    """The fields are those of `UnsavedWork`. owner: the number of the account."""

    owner: int
    path: str
    form: str
    model: str
    object_pk: str
    opened_at: datetime

    @classmethod
    def new(cls, request: HttpRequest, model: type[models.Model], item: Any) -> "Mark":
        """For a form that this request opens."""
        return cls(
            owner=request.user.pk or 0,
            path=request.path,
            form=secrets.token_hex(16),
            model=model._meta.label_lower,
            object_pk=str(item.pk) if item else "",
            opened_at=timezone.now(),
        )

    def sealed(self) -> str:
        return encrypt(json.dumps(self.as_list()), PURPOSE)

    def as_list(self) -> list[Any]:
        return [
            self.owner, self.path, self.form, self.model, self.object_pk, self.opened_at.isoformat(),
        ]  # fmt: skip

    @classmethod
    def from_list(cls, values: list[Any]) -> "Mark":
        owner, path, form, model, object_pk, opened_at = values
        return cls(owner, path, form, model, object_pk, datetime.fromisoformat(opened_at))


def mark_in(request: HttpRequest) -> Mark | None:
    """The mark that was sent with a form."""
    try:
        return Mark.from_list(json.loads(decrypt(request.POST.get(FIELD, ""), PURPOSE)))
    except ValueError:  # none, or not one of ours
        return None


def mark_of_this_form(request: HttpRequest) -> Mark | None:
    """The mark that was sent, if it is that of the form at this very address."""
    mark = mark_in(request)
    return mark if mark and mark.path == request.path else None
