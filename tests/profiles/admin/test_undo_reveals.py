"""Undoing a change that hid something: the page says so first, and staff have to agree."""

from typing import Any

from django.test import override_settings
from django.utils import timezone

from campaign.history import changes
from campaign.history.models import Edit
from profiles.models import Detainee, Name, Source
from profiles.models.places import Ethnicity, Place
from tests.desk import DeskTestCase
from tests.factories import make_detainee, make_picture

PEOPLE = "/admin/profiles/detainee/"
WARNING = "Everyone will see this again"
UNFIT = "It can then no longer be published"


class RevealingCase(DeskTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.person = make_detainee("Aygül Misal")
        changes.attribute_to(self.staff)  # a new edit starts here

    def address(self, how: str = "undo", edit: Edit | None = None) -> str:
        edit = edit or Edit.objects.latest("pk")
        return f"{PEOPLE}{self.person.pk}/history/{edit.pk}/{how}/"

    def change(self, **values: Any) -> None:
        Detainee.objects.filter(pk=self.person.pk).update(**values)

    def assert_asked(self, *words: str) -> None:
        """The page says so and changes nothing until staff agree."""
        address, edits = self.address(), Edit.objects.count()
        page = self.read(address)
        self.assertNotIn("agreed", page.values)  # it is never ticked in advance
        answer = self.send(address, page, {"why": "A slip."})
        for each in ("Nothing was changed.", 'name="agreed"', 'value="A slip."', *words):
            self.assertContains(answer, each)
        self.assertEqual(Edit.objects.count(), edits)

    def assert_not_asked(self) -> None:
        address = self.address()
        self.assertNotContains(self.client.get(address), 'name="agreed"')
        self.assertContains(self.send(address, self.read(address), {}), "Done.")


class AskingTests(RevealingCase):
    def test_a_hidden_name_comes_back_only_by_who_agrees_to_that(self) -> None:
        name = Name.objects.create(detainee=self.person, text="Secret Name", is_public=True)
        changes.attribute_to(self.staff)
        Name.objects.filter(pk=name.pk).update(is_public=False)
        self.assert_asked(WARNING, "Name: <bdi>Secret Name</bdi>")
        self.assertFalse(Name.objects.get(pk=name.pk).is_public)
        self.assertContains(self.agree(self.address()), "Done.")
        self.assertTrue(Name.objects.get(pk=name.pk).is_public)

    def test_so_does_what_was_deleted_while_it_was_shown(self) -> None:
        quote = self.person.quotes.create(text="We wait.", speaker="Her mother")
        changes.attribute_to(self.staff)
        quote.delete()
        self.assert_asked("Quotation: <bdi>The family’s words: We wait. · Said by: Her mother")
        self.agree(self.address())
        self.assertEqual(self.person.quotes.get().speaker, "Her mother")

    def test_so_does_what_says_who_or_where_somebody_is(self) -> None:
        kashgar = Place.objects.get(code="kashgar")
        self.change(portrait=make_picture(alt="A woman"), home_place=kashgar, birth="3 May 1978")
        self.change(occupation="Head of the only school")
        for values, words in (
            ({"portrait": None}, "Portrait: A woman"),
            ({"home_place": None}, f"Home: {kashgar}"),
            ({"birth": "1978"}, "Born: 3 May 1978"),
            ({"occupation": "Teacher"}, "Occupation: Head of the only school"),
        ):
            with self.subTest(words):
                changes.attribute_to(self.staff)
                self.change(**values)
                self.assert_asked(WARNING, words)
                self.agree(self.address())
        for model, field, old, new in (
            (Name, "text", "Aygül Misal", "A. M."),
            (Source, "attribution", "Her cousin Ali", "A relative"),
        ):
            with self.subTest(field):
                Source.objects.get_or_create(
                    detainee=self.person, kind="relative", attribution="Her cousin Ali"
                )
                changes.attribute_to(self.staff)
                model.objects.filter(detainee=self.person).update(**{field: new})
                self.assert_asked(old)
                self.agree(self.address())

    def test_so_does_the_people_somebody_belongs_to(self) -> None:
        uyghur = Ethnicity.objects.get(code="uyghur")
        self.person.ethnicities.add(uyghur)
        changes.attribute_to(self.staff)
        self.person.ethnicities.clear()
        self.assert_asked(WARNING, f"Ethnicity: <bdi>Ethnicity: {uyghur}</bdi>")
        self.agree(self.address())
        self.assertEqual(self.person.ethnicities.get(), uyghur)

    def test_so_do_kinship_and_a_court(self) -> None:
        other = make_detainee("Other Misal")
        related = self.person.relationships.create(kind="child", other=other, is_public=True)
        case = self.person.legal_cases.create(court="The court of a small county")
        for row, values, words in (
            (related, {"kind": "friend"}, "Relation: Daughter or son"),
            (case, {"court": ""}, "Court: The court of a small county"),
        ):
            changes.attribute_to(self.staff)
            type(row)._default_manager.filter(pk=row.pk).update(**values)
            self.assert_asked(WARNING, words)

    def test_going_back_to_a_moment_asks_for_all_that_it_shows(self) -> None:
        for text in ("One Name", "Another Name"):
            Name.objects.create(detainee=self.person, text=text)
        moment = Edit.objects.latest("pk")
        changes.attribute_to(self.staff)
        Name.objects.filter(text="One Name").update(is_public=False)
        changes.attribute_to(self.staff)
        Name.objects.filter(text="Another Name").delete()
        page = self.client.get(self.address("restore", moment))
        self.assertEqual(len(page.context["outcome"].reveals), 2)

    def test_a_text_that_tells_what_is_hidden_comes_back_only_so(self) -> None:
        Name.objects.create(detainee=self.person, text="Secret Name", is_public=False)
        self.change(story="She is called Secret Name.", state="withdrawn")
        changes.attribute_to(self.staff)
        self.change(story="")
        self.assert_asked(UNFIT, "but is readable in: story.")
        self.agree(self.address())
        self.assertIn("Secret", Detainee.objects.get().story)

    def test_of_who_is_not_public_it_says_when_it_will_be_seen(self) -> None:
        self.change(state="withdrawn")
        changes.attribute_to(self.staff)
        self.person.names.update(is_public=False)
        self.assert_asked("Everyone will see this again once it is published")

    def test_who_may_not_see_what_it_is_has_to_agree_as_well(self) -> None:
        self.person.quotes.create(text="We wait.", speaker="Her mother")
        changes.attribute_to(self.staff)
        self.person.quotes.update(is_public=False)
        self.sign_in_as("profiles.change_detainee", "profiles.publish_detainee")
        self.assert_asked("You may not see what.")
        self.assertNotContains(self.client.get(self.address()), "mother")

    def test_agreeing_to_one_thing_is_not_agreeing_to_another(self) -> None:
        for text in ("One Name", "Another Name"):
            Name.objects.create(detainee=self.person, text=text)
        changes.attribute_to(self.staff)
        Name.objects.filter(text__contains=" Name").update(is_public=False)
        address = self.address()
        mark = self.client.get(address).context["outcome"].fingerprint
        Name.objects.filter(text="One Name").update(text="Her Real Name")
        answer = self.send(address, self.read(address), {"agreed": mark})
        self.assertContains(answer, "Nothing was changed.")
        self.assertFalse(Name.objects.filter(is_public=True, text="Another Name").exists())


class NotAskingTests(RevealingCase):
    def test_nobody_is_asked_about_what_the_public_sees_no_more_of(self) -> None:
        self.person.events.create(kind="taken", when="2018")  # undoing removes it
        self.assert_not_asked()
        hidden = self.person.quotes.create(text="We wait.", speaker="A friend", is_public=False)
        changes.attribute_to(self.staff)
        hidden.delete()  # undoing restores it as hidden
        self.assert_not_asked()
        changes.attribute_to(self.staff)
        self.change(summary="Other words.", staff_notes="A note.")
        self.assert_not_asked()
        changes.attribute_to(self.staff)
        self.change(birth="1978")  # undoing leaves it unknown
        self.assert_not_asked()


@override_settings(FOUR_EYES={"people"})
class SecondPersonTests(RevealingCase):
    def test_no_undoing_makes_anybody_public_however_much_one_agrees(self) -> None:
        start = Edit.objects.earliest("pk")
        self.person.consents.update(withdrawn_at=timezone.now())
        changes.attribute_to(self.staff)
        self.change(state="withdrawn", identity="anonymous", slug="p-1", summary="Else.")
        for edit, how in [*((each, "undo") for each in Edit.objects.all()), (start, "restore")]:
            self.agree(self.address(how, edit))
        self.assertFalse(Detainee.objects.published().exists())
        person = Detainee.objects.get()
        self.assertEqual((person.state, person.identity), ("withdrawn", "anonymous"))
        self.assertTrue(person.consents.get().withdrawn_at)
        self.assertEqual(person.objections(self.staff)[0][:20], "You changed it last.")
