"""The letter that a reader writes for one person."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.views.decorators.http import require_safe

from campaign.web.page_cache import public_page
from petitions.handover.letters import Letter
from petitions.models import Petition
from petitions.views.pages import published_petition
from profiles.models import Detainee
from profiles.models.references import parse_reference
from profiles.public.profile import PublicProfile


@require_safe
@public_page()
def letter(request: HttpRequest, slug: str, reference: str) -> HttpResponse:
    petition = published_petition(slug)
    people = Detainee.objects.published().unresolved().for_story()
    detainee = people.filter(pk=parse_reference(reference) or 0).first()
    if detainee is None or not Petition.objects.about(detainee.pk).filter(pk=petition.pk).exists():
        raise Http404
    if reference != detainee.reference:
        return HttpResponsePermanentRedirect(petition.letter_url(detainee))
    context = {"letter": Letter.about(PublicProfile(detainee), petition)}
    return render(request, "petitions/letter.html", context)
