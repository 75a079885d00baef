"""A new source that is chosen in the same save as what it says."""

from typing import Any

from profiles.models import Detainee, Source
from tests.desk import DeskTestCase
from tests.factories import make_detainee

ADD = "/admin/profiles/detainee/add/"
CLAIM = {
    "claims-TOTAL_FORMS": "1",
    "claims-0-status": "prison",
    "claims-0-is_public": "on",
    "claims-0-source": "here",
    "claims-0-source__kind": "relative",
    "claims-0-source__attribution": "A sister abroad",
}


class NewSourceTests(DeskTestCase):
    def test_a_name_a_claim_and_an_event_are_written_with_a_source_of_their_own_in_one_save(
        self,
    ) -> None:
        event = {
            "events-TOTAL_FORMS": "1",
            "events-0-kind": "taken",
            "events-0-when": "May 2018",
            "events-0-is_public": "on",
            "events-0-source": "here",
            "events-0-source__kind": "news_media",
            "events-0-source__attribution": "Example Radio",
            "events-0-source__title": "Taken at night",
            "events-0-source__url": "https://example.org/night",
        }
        self.write(CLAIM | event)
        person = Detainee.objects.get()
        self.assertEqual(person.names.get().text, "Patigül Misal")
        self.assertEqual(str(person.claims.get().source), "A sister abroad")
        source = Source.objects.get(pk=person.events.get().source_id)
        self.assertEqual(
            (source.attribution, source.title, source.url),
            ("Example Radio", "Taken at night", "https://example.org/night"),
        )
        self.assertEqual(Source.objects.count(), 2)

    def test_two_rows_choose_between_two_new_sources_of_the_form(self) -> None:
        self.write(
            {
                "claims-TOTAL_FORMS": "2",
                "claims-0-status": "prison",
                "claims-0-source": "new-2",
                "claims-1-status": "camp",
                "claims-1-source": "new",
                "claims-1-confidence": "unverified",
                "sources-TOTAL_FORMS": "2",
                "sources-0-kind": "relative",
                "sources-0-attribution": "A sister",
                "sources-0-reliability": "unknown",
                "sources-1-kind": "ngo",
                "sources-1-attribution": "An organisation",
                "sources-1-reliability": "unknown",
            }
        )
        claims = Detainee.objects.get().claims.select_related("source")
        said = {claim.status: str(claim.source) for claim in claims}
        self.assertEqual(said, {"prison": "An organisation", "camp": "A sister"})

    def test_a_source_that_lacks_its_name_is_asked_for_and_nothing_is_lost(self) -> None:
        page = self.write(
            CLAIM | {"claims-0-source__attribution": "", "claims-0-source__title": "A call"}
        )
        self.assertContains(page, "There is one error in the form")
        self.assertContains(page, "#id_claims-0-source__attribution")
        self.assertContains(page, 'value="A call"')
        self.assertFalse(Detainee.objects.exists())

    def test_someone_who_may_not_add_sources_is_offered_none(self) -> None:
        person = make_detainee(state="draft")
        self.sign_in_as(
            "profiles.view_detainee", "profiles.change_detainee",
            "profiles.view_statusclaim", "profiles.change_statusclaim", "profiles.view_source",
        )  # fmt: skip
        url = f"/admin/profiles/detainee/{person.pk}/change/"
        page = self.client.get(url)
        self.assertNotContains(page, "A new source, here")
        self.assertNotContains(page, "source__attribution")
        before = Source.objects.count()
        self.assertContains(self.fill_in(url, CLAIM), "Select a valid choice")
        self.assertEqual(Source.objects.count(), before)

    def write(self, values: dict[str, Any]) -> Any:
        return self.fill_in(ADD, {"names-0-text": "Patigül Misal"} | values)
