"""Tips: the form to send one, the code, and the page to follow up with the code.

The code is never in an address, since browsers store addresses. The site shows it once, and the visitor types
it into a form.
"""

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from campaign.web import rate_limits
from campaign.web.models import Use
from campaign.web.page_cache import public_page
from campaign.web.responses import NO_STORE, public_form
from profiles.models import Detainee, Tip
from profiles.models.references import parse_reference
from profiles.models.vocabulary import TipKind
from profiles.tips import conversation
from profiles.tips.forms import ComeBackForm, MoreForm, TipForm


@sensitive_post_parameters()
@public_form("GET", "HEAD", "POST")
@public_page(params=("about",), uncached_params=("about",))
def send_tip(request: HttpRequest) -> HttpResponse:
    """The query parameter `about` is the reference of the person from whose page the visitor comes."""
    if request.method != "POST":
        reference = request.GET.get("about", "")[:20]
        initial = {"about": reference if parse_reference(reference) else ""}
        return render(request, "profiles/tell.html", {"form": TipForm(initial=initial)})
    form = TipForm(request.POST)
    if form.is_valid() and rate_limits.is_limited(request, Use.TIPS):
        form.add_error(
            None,
            _(
                "We have received too many messages from your network today. Try again tomorrow, or use another network."
            ),
        )
    if not form.is_valid():
        return _uncached(render(request, "profiles/tell.html", {"form": form}, status=422))
    tip = form.cleaned_data
    code = conversation.submit(TipKind(tip["kind"]), tip["text"], about=_person(tip["about"]))
    return _uncached(render(request, "profiles/told.html", {"code": code}))


@sensitive_post_parameters()
@public_form("GET", "HEAD", "POST")
@public_page()
def follow_up(request: HttpRequest) -> HttpResponse:
    """Ask for the code, then show its conversation with a form to write more."""
    if request.method != "POST":
        return render(request, "profiles/come_back.html", {"form": ComeBackForm()})
    form = ComeBackForm(request.POST)
    tip = None
    if form.is_valid():
        # Over the limit the answer is the same as for a wrong code.
        is_limited = rate_limits.is_limited(request, Use.CODES)
        tip = None if is_limited else conversation.find(form.cleaned_data["code"])
        if tip is None:
            form.add_error(
                "code",
                _(
                    "We found nothing for this code. Check it for mistakes. We may also have erased the messages."
                ),
            )
    if tip is None:
        return _uncached(render(request, "profiles/come_back.html", {"form": form}, status=422))
    return _uncached(_conversation(request, tip, form.cleaned_data["code"]))


def _conversation(request: HttpRequest, tip: Tip, code: str) -> HttpResponse:
    more = MoreForm(request.POST) if "text" in request.POST else MoreForm(initial={"code": code})
    added = False
    if more.is_bound and more.is_valid():
        try:
            conversation.add_message(tip, more.cleaned_data["text"])
        except ValidationError as error:
            more.add_error("text", error)
        else:
            added, more = True, MoreForm(initial={"code": code})
    context = {"tip": tip, "conversation": tip.messages.all(), "form": more, "added": added}
    return render(
        request, "profiles/conversation.html", context, status=422 if more.errors else 200
    )


def _person(reference: str) -> int | None:
    """The primary key of a published person. A tip must not reveal who else is in the database."""
    people = Detainee.objects.published().following_merges([parse_reference(reference) or 0])
    return people.values_list("pk", flat=True).first()


def _uncached(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = NO_STORE
    return response
