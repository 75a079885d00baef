"""The pages of petitions: read, sign, confirm, be counted."""

from typing import Any

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from campaign.errors import published_or_gone
from campaign.http import on_the_beat, public_form, see_other
from campaign.pages import edition, public_page
from petitions import counting, signing
from petitions.forms import CodeForm, SignatureForm
from petitions.models import Petition
from profiles.models import Detainee
from profiles.public import public_profiles
from profiles.references import parse_reference

# Of what shows a count: seconds it is kept here, fresh elsewhere, and stale elsewhere; 10 in all.
LIVE: dict[str, Any] = {"keep": 3, "max_age": 2, "stale_while_revalidate": 5}
live_page = public_page(**LIVE)
PEOPLE_SHOWN = 12
PETITION_KEPT = 5  # seconds, for who signs it


@require_safe
@live_page
def petition_list(request: HttpRequest) -> HttpResponse:
    petitions = list(Petition.objects.published().select_related("addressee").open_first())
    counts = counting.counts(petition.pk for petition in petitions)
    context = {"petitions": [(petition, counts[petition.pk]) for petition in petitions]}
    return render(request, "petitions/petition_list.html", context)


@require_safe
@public_page(**LIVE, params=("for",), never_kept=("for",))
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    """`for` is the reference of the person for whom a visitor came here to sign."""
    form = SignatureForm(initial={"for": request.GET.get("for", "")[:20]})
    context = petition_context(_petition(slug), form)
    return render(request, "petitions/petition_detail.html", context)


@sensitive_post_parameters()
@never_cache
@public_form("POST")
@on_the_beat
def sign(request: HttpRequest, slug: str) -> HttpResponse:
    petition = _petition_to_sign(slug)
    # Where nothing can be signed the page has no form that a mistake could stand beside.
    form = SignatureForm(request.POST if petition.is_open() else None)
    if form.is_valid():
        signing.sign([petition], form.signing(language=get_language() or "en"))
        return see_other("petitions:check-your-email", slug=slug)
    context = petition_context(petition, form)
    return render(request, "petitions/petition_detail.html", context, status=422)


def petition_context(petition: Petition, form: SignatureForm) -> dict[str, Any]:
    """For the template, and for the preview of a draft."""
    people = Detainee.objects.published()
    if petition.people.exists():
        people = people.filter(petitions=petition)
    signed_for = parse_reference(str(form["for"].value() or ""))
    by_country = counting.by_country(petition.pk)
    return {
        "petition": petition,
        "form": form,
        "people": public_profiles(people.for_cards()[:PEOPLE_SHOWN]),
        "total": people.count(),
        "for_person": next(
            iter(public_profiles(people.filter(pk=signed_for).for_cards() if signed_for else [])),
            None,
        ),
        # The sum, and not asked for apart: what stands on one page is of one moment.
        "count": sum(by_country.values()),
        "as_of": timezone.now(),
        "by_country": by_country,
        "countries": counting.countries(petition.pk),
    }


@sensitive_post_parameters()
@public_form("GET", "HEAD", "POST")
@on_the_beat
@public_page()
def check_your_email(request: HttpRequest, slug: str) -> HttpResponse:
    """Asks to open the mail, and takes the code from people who would rather type than click."""
    petition = _petition(slug)
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        given = form.cleaned_data
        if token := signing.token_for_code(petition, given["email"], given["code"]):
            return see_other("petitions:confirm", token=token)
        form.add_error("code", _("This address and this code do not belong together."))
    context = {"petition": petition, "form": form}
    response = render(request, "petitions/check_your_email.html", context)
    if form.is_bound:
        response.status_code = 422
        add_never_cache_headers(response)
    return response


@never_cache
@public_form("GET", "HEAD", "POST")
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Shows what is signed and a button. Only the button confirms: mail scanners open every link."""
    pressed = request.method == "POST"
    if pressed:
        signatures = signing.confirm(token, seen=request.POST.get("seen", ""))
    else:
        signatures = signing.find(token)
    if not signatures:
        return _dead_link(request)
    confirmed = all(signature.confirmed_at for signature in signatures)
    if pressed and confirmed:
        return see_other("petitions:thank-you", slug=signatures[0].petition.slug)
    context = {
        "signature": signatures[0],
        "signatures": signatures,
        "token": token,
        "version": signing.version(signatures),
        "confirmed": confirmed,
        "changed": pressed,
    }
    return render(request, "petitions/confirm.html", context, status=409 if pressed else 200)


@never_cache
@public_form("POST")
def not_me(request: HttpRequest, token: str) -> HttpResponse:
    """“It was not me”: the signature is erased, and that address gets no more mail."""
    if not signing.refuse(token):
        return _dead_link(request)
    return render(request, "petitions/refused.html")


def _dead_link(request: HttpRequest) -> HttpResponse:
    """One answer for a link that is wrong, too old, of another purpose or already refused."""
    return render(request, "petitions/dead_link.html", status=404)


@csrf_exempt  # a POST is refused as such (405), not for want of a token
@never_cache
@require_safe
def thank_you(request: HttpRequest, slug: str) -> HttpResponse:
    petition = _petition(slug)
    context = {"petition": petition, "count": counting.count(petition.pk)}
    return render(request, "petitions/thank_you.html", context)


@require_safe
@live_page
def count_json(request: HttpRequest, slug: str) -> HttpResponse:
    petition = _petition(slug)
    as_of = timezone.now()
    answer: dict[str, Any] = {
        "petition": petition.slug,
        "count": counting.count(petition.pk),
        "goal": petition.goal,
        "as_of": as_of.isoformat(timespec="seconds"),
    }
    # A number for everybody: other sites may show it.
    headers = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}
    return JsonResponse(answer, headers=headers)


def _petition(slug: str) -> Petition:
    return published_or_gone(
        Petition.objects.published().select_related("addressee"),
        Petition.objects.withdrawn(),
        slug,
    )


def _petition_to_sign(slug: str) -> Petition:
    """Hundreds may sign in a second: it is looked up once, until staff change something."""
    key = f"petition-{edition()}-{slug}"
    petition: Petition | None = cache.get(key)
    if petition is None:
        petition = _petition(slug)
        cache.set(key, petition, PETITION_KEPT)
    return petition
