"""All public URLs of the site, read from the URL configuration, so that new ones are tested too."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from news.models import NewsItem
from petitions.checkpoints.tiles import Place
from petitions.models import Petition
from profiles.models import Detainee
from tests.factories import make_detainee, make_news, make_page, make_petition

TOKEN = "A" * 22  # belongs to no signer


class Site:
    """One published object of each kind, and the URLs that show them."""

    def __init__(self) -> None:
        self.person: Detainee = make_detainee()
        self.petition: Petition = make_petition()
        self.news: NewsItem = make_news()
        self.page = make_page()
        self.news.people.add(self.person)
        self.news.tags.create(name="A tag", slug=self.news.slug)
        self.news.petitions.add(self.petition)

    def addresses(self) -> dict[str, str]:
        """URLs by route. A route with an unknown parameter raises KeyError: add the parameter here."""
        slugs = {
            "profiles/": self.person.slug,
            "petitions/": self.petition.slug,
            "news/": self.news.slug,
            "press/": "",
            "": self.page.slug,
        }
        assert self.news.publish_at
        published_at = timezone.localtime(self.news.publish_at)
        found = {}
        for route, converters in _routes(get_resolver().url_patterns):
            if route.startswith("admin/"):
                continue
            known = {
                "slug": slugs.get(
                    route.partition("/")[0] + "/" if re.match("[a-z]+/.*<", route) else "", ""
                ),
                "token": TOKEN,
                "opening": "1:1tabcd:none",
                "reference": self.person.reference,
                "width": 480,
                "kind": "jpg",
                "size": "a4",
                "pk": 1,
                "page": 0,
                "first": 0,
                "second": 0,
                "lines": 0,
                "number": 2,
                "name": "report.pdf",
                "level": 0,
                "place": Place(0),
                "section": "profiles",
                "digest": "0" * 64,
                "year": published_at.year,
                "month": published_at.month,
            }
            address = route
            for name, converter in converters.items():
                value = converter.to_url(known[name])
                address = re.sub(rf"<[a-z_]+:{name}>", value, address)
            found[route] = f"/{address}"
        return found


def _routes(
    patterns: list[URLPattern | URLResolver],
    prefix: str = "",
    known: Mapping[str, Any] | None = None,
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each route, with the converters of its parameters."""
    for each in patterns:
        route = prefix + str(each.pattern)
        converters = {**(known or {}), **each.pattern.converters}
        if isinstance(each, URLResolver):
            if route != "admin/":
                yield from _routes(each.url_patterns, route, converters)
        else:
            yield route, converters
