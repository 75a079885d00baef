"""Every address of the desk, for tests that walk them all."""

import uuid
from collections.abc import Iterator, Mapping

from django.contrib import admin
from django.urls import URLPattern, URLResolver
from django.urls.resolvers import RegexPattern

VALUES = {"str": "word", "int": "1", "path": "word", "slug": "word", "uuid": str(uuid.UUID(int=1))}


def addresses() -> set[str]:
    """One address for every URL pattern of the desk."""
    return {"/admin/" + path for path, _pattern in _below(admin.site.urls[0], VALUES)}


def named_addresses(values: Mapping[str, str] = VALUES) -> dict[str, str]:
    """The addresses of the patterns that have a name, by it. values: for the parts of a path, by their kind."""
    return {
        pattern.name: "/admin/" + path
        for path, pattern in _below(admin.site.urls[0], values)
        if pattern.name
    }


def _below(
    patterns: list[URLPattern | URLResolver], values: Mapping[str, str], before: str = ""
) -> Iterator[tuple[str, URLPattern]]:
    for each in patterns:
        path = before + _example(each, values)
        if isinstance(each, URLResolver):
            yield from _below(each.url_patterns, values, path)
        else:
            yield path, each


def _example(pattern: URLPattern | URLResolver, values: Mapping[str, str]) -> str:
    """The path of a pattern, with a value for each of its parts."""
    if isinstance(pattern.pattern, RegexPattern):  # the lists of apps, and what fits nothing else
        return (
            "profiles/"
            if "app_label" in pattern.pattern.converters or "app_label" in str(pattern.pattern)
            else "x"
        )
    path = str(pattern.pattern)
    for name, converter in pattern.pattern.converters.items():
        kind = type(converter).__name__.removesuffix("Converter").lower().replace("string", "str")
        path = path.replace(f"<{kind}:{name}>", values[kind]).replace(f"<{name}>", "1")
    return path
