"""A section as an admin class declares it."""

from dataclasses import dataclass

from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, slots=True)
class Section:
    """Parts of a form that belong together.

    name: the end of its anchor, `#section-<name>`. parts: the prefix of an inline, or any field of a fieldset, which
    stands for the whole fieldset. is_needed: publication needs it, so the form of a new item begins with it open.
    is_rare: closed unless it has an error or something to do. handbook: the place that explains it, such as
    `people#sources`.
    """

    name: str
    title: StrOrPromise
    parts: tuple[str, ...]
    is_needed: bool = False
    is_rare: bool = False
    handbook: str = ""
