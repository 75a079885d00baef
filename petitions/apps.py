from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PetitionsConfig(AppConfig):
    name = "petitions"
    verbose_name = _("Petitions")

    def ready(self) -> None:
        from petitions import on_profiles
        from petitions.models import Petition
        from profiles import additions, merging

        additions.add(on_profiles.for_page_of)
        merging.name_also_in(Petition.people)
