"""Makes, finds, opens and revokes links for readers outside.

The token is 256 random bits. Its digest is stored, so the link is shown once, to whoever made it. Opening its address shows a
button and no text, since mail scanners and messengers fetch every link. The button counts an opening and leads on to an
address with a pass of some hours (`periods.READING`). A pass is worth nothing without its link: each page, picture and
file asks for the link again, so revoking it ends everything at once.
"""

import secrets
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.signing import BadSignature, TimestampSigner
from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce, Now
from django.utils import timezone
from django.utils.translation import gettext as _

from campaign.activity.log import Kind, record
from campaign.history.changes import Author
from campaign.preview_links import periods
from campaign.preview_links.models import PreviewLink, makers
from campaign.privacy.encryption import digest
from campaign.publishing.workflow import Publishable, State

TOKEN_BYTES = 32
MOST_AT_ONCE = 50
MOST_OPENINGS = 10_000
PASSES = TimestampSigner(salt="preview-link")


_refusals: dict[type[Publishable], Callable[[Any], str]] = {}


def also_refuse[M: Publishable](model: type[M], why: Callable[[M], str]) -> None:
    """Register why else no link shows an item of this model. An app calls this in `AppConfig.ready`."""
    _refusals[model] = why


def refusal(item: Publishable) -> str:
    """Why no link can show this item, in a sentence for staff; empty if one can.

    Each opening and each page behind a link asks this again.
    """
    if getattr(item, "is_closed", False):
        return _("It is a closed record. No link shows it.")
    if item.state == State.WITHDRAWN:
        return _("It is unpublished. No link shows it before it is published again.")
    why = _refusals.get(type(item))
    return why(item) if why else ""


@transaction.atomic
def make(
    item: Publishable,
    *,
    recipients: Iterable[str],
    purpose: str,
    days: int,
    by: User,
    max_openings: int | None = None,
    shows_version: bool = False,
    ends_when_public: bool = False,
) -> list[tuple[PreviewLink, str]]:
    """A link for each of the recipients, with its token. Raises ValidationError if no link can show the item."""
    if refused := refusal(item):
        raise ValidationError(refused)
    made = []
    for recipient in recipients:
        token = secrets.token_urlsafe(TOKEN_BYTES)
        link = PreviewLink.objects.create(
            subject=item._meta.label_lower,
            subject_pk=item.pk,
            purpose=purpose,
            recipient=recipient,
            digest=_digest(token),
            shows_version=shows_version,
            ends_when_public=ends_when_public,
            made_by=by,
            expires_at=timezone.now() + timedelta(days=days),
            max_openings=max_openings,
        )
        record(Kind.SHOWN, actor=by, subject=item, detail=f"link {link.pk}")
        made.append((link, token))
    return made


def find(token: str) -> tuple[PreviewLink, Publishable] | None:
    """The link with this token and its item, if the link works and may show the item now."""
    link = PreviewLink.objects.working().filter(digest=_digest(token)).first()
    if link is None:
        return None
    if not makers(link.model).filter(pk=link.made_by_id).exists():
        return None
    item: Publishable | None = link.model._default_manager.filter(pk=link.subject_pk).first()
    if item is None or refusal(item):
        return None
    if link.ends_when_public and item.is_published:
        return None
    return link, item


def can_open(link: PreviewLink) -> bool:
    return link.max_openings is None or link.openings < link.max_openings


@transaction.atomic
def open_link(link: PreviewLink, item: Publishable) -> str:
    """Count an opening. Returns the pass for reading, or "" if there are no openings left."""
    today = timezone.localdate()
    allowed = Q(max_openings=None) | Q(openings__lt=F("max_openings"))
    counted = PreviewLink.objects.filter(allowed, pk=link.pk).update(
        openings=F("openings") + 1,
        first_opened_on=Coalesce("first_opened_on", today),
        last_opened_on=today,
    )
    if not counted:
        return ""
    if link.first_opened_on is None:
        record(Kind.LINK_OPENED, actor=None, subject=item, detail=f"link {link.pk}")
    return PASSES.sign(str(link.pk))


def is_pass(link: PreviewLink, typed: str) -> bool:
    """Whether this is a pass of this link that is not too old."""
    return _is_signed(link, typed, max_age=periods.READING)


def was_pass(link: PreviewLink, typed: str) -> bool:
    """Whether it was one once: enough for sending what was written, not for reading."""
    return _is_signed(link, typed, max_age=None)


def _is_signed(link: PreviewLink, typed: str, max_age: timedelta | None) -> bool:
    try:
        return PASSES.unsign(typed, max_age=max_age) == str(link.pk)
    except BadSignature:  # also one that has expired
        return False


@transaction.atomic
def revoke(link: PreviewLink, *, by: Author) -> None:
    """End it now. A link that has ended stays as it is."""
    if PreviewLink.objects.filter(pk=link.pk, revoked_at=None).update(revoked_at=Now()):
        item: Any = link.model(pk=link.subject_pk)
        detail = f"link {link.pk}, openings {link.openings}"
        record(Kind.LINK_REVOKED, actor=by, subject=item, detail=detail)


@transaction.atomic
def revoke_all(*, by: Author | None) -> int:
    """End every link, as after a break-in. Returns how many worked."""
    number = PreviewLink.objects.working().count()
    PreviewLink.objects.filter(revoked_at=None).update(revoked_at=Now())
    if number:
        record(Kind.LINK_REVOKED, actor=by, subject=PreviewLink, detail="all")
    return number


def delete_old() -> int:
    """Delete links that ended long ago, with their comments. Returns the number of rows."""
    before = timezone.now() - periods.KEPT
    ended = Q(expires_at__lt=before) | Q(revoked_at__lt=before)
    return PreviewLink.objects.filter(ended).delete()[0]


def _digest(token: str) -> bytes:
    return digest("preview-link", token)
