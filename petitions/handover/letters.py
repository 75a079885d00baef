"""A reader's own letter to the addressee about one detained person, with the person's details filled in.

It uses the public profile only. The site does not learn who writes it: readers print it, or send it from
their own email program.
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
    """body: paragraphs, separated by an empty line."""

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
        """A mailto: URL (RFC 6068, which ends the lines of a body with CRLF)."""
        to = quote(self.petition.addressee.email, safe="@")
        body = self.body.replace("\n", "\r\n")
        return f"mailto:{to}?subject={quote(self.subject)}&body={quote(body)}"
