"""The pictures for shared links to a petition. They show no count: each would be another picture to draw."""

from django.utils.translation import gettext as _

from campaign.documents import cards
from campaign.documents.cached import CachedDocument
from petitions.models import Petition

OWNER = "petition-"  # and the id: whose files they are in the cache


def card(petition: Petition, shape: str) -> CachedDocument:
    return cards.text_card(
        f"{OWNER}{petition.pk}",
        shape,
        kicker=_("To the %(addressee)s") % {"addressee": petition.addressee},
        title=petition.title,
        lead=petition.demand,
        is_demo=petition.is_demo,
    )


def delete_stale() -> None:
    """Delete cards that are out of date, or of petitions that are no longer public."""
    public = Petition.objects.published().select_related("addressee")
    cards.delete_stale(OWNER, public.in_bulk(), card)
