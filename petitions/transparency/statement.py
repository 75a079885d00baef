"""The statement of integrity: the figures that explain the count, as of a head of the log."""

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
)

# Smaller figures are not published, and no figure on events moves by less. A change of one could otherwise tell
# signers that their own signature is quarantined, or an observer that someone has signed and not confirmed yet.
FEWEST_SHOWN = 10

# Each figure on events: its label, and the ledger's kinds that it adds up.
#
# Each form sent adds one to "sent", whether or not its address has signed before. No published figure may
# grow by another number if the address has signed already (repeated forms, emails, refused or expired
# signatures). Otherwise anyone could send a form with another person's address, wait for the next head, and
# see from the figures whether that person has signed.
EVENTS: dict[str, tuple[str | Promise, tuple[Kind, ...]]] = {
    "sent": (_("Forms sent, including repeats"), (Kind.SIGNED, Kind.REPEATED)),
    "confirmed": (Kind.CONFIRMED.label, (Kind.CONFIRMED,)),
    "held": (_("Held for review"), (Kind.QUARANTINED,)),
    "accepted": (_("Accepted after review"), (Kind.ACCEPTED,)),
    "held_now": (_("Still held for review at that time"), ()),
}


def statement_figures(petition: Petition, size: int, earlier: dict[str, Any]) -> dict[str, Any]:
    """The figures to store with the head over the first `size` lines. All of them are totals.

    {"count": added less removed, "added": …, "removed": {reason: …}, and EVENTS by name}. earlier: those of the last
    head, or {}. Of EVENTS, a figure that has changed by less than FEWEST_SHOWN since stays as it was, and None means
    fewer than FEWEST_SHOWN.
    """
    removed = dict(
        Leaf.objects.filter(petition=petition, action=Leaf.Action.REMOVE, position__lt=size)
        .values_list("reason")
        .annotate(number=Count("*"))
        .order_by("reason")
    )
    held_now = petition.signatures.filter(state=Signature.State.QUARANTINED).count()
    happened = tallies.totals_by_kind(petition.pk)
    return compute_figures(size, removed, happened, held_now=held_now, earlier=earlier)


def compute_figures(
    size: int,
    removed: dict[str, int],
    happened: dict[str, int],
    *,
    held_now: int,
    earlier: dict[str, Any],
) -> dict[str, Any]:
    """size: lines of the log. removed: lines by reason. happened: totals by the ledger's kinds."""
    added = size - sum(removed.values())
    exact = {
        name: sum(happened.get(kind, 0) for kind in kinds)
        for name, (_label, kinds) in EVENTS.items()
    }
    exact["held_now"] = held_now
    events = {name: _moved(earlier.get(name), number) for name, number in exact.items()}
    return {"count": added - sum(removed.values()), "added": added, "removed": removed} | events


def _moved(earlier: int | None, exact: int) -> int | None:
    if abs(exact - (earlier or 0)) < FEWEST_SHOWN:
        return earlier
    return exact if exact >= FEWEST_SHOWN else None


def duplicates(petition: Petition) -> int | None:
    """Forms sent again with the same address, rounded down to two figures; None for fewer than ten.

    Only for the dossier of a hand-over, which staff build at a time they choose: see EVENTS.
    """
    return tallies.rounded_down(tallies.totals_by_kind(petition.pk).get(Kind.REPEATED, 0)) or None


# --- For display -------------------------------------------------------------------------------------------


def shown_figures(figures: dict[str, Any]) -> dict[str, Any]:
    """{"added": number, "removed": [(label, number)], "happened": [(label, number or None for few)]}."""
    return {
        "added": figures["added"],
        "removed": [(_label(reason), number) for reason, number in figures["removed"].items()],
        "happened": [
            (label, figures[name]) for name, (label, _kinds) in EVENTS.items() if name in figures
        ],
    }


def _label(reason: str) -> str | Promise:
    return Kind(reason).label if reason in Kind else reason


def public_invalidations(petition: Petition) -> list[dict[str, object]]:
    """What staff took out of the count: the public reason, when, and how many (None for few)."""
    states = Invalidation.State
    finished = Q(state__in=[states.DONE, states.UNDOING, states.UNDONE]) | Q(
        state=states.CANCELLED, uncounted__gt=0
    )
    return [
        {
            "reason": each.reason,
            "on": each.finished_at,
            "number": each.uncounted if each.uncounted >= FEWEST_SHOWN else None,
            "undone": each.state in {states.UNDOING, states.UNDONE},
        }
        for each in petition.invalidations.filter(finished).order_by("finished_at", "pk")
    ]
