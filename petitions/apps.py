from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PetitionsConfig(AppConfig):
    name = "petitions"
    verbose_name = _("Petitions")

    def ready(self) -> None:
        from petitions.models import Petition
        from profiles import additions

        # No counts: a person's page is kept for longer than a count may be old.
        additions.add(lambda detainee: {"petitions": Petition.objects.open().about(detainee.pk)})
