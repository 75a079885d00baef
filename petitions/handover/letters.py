"""A reader's own letter to the addressee about one detained person, with the person's details filled in.

It uses the public profile only. The site does not learn who writes it: readers print it, or send it from
their own email program. What they change stays in their browser. Without JavaScript they post it, and it is shown to
them, ready to send or print, and stored nowhere.
"""

import re
from dataclasses import dataclass, replace
from typing import Self

from django import forms
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as lazy

from campaign.publishing.sharing import mailto
from campaign.text.inputs import ParagraphInput
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

    def edited(self, body: str) -> Self:
        """The letter as its writer has changed it."""
        return replace(self, body=body)

    @property
    def mailto(self) -> str:
        """Empty if the addressee has no email address: a letter needs a recipient."""
        to = self.petition.addressee.email
        return mailto(to, subject=self.subject, body=self.body) if to else ""


class LetterForm(forms.Form):
    """What a reader without JavaScript has made of the letter."""

    letter = ParagraphInput(
        max_length=20_000, error_messages={"required": lazy("Write your letter first.")}
    )
