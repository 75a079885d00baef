"""The same change for many people: only what is ticked, and what is public waits as a working version."""

from typing import Any

from django.contrib.auth.models import User
from django.test import override_settings

from campaign.closed_records import records
from campaign.history.models import Edit
from campaign.history.revert import changes_of, undo
from campaign.working_versions.keeping import version_of
from news.models import Tag
from profiles.models import Detainee, StatusClaim
from tests.campaign.test_roles import make_member
from tests.desk import DeskTestCase, FormReader
from tests.factories import make_detainee, make_news, make_petition, make_yarkand

PEOPLE, NEWS = "/admin/profiles/detainee/", "/admin/news/newsitem/"
STATUS = {
    "changes_status": "on",
    "status_status": "released",
    "status_as_of": "March 2024",
    "status_confidence": "unverified",
    "status_source_kind": "witness",
    "status_source_attribution": "A neighbour",
}
OCCUPATION = {"changes_occupation": "on", "occupation_value": "Teacher"}


class ManyPeopleTests(DeskTestCase):
    drafts: list[Detainee]
    public: Detainee
    publisher: User
    editor: User

    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        cls.publisher, cls.editor = make_member("Publishers"), make_member("Editors")
        cls.drafts = [
            make_detainee(f"Tursun {name}", state="draft", occupation="Baker")
            for name in ("One", "Two")
        ]
        cls.public = make_detainee("Memet Misal", occupation="Baker")

    def ask(self, people: list[Any], url: str = PEOPLE, **typed: str) -> Any:
        chosen = {"action": "together", "_selected_action": [each.pk for each in people]}
        fields = {f"many-{name}": value for name, value in typed.items()}
        return self.client.post(url, chosen | {"many-sent": "yes"} | fields, follow=True)

    def change(self, people: list[Any], url: str = PEOPLE, **typed: str) -> Any:
        """Look at what will change, and agree to it."""
        page = self.ask(people, url, **typed)
        self.assertEqual(page.status_code, 200)
        seen = FormReader(page.text).values["many-seen"]
        return self.ask(people, url, seen=seen, agreed="yes", **typed)

    def test_it_says_first_what_it_changes(self) -> None:
        page = self.ask([*self.drafts, self.public], **OCCUPATION)
        self.assertContains(page, "<bdi>Baker</bdi> → <bdi>Teacher</bdi>", count=3)
        self.assertContains(page, "1 of them is public.")
        self.assertFalse(Detainee.objects.filter(occupation="Teacher").exists())

    def test_one_edit_each_with_one_reason_which_is_undone_alone(self) -> None:
        self.change(self.drafts, why="From the list of 2024", **OCCUPATION)
        self.assertEqual(Detainee.objects.filter(occupation="Teacher").count(), 2)
        edits = list(Edit.objects.order_by("-pk")[:2])
        self.assertEqual({each.why for each in edits}, {"From the list of 2024"})
        undo(self.drafts[0], _last_edit(self.drafts[0]), author=self.staff, why="x")
        self.assertEqual(Detainee.objects.get(occupation="Teacher"), self.drafts[1])

    def test_a_status_is_added_with_its_source_and_never_twice(self) -> None:
        self.change(self.drafts, **STATUS)
        page = self.change(self.drafts, **STATUS)
        self.assertContains(page, "2 skipped, as nothing was to do")
        for person in self.drafts:
            claim = person.claims.get(status="released")
            self.assertEqual(person.claims.count(), 2)
            assert claim.source is not None
            self.assertEqual(claim.source.detainee, person)

    def test_a_status_needs_a_source(self) -> None:
        page = self.ask(self.drafts, agreed="yes", **STATUS | {"status_source_attribution": ""})
        self.assertEqual(page.status_code, 422)
        page = self.ask(self.drafts, agreed="yes", **STATUS | {"status_as_of": "one day"})
        self.assertEqual(page.status_code, 422)
        self.assertFalse(StatusClaim.objects.filter(status="released").exists())

    def test_home_and_ethnicity(self) -> None:
        place = make_yarkand()
        self.change(self.drafts, changes_home_place="on", home_place_value=str(place.pk))
        self.assertEqual(Detainee.objects.filter(home_place=place).count(), 2)
        self.change(self.drafts, changes_ethnicities="on", ethnicities_value="1")
        self.assertEqual(self.drafts[0].ethnicities.get().pk, 1)
        page = self.ask(self.drafts, changes_home_place="on", home_place_value="x")
        self.assertEqual(page.status_code, 422)

    def test_what_is_not_ticked_stays(self) -> None:
        self.change(self.drafts, changes_owner="on", occupation_value="Teacher")
        self.assertFalse(Detainee.objects.filter(occupation="Teacher").exists())

    def test_what_was_not_shown_is_not_changed(self) -> None:
        """Someone else has changed one of them while the page was open."""
        seen = FormReader(self.ask(self.drafts, **OCCUPATION).text).values["many-seen"]
        self.drafts[0].occupation = "Poet"
        self.drafts[0].save()
        page = self.ask(self.drafts, seen=seen, agreed="yes", **OCCUPATION)
        self.assertContains(page, "<bdi>Poet</bdi> → <bdi>Teacher</bdi>")
        self.assertFalse(Detainee.objects.filter(occupation="Teacher").exists())

    def test_what_is_public_waits_as_a_working_version(self) -> None:
        page = self.change([self.public], **OCCUPATION)
        self.assertContains(page, "kept as a working version")
        self.public.refresh_from_db()
        self.assertEqual(self.public.occupation, "Baker")
        version = version_of(self.public)
        assert version is not None
        self.assertEqual(version.changes[0]["after"], {"occupation": "Teacher"})

    def test_it_is_published_at_once_if_that_is_ticked(self) -> None:
        self.client.force_login(self.publisher)
        self.change([self.public], publishes="on", **OCCUPATION)
        self.public.refresh_from_db()
        self.assertEqual(self.public.occupation, "Teacher")
        self.assertIsNone(version_of(self.public))

    def test_who_may_not_publish_cannot_tick_it(self) -> None:
        self.client.force_login(self.editor)
        self.change([self.public], publishes="on", **OCCUPATION)
        self.public.refresh_from_db()
        self.assertEqual(self.public.occupation, "Baker")

    @override_settings(FOUR_EYES={"people"})
    def test_four_eyes_hold(self) -> None:
        self.client.force_login(self.publisher)
        page = self.change([self.public], publishes="on", **OCCUPATION)
        self.assertContains(page, "and not published:")
        self.public.refresh_from_db()
        self.assertEqual(self.public.occupation, "Baker")
        self.assertIsNotNone(version_of(self.public))

    def test_the_version_of_a_colleague_is_left_alone(self) -> None:
        self.client.force_login(self.editor)
        self.change([self.public], **OCCUPATION)
        self.client.force_login(self.publisher)
        page = self.change([self.public, self.drafts[0]], **STATUS)
        self.assertContains(page, "1 item is changed.")
        self.assertContains(page, "editors has an unfinished working version of it.")

    def test_a_closed_person_of_others_is_not_changed(self) -> None:
        records.limit(self.drafts[0], groups=[], staff=[self.editor], by=self.editor)
        self.change(self.drafts, **OCCUPATION)
        self.assertEqual(Detainee.objects.get(occupation="Teacher"), self.drafts[1])

    def test_a_name_that_must_stay_hidden_is_not_published(self) -> None:
        self.public.names.create(text="Patigul", is_public=False, order=5)
        page = self.change(
            [self.public], publishes="on", changes_occupation="on", occupation_value="Patigul’s son"
        )
        self.assertContains(page, "and not published:")
        self.public.refresh_from_db()
        self.assertEqual(self.public.occupation, "Baker")

    def test_people_are_added_to_a_letter_which_is_one_working_version_of_the_petition(
        self,
    ) -> None:
        petition = make_petition(title="Free them")
        typed = {"changes_letter": "on", "letter_petition": str(petition.pk)}
        page = self.ask(self.drafts, **typed)
        self.assertContains(page, "<bdi>–</bdi> → <bdi>Free them</bdi>", count=2)
        self.assertContains(self.change(self.drafts, **typed), "2 items are changed.")
        self.assertFalse(petition.people.exists())
        version = version_of(petition)
        assert version is not None
        self.assertEqual(len(version.changes), 2)
        self.assertContains(self.change(self.drafts, **typed), "2 skipped")
        self.client.force_login(make_member("Researchers"))
        self.assertNotContains(self.ask(self.drafts), "letter_petition", status_code=422)

    def test_tags_are_added_to_news(self) -> None:
        one, two = (Tag.objects.create(name=name, slug=name) for name in ("one", "two"))
        news = make_news(headline="News", state="draft")
        news.tags.add(one)
        typed = {"changes_tags": "on", "tags_value": str(two.pk)}
        self.assertContains(self.ask([news], NEWS, **typed), "<bdi>one</bdi> → <bdi>one, two</bdi>")
        self.change([news], NEWS, **typed)
        self.assertEqual(set(news.tags.all()), {one, two})


def _last_edit(person: Detainee) -> Edit:
    return changes_of(person).latest("pk").edit
