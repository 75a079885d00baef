"""What other apps add to the page of a person, such as the petitions to sign.

This app does not know the others. They know this one, so they register themselves in `AppConfig.ready`.
"""

from collections.abc import Callable

from profiles.models import Detainee

type Contribution = Callable[[Detainee], dict[str, object]]

_contributions: list[Contribution] = []


def register(contribution: Contribution) -> None:
    """Extend the template context of every person with what `contribution` returns."""
    _contributions.append(contribution)


def context_for(detainee: Detainee) -> dict[str, object]:
    context: dict[str, object] = {}
    for contribution in _contributions:
        context |= contribution(detainee)
    return context
