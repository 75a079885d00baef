"""Two profiles of one person are merged, and the merge is undone."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from campaign.history import changes
from campaign.history.models import Change
from petitions.counting import published_figures, tallies
from petitions.models import Petition
from profiles.models import Detainee, Relationship
from profiles.models.places import Ethnicity, Place
from profiles.safety import merge
from tests.desk import DeskTestCase
from tests.factories import (
    make_detainee,
    make_news,
    make_petition,
    make_picture,
    make_signature,
    make_staff,
)
from tests.testcases import SiteTestCase

PEOPLE = "/admin/profiles/detainee/"


def rows_of(person: Detainee) -> dict[str, set[Any]]:
    return {
        model.__name__: set(
            model._default_manager.filter(detainee=person).values_list("pk", flat=True)
        )
        for model in merge.related_models()
    }


class MergeCase(SiteTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.staff = make_staff()
        self.kept = make_detainee("Aygül Misal", slug="aygul-misal", staff_notes="Ours")
        self.gone = make_detainee(
            "Aygul Missal", slug="aygul-missal", staff_notes="Theirs", occupation="Teacher",
            summary="Other words.", home_place=Place.objects.get(code="kashgar"),
        )  # fmt: skip
        source = self.gone.sources.create(kind="ngo", attribution="An NGO", contact="Sealed")
        self.gone.claims.create(status="camp", as_of="2018", source=source)
        self.gone.reasons.create(kind="travel")
        self.kept.reasons.create(kind="travel")
        self.gone.ethnicities.add(Ethnicity.objects.get(code="uyghur"))

    def merge(self, take: tuple[str, ...] = ()) -> None:
        merge.merge(self.kept, self.gone, take=take, author=self.staff, why="The same birthday.")
        self.kept.refresh_from_db()
        self.gone.refresh_from_db()


class MergingTests(MergeCase):
    def test_related_rows_move_without_duplicates(self) -> None:
        before = {name: len(rows) for name, rows in rows_of(self.kept).items()}
        moving = {name: len(rows) for name, rows in rows_of(self.gone).items()}
        self.merge()
        self.assertFalse(any(rows_of(self.gone).values()))
        after = {name: len(rows) for name, rows in rows_of(self.kept).items()}
        expected = {name: before[name] + moving[name] for name in before} | {"Reason": 1}
        self.assertEqual(after, expected)
        self.assertEqual(self.kept.sources.get(kind="ngo").contact, "Sealed")
        self.assertEqual([each.code for each in self.kept.ethnicities.all()], ["uyghur"])

    def test_staff_choose_the_value_of_each_field_and_notes_are_joined(self) -> None:
        choices = {each.name: each for each in merge.plan_merge(self.kept, self.gone).choices}
        self.assertEqual(set(choices), {"occupation", "summary", "home_place"})
        self.assertTrue(choices["occupation"].takes_gone)  # it is empty in the first profile
        self.assertFalse(choices["summary"].takes_gone)
        self.merge(take=("occupation", "home_place"))
        self.assertEqual(self.kept.occupation, "Teacher")
        self.assertEqual(str(self.kept.home_place), choices["home_place"].gone)
        self.assertEqual(self.kept.summary, "A teacher from Kashgar.")
        self.assertEqual(self.kept.staff_notes, "Ours\n\nTheirs")

    def test_every_url_of_the_second_redirects_to_the_first(self) -> None:
        self.gone.old_slugs.create(slug="aigul")
        self.merge()
        for slug in ("aygul-missal", "aigul", self.gone.reference, self.gone.reference.lower()):
            moved = self.client.get(f"/profiles/{slug}/")
            self.assertRedirects(moved, "/profiles/aygul-misal/", status_code=301, msg_prefix=slug)
        self.assertNotContains(self.client.get("/profiles/"), "aygul-missal")
        self.assertGreater(make_detainee().pk, self.gone.pk)

    def test_a_chain_of_merges_redirects_to_its_end(self) -> None:
        self.merge()
        third = make_detainee("Third", slug="third")
        merge.merge(third, self.kept, take=(), author=self.staff)
        for slug in ("aygul-missal", "aygul-misal", self.gone.reference, self.kept.reference):
            moved = self.client.get(f"/profiles/{slug}/")
            self.assertRedirects(moved, "/profiles/third/", status_code=301, msg_prefix=slug)

    def test_when_the_first_is_withdrawn_all_urls_answer_a_nameless_410(self) -> None:
        self.merge()
        Detainee.objects.filter(pk=self.kept.pk).update(state="withdrawn")
        for slug in ("aygul-missal", "aygul-misal", self.gone.reference, self.kept.reference):
            page = self.client.get(f"/profiles/{slug}/")
            self.assertNotContains(page, "Misal", status_code=410)

    def test_signatures_for_the_second_count_for_the_first(self) -> None:
        petition = make_petition()
        petition.people.add(self.gone)
        news = make_news()
        news.people.add(self.gone, self.kept)
        for number in range(12):
            make_signature(petition, signed_for=self.gone if number else self.kept)
        tallies.fold()
        make_signature(petition, signed_for=self.gone)
        self.merge()
        published_figures.publish_now()
        self.assertEqual(published_figures.count_for_person(self.kept.pk), 13)
        self.assertEqual(list(Petition.objects.about(self.kept.pk)), [petition])
        self.assertContains(self.client.get(news.get_absolute_url()), "Aygül Misal")
        address = petition.get_absolute_url()
        asked = self.client.get(f"{address}?for={self.gone.reference}")
        self.assertContains(asked, "You are signing for Aygül Misal")
        friend = self.client.get(f"{address}thank-you/?for={self.gone.reference}")
        self.assertContains(friend, f"{address}?for={self.kept.reference}")

    def test_relationships_move_from_both_sides_and_those_between_the_two_are_deleted(self) -> None:
        other = make_detainee("Other")
        self.gone.relationships.create(kind="sibling", other=self.kept)
        self.kept.relationships.create(kind="sibling", other=self.gone)
        other.relationships.create(kind="parent", other=self.gone)
        other.relationships.create(kind="child", other=self.gone)
        other.relationships.create(kind="child", other=self.kept)
        self.merge()
        left = Relationship.objects.values_list("detainee", "kind", "other")
        self.assertEqual(
            set(left), {(other.pk, "parent", self.kept.pk), (other.pk, "child", self.kept.pk)}
        )

    def test_the_stricter_level_is_the_default(self) -> None:
        Detainee.objects.filter(pk=self.gone.pk).update(
            identity="anonymous", slug=self.gone.reference.lower(), place_level="none"
        )
        Detainee.objects.filter(pk=self.kept.pk).update(summary="A teacher.")
        self.kept.refresh_from_db()
        self.gone.refresh_from_db()
        take = [
            each.name for each in merge.plan_merge(self.kept, self.gone).choices if each.takes_gone
        ]
        self.assertLessEqual({"identity", "place_level"}, set(take))
        self.merge(tuple(take))
        self.assertEqual((self.kept.identity, self.kept.place_level), ("anonymous", "none"))
        self.assertEqual(self.kept.slug, self.kept.reference.lower())
        self.assertEqual(self.client.get("/profiles/aygul-misal/").status_code, 410)

    def test_a_portrait_taken_from_the_second_is_shown(self) -> None:
        Detainee.objects.filter(pk=self.gone.pk).update(portrait=make_picture())
        self.gone.refresh_from_db()
        self.merge(take=("portrait",))
        self.assertIsNone(self.gone.portrait)
        self.assertContains(self.client.get("/profiles/aygul-misal/"), "portrait-1.jpg")

    def test_no_one_is_merged_twice_or_into_themselves(self) -> None:
        with self.assertRaises(ValidationError):
            merge.merge(self.kept, self.kept, take=(), author=self.staff)
        self.merge()
        with self.assertRaises(ValidationError):
            merge.merge(make_detainee(), self.gone, take=(), author=self.staff)
        with self.assertRaises(ValidationError):
            merge.merge(self.gone, make_detainee(), take=(), author=self.staff)
        for change in ({"state": "published", "slug": "again"}, {"merged_into": self.gone.pk}):
            with self.assertRaises(IntegrityError), transaction.atomic():
                Detainee.objects.filter(pk=self.gone.pk).update(**change)

    def test_it_is_one_edit_in_both_histories(self) -> None:
        last = Change.objects.latest("pk").edit_id
        self.merge()
        edits = {
            change.edit for change in Change.objects.filter(edit__gt=last).select_related("edit")
        }
        self.assertEqual(len(edits), 1)
        told = f"Merged {self.gone.reference} into {self.kept.reference}. The same birthday."
        self.assertEqual(edits.pop().why, told)


class UndoingTests(MergeCase):
    def test_an_undo_restores_both_profiles(self) -> None:
        before = rows_of(self.kept), rows_of(self.gone)
        self.merge(take=("summary",))
        merge.undo_merge(self.gone, author=self.staff)
        self.kept.refresh_from_db()
        self.gone.refresh_from_db()
        self.assertEqual((rows_of(self.kept), rows_of(self.gone)), before)
        self.assertEqual(self.kept.summary, "A teacher from Kashgar.")
        self.assertEqual(self.kept.staff_notes, "Ours")
        self.assertIsNone(self.gone.merged_into)
        self.assertEqual(self.gone.slug, "aygul-missal")

    def test_an_undo_publishes_nothing(self) -> None:
        self.merge()
        merge.undo_merge(self.gone, author=self.staff)
        self.assertEqual(self.client.get("/profiles/aygul-misal/").status_code, 200)
        self.assertEqual(self.client.get("/profiles/aygul-missal/").status_code, 410)
        self.assertEqual(self.client.get(f"/profiles/{self.gone.reference}/").status_code, 410)

    def test_an_undo_keeps_later_changes(self) -> None:
        self.merge(take=("summary",))
        changes.attribute_to(self.staff)  # another edit
        claim = self.kept.claims.get(status="camp")
        self.kept.claims.filter(pk=claim.pk).update(note="Seen again")
        Detainee.objects.filter(pk=self.kept.pk).update(summary="Newer words.")
        merge.undo_merge(self.gone, author=self.staff)
        self.kept.refresh_from_db()
        self.assertEqual(self.kept.summary, "Newer words.")
        self.assertEqual(self.gone.claims.get(pk=claim.pk).note, "Seen again")

    def test_without_its_history_a_merge_cannot_be_undone(self) -> None:
        self.merge()
        Change.objects.all().delete()
        with self.assertRaises(ValidationError):
            merge.undo_merge(self.gone, author=self.staff)


class DeskTests(DeskTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.kept = make_detainee("Aygül Misal", slug="aygul-misal")
        self.gone = make_detainee("ئايگۈل مىسال", summary="Other words.", occupation="Teacher")
        self.address = f"{PEOPLE}{self.kept.pk}/merge/?other={self.gone.reference}"

    def test_a_person_with_the_same_name_in_another_script_is_suggested(self) -> None:
        make_detainee("Turdi Example")
        page = self.client.get(f"{PEOPLE}{self.kept.pk}/change/")
        self.assertContains(
            page, f"Check whether these are the same person, by the name: {self.gone}"
        )
        self.assertContains(self.client.get(f"{PEOPLE}{self.kept.pk}/merge/"), self.address)

    def test_both_are_shown_side_by_side_and_merged_with_one_button(self) -> None:
        page = self.client.get(self.address)
        self.assertContains(page, "Other words.")
        self.assertContains(page, "ئايگۈل مىسال")
        self.gone.refresh_from_db()
        self.assertIsNone(self.gone.merged_into)
        done = self.fill_in(self.address, {"summary": "gone", "why": "Same birthday."}, press="")
        self.assertContains(done, "its reference now leads there")
        self.kept.refresh_from_db()
        self.assertEqual((self.kept.summary, self.kept.occupation), ("Other words.", "Teacher"))
        self.assertContains(self.client.get(f"{PEOPLE}{self.kept.pk}/history/"), "Same birthday.")

    def test_a_merge_is_undone_at_the_desk(self) -> None:
        self.fill_in(self.address, {}, press="")
        form = f"{PEOPLE}{self.gone.pk}/change/"
        page = self.client.get(form)
        self.assertContains(page, f"Merged into {self.kept.reference}")
        self.assertNotContains(page, 'name="_save"')
        self.fill_in(f"{PEOPLE}{self.gone.pk}/unmerge/", {}, press="")
        self.gone.refresh_from_db()
        self.assertIsNone(self.gone.merged_into)

    def test_two_are_chosen_from_the_list(self) -> None:
        chosen = {"action": "compare", "_selected_action": [self.kept.pk, self.gone.pk]}
        self.assertRedirects(self.client.post(PEOPLE, chosen), self.address)
        page = self.client.post(PEOPLE, chosen | {"_selected_action": [self.kept.pk]}, follow=True)
        self.assertContains(page, "Choose two people.")

    def test_an_unknown_reference_is_refused_and_stays_in_the_field(self) -> None:
        for typed in ("P-9999", self.kept.reference, "nonsense", "P-9999999999999999"):
            page = self.client.get(f"{PEOPLE}{self.kept.pk}/merge/", {"other": typed})
            self.assertContains(page, f'value="{typed}"')
            self.assertContains(page, "There is no other person with this reference.")

    def test_merging_needs_the_publish_permission(self) -> None:
        pages = [self.address, f"{PEOPLE}{self.gone.pk}/unmerge/"]
        self.sign_in_as("profiles.view_detainee", "profiles.change_detainee")
        for page in pages:
            self.assertEqual(self.client.post(page).status_code, 403)
        self.client.logout()
        for page in pages:
            self.assertEqual(self.client.post(page).status_code, 302)
