"""The public register of deliveries, and the addressees' answers."""

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from campaign.web.page_cache import public_page
from campaign.web.responses import no_store
from petitions.handover import documents, register
from petitions.models import Response
from petitions.views.pages import published_petition


@require_safe
@public_page()
def delivery_register(request: HttpRequest) -> HttpResponse:
    context = {"deliveries": register.public_deliveries()}
    return render(request, "petitions/deliveries.html", context)


@csrf_exempt  # a POST gets a 405, not an error about a missing CSRF token
@no_store
@require_safe
def answer_document(request: HttpRequest, slug: str, pk: int) -> FileResponse:
    """The addressee's answer, as long as it, the delivery and the petition are public. pk: of the delivery."""
    delivery = get_object_or_404(published_petition(slug).deliveries.published(), pk=pk)
    response = get_object_or_404(Response.objects.published(), delivery=delivery)
    return documents.download_response(response, f"answer-to-{slug}.pdf")
