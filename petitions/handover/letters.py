"""A letter of a reader's own to the addressee, about one person, with what is known of her filled in.

It is made of the public shape alone, and nobody is told who writes it: the reader prints it, or sends it
from a mail program of their own.
"""

import re
from dataclasses import dataclass
from urllib.parse import quote

from django.conf import settings
from django.template.loader import render_to_string

from petitions.models import Petition
from profiles.public.profile import PublicProfile


@dataclass(frozen=True, slots=True)
class Letter:
    """body: paragraphs with an empty line between two of them."""

    petition: Petition
    person: PublicProfile
    subject: str
    body: str

    @classmethod
    def about(cls, person: PublicProfile, petition: Petition) -> "Letter":
        context = {
            "person": person,
            "petition": petition,
            "link": f"{settings.SITE_URL}{person.url}",
        }
        subject = render_to_string("petitions/letter_subject.txt", context)
        body = render_to_string("petitions/letter_body.txt", context)
        return cls(
            petition=petition,
            person=person,
            subject=" ".join(subject.split()),
            body=re.sub(r"\n{3,}", "\n\n", body).strip(),
        )

    @property
    def mailto(self) -> str:
        """RFC 6068: the lines of a body end in CRLF."""
        to = quote(self.petition.addressee.email, safe="@")
        body = self.body.replace("\n", "\r\n")
        return f"mailto:{to}?subject={quote(self.subject)}&body={quote(body)}"
