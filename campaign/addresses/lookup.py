"""Finds a published object by its slug, for views. People have their own lookup: profiles/models/slugs.py."""

from typing import Any

from django.db import models
from django.http import Http404
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from campaign.addresses.models import FormerAddress
from campaign.addresses.own_paths import public_item_at
from campaign.publishing.workflow import Publishable, State
from campaign.web.errors import Gone


class Moved(Exception):
    """The page has another address now. slug: its new last part. path: that of the page which replaces it."""

    def __init__(self, *, slug: str = "", path: str = "") -> None:
        super().__init__()
        self.slug, self.path = slug, path


def published_or_gone[M: Publishable](published: models.QuerySet[M], slug: str) -> M:
    """The published object with this slug. Raises Moved if its address has changed, Gone if it was withdrawn, else Http404."""
    if found := published.filter(slug=slug).first():
        return found
    items: Any = published.model._default_manager
    gone: Any = (items.withdrawn() | items.ended()).filter(slug=slug).first()
    if gone is None:
        former = FormerAddress.objects.of(published.model).filter(slug=slug).first()
        if former is None:
            raise Http404
        item = items.filter(pk=former.subject_pk, keeps_old_addresses=True)
        if new := published.filter(pk__in=item.values("pk")).first():
            raise Moved(slug=str(new.slug))  # type: ignore[attr-defined]
        gone = (item.withdrawn() | item.ended()).first()
    raise _what_is_left(gone)


def _what_is_left(gone: Any) -> Exception:
    """What the address of an item answers that is withdrawn or has ended. Its replacement is followed once, so that nothing goes in a circle."""
    if gone is None:
        return Gone()
    if gone.replaced_by:
        new = public_item_at(gone.replaced_by)
        return Moved(path=new.get_absolute_url()) if new else Gone()
    if gone.state == State.PUBLISHED and not gone.gone_because:
        day = date_format(localtime(gone.expires_at))
        return Gone(_("This ended on %(day)s.") % {"day": day}, has_ended=True)
    return Gone(gone.gone_because, has_ended=gone.state == State.PUBLISHED)
