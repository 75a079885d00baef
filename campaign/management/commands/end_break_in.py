"""manage.py end_break_in: end every session, password and factor of staff, and let one administrator back in."""

from argparse import ArgumentParser
from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError

from campaign.accounts.links import LIFETIMES, Purpose
from campaign.break_in.end import end_break_in, way_back


class Command(BaseCommand):
    help = (
        "After a break-in: end every session, password, second factor, known browser and link of all staff accounts. It prints a "
        "link with which one administrator chooses a new password. It can be run again."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username", help="the administrator who gets the link on this screen")
        parser.add_argument(
            "--email-everyone",
            action="store_true",
            help="also email a link to every other active account",
        )

    def handle(self, *args: Any, username: str, email_everyone: bool, **options: Any) -> None:
        staff = User.objects.filter(is_active=True, is_staff=True)
        user = staff.filter(username=username, is_superuser=True).first()
        if user is None:
            raise CommandError(f"There is no active administrator with the name {username}.")
        others = staff.exclude(pk=user.pk).values_list("pk", flat=True) if email_everyone else ()
        number = end_break_in(by=None, invite=set(others))
        days = LIFETIMES[Purpose.INVITATION].days
        self.stdout.write(
            f"{number} accounts are logged out, and have no password or second factor."
        )
        self.stdout.write(f"{username} opens this link to begin. It works once, for {days} days:")
        self.stdout.write(way_back(user))
