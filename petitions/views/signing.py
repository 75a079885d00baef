"""From the form to the thank-you page: sign, check your email, confirm."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from campaign.web import errors, rate_limits
from campaign.web.models import Use
from campaign.web.page_cache import public_page
from campaign.web.responses import constant_time, public_form, see_other
from petitions.counting import pause, tallies
from petitions.models import Petition, Signature
from petitions.moderation import proof_of_work, screening
from petitions.signers import erasure
from petitions.signing import known_petitions
from petitions.signing.confirm import (
    confirm_signatures,
    find_signatures,
    shown_version,
    token_for_code,
)
from petitions.signing.forms import MAX_FURTHER, CodeForm, SignatureForm
from petitions.signing.sign import sign_petitions
from petitions.views import receipts
from petitions.views.pages import petition_context, published_petition
from profiles.models import Detainee
from profiles.models.references import parse_reference
from profiles.public.profile import PublicProfile, public_profiles

RETRY_AFTER = 600  # seconds, for the header of that name while signing is paused


@sensitive_post_parameters()
@never_cache
@public_form("POST")
@constant_time
def sign(request: HttpRequest, slug: str) -> HttpResponse:
    petition = _petition_to_sign(slug)
    if petition.is_open() and pause.current().signing_paused:
        return _not_now(request, petition)
    # The page of a closed petition has no form, so it has no place for form errors.
    form = SignatureForm(request.POST if petition.is_open() else None)
    if form.is_valid():
        petitions = [petition, *_open_now(form.cleaned_data["also"])]
        given = form.to_input(
            language=get_language() or "en",
            proven=_is_proven(request, petition),
            came_from=screening.origin(request),
        )
        sign_petitions([each.pk for each in petitions], given)
        return see_other("petitions:check-your-email", slug=slug)
    context = petition_context(petition, form)
    return render(request, "petitions/petition_detail.html", context, status=422)


def _not_now(request: HttpRequest, petition: Petition) -> HttpResponse:
    """The form as typed, under the notice. It is neither validated nor stored."""
    typed = request.POST.dict() | {"also": request.POST.getlist("also")}
    context = petition_context(petition, SignatureForm(initial=typed)) | {"typed": True}
    response = render(request, "petitions/petition_detail.html", context, status=503)
    return errors.with_retry_after(response, RETRY_AFTER)


@sensitive_post_parameters()
@public_form("GET", "HEAD", "POST")
@constant_time
@public_page()
def check_your_email(request: HttpRequest, slug: str) -> HttpResponse:
    """Asks the signer to check their email. Takes the code from people who type it instead of clicking."""
    petition = published_petition(slug)
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        given = form.cleaned_data
        came_from = screening.origin(request)
        # Over the limit the answer is that for a wrong code, after the same work.
        limited = bool(came_from and rate_limits.take_tokens([(Use.CODES, came_from.host)]))
        token = token_for_code(petition, given["email"], given["code"])
        if token and not limited:
            return see_other("petitions:confirm", token=token)
        form.add_error("code", _("This code does not match this email address. Check both."))
    context = {"petition": petition, "form": form}
    response = render(request, "petitions/check_your_email.html", context)
    if form.is_bound:
        response.status_code = 422
        add_never_cache_headers(response)
    return response


@never_cache
@public_form("GET", "HEAD", "POST")
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Shows the signatures and a button. Only the button confirms, because mail scanners open every link."""
    pressed = request.method == "POST"
    if pressed:
        signatures, too_late = confirm_signatures(token, seen=request.POST.get("seen", ""))
    else:
        signatures, too_late = find_signatures(token)
    if not signatures:
        return _dead_link(request)
    asked = [signature for signature in signatures if signature.confirmed_at is None]
    if pressed and not asked:
        response = _redirect_to_thanks(signatures)
        receipts.set_cookie(request, response, signatures)
        return response
    context = {
        "asked": _grouped_by_details(asked),
        "number": len(asked),
        "signed": [signature for signature in signatures if signature not in asked],
        "closed": too_late,
        "token": token,
        "version": shown_version(signatures),
        "changed": pressed,
    }
    return render(request, "petitions/confirm.html", context, status=409 if pressed else 200)


def _grouped_by_details(signatures: list[Signature]) -> list[dict[str, object]]:
    """Signatures grouped by name and details. There are several groups only if an address was used twice.

    The page shows all details, because the button confirms exactly what was shown.
    """
    groups: dict[tuple[object, ...], list[Signature]] = {}
    for each in signatures:
        given = (each.known_details, str(each.country), each.visibility, each.wants_updates)
        groups.setdefault(given, []).append(each)
    return [
        {"signatures": group, "given": group[0], "people": _public_people(group)}
        for group in groups.values()
    ]


def _public_people(signatures: list[Signature]) -> list[PublicProfile]:
    """The people that the signatures are for."""
    wanted = {each.signed_for_id for each in signatures if each.signed_for_id}
    if not wanted:
        return []
    return public_profiles(Detainee.objects.published().following_merges(wanted).for_cards())


def _redirect_to_thanks(signatures: list[Signature]) -> HttpResponse:
    """To the first petition's thank-you page. The URL only names the other petitions and the person."""
    first, *others = signatures
    query: dict[str, str | list[str]] = {"also": [each.petition.slug for each in others]}
    if person := next((each.signed_for_id for each in signatures if each.signed_for_id), None):
        query["for"] = Detainee(pk=person).reference
    return see_other("petitions:thank-you", query, slug=first.petition.slug)


@never_cache
@public_form("POST")
def not_me(request: HttpRequest, token: str) -> HttpResponse:
    """“It was not me”: erases the signature, and that address gets no more email."""
    if not erasure.refuse(token):
        return _dead_link(request)
    return render(request, "petitions/refused.html")


def _dead_link(request: HttpRequest) -> HttpResponse:
    """The same answer for a link that is wrong, expired, for another purpose or already refused."""
    return render(request, "petitions/dead_link.html", status=404)


@csrf_exempt  # a POST gets a 405, not an error about a missing CSRF token
@never_cache
@require_safe
def thank_you(request: HttpRequest, slug: str) -> HttpResponse:
    """Parameters: `also` has the slugs of the other petitions signed, `for` the person's reference."""
    petition = published_petition(slug)
    also = request.GET.getlist("also")[:MAX_FURTHER]
    others = Petition.objects.published().exclude(pk=petition.pk).filter(slug__in=also)
    signed = [petition, *others.order_by("pk")]
    counts = tallies.counts(each.pk for each in signed)
    person = parse_reference(request.GET.get("for", "")) or 0
    people = Detainee.objects.published().following_merges([person])
    context = {
        "petition": petition,
        "signed": [(each, counts[each.pk]) for each in signed],
        "count": counts[petition.pk],
        "person": next(iter(public_profiles(people.for_cards())), None),
        "receipts": receipts.read_cookie(request),
    }
    response = render(request, "petitions/thank_you.html", context)
    receipts.delete_cookie(request, response)
    return response


def _is_proven(request: HttpRequest, petition: Petition) -> bool:
    """Uses the email address as typed, because the browser knows no other form of it."""
    given = [request.POST.get(name, "") for name in ("challenge", "email", "proof")]
    return petition.asks_proof and proof_of_work.is_valid(petition.slug, *given)


def _petition_to_sign(slug: str) -> Petition:
    return known_petitions.published(slug) or published_petition(slug)  # which answers 404 or 410


def _open_now(slugs: list[str]) -> list[Petition]:
    """Those of them that are open. The page does not mention the others; the email names what was signed."""
    found = map(known_petitions.published, slugs)
    return [petition for petition in found if petition and petition.is_open()]
