from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.utils.translation import gettext_lazy as _


class CampaignConfig(AppConfig):
    name = "campaign"
    verbose_name = _("The site")

    def ready(self) -> None:
        from campaign import checks  # noqa: F401  registers them


class CampaignAdminConfig(AdminConfig):
    default_site = "campaign.admin.adminsite.CampaignAdminSite"

    def ready(self) -> None:
        """Register here and not in campaign/admin/__init__.py: Django imports that package to make the site."""
        super().ready()
        from campaign import site_admin  # noqa: F401
        from campaign.admin import pictures  # noqa: F401
