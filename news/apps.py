from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NewsConfig(AppConfig):
    name = "news"
    verbose_name = _("News")

    def ready(self) -> None:
        from news.models import NewsItem
        from profiles.public import contributions
        from profiles.safety import merge

        contributions.register(
            lambda detainee: {"news": NewsItem.objects.published().filter(people=detainee.pk)[:10]}
        )
        merge.register_relation(NewsItem.people)
