"""The letter that a reader writes for one detained person."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.views.decorators.debug import sensitive_post_parameters

from campaign.web.page_cache import public_page
from campaign.web.responses import NO_STORE, public_form
from petitions.handover.letters import Letter, LetterForm
from petitions.models import Petition
from petitions.views.pages import published_petition
from profiles.models import Detainee
from profiles.models.references import parse_reference
from profiles.public.profile import PublicProfile


@sensitive_post_parameters()
@public_form("GET", "HEAD", "POST")
@public_page()
def letter(request: HttpRequest, slug: str, reference: str) -> HttpResponse:
    """The letter to change. Posted by a browser without JavaScript, it comes back as changed, and is stored nowhere."""
    petition = published_petition(slug)
    people = Detainee.objects.published().unresolved().for_story()
    detainee = people.filter(pk=parse_reference(reference) or 0).first()
    if detainee is None or not Petition.objects.about(detainee.pk).filter(pk=petition.pk).exists():
        raise Http404
    if reference != detainee.reference:
        return HttpResponsePermanentRedirect(petition.letter_url(detainee))
    written = Letter.about(PublicProfile(detainee), petition)
    if request.method != "POST":
        return render(request, "petitions/letter.html", {"letter": written})
    form = LetterForm(request.POST)
    if form.is_valid():
        written = written.edited(form.cleaned_data["letter"])
    elif typed := request.POST.get("letter", "").strip():
        written = written.edited(typed)  # to put right; an empty one starts anew
    context = {"letter": written, "form": form, "is_ready": form.is_valid()}
    status = 200 if form.is_valid() else 422
    response = render(request, "petitions/letter.html", context, status=status)
    response.headers["Cache-Control"] = NO_STORE
    return response
