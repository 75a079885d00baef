"""Following by email: the form, the link that confirms, and the page of what someone follows."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from campaign.web import errors, rate_limits
from campaign.web.models import Use
from campaign.web.page_cache import public_page
from campaign.web.responses import (
    HttpResponseSeeOther,
    accept_any_origin,
    constant_time,
    no_store,
    public_form,
    see_other,
)
from followers.following import content, requests, seeing, stopping, subjects
from followers.following.requests import Asked
from followers.following.subjects import Kind, Shown, Subject
from followers.forms import FollowForm
from followers.models import Follower
from petitions.counting import pause
from petitions.views.pages import published_petition
from profiles.models import Detainee
from profiles.views.people import moved_or_missing

RETRY_AFTER = 600  # seconds, for the header of that name while no one can follow


@sensitive_post_parameters()
@no_store
@public_form("GET", "HEAD", "POST")
@constant_time
def follow_person(request: HttpRequest, slug: str) -> HttpResponse:
    pk = Detainee.objects.published().filter(slug=slug).values_list("pk", flat=True).first()
    if pk is None:
        return moved_or_missing(request, slug, "follow-person")
    return _follow(request, Subject(Kind.PERSON, pk), is_flooded=False)


@sensitive_post_parameters()
@no_store
@public_form("GET", "HEAD", "POST")
@constant_time
def follow_petition(request: HttpRequest, slug: str) -> HttpResponse:
    """While the letter is flooded, its form to sign asks for a proof of work. This form is closed meanwhile."""
    petition = published_petition(slug)
    return _follow(request, Subject(Kind.PETITION, petition.pk), is_flooded=petition.asks_proof)


def _follow(request: HttpRequest, subject: Subject, *, is_flooded: bool) -> HttpResponse:
    """The answer to a valid form, and its timing, are the same whether or not the address follows already."""
    shown = subjects.public([subject])[subject]
    if request.method != "POST":
        return HttpResponseSeeOther(f"{shown.path}#follow")
    if is_flooded or pause.current().signing_paused:
        return _not_now(request, shown)
    form = FollowForm(request.POST)
    if not form.is_valid():
        return _page(request, "form", {"shown": shown, "form": form}, status=422)
    # Over the limit the answer is the same, and no email goes out to any address.
    if not rate_limits.is_limited(request, Use.FOLLOWS):
        requests.ask(Asked(form.cleaned_data["email"], subject, get_language() or "en"))
    return see_other("followers:check-your-email")


def _not_now(request: HttpRequest, shown: Shown) -> HttpResponse:
    """The form as typed. It is neither validated nor stored."""
    form = FollowForm(initial={"email": request.POST.get("email", "")[:254]})
    context = {"shown": shown, "form": form, "not_now": True}
    response = _page(request, "form", context, status=503)
    return errors.with_retry_after(response, RETRY_AFTER)


@require_safe
@public_page()
def check_your_email(request: HttpRequest) -> HttpResponse:
    return _page(request, "check_your_email", {})


@no_store
@public_form("GET", "HEAD", "POST")
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Only the button follows, because mail scanners open every link."""
    if request.method == "POST":
        if not requests.confirm(token):
            return _page(request, "dead_link", {}, status=404)
        return see_other("followers:following")
    behind = requests.find(token)
    if behind is None:
        return _page(request, "dead_link", {}, status=404)
    return _page(request, "confirm", {"shown": behind.shown, "token": token})


@no_store
@public_form("POST")
def not_me(request: HttpRequest, token: str) -> HttpResponse:
    """“It was not me”: that address gets no more email."""
    if not requests.refuse(token):
        return _page(request, "dead_link", {}, status=404)
    return _page(request, "refused", {})


@require_safe
@public_page()
def following(request: HttpRequest) -> HttpResponse:
    """What comes after the button. It is the same for everyone, and names nothing."""
    return _page(request, "following", {})


@accept_any_origin
@no_store
@public_form("GET", "HEAD", "POST")
def mine(request: HttpRequest, token: str) -> HttpResponse:
    """Stops everything that an address follows, and shows none of it. Its link is in every weekly email, and does not end.

    Only a POST stops, because mail scanners open every link. Its answer does not redirect: so email providers do it for their
    readers (RFC 8058).
    """
    if stopping.find(token) is None:
        return _page(request, "nothing", {}, status=404)
    if request.method != "POST":
        return _page(request, "stop", {"token": token})
    stopping.stop(token)
    return _page(request, "stopped", {})


@no_store
@public_form("POST")
def send_list(request: HttpRequest, token: str) -> HttpResponse:
    """Email the link of the next page to the address that follows."""
    follower = stopping.find(token)
    if follower is None:
        return _page(request, "nothing", {}, status=404)
    seeing.ask(follower)
    return _page(request, "sent", {})


@no_store
@public_form("GET", "HEAD", "POST")
def follows(request: HttpRequest, token: str, opening: str) -> HttpResponse:
    """What an address follows, with a button for each."""
    follower = stopping.find(token)
    if follower is None:
        return _page(request, "nothing", {}, status=404)
    if not seeing.is_pass(follower, opening):
        return see_other("followers:mine", token=token)
    if request.method != "POST":
        return _follows(request, follower, token)
    if subject := Subject.parse(request.POST.get("stop", "")):
        stopping.stop(token, subject)
    if stopping.find(token) is None:
        return _page(request, "stopped", {})
    return HttpResponseSeeOther(request.path)


def _follows(request: HttpRequest, follower: Follower, token: str) -> HttpResponse:
    """What is not public any more has no name here, but a button like all others."""
    followed = [each.subject for each in content.read(follower).follows]
    shown = subjects.public(followed)
    rows = [(subject, shown.get(subject)) for subject in followed]
    return _page(request, "mine", {"rows": rows, "token": token})


def _page(
    request: HttpRequest, name: str, context: dict[str, object], status: int = 200
) -> HttpResponse:
    return render(request, f"followers/{name}.html", context, status=status)
