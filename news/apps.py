from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NewsConfig(AppConfig):
    name = "news"
    verbose_name = _("News")

    def ready(self) -> None:
        from campaign.addresses import own_paths
        from campaign.previews import public_pages
        from campaign.publishing.workflow import check_before_publishing
        from news.models import NewsItem, PressPage
        from news.public import linked_people
        from news.views import previews
        from profiles.public import contributions
        from profiles.safety import linked_pages, merge

        own_paths.register_items("news:detail", NewsItem)
        linked_pages.register_reasons(NewsItem)
        public_pages.register(NewsItem, previews.ITEM)
        public_pages.register(PressPage, previews.PRESS)
        contributions.register(
            lambda detainee: {"news": NewsItem.objects.published().filter(people=detainee.pk)[:10]}
        )
        merge.register_relation(NewsItem.people)
        linked_pages.register(linked_people.pages_about, is_same_for_all=True)
        check_before_publishing(NewsItem, linked_pages.checks(linked_people.page_of))
        linked_pages.register(linked_people.press_pages, is_same_for_all=True)
        check_before_publishing(PressPage, linked_pages.checks(linked_people.press_page_of))
