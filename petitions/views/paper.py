"""The sheet to sign on paper."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from campaign.documents import pdf
from campaign.web.page_cache import public_page
from petitions.handover import dossier_documents
from petitions.views.pages import published_petition

SIZES = {"a4": "a4", "letter": "us-letter"}


@require_safe
@public_page(
    cache_seconds=3600, max_age=60, stale_while_revalidate=60
)  # setting it takes a fifth of a second
def sheet(request: HttpRequest, slug: str, size: str) -> HttpResponse:
    """For as long as the petition takes signatures. size: a4 or letter."""
    petition = published_petition(slug)
    if size not in SIZES or not petition.is_open():
        raise Http404
    made = pdf.render_pdf(
        "sheet", dossier_documents.sheet(petition, SIZES[size]), language=get_language() or "en"
    )
    return HttpResponse(
        made,
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{slug}-{size}.pdf"'},
    )
