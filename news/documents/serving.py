"""Gives a document to a visitor. The caller has made sure that its item is public."""

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404
from django.utils.text import slugify

from campaign.images.renditions import SAFE_HEADERS
from news.documents.intake import file_path
from news.models import NewsDocument

CONTENT_TYPES = {"pdf": "application/pdf", "jpg": "image/jpeg", "png": "image/png"}


def file_name(document: NewsDocument) -> str:
    """The name under which a visitor saves it."""
    return f"{slugify(document.title) or f'document-{document.pk}'}.{document.kind}"


def download(document: NewsDocument) -> FileResponse:
    """The file as a download, never as a page. Raises Http404 if it is missing."""
    try:
        file = default_storage.open(file_path(document.name))
    except FileNotFoundError:
        raise Http404 from None
    return FileResponse(
        file,
        as_attachment=True,
        filename=file_name(document),
        content_type=CONTENT_TYPES[document.kind],
        headers=SAFE_HEADERS,
    )
