from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProfilesConfig(AppConfig):
    name = "profiles"
    verbose_name = _("People")

    def ready(self) -> None:
        from campaign.publishing.workflow import Checks, check_before_publishing
        from profiles.models import Detainee
        from profiles.safety import checklist, four_eyes

        check_before_publishing(Detainee, Checks(checklist.missing_items, four_eyes.objections))
