"""Copying from another person: only what is ticked, once, with its source, and never what belongs to one person alone."""

from typing import Any
from unittest import mock

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError

from campaign.closed_records import records
from campaign.history.models import Edit
from campaign.working_versions.keeping import version_of
from campaign.working_versions.models import WorkingVersion
from profiles.models import Detainee, Event, Source
from tests.campaign.test_roles import make_member
from tests.desk import DeskTestCase
from tests.factories import make_detainee, make_yarkand


class CopyingTests(DeskTestCase):
    other: Detainee
    draft: Detainee
    public: Detainee
    source: Source
    event: Event
    editor: User

    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        cls.editor = make_member("Editors")
        cls.other = make_detainee("Tursun Ali", home_place=make_yarkand(), state="draft")
        cls.draft = make_detainee("Aygül Misal", state="draft")
        cls.public = make_detainee("Memet Misal")
        cls.source = Source.objects.create(
            detainee=cls.other,
            kind="witness",
            attribution="A neighbour",
            contact="+90 555",
            notes="Do not call at night",
        )
        cls.event = Event.objects.create(
            detainee=cls.other, kind="arrested", when="June 2017", source=cls.source
        )

    def url(self, person: Detainee) -> str:
        return f"/admin/profiles/detainee/{person.pk}/copy/"

    def copy(self, person: Detainee, *names: str) -> Any:
        url = f"{self.url(person)}?other={self.other.pk}"
        return self.client.post(url, {"row": names}, follow=True)

    @property
    def event_name(self) -> str:
        return f"event-{self.event.pk}"

    def test_the_other_person_is_found_by_reference(self) -> None:
        page = self.client.get(self.url(self.draft), {"reference": self.other.reference})
        self.assertContains(page, "A neighbour")
        self.assertNotContains(page, "Do not call at night")
        self.assertNotContains(page, "+90 555")
        for wrong in ("P-9999", "nonsense", self.draft.reference, ""):
            page = self.client.get(self.url(self.draft), {"reference": wrong})
            self.assertContains(page, "There is no other person", status_code=422)
        page = self.client.get(self.url(self.draft), {"other": "x"})
        self.assertEqual(page.status_code, 422)

    def test_a_row_is_copied_with_its_source(self) -> None:
        page = self.copy(self.draft, self.event_name, f"source-{self.source.pk}", "home")
        self.assertContains(page, "2 things are copied.")
        new = Event.objects.get(detainee=self.draft)
        self.assertEqual((new.kind, str(new.when)), ("arrested", "June 2017"))
        own = Source.objects.get(detainee=self.draft, attribution="A neighbour")
        self.assertEqual(new.source, own)
        self.assertEqual((own.contact, own.notes), ("", ""))
        self.draft.refresh_from_db()
        self.assertEqual(self.draft.home_place, self.other.home_place)
        self.assertEqual(Edit.objects.latest("pk").why, f"Copied from {self.other.reference}")

    def test_the_other_person_is_not_changed(self) -> None:
        before = (self.other.version, Event.objects.filter(detainee=self.other).count())
        self.copy(self.draft, self.event_name)
        other = Detainee.objects.get(pk=self.other.pk)
        self.assertEqual((other.version, other.events.count()), before)

    def test_nothing_is_copied_twice(self) -> None:
        self.copy(self.draft, self.event_name)
        self.assertContains(self.copy(self.draft, self.event_name), "All of that is there already.")
        self.assertEqual(self.draft.events.count(), 1)
        self.assertEqual(self.draft.sources.filter(attribution="A neighbour").count(), 1)

    def test_what_is_not_ticked_is_not_copied(self) -> None:
        page = self.copy(self.draft)
        self.assertContains(page, "Tick what to copy.", status_code=422)
        self.copy(self.draft, "event-0", "consent-1", "name-1", "x")
        self.assertEqual((self.draft.events.count(), self.draft.names.count()), (0, 1))

    def test_a_public_person_gets_a_working_version(self) -> None:
        page = self.copy(self.public, self.event_name)
        self.assertContains(page, "not public yet")
        self.assertFalse(self.public.events.exists())
        self.copy(self.public, self.event_name)  # a second click
        version = version_of(self.public)
        assert version is not None
        added = [each["table"] for each in version.changes if each["before"] is None]
        self.assertEqual(sorted(added), ["profiles_event", "profiles_source"])
        url = f"/admin/profiles/detainee/{self.public.pk}/version/"
        self.send(url, self.read(url), {}, press="_publish")
        self.assertEqual(str(self.public.events.get().source), "A neighbour")

    def test_a_version_of_a_colleague_is_left_alone(self) -> None:
        self.client.force_login(self.editor)
        self.copy(self.public, self.event_name)
        self.client.force_login(self.staff)
        page = self.copy(self.public, "home")
        self.assertContains(page, "has an unfinished working version", status_code=422)
        self.assertEqual(WorkingVersion.objects.get().author, self.editor)

    def test_a_closed_person_is_not_found(self) -> None:
        records.limit(self.other, groups=[], staff=[self.editor], by=self.editor)
        page = self.copy(self.draft, self.event_name)
        self.assertEqual(page.status_code, 422)
        self.assertNotContains(page, "A neighbour", status_code=422)

    def test_nothing_is_carried_from_a_closed_person_to_an_open_one(self) -> None:
        records.limit(self.other, groups=[], staff=[self.staff], by=self.staff)
        page = self.copy(self.draft, self.event_name)
        self.assertContains(page, "Not the same staff may see both.", status_code=422)
        self.assertFalse(self.draft.events.exists())

    def test_rows_that_one_may_not_add_are_not_offered(self) -> None:
        self.sign_in_as("profiles.change_detainee", "profiles.view_detainee", "profiles.add_event")
        self.copy(self.draft, self.event_name)
        self.assertFalse(self.draft.events.exists())

    def test_what_the_database_refuses_changes_nothing(self) -> None:
        with mock.patch.object(Event, "full_clean", side_effect=_refuse):
            page = self.copy(self.draft, self.event_name)
        self.assertContains(page, "Not so.", status_code=422)
        self.assertFalse(self.draft.sources.filter(attribution="A neighbour").exists())


def _refuse() -> None:
    raise ValidationError("Not so.")
