"""What a signer can do next: sign another petition, stand up for someone for whom few have signed, write a letter.

The thank-you page is made for each signer, at the busiest moments. So the people are looked up once a minute, and all
signers are led to the same one: once the published figures have moved, it is someone else's turn.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce

from campaign.run.in_process import InProcess
from campaign.web import page_cache
from petitions.models import Petition, PublishedPerson
from profiles.models import Detainee
from profiles.public.profile import PublicProfile, public_profiles

SECONDS = 60


@dataclass(frozen=True, slots=True)
class NextSteps:
    """petition: another open one. person: for whom few have signed. letter_for, letter_url: for whom to write, and where."""

    petition: Petition | None
    person: PublicProfile | None
    letter_for: PublicProfile | None
    letter_url: str

    def __bool__(self) -> bool:
        return bool(self.petition or self.person or self.letter_for)


def next_steps(signed: Sequence[Petition], signed_for: int | None) -> NextSteps:
    """signed: the petitions. signed_for: the id of the person, if there is one."""
    others = Petition.objects.to_sign_along(signed[0], None)
    waiting = [pk for pk in _few_signed.get() if pk != signed_for][:1]
    wanted = [signed_for, *waiting] if signed_for else waiting
    found = {
        each.pk: each
        for each in Detainee.objects.published().unresolved().for_cards().filter(pk__in=wanted)
    }
    writes_for = next((found[pk] for pk in wanted if pk in found), None)
    about = Petition.objects.open().about(writes_for.pk).first() if writes_for else None
    people = dict(zip(found, public_profiles(found.values()), strict=True))
    return NextSteps(
        petition=others.exclude(pk__in=[each.pk for each in signed]).first(),
        person=next((people[pk] for pk in waiting if pk in people), None),
        letter_for=people[writes_for.pk] if writes_for and about else None,
        letter_url=about.letter_url(writes_for) if writes_for and about else "",
    )


def _read_few_signed() -> list[int]:
    """The two people for whom the fewest have signed, among those for whom anyone can sign now."""
    open_now = Petition.objects.open()
    people = Detainee.objects.published().unresolved()
    if not open_now.filter(people__isnull=True).exists():
        people = people.filter(petitions__in=open_now)
    figures = PublishedPerson.objects.filter(pk=OuterRef("pk")).values("count")
    fewest = people.annotate(signed=Coalesce(Subquery(figures), 0)).order_by("signed", "-pk")
    return list(fewest.values_list("pk", flat=True).distinct()[:2])


_few_signed = InProcess(_read_few_signed, SECONDS, page_cache.version)
