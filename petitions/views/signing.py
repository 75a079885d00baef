"""From the form to the thank-you page: sign, check your email, confirm."""

import re
from functools import lru_cache

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from campaign.web import errors, rate_limits
from campaign.web.models import Use
from campaign.web.page_cache import public_page
from campaign.web.page_parts import page_parts
from campaign.web.responses import (
    NO_STORE,
    HttpResponseSeeOther,
    constant_time,
    no_store,
    public_form,
    see_other,
)
from petitions.counting import pause, tallies
from petitions.models import Petition, Signature
from petitions.moderation import proof_of_work, screening
from petitions.outreach.next_steps import next_steps
from petitions.outreach.shares import person_share, petition_share
from petitions.signers import erasure
from petitions.signing import known_petitions, shown
from petitions.signing.confirm import (
    Behind,
    confirm_signatures,
    find_signatures,
    token_for_code,
)
from petitions.signing.fields import MAX_FURTHER
from petitions.signing.forms import (
    CodeForm,
    SignatureForm,
    clean_signature,
    to_input,
    typed_values,
)
from petitions.signing.sign import sign_petitions
from petitions.views import receipts
from petitions.views.pages import published_petition
from petitions.views.sign_again import not_open, sign_again
from profiles.models import Detainee
from profiles.models.references import parse_reference
from profiles.public.profile import PublicProfile, public_profiles

_IS_ID = re.compile(r"[1-9][0-9]{0,17}")
RETRY_AFTER = 600  # seconds, for the header of that name while signing is paused


@sensitive_post_parameters()
@no_store
@public_form("GET", "HEAD", "POST")
def sign(request: HttpRequest, slug: str) -> HttpResponse:
    petition = _petition_to_sign(slug)
    if (
        request.method != "POST"
    ):  # someone came back to a form that had mistakes, with a new request
        return HttpResponseSeeOther(f"{petition.get_absolute_url()}#sign")
    if not petition.is_open():
        return not_open(request, petition)
    if pause.current().signing_paused:
        return _not_now(request, petition)
    cleaned = clean_signature(request.POST)
    if cleaned is None:
        return _form_again(request, petition, SignatureForm(request.POST), status=422)
    petitions = [petition, *_open_now(cleaned["also"])]
    proven = _is_proven(request, petition)
    if _ask_proof(petitions) and not proven and not cleaned["without_proof"]:
        form = SignatureForm(request.POST)
        form.ask_for_proof()
        return _form_again(request, petition, form, status=422)
    language = get_language() or "en"
    given = to_input(
        cleaned,
        language=language,
        proven=proven,
        came_from=screening.origin(request),
    )
    sign_petitions([each.pk for each in petitions], given)
    return HttpResponseSeeOther(_next_page(slug, language))


@lru_cache(maxsize=256)  # of published petitions only
def _next_page(slug: str, language: str) -> str:
    return reverse("petitions:check-your-email", kwargs={"slug": slug})


def _form_again(
    request: HttpRequest, petition: Petition, form: SignatureForm, *, status: int, notice: str = ""
) -> HttpResponse:
    """The form as typed, with its mistakes and questions. It offers only the further letters that were ticked."""
    ticked = SignatureForm.base_fields["also"].clean(request.POST.getlist("also"))
    along = [each for each in _open_now(ticked) if each != petition]
    challenge = proof = ""
    if _ask_proof([petition, *along]):
        # A valid proof stays valid while the address stays the same, so the browser need not work again.
        # Not if the address is now the one that we suggested.
        if _is_proven(request, petition) and form["email"].value() == request.POST.get("email"):
            challenge, proof = request.POST["challenge"], request.POST["proof"]
        else:
            challenge = proof_of_work.new_challenge(petition.slug)
    return sign_again(
        request,
        petition,
        form,
        status=status,
        along=along,
        challenge=challenge,
        proof=proof,
        notice=notice,
    )


def _not_now(request: HttpRequest, petition: Petition) -> HttpResponse:
    """The form as typed, under the notice. It is neither validated nor stored."""
    form = SignatureForm(initial=typed_values(request.POST))
    notice = pause.current().notice
    response = _form_again(request, petition, form, status=503, notice=notice)
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
        # Over the limit the answer is that for a wrong code, after the same work.
        limited = rate_limits.is_limited(request, Use.CODES)
        token = token_for_code(petition, given["email"], given["code"])
        if token and not limited:
            return see_other("petitions:confirm", token=token)
        form.add_error("code", _("This code does not match this email address. Check both."))
    context = {"petition": petition, "form": form}
    response = render(request, "petitions/check_your_email.html", context)
    if form.is_bound:
        response.status_code = 422
        response.headers["Cache-Control"] = NO_STORE
    return response


