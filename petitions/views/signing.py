"""From the form to the thanks: sign, look at your mail, confirm."""

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from campaign.http import on_the_beat, public_form, see_other
from campaign.pages import edition, public_page
from petitions import counting, signing
from petitions.forms import CodeForm, SignatureForm
from petitions.models import Petition
from petitions.views.pages import petition_context, published_petition

PETITION_KEPT = 5  # seconds, for who signs it


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


@sensitive_post_parameters()
@public_form("GET", "HEAD", "POST")
@on_the_beat
@public_page()
def check_your_email(request: HttpRequest, slug: str) -> HttpResponse:
    """Asks to open the mail, and takes the code from people who would rather type than click."""
    petition = published_petition(slug)
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
    petition = published_petition(slug)
    context = {"petition": petition, "count": counting.count(petition.pk)}
    return render(request, "petitions/thank_you.html", context)


def _petition_to_sign(slug: str) -> Petition:
    """Hundreds may sign in a second: it is looked up once, until staff change something."""
    key = f"petition-{edition()}-{slug}"
    petition: Petition | None = cache.get(key)
    if petition is None:
        petition = published_petition(slug)
        cache.set(key, petition, PETITION_KEPT)
    return petition
