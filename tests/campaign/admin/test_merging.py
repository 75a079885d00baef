"""Two people edit one page: each field keeps the change of whoever changed it."""

from typing import Any

from profiles.models import Detainee
from profiles.models.places import Ethnicity
from tests.desk import DeskTestCase, FormReader
from tests.factories import make_detainee, make_source


class TwoEditorsTests(DeskTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.person = make_detainee(story="One.\n\nTwo.", occupation="Teacher")
        self.address = f"/admin/profiles/detainee/{self.person.pk}/change/"
        self.mine = self.read(self.address)

    def fresh(self) -> Detainee:
        return Detainee.objects.get(pk=self.person.pk)

    def theirs(self, values: dict[str, Any]) -> None:
        self.assertContains(self.fill_in(self.address, values), "was changed successfully")

    def test_what_only_one_of_them_changed_is_kept(self) -> None:
        uyghur = Ethnicity.objects.get(code="uyghur")
        self.theirs({"occupation": "Head teacher", "ethnicities": [uyghur.pk], "birth": "1978"})
        page = self.send(self.address, self.mine, {"summary": "Mine."})
        self.assertContains(page, "changed this after you opened it here. Both changes are saved.")
        person = self.fresh()
        self.assertEqual((person.summary, person.occupation), ("Mine.", "Head teacher"))
        self.assertEqual((str(person.birth), person.ethnicities.get()), ("1978", uyghur))

    def test_so_it_is_with_the_rows_below(self) -> None:
        self.theirs({"claims-0-note": "Theirs", "names-0-kind": "official"})
        self.send(self.address, self.mine, {"claims-0-confidence": "single"})
        claim = self.person.claims.get()
        self.assertEqual((claim.note, claim.confidence), ("Theirs", "single"))
        self.assertEqual(self.person.names.get().kind, "official")

    def test_a_row_that_the_other_one_added_stays(self) -> None:
        make_source(self.person)
        self.person.reasons.create(kind="travel")
        self.send(self.address, self.mine, {"summary": "Mine."})
        self.assertEqual(self.person.reasons.count(), 1)

    def two_names(self) -> tuple[Any, Any]:
        """The form is open and shows two names more, of which the other one deletes the first."""
        gone, stays = (
            self.person.names.create(text=text, kind="nickname", order=order)
            for text, order in (("Zuhre Gone", 2), ("Zuhre Stays", 3))
        )
        self.mine = self.read(self.address)
        self.theirs({"names-1-DELETE": "on"})
        return gone, stays

    def texts(self) -> list[str]:
        return sorted(self.person.names.values_list("text", flat=True))

    def test_a_row_that_the_other_one_deleted_is_left_out_and_that_is_said(self) -> None:
        self.two_names()
        page = self.send(self.address, self.mine, {"summary": "Mine.", "names-2-text": "Zuhre New"})
        self.assertContains(
            page, "Staff has deleted name “Zuhre Gone” since you opened the page. It stays deleted."
        )
        self.assertNotContains(page, "errornote")
        self.assertEqual(self.fresh().summary, "Mine.")
        self.assertNotIn("Zuhre Gone", self.texts())
        self.assertIn("Zuhre New", self.texts())

    def test_every_part_of_a_profile_does_so(self) -> None:
        self.theirs({"claims-0-DELETE": "on"})
        page = self.send(self.address, self.mine, {"summary": "Mine."})
        self.assertContains(page, "Staff has deleted")
        self.assertEqual((self.fresh().summary, self.person.claims.count()), ("Mine.", 0))

    def test_if_it_was_changed_here_it_becomes_a_new_row_at_the_second_save(self) -> None:
        gone, stays = self.two_names()
        asked = self.send(self.address, self.mine, {"names-1-text": "Zuhre Mine"})
        self.assertContains(asked, "What you typed is a new row now")
        form = FormReader(asked.text)
        self.assertEqual(form.values["names-1-id"], str(stays.pk))
        self.assertEqual(
            (form.values["names-2-text"], form.values["names-2-id"]), ("Zuhre Mine", "")
        )
        self.assertNotIn("Zuhre Mine", self.texts())
        page = self.send(self.address, form, {})
        self.assertNotContains(page, "errornote")
        self.assertIn("Zuhre Mine", self.texts())
        self.assertFalse(self.person.names.filter(pk=gone.pk).exists())

    def test_no_row_stands_below_the_caption_of_another(self) -> None:
        stays = self.person.names.create(text="Zuhre Stays", kind="nickname", order=5)
        self.mine = self.read(self.address)
        added = self.person.names.create(text="Zuhre Added", kind="nickname", order=4)
        page = self.send(self.address, self.mine, {"summary": "Mine.", "birth": "no date at all"})
        self.assertContains(page, "errornote")
        formset = next(
            each for each in page.context["inline_admin_formsets"] if each.formset.prefix == "names"
        )
        pairs = [(row.form.instance.pk, row.original.pk) for row in formset if row.original]
        self.assertIn((stays.pk, stays.pk), pairs)
        self.assertNotIn(added.pk, [original for _form, original in pairs])
        self.assertTrue(all(form == original for form, original in pairs), pairs)

    def test_what_both_deleted_is_no_conflict(self) -> None:
        self.two_names()
        page = self.send(self.address, self.mine, {"names-1-DELETE": "on"})
        self.assertNotContains(page, "errornote")
        self.assertEqual(self.person.names.count(), 2)

    def test_what_both_changed_is_asked_about_once(self) -> None:
        self.theirs({"summary": "Theirs.", "claims-0-note": "Theirs", "occupation": "Head"})
        asked = self.send(self.address, self.mine, {"summary": "Mine.", "claims-0-note": "Mine"})
        self.assertContains(asked, "It is now: “Theirs.”.")
        self.assertContains(asked, "It is now: “Theirs”.")
        self.assertEqual(self.fresh().summary, "Theirs.")
        self.send(self.address, FormReader(asked.text), {})
        person = self.fresh()
        self.assertEqual((person.summary, person.occupation), ("Mine.", "Head"))
        self.assertEqual(person.claims.get().note, "Mine")

    def test_the_same_change_by_both_is_no_conflict(self) -> None:
        self.theirs({"summary": "Ours."})
        page = self.send(self.address, self.mine, {"summary": "Ours."})
        self.assertContains(page, "was changed successfully")

    def test_other_line_ends_are_no_change(self) -> None:
        self.theirs({"occupation": "Head"})
        values = {
            name: value.replace("\n", "\r\n") if isinstance(value, str) else value
            for name, value in self.mine.values.items()
        }
        self.client.post(self.address, values | {"summary": "Mine.", "_save": "yes"})
        self.assertEqual(self.fresh().occupation, "Head")


class WithoutTheRightTests(DeskTestCase):
    def test_a_refusal_for_want_of_a_right_says_so_and_leaves_no_traceback(self) -> None:
        person = make_detainee(state="draft")
        self.sign_in_as("profiles.view_detainee")
        with self.assertLogs("campaign.web.errors", "INFO") as logged, self.assertNoLogs("django"):
            page = self.client.get(f"/admin/profiles/detainee/{person.pk}/publish/")
        self.assertContains(page, "You do not have the right to do this", status_code=403)
        self.assertIsNone(logged.records[0].exc_info)
