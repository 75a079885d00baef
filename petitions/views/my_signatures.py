"""A signer's own page: they get a link to it by email, and change their signatures there."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from campaign.web import rate_limits
from campaign.web.models import Use
from campaign.web.page_cache import public_page
from campaign.web.responses import NO_STORE, constant_time, no_store, public_form, see_other
from petitions.models import Signature
from petitions.signers import data_export, my_signatures
from petitions.signers.my_signatures import SignerPage
from petitions.signers.preferences import PreferencesForm
from petitions.signing.forms import AddressForm
from petitions.transparency import receipts
from profiles.models import Detainee
from profiles.public.profile import PublicProfile, public_profiles


@sensitive_post_parameters()
@public_form("GET", "HEAD", "POST")
@constant_time
@public_page()
def request_link(request: HttpRequest) -> HttpResponse:
    """Takes an email address. The answer and its timing are the same whether or not it has signed."""
    form = AddressForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        # Over the limit the answer is the same, and no email goes out to any address.
        if not rate_limits.is_limited(request, Use.LINKS):
            my_signatures.request_link(form.cleaned_data["email"], get_language() or "en")
        return see_other("petitions:mine-sent")
    response = render(request, "petitions/mine_ask.html", {"form": form})
    if form.is_bound:
        response.status_code = 422
        response.headers["Cache-Control"] = NO_STORE
    return response


@require_safe
@public_page()
def link_sent(request: HttpRequest) -> HttpResponse:
    return render(request, "petitions/mine_sent.html")


@sensitive_post_parameters()
@no_store
@public_form("GET", "HEAD", "POST")
def own_page(request: HttpRequest, token: str) -> HttpResponse:
    """Shows all signatures. A POST changes how one is shown, and whether its signer gets updates."""
    found = my_signatures.find_page(token)
    if found is None:
        return _dead_link(request)
    if request.method != "POST":
        return _own_page(request, token, found)
    signature = _chosen(found, request.POST.get("signature", ""))
    if signature is None:  # erased meanwhile, in another window
        return see_other("petitions:mine", token=token)
    form = PreferencesForm(request.POST, signature=signature)
    if not form.is_valid():
        return _own_page(request, token, found, form)
    my_signatures.change_preferences(found, signature, **form.preferences(get_language() or "en"))
    response = see_other("petitions:mine", token=token)
    return HttpResponseRedirect(f"{response.url}#s{signature.pk}", status=303)


@no_store
@public_form("GET", "HEAD", "POST")
def erase(request: HttpRequest, token: str, pk: int | None = None) -> HttpResponse:
    """Asks for confirmation, then erases one signature, or without `pk` all of them."""
    found = my_signatures.find_page(token)
    if found is None:
        return _dead_link(request)
    chosen = [each for each in found.signatures if pk in {None, each.pk}]
    if request.method == "POST":
        my_signatures.erase_signatures(found, chosen)
        return see_other("petitions:mine", token=token)
    if not chosen:
        return see_other("petitions:mine", token=token)
    context = {
        "token": token,
        "signatures": chosen,
        "pk": pk,
        "dossier_days": settings.DOSSIER_DAYS,
    }
    return render(request, "petitions/mine_erase.html", context)


@no_store
@public_form("GET", "HEAD")
def download(request: HttpRequest, token: str) -> HttpResponse:
    """All data stored about the signer, as a file."""
    found = my_signatures.find_page(token)
    if found is None:
        return _dead_link(request)
    return JsonResponse(
        data_export.contents(found),
        json_dumps_params={"indent": 1, "ensure_ascii": False},
        headers={"Content-Disposition": 'attachment; filename="my-signatures.json"'},
    )


def _own_page(
    request: HttpRequest, token: str, found: SignerPage, mistaken: PreferencesForm | None = None
) -> HttpResponse:
    people = _people(found.signatures)
    context = {
        "token": token,
        "mistaken": mistaken,
        "signatures": [
            {
                "signature": each,
                "form": mistaken
                if mistaken and mistaken.signature == each
                else PreferencesForm(signature=each),
                "person": people.get(each.signed_for_id),
                "receipt": _receipt(each),
            }
            for each in found.signatures
        ],
    }
    return render(request, "petitions/mine.html", context, status=422 if mistaken else 200)


def _receipt(signature: Signature) -> dict[str, Any] | None:
    if not signature.petition.is_published:
        return None  # the page for checking it is not public
    receipt = receipts.signature_receipt(signature)
    return receipts.receipt_context(receipt) if receipt else None


def _people(signatures: list[Signature]) -> dict[int | None, PublicProfile]:
    """The people that the signatures are for, by the id in `signed_for`, which may be of a merged profile."""
    wanted = {each.signed_for_id for each in signatures if each.signed_for_id}
    if not wanted:
        return {}
    people = list(Detainee.objects.published().following_merges(wanted).for_cards())
    shown: dict[int | None, PublicProfile] = {
        person.pk: card for person, card in zip(people, public_profiles(people), strict=True)
    }
    merged = Detainee.objects.filter(pk__in=wanted - shown.keys(), merged_into__in=shown)
    return shown | {pk: shown[now] for pk, now in merged.values_list("pk", "merged_into")}


def _chosen(found: SignerPage, pk: str) -> Signature | None:
    return next((each for each in found.signatures if str(each.pk) == pk), None)


def _dead_link(request: HttpRequest) -> HttpResponse:
    return render(request, "petitions/mine_dead.html", status=404)
