"""What is passed on: a petition, or the story of one person."""

from django.urls import reverse
from django.utils.translation import gettext as _

from campaign.publishing.sharing import Share, absolute, shorten
from campaign.text.date_parser import in_sentence
from petitions.models import Petition
from profiles.public.profile import PublicProfile


def petition_share(petition: Petition) -> Share:
    path = petition.reading_path
    if petition.is_closed:
        text = _("“%(title)s”: please read this letter. %(link)s")
    else:
        text = _("“%(title)s”: please read this letter and sign it. %(link)s")
    return Share(
        title=petition.title,
        path=path,
        about=petition.title,
        text=text % {"title": petition.title, "link": absolute(path)},
        card=reverse("petitions:card", args=[petition.slug]),
        square=reverse("petitions:card-square", args=[petition.slug]),
    )


def person_share(person: PublicProfile, *, can_be_signed: bool) -> Share:
    """The text says in one sentence who the person is."""
    who = shorten(person.first_sentence) or _facts(person)
    if can_be_signed:
        call = _("Read the story of %(name)s and sign for their release: %(link)s")
    else:
        call = _("Read the story of %(name)s: %(link)s")
    call %= {"name": person.name, "link": absolute(person.reading_path)}
    return Share(
        title=person.name,
        path=person.reading_path,
        about=f"{person.name}: {who}" if who and person.name not in who else who or person.name,
        text=f"{who} {call}".strip(),
        card=reverse("profiles:card", args=[person.slug]),
        square=reverse("profiles:card-square", args=[person.slug]),
    )


def _facts(person: PublicProfile) -> str:
    """A sentence for a person without a summary; empty if not even the status is known."""
    facts = [person.name, person.occupation]
    if status := person.status:
        facts.append(status.label)
        if status.as_of:
            facts.append(_("as of %(date)s") % {"date": in_sentence(str(status.as_of))})
    known = [fact for fact in facts if fact]
    return f"{', '.join(known)}." if len(known) > 1 else ""
