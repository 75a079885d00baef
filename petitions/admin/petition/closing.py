"""The form for closing a petition, and the panel with petitions that can help no one any more."""

from django import forms
from django.http import HttpRequest

from campaign.admin.adminsite import add_index_panel
from petitions.models import Petition

MAX_LISTED = 20  # petitions on the first page


class ClosingForm(forms.ModelForm[Petition]):
    class Meta:
        model = Petition
        fields = ("closing_note",)


def index_panel(request: HttpRequest) -> tuple[str, list[Petition]] | None:
    """On the first page: open petitions whose people are all free or dead."""
    if not request.user.has_perm("petitions.publish_petition"):
        return None
    petitions = list(Petition.objects.nobody_left().order_by("-opens_at")[:MAX_LISTED])
    return ("admin/petitions/_nobody_left.html", petitions) if petitions else None


add_index_panel(index_panel)
