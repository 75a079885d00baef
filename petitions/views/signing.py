"""From the form to the thanks: sign, look at your mail, confirm."""

from typing import Any

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

from campaign.web import errors, rate_limits
from campaign.web.models import Use
from campaign.web.page_cache import public_page, version
from campaign.web.responses import constant_time, public_form, see_other
from petitions.counting import pause, tallies
from petitions.models import Petition, Signature
from petitions.moderation import proof_of_work, screening
from petitions.signers import erasure
from petitions.signing.confirm import (
    confirm_signatures,
    find_signatures,
    shown_version,
    signatures_too_late,
    token_for_code,
)
from petitions.signing.forms import MAX_FURTHER, CodeForm, SignatureForm
from petitions.signing.sign import sign_petitions
from petitions.views import receipts
from petitions.views.pages import petition_context, published_petition
from profiles.models import Detainee
from profiles.models.references import parse_reference
from profiles.public.profile import PublicProfile, public_profiles

PETITION_KEPT = 5  # seconds, for who signs it
RETRY_AFTER = 600  # seconds, told to programs while signing is paused


@sensitive_post_parameters()
@never_cache
@public_form("POST")
@constant_time
def sign(request: HttpRequest, slug: str) -> HttpResponse:
    petition = _petition_to_sign(slug)
    if petition.is_open() and pause.current().signing_paused:
        return _not_now(request, petition)
    # Where nothing can be signed the page has no form that a mistake could stand beside.
    form = SignatureForm(request.POST if petition.is_open() else None)
    if form.is_valid():
        petitions = [petition, *_open_now(form.cleaned_data["also"])]
        given = form.to_input(
            language=get_language() or "en",
            proven=_is_proven(request, petition),
            came_from=screening.origin(request),
        )
        sign_petitions(petitions, given)
        return see_other("petitions:check-your-email", slug=slug)
    context = petition_context(petition, form)
    return render(request, "petitions/petition_detail.html", context, status=422)


def _not_now(request: HttpRequest, petition: Petition) -> HttpResponse:
    """The form as it was typed, under the notice; nothing is judged and nothing kept."""
    typed = request.POST.dict() | {"also": request.POST.getlist("also")}
    context = petition_context(petition, SignatureForm(initial=typed)) | {"typed": True}
    response = render(request, "petitions/petition_detail.html", context, status=503)
    return errors.with_retry_after(response, RETRY_AFTER)


@sensitive_post_parameters()
@public_form("GET", "HEAD", "POST")
@constant_time
@public_page()
def check_your_email(request: HttpRequest, slug: str) -> HttpResponse:
    """Asks to open the mail, and takes the code from people who would rather type than click."""
    petition = published_petition(slug)
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        given = form.cleaned_data
        came_from = screening.origin(request)
        # Over the limit the answer is that to a wrong code, after the same work.
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
    """Shows what is signed and a button. Only the button confirms: mail scanners open every link."""
    pressed = request.method == "POST"
    if pressed:
        signatures = confirm_signatures(token, seen=request.POST.get("seen", ""))
    else:
        signatures = find_signatures(token)
    if not signatures:
        return _dead_link(request)
    asked = [signature for signature in signatures if signature.confirmed_at is None]
    if pressed and not asked:
        response = _to_the_thanks(signatures)
        receipts.hand_over(request, response, signatures)
        return response
    context = {
        "asked": _by_what_was_given(asked),
        "number": len(asked),
        "signed": [signature for signature in signatures if signature not in asked],
        "closed": signatures_too_late(token),
        "token": token,
        "version": shown_version(signatures),
        "changed": pressed,
    }
    return render(request, "petitions/confirm.html", context, status=409 if pressed else 200)


def _by_what_was_given(signatures: list[Signature]) -> list[dict[str, Any]]:
    """Signatures with the same name and details together: one group, unless an address was used twice.

    They are shown whole, since what was shown is what the button confirms.
    """
    groups: dict[tuple[object, ...], list[Signature]] = {}
    for each in signatures:
        given = (each.name, str(each.country), each.city, each.comment, each.visibility,
                 each.wants_updates)  # fmt: skip
        groups.setdefault(given, []).append(each)
    return [
        {"signatures": group, "given": group[0], "people": _public_people(group)}
        for group in groups.values()
    ]


def _public_people(signatures: list[Signature]) -> list[PublicProfile]:
    """For whom they are given."""
    wanted = {each.signed_for_id for each in signatures if each.signed_for_id}
    people = Detainee.objects.published().following_merges(wanted)
    return public_profiles(people.for_cards() if wanted else ())


def _to_the_thanks(signatures: list[Signature]) -> HttpResponse:
    """The page of the first; which others there are, and for whom, is in its address and nothing else."""
    first, *others = signatures
    query: dict[str, Any] = {"also": [each.petition.slug for each in others]}
    if person := next((each.signed_for_id for each in signatures if each.signed_for_id), None):
        query["for"] = Detainee(pk=person).reference
    return see_other("petitions:thank-you", query, slug=first.petition.slug)


@never_cache
@public_form("POST")
def not_me(request: HttpRequest, token: str) -> HttpResponse:
    """“It was not me”: the signature is erased, and that address gets no more mail."""
    if not erasure.refuse(token):
        return _dead_link(request)
    return render(request, "petitions/refused.html")


def _dead_link(request: HttpRequest) -> HttpResponse:
    """One answer for a link that is wrong, too old, of another purpose or already refused."""
    return render(request, "petitions/dead_link.html", status=404)


@csrf_exempt  # a POST is refused as such (405), not for want of a token
@never_cache
@require_safe
def thank_you(request: HttpRequest, slug: str) -> HttpResponse:
    """`also` and `for`: what else was signed along, and the person for whom."""
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
        "receipts": receipts.handed_over(request),
    }
    response = render(request, "petitions/thank_you.html", context)
    receipts.take_back(request, response)
    return response


def _is_proven(request: HttpRequest, petition: Petition) -> bool:
    """For the address as it was typed: a browser knows of no other form."""
    given = [request.POST.get(name, "") for name in ("challenge", "email", "proof")]
    return petition.asks_proof and proof_of_work.holds(petition.slug, *given)


def _petition_to_sign(slug: str) -> Petition:
    """Hundreds may sign in a second: it is looked up once, until staff change something."""
    [petition] = _looked_up([slug])
    if petition is None:
        return published_petition(slug)  # which answers that there is none, or none any more
    return petition


def _open_now(slugs: list[str]) -> list[Petition]:
    """Those that can be signed; of the others nothing is said here, the mail names what was signed."""
    return [petition for petition in _looked_up(slugs) if petition and petition.is_open()]


def _looked_up(slugs: list[str]) -> list[Petition | None]:
    keys = {slug: f"petition-{version()}-{slug}" for slug in slugs}
    kept: dict[str, Petition | None] = cache.get_many(keys.values())
    if missing := [slug for slug in slugs if keys[slug] not in kept]:
        published = Petition.objects.published().select_related("addressee")
        found = published.filter(slug__in=missing).in_bulk(field_name="slug")
        new = {keys[slug]: found.get(slug) for slug in missing}
        cache.set_many(new, PETITION_KEPT)
        kept |= new
    return [kept[keys[slug]] for slug in slugs]
