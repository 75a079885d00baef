"""The addressees' documents: only PDF files are accepted, and they are served so that they can do no harm.

The content of a PDF is not checked. It may come from anyone who writes in the addressee's name. So it is
stored under a random name, never shown on this site, and served as a download.
"""

import os
from typing import IO

from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404
from django.utils.translation import gettext as _

from petitions.models import Response

MAX_BYTES = 10 * 1024 * 1024
TAIL_BYTES = 1024  # the end of a PDF file; it contains the mark "%%EOF"


def check_pdf(file: IO[bytes], size: int) -> None:
    """Raises ValidationError, with a message for staff, unless this is a whole PDF of at most MAX_BYTES."""
    if not 0 < size <= MAX_BYTES:
        raise ValidationError(_("The file may have 10 MB at the most, and must not be empty."))
    file.seek(0)
    head = file.read(5)
    file.seek(-min(TAIL_BYTES, size), os.SEEK_END)
    tail = file.read()
    file.seek(0)
    if head != b"%PDF-" or b"%%EOF" not in tail:
        raise ValidationError(_("This is not a PDF file, or a part of it is missing."))


def download_response(response: Response, filename: str) -> FileResponse:
    """The answer's document as a download with this name. Raises Http404 if there is none."""
    try:
        file = response.answer_document.open("rb")
    except (FileNotFoundError, ValueError):
        raise Http404 from None
    return FileResponse(
        file,
        as_attachment=True,
        filename=filename,
        content_type="application/pdf",
        headers={
            # If a browser opens the file all the same, it can run nothing.
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "X-Content-Type-Options": "nosniff",
        },
    )
