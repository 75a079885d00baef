"""The sheet for signing on paper."""

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
)  # making the PDF takes 0.2 seconds
def sheet(request: HttpRequest, slug: str, size: str) -> HttpResponse:
    """A PDF, as long as the petition is open. size: a4 or letter."""
    petition = published_petition(slug)
    if size not in SIZES or not petition.is_open():
        raise Http404
    content = pdf.render_pdf(
        "sheet",
        dossier_documents.sheet_data(petition, SIZES[size]),
        language=get_language() or "en",
    )
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{slug}-{size}.pdf"'},
    )
