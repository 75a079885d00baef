"""Who reads at the desk in this request, and which rows are closed to them (campaign/closed_records/records.py).

The label of a closed row must not say what it is about, wherever it appears: in a picker, a message, the history, a list of
what depends on something. A label knows no request, so the reader stands in a context variable. Public pages and the worker
have no reader, and nothing is closed there.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _

CLOSED_LABEL = _("a closed record")

type Rule = Callable[[Any], Iterable[int]]  # takes a user, returns primary keys

_rules: dict[type[models.Model], Rule] = {}


class Reader:
    """get_user: read when something closed comes up, so that most pages need no query for it."""

    def __init__(self, get_user: Callable[[], Any]) -> None:
        self._get_user = get_user
        self._closed: dict[type[models.Model], frozenset[int]] = {}

    @property
    def user(self) -> Any:
        return self._get_user()

    def closed(self, model: type[models.Model]) -> frozenset[int]:
        """The rows of this model that this reader may not see. They are read once a request."""
        if model not in self._closed:
            self._closed[model] = frozenset(_rules[model](self.user))
        return self._closed[model]


_reader: ContextVar[Reader | None] = ContextVar("reader", default=None)


def close_rows(model: type[models.Model], rule: Rule) -> None:
    """Register which rows of a model are closed to a user."""
    _rules[model] = rule


def current() -> Reader | None:
    return _reader.get()


@contextmanager
def reading_as(get_user: Callable[[], Any]) -> Iterator[None]:
    """While the block runs, this user is the reader."""
    token = _reader.set(Reader(get_user))
    try:
        yield
    finally:
        _reader.reset(token)


def may_here(right: str) -> bool:
    """Whether the reader of this request has a right. No one has it where there is no reader, as in an email."""
    reader = current()
    return reader is not None and reader.user.has_perm(right)


def is_closed_here(row: models.Model) -> bool:
    """Whether this row is closed to the reader of this request."""
    reader = current()
    if reader is None or row.pk is None:
        return False
    return any(row.pk in reader.closed(model) for model in type(row).__mro__ if model in _rules)


def closed_rows() -> dict[type[models.Model], frozenset[int]]:
    """The primary keys of all rows that are closed to the reader of this request, by model."""
    reader = current()
    return {model: reader.closed(model) for model in _rules} if reader else {}


class ReaderMiddleware:
    """At the desk, the reader is who is logged in. That holds for a body that is streamed afterwards as well."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith("/admin/"):
            return self.get_response(request)

        def get_user() -> Any:
            return request.user

        with reading_as(get_user):
            response: Any = self.get_response(request)
        if response.streaming and not response.is_async:
            response.streaming_content = _streamed(response.streaming_content, get_user)
        return response  # type: ignore[no-any-return]


def _streamed(chunks: Iterable[Any], get_user: Callable[[], Any]) -> Iterator[Any]:
    each = iter(chunks)
    try:
        while True:
            with reading_as(get_user):
                try:
                    chunk = next(each)
                except StopIteration:
                    return
            yield chunk
    finally:
        if close := getattr(each, "close", None):
            close()
