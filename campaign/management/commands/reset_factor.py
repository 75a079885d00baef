"""manage.py reset_factor: for an administrator who has lost the phone and every recovery code."""

from argparse import ArgumentParser
from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError

from campaign.accounts import factors


class Command(BaseCommand):
    help = (
        "Take away the second factor of an account and end its sessions. The next log-in with its "
        "password sets up a new one. It is recorded, and emailed to the owner."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")

    def handle(self, *args: Any, username: str, **options: Any) -> None:
        user = User.objects.filter(username=username).first()
        if user is None:
            raise CommandError(f"There is no account with the name {username}.")
        factors.reset(user, by=None)
        self.stdout.write(f"{username} sets up a new second factor at the next log-in.")
