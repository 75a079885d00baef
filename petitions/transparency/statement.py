"""The statement of integrity: what the count is made of, in figures, as of a head of the log."""

from typing import Any

from django.db.models import Count, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from petitions.counting import tallies
from petitions.models import (
    Invalidation,
    Kind,
    Leaf,
    Petition,
    Signature,
    TreeHead,
)

FEWEST_TOLD = (
    10  # of those held for review: one more or less must not tell a signer that it is them
)

# What the figures of the events are called: what they are called in words, and of which of the ledger's
# kinds they are the sum.
#
# Each form that is sent adds one to "sent", whoever sends it and whatever was there before. Nothing is told
# that would grow by another number if the address had signed already (forms sent again, mails, what is
# refused or lapses): anybody may send a form with the address of somebody else, wait for the next head
# and see which figure has moved.
EVENTS: dict[str, tuple[str | Promise, tuple[Kind, ...]]] = {
    "sent": (_("Forms sent, including repeats"), (Kind.SIGNED, Kind.REPEATED)),
    "confirmed": (Kind.CONFIRMED.label, (Kind.CONFIRMED,)),
    "held": (Kind.QUARANTINED.label, (Kind.QUARANTINED,)),
    "accepted": (Kind.ACCEPTED.label, (Kind.ACCEPTED,)),
    "held_now": (_("Still held for review at that time"), ()),
}
ABOUT_THE_HELD = {"held", "accepted", "held_now"}


def statement(petition: Petition, size: int) -> dict[str, Any]:
    """Figures by name, to be kept with the head over the first `size` lines; all of them are totals.

    {"count": adds less removals, "added": …, "removed": {reason: …}, and the events by their names}.
    None stands for fewer than ten, where the exact number would tell.
    """
    removed = dict(
        Leaf.objects.filter(petition=petition, action=Leaf.Action.REMOVE, position__lt=size)
        .values_list("reason")
        .annotate(Count("pk"))
        .order_by("reason")
    )
    held_now = petition.signatures.filter(state=Signature.State.QUARANTINED).count()
    return figures(size, removed, tallies.totals_by_kind(petition.pk), held_now=held_now)


def figures(
    size: int, removed: dict[str, int], happened: dict[str, int], *, held_now: int
) -> dict[str, Any]:
    """removed: lines by reason. happened: totals by the ledger's kinds."""
    added = size - sum(removed.values())
    events: dict[str, int | None] = {
        name: sum(happened.get(kind, 0) for kind in kinds)
        for name, (_label, kinds) in EVENTS.items()
    }
    events["held_now"] = held_now
    for name in ABOUT_THE_HELD:
        if (events[name] or 0) < FEWEST_TOLD:
            events[name] = None
    return {"count": added - sum(removed.values()), "added": added, "removed": removed} | events


def duplicates(petition: Petition) -> int | None:
    """Forms that were sent again with the same address, rounded down to two figures; None for fewer than ten.

    For a hand-over alone, which comes once and when staff choose: see EVENTS.
    """
    return tallies.rounded_down(tallies.totals_by_kind(petition.pk).get(Kind.REPEATED, 0)) or None


# --- As the page tells it ----------------------------------------------------------------------------------


def shown_total(head: TreeHead) -> dict[str, Any]:
    """{"added": number, "removed": [(why, number)], "happened": [(what, number, or None for few)]}."""
    return shown_figures(head.statement)


def shown_figures(figures: dict[str, Any]) -> dict[str, Any]:
    return {
        "added": figures["added"],
        "removed": [(_label(reason), number) for reason, number in figures["removed"].items()],
        "happened": [
            (label, figures[name]) for name, (label, _kinds) in EVENTS.items() if name in figures
        ],
    }


def _label(reason: str) -> str | Promise:
    return Kind(reason).label if reason in Kind else reason


def invalidations(petition: Petition) -> list[dict[str, Any]]:
    """What staff took out of the count: why in public, when, how many (None for fewer than ten)."""
    states = Invalidation.State
    finished = Q(state__in=[states.DONE, states.UNDOING, states.UNDONE]) | Q(
        state=states.CANCELLED, uncounted__gt=0
    )
    return [
        {
            "reason": each.reason,
            "on": each.finished_at,
            "number": each.uncounted if each.uncounted >= FEWEST_TOLD else None,
            "undone": each.state in {states.UNDOING, states.UNDONE},
        }
        for each in petition.invalidations.filter(finished).order_by("finished_at", "pk")
    ]
