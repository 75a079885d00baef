"""Compute the search keys of all names again, after a change of the rules in profiles/names."""

from typing import Any

from django.core.management.base import BaseCommand

from profiles.models import Name, SpellingGroup
from profiles.names.keys import refresh_keys


class Command(BaseCommand):
    help = (
        "Computes the search keys of all names again. Run it after a change of the folding rules."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        for group in SpellingGroup.objects.all():
            group.save(update_fields=["keys"])
        stale = refresh_keys(Name.objects.all())
        self.stdout.write(f"Names with other keys now: {len(stale)}.")
