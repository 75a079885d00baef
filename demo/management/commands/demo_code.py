"""manage.py demo_code: prints the current code of the demonstration's staff account."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from campaign.accounts import factors


class Command(BaseCommand):
    help = "Print the six digits with which the demonstration's staff account logs in now."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            url = settings.DEMO_OTPAUTH_FILE.read_text().strip()
        except OSError:
            raise CommandError(
                f"There is no {settings.DEMO_OTPAUTH_FILE}: `make run` writes it with the demonstration."
            ) from None
        self.stdout.write(factors.current_code(factors.key_of(url)))
