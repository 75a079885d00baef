from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProfilesConfig(AppConfig):
    name = "profiles"
    verbose_name = _("People")

    def ready(self) -> None:
        from campaign.addresses import own_paths
        from campaign.preview_links import links
        from campaign.previews import public_pages
        from campaign.publishing.workflow import Checks, check_before_publishing
        from profiles.models import Detainee, slugs
        from profiles.safety import checklist, disclosure, four_eyes, linked_pages, shortfalls
        from profiles.views import previews

        own_paths.register(
            "profiles:detail", lambda slug: slugs.find_by_slug(slug).published().first()
        )
        public_pages.register(Detainee, previews.DETAINEE)
        checks = Checks(
            missing=lambda person: [
                *checklist.missing_items(person),
                *disclosure.named_others(person),
            ],
            missing_for_review=checklist.missing_for_review,
            refuse_if_public=disclosure.refuse_disclosures,
            alone=four_eyes.refuse_lone_pictures,
            saved=shortfalls.check_again,
        )
        check_before_publishing(Detainee, checks)
        linked_pages.register(disclosure.pages_of_relatives)
        links.also_refuse(Detainee, previews.link_refusal)
