"""What can be signed for one person, on her page."""

from datetime import timedelta

from django.utils import timezone

from petitions.models import Petition
from tests.factories import make_detainee, make_petition
from tests.testcases import SiteTestCase


class OnThePageOfAPersonTests(SiteTestCase):
    def test_her_own_petition_comes_before_those_about_everybody_though_they_are_newer(
        self,
    ) -> None:
        person, other = make_detainee(), make_detainee("Tursun Misal")
        own = make_petition(opens_at=timezone.now() - timedelta(days=9))
        own.people.set([other, person])
        everybody = make_petition()
        make_petition().people.set([other])
        self.assertEqual(list(Petition.objects.about(person.pk)), [own, everybody])
        page = self.client.get(person.get_absolute_url())
        [first, *_] = page.text.split("Sign for Aygül Misal")
        self.assertIn(f'class="action" href="{own.get_absolute_url()}', first)
        self.assertNotIn(everybody.get_absolute_url(), first)
