"""The sign form once more, on a small page of its own, for a form that we did not accept.

Anyone can make us send this page as often as they like, so it must cost about as much as accepting a form. It
makes no query for most forms. What is the same for everyone comes from a cache: the page around the fields, and
the fields without a mistake (the tag `sign_field`). Nothing typed gets into a cache.
"""

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from campaign.text.deadlines import time_left
from campaign.web.page_parts import page_parts
from petitions.models import Petition
from petitions.signing.forms import SignatureForm


def sign_again(
    request: HttpRequest,
    petition: Petition,
    form: SignatureForm,
    *,
    status: int,
    notice: str = "",
    **context: object,
) -> HttpResponse:
    """The form as typed, with its mistakes and questions. notice: why no one can sign now.

    context: for templates/petitions/_sign_fields.html.
    """
    start, middle, end = _page(
        request, petition, is_open=True, mistakes=not notice, challenge=bool(context["challenge"])
    )
    found = [
        (form[name].auto_id, mistake)
        for name in form.fields
        for mistake in form.errors.get(name, ())
    ]
    summary = render_to_string(
        "petitions/_sign_summary.html", {"mistakes": found, "notice": notice}
    )
    fields = render_to_string("petitions/_sign_fields.html", context | {"form": form})
    return HttpResponse(f"{start}{summary}{middle}{fields}{end}", status=status)


def not_open(request: HttpRequest, petition: Petition) -> HttpResponse:
    [page] = _page(request, petition, is_open=False, mistakes=False, challenge=False)
    return HttpResponse(page, status=422)


def _page(
    request: HttpRequest, petition: Petition, *, is_open: bool, mistakes: bool, challenge: bool
) -> list[str]:
    """The page before, between and after summary and fields; whole if the petition is not open."""
    context = {"petition": petition, "mistakes": mistakes, "challenge": challenge}
    left = time_left(petition.closes_at) if petition.closes_at else ""
    return page_parts(
        request,
        "petitions/sign_again.html",
        context,
        slots=("summary", "fields") if is_open else (),
        key=f"{petition.slug}-{is_open}-{mistakes}-{challenge}-{left}",
    )
