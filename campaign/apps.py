from django.apps import AppConfig, apps
from django.contrib.admin.apps import AdminConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class CampaignConfig(AppConfig):
    name = "campaign"
    verbose_name = _("The site")

    def ready(self) -> None:
        from campaign import checks, roles  # noqa: F401  registers the checks
        from campaign.addresses import own_paths
        from campaign.addresses.models import Redirect
        from campaign.models import Page
        from campaign.previews import public_pages
        from campaign.site_closing.models import SiteState
        from campaign.site_content import hidden_names
        from campaign.site_content.home import HOME, NOTICE
        from campaign.site_content.models import HomePage, Notice
        from campaign.site_content.next_change import next_change
        from campaign.views import PAGE
        from campaign.web import page_cache
        from profiles.safety import linked_pages

        own_paths.register_items("page", Page)
        linked_pages.register_pages_about_no_one(Page, "title", "body", "slug", "gone_because")
        linked_pages.register_reasons(Page)
        public_pages.register(Page, PAGE)
        public_pages.register(HomePage, HOME)
        public_pages.register(Notice, NOTICE)
        hidden_names.register()
        linked_pages.register_rows(Redirect, "old", "to")
        linked_pages.register_rows(SiteState, "notice")
        page_cache.register_next_change(next_change)

        # Once and not for each app: for `contenttypes`, which stands after `auth` and our apps in INSTALLED_APPS,
        # so that the permissions on their models exist by then.
        post_migrate.connect(roles.sync, sender=apps.get_app_config("contenttypes"))


class CampaignAdminConfig(AdminConfig):
    default_site = "campaign.admin.adminsite.CampaignAdminSite"

    def ready(self) -> None:
        """Register here and not in campaign/admin/__init__.py: Django imports that package to make the site."""
        super().ready()
        from campaign import site_admin  # noqa: F401
        from campaign.admin import staff  # noqa: F401
        from campaign.admin.addresses import redirects  # noqa: F401
        from campaign.site_content import admin  # noqa: F401