@no_store
@public_form("GET", "HEAD", "POST")
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Shows the signatures and a button. Only the button confirms, because mail scanners open every link."""
    letters = request.POST.getlist(
        "letter"
    )  # as ticked; the first is empty, so that none is a choice too
    pressed = request.method == "POST" and letters != [""]
    if pressed:
        behind = confirm_signatures(
            token,
            seen=request.POST.get("seen", ""),
            chosen=set(map(int, filter(_IS_ID.fullmatch, letters))) if letters else None,
            parts=receipts.browser_parts(request),
        )
    else:
        behind = find_signatures(token)
    signatures = behind.signatures
    if not signatures:
        return _dead_link(request)
    asked = [signature for signature in signatures if signature.confirmed_at is None]
    if pressed and not asked:
        return _redirect_to_thanks(request, behind)
    context = {
        "asked": _grouped_by_details(asked),
        "number": len(asked),
        "signed": [signature for signature in signatures if signature not in asked],
        "closed": behind.too_late,
        "looked_at_first": any(each.is_looked_at_first for each in signatures),
        "token": token,
        "seen": shown.to_form(token, asked),
        "changed": pressed,
        "none_ticked": letters == [""],
    }
    content = render_to_string("petitions/_confirm.html", context)
    title = _title(len(asked), len(signatures))
    start, end = page_parts(
        request, "petitions/confirm.html", {"title": title}, slots=("content",), key=title
    )
    status = 409 if pressed else 422 if letters else 200
    return HttpResponse(f"{start}{content}{end}", status=status)


def _title(asked: int, signed: int) -> str:
    if asked:
        return ngettext("Confirm your signature", "Confirm your signatures", asked)
    return ngettext("Your signature", "Your signatures", signed)


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


def _redirect_to_thanks(request: HttpRequest, behind: Behind) -> HttpResponse:
    """To the first petition's thank-you page. The URL only names the other petitions and the person.

    Whoever opens the link later gets the page without all this, as anyone does.
    """
    if not behind.pressed:
        return see_other("petitions:thank-you", slug=behind.signatures[0].petition.slug)
    first, *others = behind.pressed
    query: dict[str, str | list[str]] = {"also": [each.petition.slug for each in others]}
    if person := next((each.signed_for_id for each in behind.pressed if each.signed_for_id), None):
        query["for"] = Detainee(pk=person).reference
    response = see_other("petitions:thank-you", query, slug=first.petition.slug)
    receipts.set_cookie(request, response, behind.pressed)
    return response


@no_store
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
@no_store
@require_safe
def thank_you(request: HttpRequest, slug: str) -> HttpResponse:
    """Thanks those who come from the confirm button, with its cookie. Others, such as a friend, can sign here.

    Parameters: `also` has the slugs of the other petitions signed, `for` the person's reference.
    """
    petition = published_petition(slug)
    also = request.GET.getlist("also")[:MAX_FURTHER]
    others = Petition.objects.published().exclude(pk=petition.pk).filter(slug__in=also)
    signed = [petition, *others.order_by("pk")]
    counts = tallies.counts(each.pk for each in signed)
    reference = parse_reference(request.GET.get("for", "")) or 0
    people = Detainee.objects.published().following_merges([reference]).for_cards()
    person = next(iter(public_profiles(people)), None)
    own_receipts = receipts.read_cookie(request)
    signed_for = parse_reference(person.reference) if person else None
    context = {
        "petition": petition,
        "title": _("Thank you") if own_receipts else petition.title,
        "signed": [(each, counts[each.pk]) for each in signed],
        "count": counts[petition.pk],
        "person": person,
        "receipts": own_receipts,
        "next": next_steps(signed, signed_for) if own_receipts else None,
        "share": person_share(person, can_be_signed=petition.is_open())
        if person
        else petition_share(petition),
    }
    response = render(request, "petitions/thank_you.html", context)
    receipts.delete_cookie(request, response)
    return response


def _is_proven(request: HttpRequest, petition: Petition) -> bool:
    """Uses the email address as typed, because the browser knows no other form of it."""
    given = [request.POST.get(name, "") for name in ("challenge", "email", "proof")]
    return proof_of_work.is_valid(petition.slug, *given)


def _ask_proof(petitions: list[Petition]) -> bool:
    """Whether one of them asks for a proof. One for the first petition is good for all of them."""
    return any(petition.asks_proof for petition in petitions)


def _petition_to_sign(slug: str) -> Petition:
    return known_petitions.published(slug) or published_petition(slug)  # which answers 404 or 410


def _open_now(slugs: list[str]) -> list[Petition]:
    """Those of them that are open. The page does not mention the others; the email names what was signed."""
    found = map(known_petitions.published, slugs)
    return [petition for petition in found if petition and petition.is_open()]
