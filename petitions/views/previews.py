"""The page of a petition for previews (campaign/previews): of the petition itself, a delivery, or a response.

No one can sign a draft, so its page would lack the form. It is shown as if it were published now.
"""

from copy import copy
from typing import Any

from django.utils import timezone

from campaign.previews.public_pages import Addresses, PublicPage
from campaign.publishing.workflow import State
from petitions.models import Delivery, Petition, Response
from petitions.signing.forms import SignatureForm
from petitions.views.pages import petition_context

TEMPLATE = "petitions/petition_detail.html"


def _of_petition(item: Petition, addresses: Addresses) -> dict[str, Any]:
    return petition_context(_published(item), SignatureForm(initial={"for": ""}))


def _of_delivery(item: Delivery, addresses: Addresses) -> dict[str, Any]:
    return _with(copy(item), addresses)


def _of_response(item: Response, addresses: Addresses) -> dict[str, Any]:
    delivery = copy(item.delivery)
    delivery.response = _published(item)
    return _with(delivery, addresses)


def _with(delivery: Delivery, addresses: Addresses) -> dict[str, Any]:
    """The petition's page as it would be with this delivery."""
    petition = copy(delivery.petition)
    others = [each for each in petition.handed_over if each.pk != delivery.pk]
    together = sorted([*others, delivery], key=lambda each: (each.delivered_on, each.pk))
    petition.__dict__["handed_over"] = together
    return _of_petition(petition, addresses)


def _published[M: (Petition, Response)](item: M) -> M:
    shown = copy(item)
    shown.state, shown.publish_at = State.PUBLISHED, timezone.now()
    return shown


PETITION = PublicPage(TEMPLATE, _of_petition)
DELIVERY = PublicPage(TEMPLATE, _of_delivery)
RESPONSE = PublicPage(TEMPLATE, _of_response)
