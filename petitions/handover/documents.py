"""The documents of addressees: taken in as PDF files alone, and given out so that they can do no harm.

A PDF is not looked into; it may have come from anybody who writes to us in the addressee's name. So it
is kept under a random name, never opened on this site, and handed out as a file to be saved.
"""

import os
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404
from django.utils.translation import gettext as _

from petitions.models import Delivery

MOST_BYTES = 10 * 1024 * 1024
TAIL = 1024  # bytes at the end, of which the mark that ends a PDF is one part


def check(file: IO[bytes], size: int) -> None:
    """Raises ValidationError, in words for staff, on whatever is no whole PDF of a fair size."""
    if not 0 < size <= MOST_BYTES:
        raise ValidationError(_("The file may have 10 MB at the most, and must not be empty."))
    file.seek(0)
    head = file.read(5)
    file.seek(-min(TAIL, size), os.SEEK_END)
    tail = file.read()
    file.seek(0)
    if head != b"%PDF-" or b"%%EOF" not in tail:
        raise ValidationError(_("This is not a PDF file, or a part of it is missing."))


def response(delivery: Delivery, filename: str) -> FileResponse:
    """Its document, to be saved under this name. Raises Http404 if there is none."""
    try:
        file: Any = delivery.answer_document.open("rb")
    except (FileNotFoundError, ValueError):
        raise Http404 from None
    return FileResponse(
        file,
        as_attachment=True,
        filename=filename,
        content_type="application/pdf",
        headers={
            # If a browser opens it all the same, it can do nothing.
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "X-Content-Type-Options": "nosniff",
        },
    )
