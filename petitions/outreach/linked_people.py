"""What the page of a petition says, for the search for names that must stay hidden (profiles/safety/linked_pages.py)."""

from collections.abc import Iterator

from django.db.models import Q

from campaign.publishing.workflow import State
from petitions.models import Addressee, Delivery, Petition
from profiles.models import Detainee
from profiles.safety.linked_pages import LinkedPage, field_texts


def page_of(petition: Petition) -> LinkedPage:
    """With its addressee, and its deliveries: the answers of the addressee are on the same page."""
    to = petition.addressee
    texts = field_texts(petition, "title", "summary", "demand", "letter", "closing_note", "slug")
    told = [
        text for each in petition.handed_over for text in (each.to_whom, each.note, each.answer)
    ]
    texts |= {
        str(Addressee._meta.verbose_name): [to.name, to.office, to.address, to.email],
        str(Delivery._meta.verbose_name_plural): told,
    }
    return LinkedPage(petition, texts, list(petition.people.all()))


def pages_about(person: Detainee) -> Iterator[LinkedPage]:
    """Those that are public, or will be: about the person, or about everyone."""
    petitions = Petition.objects.filter(
        Q(people=person) | Q(people__isnull=True), state=State.PUBLISHED
    )
    petitions = petitions.select_related("addressee")
    return map(page_of, petitions.prefetch_related("people__names", "deliveries"))
