from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PetitionsConfig(AppConfig):
    name = "petitions"
    verbose_name = _("Petitions")

    def ready(self) -> None:
        from petitions.models import Petition
        from petitions.views import profile_page
        from profiles.public import contributions
        from profiles.safety import merge

        contributions.register(profile_page.profile_context)
        merge.register_relation(Petition.people)
