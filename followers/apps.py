from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FollowersConfig(AppConfig):
    name = "followers"
    verbose_name = _("Followers")

    def ready(self) -> None:
        from followers.following import bounced, stopping
        from petitions.mail import bounces
        from petitions.signers import on_request

        bounces.register_readers(bounced.find_reader)
        on_request.register(stopping.stop_everything)
