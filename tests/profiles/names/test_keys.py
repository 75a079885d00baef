"""The search keys of names can be computed again when the rules have changed."""

from io import StringIO

from django.core.management import call_command

from profiles.models import Name, SpellingGroup
from tests.factories import make_detainee
from tests.testcases import SiteTestCase


def refresh() -> str:
    out = StringIO()
    call_command("refresh_keys", stdout=out)
    return out.getvalue()


class RefreshTests(SiteTestCase):
    def test_stale_keys_are_computed_again(self) -> None:
        make_detainee()
        SpellingGroup.objects.create(spellings="Memet, Muhammad, 买买提")
        names = list(Name.objects.order_by("pk").values("pk", "folded", "keys", "sounds"))
        spellings = list(SpellingGroup.objects.order_by("pk").values("pk", "keys"))
        self.assertEqual(refresh(), "Names with other keys now: 0.\n")
        Name.objects.update(folded="", keys=["old"], sounds=["old old"])
        SpellingGroup.objects.update(keys=["old"])
        self.assertEqual(refresh(), f"Names with other keys now: {len(names)}.\n")
        self.assertEqual(
            list(Name.objects.order_by("pk").values("pk", "folded", "keys", "sounds")), names
        )
        self.assertEqual(list(SpellingGroup.objects.order_by("pk").values("pk", "keys")), spellings)
