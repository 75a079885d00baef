"""The pages about the site itself."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SitePage:
    slug: str
    title: str
    body: str


PAGES: tuple[SitePage, ...] = ()
