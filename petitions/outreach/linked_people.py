"""What the page of a petition says, for the search for names that must stay hidden (profiles/safety/linked_pages.py)."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from django.utils.translation import gettext as _

from campaign.publishing.workflow import Checks, Publishable, State
from petitions.models import Addressee, Delivery, Petition, Response
from profiles.models import Detainee
from profiles.safety import linked_pages
from profiles.safety.linked_pages import LinkedPage, field_texts


def page_of(petition: Petition) -> LinkedPage:
    """With its addressee, and what the same page says of deliveries and responses that are public, or will be."""
    to = petition.addressee
    texts = field_texts(
        petition, "title", "summary", "demand", "letter", "closing_note", "slug", "gone_because"
    )
    told = [
        text
        for each in petition.deliveries.all()
        if each.state == State.PUBLISHED
        for text in (each.to_whom, each.note, _answer(each))
    ]
    texts |= {
        str(Addressee._meta.verbose_name): [to.name, to.office, to.address, to.email],
        str(Delivery._meta.verbose_name_plural): told,
    }
    return LinkedPage(petition, texts, list(petition.people.all()))


def _answer(delivery: Delivery) -> str:
    response: Response | None = getattr(delivery, "response", None)
    return response.answer if response and response.state == State.PUBLISHED else ""


def delivery_page(delivery: Delivery) -> LinkedPage:
    """What the delivery adds to the page of its petition."""
    texts = field_texts(delivery, "to_whom", "note")
    return LinkedPage(delivery, texts, list(delivery.petition.people.all()))


def response_page(response: Response) -> LinkedPage:
    texts = field_texts(response, "answer")
    return LinkedPage(response, texts, list(response.delivery.petition.people.all()))


def checks_of_deliveries() -> Checks[Delivery]:
    return _shown_by_petition(linked_pages.checks(delivery_page), lambda delivery: delivery)


def _shown_by_petition[M: Publishable](
    checks: Checks[M], delivery_of: Callable[[M], Delivery]
) -> Checks[M]:
    """While the petition is not public, nothing is. Then what it says is searched when the petition is published."""

    def refuse_if_public(item: M) -> None:
        if delivery_of(item).petition.state == State.PUBLISHED:
            checks.refuse_if_public(item)

    return replace(checks, refuse_if_public=refuse_if_public)


def checks_of_responses() -> Checks[Response]:
    """Those of its text; and no one can see it as long as its delivery is not public."""
    of_text = _shown_by_petition(
        linked_pages.checks(response_page), lambda response: response.delivery
    )

    def missing(response: Response) -> list[str]:
        told = of_text.missing(response)
        if response.delivery.state != State.PUBLISHED:
            told.append(_("Publish the delivery first: the response is shown with it."))
        return told

    return replace(of_text, missing=missing)


def pages_about(person: Detainee) -> Iterator[LinkedPage]:
    """Those that are public, or will be: one about someone else may name the person too."""
    petitions = Petition.objects.filter(state=State.PUBLISHED)
    petitions = petitions.select_related("addressee")
    rows = ("people__names", "deliveries__response", "translations")
    return map(page_of, petitions.prefetch_related(*rows))
