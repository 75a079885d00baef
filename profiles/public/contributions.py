"""What other apps add to the page of a person, such as petitions to sign for her.

They know this app and this app knows none of them, so they add themselves, in their `AppConfig.ready`.
"""

from collections.abc import Callable

from profiles.models import Detainee

type Addition = Callable[[Detainee], dict[str, object]]

_additions: list[Addition] = []


def register(addition: Addition) -> None:
    """Have the page's context extended with what `addition` returns for its person."""
    _additions.append(addition)


def context_for(detainee: Detainee) -> dict[str, object]:
    context: dict[str, object] = {}
    for addition in _additions:
        context |= addition(detainee)
    return context
