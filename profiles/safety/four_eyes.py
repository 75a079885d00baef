"""What the four-eyes rule (campaign/publishing/four_eyes.py) has in addition for people.

A consent can show someone again. A picture is hidden as long as one person in it does not allow it, so a change of
one person can show the portrait of another, or the picture of a news item. Merging can show what both pages hide.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Q

from campaign.history.changes import Author
from campaign.images.models import Picture
from campaign.publishing import workflow
from campaign.publishing.four_eyes import applies_to, unread
from campaign.publishing.pictures import refuse_lone_showing
from profiles.models import Depiction, Detainee
from profiles.public.profile import PublicProfile
from profiles.safety.disclosure import public_strings


def withdraw_if_shown(person: Detainee, *, author: Author) -> bool:
    """Withdraw a person whom this author's own change has made public again; return whether it had.

    A change of a consent can do that.
    """
    if not (person.is_shown and person.objections(author)):
        return False
    workflow.withdraw(person, author=author)
    return True


def lacks_consent(person: Detainee) -> bool:
    """Whether only the lack of a consent hides the person, so that a consent would show them."""
    if not applies_to(person) or person.pk is None:
        return False
    now = Detainee.objects.get(pk=person.pk)
    return now.is_published and not now.is_shown


def hidden_pictures(of: Picture | Detainee) -> set[int]:
    """The picture, or the pictures that a person is in, if someone in them does not allow that they are public.

    Call it before a change, and `refuse_to_show` after it. Without the rule there is nothing to compare.
    """
    if not settings.FOUR_EYES or of.pk is None:
        return set()
    if isinstance(of, Picture):
        return _hidden({of.pk})
    shown = Depiction.objects.filter(Q(detainee=of) | Q(detainee__merged_into=of))
    return _hidden(set(shown.values_list("picture", flat=True)))


def refuse_to_show(hidden: set[int]) -> None:
    """Raise ValidationError if something public now shows a picture that was hidden before."""
    refuse_lone_showing(hidden - _hidden(hidden))


@contextmanager
def refuse_lone_pictures(person: Detainee) -> Iterator[None]:
    """Raise ValidationError if what the block changes lets something public show a picture that was hidden."""
    hidden = hidden_pictures(person)
    yield
    refuse_to_show(hidden)


@contextmanager
def refuse_wider_merge(kept: Detainee, gone: Detainee) -> Iterator[None]:
    """Raise ValidationError if merging them shows what neither page did, or a picture that was hidden."""
    hidden = hidden_pictures(kept) | hidden_pictures(gone)
    is_watched = applies_to(kept)
    before = _readable(kept) | _readable(gone) if is_watched else set()
    yield
    refuse_to_show(hidden)
    if is_watched and kept.is_shown and not _readable(kept) <= before:
        raise ValidationError(unread(kept))


def _hidden(pictures: set[int]) -> set[int]:
    if not pictures:
        return set()
    refused = Depiction.objects.refused().filter(picture__in=pictures)
    return set(refused.values_list("picture", flat=True))


def _readable(person: Detainee) -> set[str]:
    """Everything that the page of a person says, or would say. Its address is not part of that."""
    public = PublicProfile(Detainee.objects.for_story().get(pk=person.pk))
    portrait = {f"picture {public.portrait_picture.pk}"} if public.portrait_picture else set()
    members = dict(public_strings(public))
    return portrait.union(
        *(strings for name, strings in members.items() if name not in {"slug", "portrait"})
    )
