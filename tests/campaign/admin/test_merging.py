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
