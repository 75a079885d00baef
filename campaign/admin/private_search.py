"""Searches whose words reach no URL, so no browser history, Referer header or web server's log.

The words are posted. The redirect that answers has them encrypted in the URL, with a key of this session. So paging, filtering and going back work as in every list, and a logged URL says nothing.
"""

import base64
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from django.contrib import admin, messages
from django.contrib.admin.views.main import ERROR_FLAG, PAGE_VAR, SEARCH_VAR
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from campaign.privacy.encryption import digest

MAX_LENGTH = 300


def _cipher(request: HttpRequest) -> Fernet:
    """Its key is made from the session and PEPPER, and stored nowhere: it is gone when the session ends."""
    key = digest("private search", str(request.user.pk), request.session.session_key or "")
    return Fernet(base64.urlsafe_b64encode(key))


@sensitive_variables("words")
def conceal(request: HttpRequest, words: str) -> str:
    """The words for a URL. Only this session can read them."""
    return _cipher(request).encrypt(words.encode()).decode()


def reveal(request: HttpRequest, token: str) -> str:
    """The words of `conceal`. Raises ValueError for anything else."""
    try:
        return _cipher(request).decrypt(token.encode()).decode()
    except (InvalidToken, UnicodeEncodeError):
        raise ValueError("Not concealed by this session.") from None


class PrivateSearchMixin(admin.ModelAdmin[Any]):
    """Mixed into an admin class. Its folder of templates needs a search_form.html: admin/_private_search.html.

    A form posts `_search` and the parameters that it sets. An empty one is taken out of the URL.
    """

    private_parameters: tuple[str, ...] = (SEARCH_VAR,)

    @method_decorator(sensitive_post_parameters())
    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if request.method == "POST" and "_search" in request.POST:
            return self._concealed(request)
        return self.refuse_plain_words(request) or super().changelist_view(request, extra_context)

    def _concealed(self, request: HttpRequest) -> HttpResponse:
        query = request.GET.copy()
        for name in (PAGE_VAR, ERROR_FLAG):
            query.pop(name, None)
        for name in self.private_parameters:
            if name in request.POST:
                query.pop(name, None)
                if words := request.POST[name].replace("\0", "").strip()[:MAX_LENGTH]:
                    query[name] = conceal(request, words)
        return HttpResponseRedirect(f"{request.path}?{query.urlencode()}", status=303)

    def refuse_plain_words(self, request: HttpRequest) -> HttpResponse | None:
        """If the URL has words that this session did not conceal, lead to the same list without them."""
        plain = [name for name in self.private_parameters if not self._is_concealed(request, name)]
        if not plain:
            return None
        messages.warning(
            request, _("This search has ended. Please search again, with the form on this page.")
        )
        query = request.GET.copy()
        for name in plain:
            del query[name]
        return HttpResponseRedirect(f"{request.path}?{query.urlencode()}")

    def _is_concealed(self, request: HttpRequest, name: str) -> bool:
        """Whether each value of the parameter can be revealed; also if there is none."""
        try:
            for value in request.GET.getlist(name):
                reveal(request, value)
        except ValueError:
            return False
        return True

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """`words`: what the search form shows. `query` is what the links contain."""
        changelist: Any = super().get_changelist_instance(request)
        changelist.words = reveal(request, changelist.query) if changelist.query else ""
        return changelist

    @sensitive_variables("words")
    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        if not search_term:
            return queryset, False
        words = reveal(request, search_term)
        return self.search_for(request, queryset, words)

    def search_for(
        self, request: HttpRequest, queryset: QuerySet[Any], words: str
    ) -> tuple[QuerySet[Any], bool]:
        """Search the queryset. Returns also whether it may have rows twice."""
        return super().get_search_results(request, queryset, words)
