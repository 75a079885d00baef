"""The history of a person at the desk: staff read it, undo a change, restore a moment and erase it."""

from typing import Any

from django.contrib.admin.models import LogEntry
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from campaign.history import changes
from campaign.history import revert as reverting
from campaign.history.models import Change, Edit
from campaign.publishing import workflow
from profiles.models import Consent, Detainee, Name, Source
from profiles.models.places import Ethnicity, Place
from tests.campaign.test_roles import make_member
from tests.desk import DeskTestCase
from tests.factories import make_claim, make_detainee, make_picture

PEOPLE = "/admin/profiles/detainee/"
HISTORY_QUERIES = 12


class HistoryCase(DeskTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.person = make_detainee("Aygül Misal", state="draft", summary="A teacher of Kashgar.")
        self.address = f"{PEOPLE}{self.person.pk}/"

    def change(self, values: dict[str, Any]) -> Edit:
        self.fill_in(f"{self.address}change/", values)
        return Edit.objects.latest("pk")

    def read_history(self) -> str:
        response = self.client.get(f"{self.address}history/")
        self.assertEqual(response.status_code, 200)
        return str(response.text)

    def revert(self, edit: Edit, how: str = "undo") -> Any:
        return self.agree(f"{self.address}history/{edit.pk}/{how}/")


class ReadingTests(HistoryCase):
    def test_it_says_who_changed_which_words_when_and_why(self) -> None:
        edit = self.change({"summary": "A doctor of Kashgar.", "why": "Her brother wrote."})
        page = self.read_history()
        self.assertEqual(edit.author, self.staff)
        self.assertIn("A <del>teacher</del><ins>doctor</ins> of Kashgar.", page)
        self.assertIn("Her brother wrote.", page)
        self.assertIn("<dt>Summary</dt>", page)
        self.assertIn("<span>staff</span>", page)

    def test_values_are_told_in_words_and_rows_by_name(self) -> None:
        kashgar, uyghur = Place.objects.get(code="kashgar"), Ethnicity.objects.get(code="uyghur")
        self.change({"home_place": kashgar.pk, "ethnicities": [uyghur.pk], "gender": "female"})
        self.change({"claims-0-status": "camp", "claims-0-as_of": "early 2019"})
        page = self.read_history()
        for words in (
            f"<ins>{kashgar}</ins>", "<ins>Uyghur</ins>", "<del>Not known</del><ins>Female</ins>",
            "<del>In prison</del><ins>In an internment camp</ins>",
            "<del>March 2021</del><ins>early 2019</ins>",
        ):  # fmt: skip
            self.assertIn(words, page)
        self.assertNotIn("as_of_earliest", page)

    def test_actions_imports_and_sql_are_in_it(self) -> None:
        workflow.publish(self.person, author=self.staff)
        Detainee.objects.update(occupation="Teacher")
        page = self.read_history()
        self.assertIn("<del>Draft</del><ins>Published</ins>", page)
        self.assertIn("No member of staff", page)

    def test_the_words_of_its_portrait_are_in_it(self) -> None:
        picture = make_picture(alt="A woman")
        self.change({"portrait": picture.pk})
        picture.alt = "A young woman"
        picture.save()
        self.assertIn("A <ins>young </ins>woman", self.read_history())

    def test_what_is_encrypted_is_read_only_by_those_who_may(self) -> None:
        source = Source.objects.create(
            detainee=self.person, kind="relative", attribution="A cousin", contact="Old contact"
        )
        source.contact = "New contact"
        source.save()
        self.assertIn("New", self.read_history())
        self.sign_in_as(
            "profiles.view_detainee", "profiles.view_source", "profiles.change_detainee"
        )
        page = self.read_history()
        self.assertIn("<ins>(encrypted)</ins>", page)
        self.assertNotIn("contact", page.replace("Contact", ""))
        self.assertIn("You may not see what.", page)  # the consent

    def test_what_was_encrypted_again_has_not_changed(self) -> None:
        source = Source.objects.create(detainee=self.person, kind="ngo", contact="The same")
        before = self.read_history().count("history-head")
        source.save()
        self.assertEqual(self.read_history().count("history-head"), before)

    def test_a_long_history_takes_as_many_queries_as_a_short_one(self) -> None:
        self.change({"names-0-text": "Aygul"})
        with self.assertNumQueries(HISTORY_QUERIES):
            self.read_history()
        other = make_detainee()
        for number in range(12):
            changes.attribute_to(self.staff)
            self.person.relationships.create(kind="sibling", other=other).delete()
            make_claim(self.person, "camp", note=str(number))
            self.person.claims.update(note=f"{number} again")
            self.person.names.update(text=f"Name {number}")
        with self.assertNumQueries(HISTORY_QUERIES + 1):
            self.read_history()

    def test_strangers_and_others_staff_are_kept_out(self) -> None:
        edit = Edit.objects.latest("pk")
        pages = [
            "history/",
            "history/forget/",
            *(f"history/{edit.pk}/{how}/" for how in ("undo", "restore")),
        ]
        self.sign_in_as("profiles.view_detainee")
        for page in pages[1:]:
            self.assertEqual(self.client.get(self.address + page).status_code, 403, page)
        self.client.logout()
        for page in pages:
            self.assertEqual(self.client.get(self.address + page).status_code, 302, page)


class UndoTests(HistoryCase):
    def test_one_change_is_undone_and_those_after_it_stay(self) -> None:
        first = self.change({"summary": "Wrong."})
        self.change({"occupation": "Teacher"})
        page = self.client.get(f"{self.address}history/{first.pk}/undo/")
        self.assertContains(page, "<del>Wrong.</del><ins>A teacher of Kashgar.</ins>")
        self.person.refresh_from_db()
        self.assertEqual(self.person.summary, "Wrong.")  # nothing is undone yet
        self.revert(first)
        self.person.refresh_from_db()
        self.assertEqual(self.person.summary, "A teacher of Kashgar.")
        self.assertEqual(self.person.occupation, "Teacher")
        newest = Edit.objects.latest("pk")
        self.assertEqual(newest.author, self.staff)
        self.assertIn("Undid the change of", newest.why)

    def test_rows_come_back_as_they_were_and_added_ones_go(self) -> None:
        source = Source.objects.create(
            detainee=self.person, kind="relative", attribution="A cousin", contact="By telephone"
        )
        self.person.events.create(kind="seen", when="2019", source=source)
        sources = Source.objects.filter(kind="relative")
        before = sources.values().get(), self.person.events.values().get()
        changes.attribute_to(self.staff)
        source.delete()
        Name.objects.create(detainee=self.person, text="Somebody else")
        self.revert(Edit.objects.latest("pk"))
        self.assertEqual((sources.values().get(), self.person.events.values().get()), before)
        self.assertEqual(sources.get().contact, "By telephone")
        self.assertEqual([name.text for name in self.person.names.all()], ["Aygül Misal"])

    def test_an_undoing_can_be_undone(self) -> None:
        self.revert(self.change({"summary": "Two."}))
        self.revert(Edit.objects.latest("pk"))
        self.person.refresh_from_db()
        self.assertEqual(self.person.summary, "Two.")

    def test_what_was_changed_again_since_stays(self) -> None:
        first = self.change({"summary": "Two.", "occupation": "Teacher"})
        self.change({"summary": "Three."})
        self.revert(first)
        self.person.refresh_from_db()
        self.assertEqual((self.person.summary, self.person.occupation), ("Three.", ""))
        undo = f"{self.address}history/{first.pk}/undo/"
        for page in (self.client.get(undo), self.client.post(undo, follow=True)):
            self.assertContains(page, "Nothing would change")
            self.assertNotContains(page, "Done.")

    def test_what_cannot_be_undone_says_so_and_changes_nothing(self) -> None:
        changes.attribute_to(self.staff)
        self.person.names.get().delete()
        deletion = Edit.objects.latest("pk")
        changes.attribute_to(None)
        Name.objects.create(detainee=self.person, text="Aygül Misal")
        page = self.client.get(f"{self.address}history/{deletion.pk}/undo/")
        self.assertContains(page, "This cannot be undone")
        with self.assertRaises(ValidationError):
            reverting.undo(self.person, deletion, author=self.staff, why="")

    def test_nobody_is_deleted_by_undoing_how_they_began(self) -> None:
        self.fill_in(
            "/admin/profiles/detainee/add/",
            {
                "names-0-text": "Mahire Misal", "summary": "A teacher.", "claims-0-status": "prison",
                "claims-0-source": "new", "sources-0-kind": "ngo", "sources-0-attribution": "A report",
                "consents-0-basis": "public_record", "consents-0-capacity": "none",
            },
            press="_publish",
        )  # fmt: skip
        person = Detainee.objects.latest("pk")
        workflow.withdraw(person, author=self.staff)
        self.client.force_login(make_member("Editors"))
        first = reverting.changes_of(person).earliest("pk").edit
        address = reverse("admin:profiles_detainee_undo", args=[person.pk, first.pk])
        self.assertContains(self.client.get(address), "It began with this")
        self.client.post(address)
        self.assertTrue(person.consents.exists() and person.names.exists())
        self.assertEqual(self.client.get("/profiles/mahire-misal/").status_code, 410)

    def test_neither_state_nor_consent_nor_identity_comes_back_by_undoing(self) -> None:
        self.person.consents.update(withdrawn_at=None)
        start = Edit.objects.latest("pk")
        workflow.publish(self.person, author=self.staff)
        workflow.withdraw(self.person, author=self.staff)
        changes.attribute_to(self.staff)
        Consent.objects.update(withdrawn_at=timezone.now())
        Detainee.objects.update(identity="anonymous", slug="p-1", summary="Else.")
        for edit in Edit.objects.filter(pk__gt=start.pk):
            reverting.undo(self.person, edit, author=self.staff, why="")
        reverting.restore(self.person, start, author=self.staff, why="")
        self.person.refresh_from_db()
        self.assertEqual(self.person.summary, "A teacher of Kashgar.")
        self.assertEqual((self.person.state, self.person.identity), ("withdrawn", "anonymous"))
        self.assertIsNotNone(self.person.consents.get().withdrawn_at)

    def test_an_edit_of_somebody_else_is_not_found_here(self) -> None:
        make_detainee()
        other = Edit.objects.latest("pk")
        changes.attribute_to(self.staff)
        self.person.names.update(text="X")
        other = Edit.objects.create(author=self.staff)
        self.assertEqual(
            self.client.get(f"{self.address}history/{other.pk}/undo/").status_code, 404
        )

    def test_two_editors_are_not_fooled_by_it(self) -> None:
        edit = self.change({"summary": "Two."})
        form = self.read(f"{self.address}change/")
        self.revert(edit)
        page = self.send(f"{self.address}change/", form, {"summary": "Mine."})
        self.assertContains(page, "You changed this while you had the page open")


class RestoreTests(HistoryCase):
    def snapshot(self) -> list[Any]:
        skip = {
            "updated_at",
            "publish_at",
        }  # the form drops the seconds, and undoing never changes it
        rows: list[Any] = [
            Detainee.objects.filter(pk=self.person.pk),
            self.person.ethnicities.through.objects,
        ]
        rows += [
            getattr(self.person, name)
            for name in ("names", "claims", "events", "sources", "quotes", "reasons", "legal_cases")
        ]
        return [
            [
                {key: value for key, value in row.items() if key not in skip}
                for row in each.order_by("pk").values()
            ]
            for each in rows
        ]

    def test_a_whole_profile_is_again_what_it_was_at_a_moment(self) -> None:
        changes.attribute_to(self.staff)
        source = self.person.sources.create(kind="ngo", attribution="An NGO", contact="Sealed")
        self.person.events.create(kind="taken", when="early 2018", source=source)
        self.person.ethnicities.add(Ethnicity.objects.get(code="uyghur"))
        self.person.quotes.create(text="We wait.", speaker="Her mother")
        moment, was = Edit.objects.latest("pk"), self.snapshot()
        self.change({"summary": "Other words.", "names-0-text": "Other Name"})
        changes.attribute_to(self.staff)
        source.delete()
        self.person.events.all().delete()
        self.person.ethnicities.set([Ethnicity.objects.get(code="kazakh")])
        self.person.reasons.create(kind="travel")
        changes.attribute_to(None)
        self.person.quotes.update(text="Changed by SQL")
        self.person.names.create(text="One more")
        self.revert(moment, "restore")
        self.assertEqual(self.snapshot(), was)
        self.assertIn("Restore the version of", Edit.objects.latest("pk").why)


class ForgettingTests(HistoryCase):
    def test_the_history_is_erased_and_the_present_stays(self) -> None:
        other = make_detainee("Other Misal")
        self.change({"summary": "New words.", "names-0-text": "New Name"})
        page = self.send(
            f"{self.address}history/forget/", self.read(f"{self.address}history/forget/"), {}
        )
        self.assertContains(page, "is erased")
        self.assertNotContains(page, "A teacher of Kashgar.")
        self.assertFalse(Change.objects.filter(subject_pk=self.person.pk).exists())
        self.assertTrue(Change.objects.filter(subject_pk=other.pk).exists())
        self.assertFalse(Edit.objects.filter(changes=None).exists())
        logged = LogEntry.objects.filter(object_id=self.person.pk).earliest("pk")
        self.assertEqual(
            (logged.object_repr, logged.change_message), (f"person {self.person.pk}", "")
        )
        self.person.refresh_from_db()
        self.assertEqual(self.person.summary, "New words.")

    def test_it_takes_the_right_to_publish(self) -> None:
        self.sign_in_as("profiles.view_detainee", "profiles.change_detainee")
        self.assertEqual(self.client.post(f"{self.address}history/forget/").status_code, 403)
        self.assertTrue(Change.objects.filter(subject_pk=self.person.pk).exists())
