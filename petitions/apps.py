from dataclasses import replace

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PetitionsConfig(AppConfig):
    name = "petitions"
    verbose_name = _("Petitions")

    def ready(self) -> None:
        from campaign.addresses import own_paths
        from campaign.previews import public_pages
        from campaign.publishing.workflow import check_before_publishing
        from petitions.models import Delivery, Invalidation, Petition, Response, Switches, Update
        from petitions.outreach import linked_people
        from petitions.signers import retention
        from petitions.views import previews, profile_page
        from profiles.public import contributions
        from profiles.safety import linked_pages, merge

        own_paths.register_items("petitions:detail", Petition)
        linked_pages.register_reasons(Petition)
        linked_pages.register_rows(Switches, "notice")
        linked_pages.register_rows(Invalidation, "reason", is_changed=False)
        linked_pages.register_rows(Update, "subject", "body", is_changed=False)
        public_pages.register(Petition, previews.PETITION)
        public_pages.register(Delivery, previews.DELIVERY)
        public_pages.register(Response, previews.RESPONSE)
        contributions.register(profile_page.profile_context)
        merge.register_relation(Petition.people)
        linked_pages.register(linked_people.pages_about, is_same_for_all=True)
        checks = linked_pages.checks(linked_people.page_of)
        check_before_publishing(Petition, replace(checks, fixed=retention.fixed_fields))
        check_before_publishing(Delivery, linked_people.checks_of_deliveries())
        check_before_publishing(Response, linked_people.checks_of_responses())
