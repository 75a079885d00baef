"""ListAdmin: the base class of every list of the desk."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.contrib import admin
from django.contrib.admin.options import IS_POPUP_VAR
from django.contrib.admin.views.main import ERROR_FLAG, PAGE_VAR, SEARCH_VAR
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse

from campaign.admin.lists import columns
from campaign.admin.lists.columns import VIEW, DeskChangeList
from campaign.saved_views import keeping
from campaign.saved_views.models import SavedView

# Never in a saved view. Words that someone searched for may name a person.
NOT_SAVED = (PAGE_VAR, ERROR_FLAG, SEARCH_VAR, VIEW, IS_POPUP_VAR)


@dataclass(frozen=True, slots=True)
class ViewLink:
    view: SavedView
    url: str
    is_current: bool


class ListAdmin(admin.ModelAdmin[Any]):
    """Lists with chosen columns and saved views.

    extra_columns: columns that are hidden until someone chooses them. column_queries: what a column needs of the query.
    """

    extra_columns: ClassVar[tuple[str, ...]] = ()
    column_queries: ClassVar[Mapping[str, Callable[[Any], Any]]] = {}
    private_parameters: tuple[str, ...] = ()  # of the URL; never saved (private_search.py)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[DeskChangeList]:
        return DeskChangeList

    def get_sortable_by(self, request: HttpRequest) -> Any:
        return (
            *super().get_sortable_by(request),
            *(self.extra_columns if self.sortable_by is None else ()),
        )

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if query := columns.from_form(request.GET):
            return HttpResponseRedirect(f"{request.path}?{query.urlencode()}")
        if IS_POPUP_VAR in request.GET or request.method != "GET":
            return super().changelist_view(request, extra_context)
        views = list(keeping.seen_by(request.user, self.opts.label_lower))
        if not request.GET and (default := self._default(request, views)):
            return HttpResponseRedirect(f"{request.path}?{default.query}")
        query_now = self.query_to_save(request.GET)
        lists = {
            "views": [
                ViewLink(view, f"?{view.query or 'view=all'}", view.query == query_now)
                for view in views
            ],
            "views_url": reverse("admin:saved_views", args=[self.opts.label_lower]),
            "query_to_save": query_now,
            "may_share_views": request.user.has_perm(keeping.SHARE),
            "has_default_view": self._default(request, views) is not None,
        }
        return super().changelist_view(request, lists | (extra_context or {}))

    def query_to_save(self, query: QueryDict) -> str:
        """The parameters of a list that a view keeps, always in one order."""
        left_out = {*NOT_SAVED, *self.private_parameters}
        kept = [
            (name, value)
            for name, values in query.lists()
            for value in values
            if name not in left_out
        ]
        return urlencode(sorted(kept))

    def _default(self, request: HttpRequest, views: list[SavedView]) -> SavedView | None:
        """The view with which this user opens the list."""
        mine = (view for view in views if view.is_default and view.owner_id == request.user.pk)
        return next((view for view in mine if view.query), None)
