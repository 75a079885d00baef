"""The page of the search: the form posts the words, and the address of the result has them encrypted for this session."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from campaign.accounts.views.pages import page
from campaign.admin import private_search
from campaign.admin.search.finding import MAX_LENGTH, search, words_of

FIELD = "_words"  # no form of the desk keeps a field that begins with "_"
PARAMETER = "q"


@sensitive_post_parameters()
@sensitive_variables("typed")
@require_http_methods(["GET", "HEAD", "POST"])
def search_page(request: HttpRequest) -> HttpResponse:
    address = reverse("admin:search")
    if request.method == "POST":
        typed = " ".join(words_of(request.POST.get(FIELD, "")))
        query = {PARAMETER: private_search.conceal(request, typed)} if typed else {}
        return HttpResponseRedirect(reverse("admin:search", query=query), status=303)
    try:
        typed = private_search.reveal(request, request.GET[PARAMETER])
    except KeyError:
        typed = ""
    except ValueError:  # of another session, or plain words
        return HttpResponseRedirect(address)
    return page(
        request,
        "search/search",
        _("Search"),
        typed=typed,
        groups=search(request, typed),
        max_length=MAX_LENGTH,
    )


URLS: list[URLPattern] = [path("search/", search_page, name="search")]
