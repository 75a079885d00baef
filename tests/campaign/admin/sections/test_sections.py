"""The sections of the forms of the desk, and their table of contents."""

from campaign.admin.sections.shown import Contents, State
from tests.desk import DeskTestCase
from tests.factories import make_detainee, make_page, make_petition

ADD = "/admin/profiles/detainee/add/"
NEEDED = ["names", "who", "story", "status", "consents"]


class SectionTests(DeskTestCase):
    def contents(self, url: str) -> Contents:
        contents: Contents = self.client.get(url).context["contents"]
        return contents

    def test_a_new_person_begins_with_what_publication_needs(self) -> None:
        sections = self.contents(ADD).sections
        self.assertEqual([each.name for each in sections if each.is_open], NEEDED)
        self.assertEqual([each.name for each in sections][:4], NEEDED[:4])
        self.assertEqual({each.state for each in sections if each.is_open}, {State.TO_DO})

    def test_what_is_missing_leads_to_the_field_that_mends_it(self) -> None:
        person = make_detainee(state="draft", summary="", covers=())
        page = self.client.get(f"/admin/profiles/detainee/{person.pk}/change/")
        for anchor, words in (
            ("id_summary", "Write the summary."),
            ("id_consents", "Record the consent"),
        ):
            self.assertRegex(page.text, f'<a href="#{anchor}">{words}')
            self.assertContains(page, f'id="{anchor}"')
        states = {each.name: each.state for each in page.context["contents"].sections}
        self.assertEqual(
            (states["story"], states["consents"], states["names"], states["events"]),
            (State.TO_DO, State.TO_DO, State.DONE, State.EMPTY),
        )
        self.assertContains(page, 'href="#section-story"')
        self.assertContains(page, "Sections: 2 to do")

    def test_a_section_with_an_error_says_so_and_is_open(self) -> None:
        values = {
            "names-0-text": "Aygul Misal",
            "events-TOTAL_FORMS": "1",
            "events-0-kind": "taken",
            "events-0-when": "someday",
        }
        page = self.fill_in(ADD, values)
        shown = {each.name: each for each in page.context["contents"].sections}
        self.assertEqual((shown["events"].words, shown["events"].is_open), ("1 error", True))
        self.assertContains(page, "Sections: errors in 1 section")

    def test_a_finished_person_opens_with_one_section(self) -> None:
        person = make_detainee()
        person.names.create(text="Second", language="en")
        sections = self.contents(f"/admin/profiles/detainee/{person.pk}/change/").sections
        self.assertEqual([each.name for each in sections if each.is_open], ["names"])
        self.assertEqual(sections[0].words, "Done")

    def test_a_short_form_is_open_as_a_whole_and_one_section_needs_no_contents(self) -> None:
        petition = self.contents(f"/admin/petitions/petition/{make_petition().pk}/change/").sections
        self.assertGreater(len(petition), 2)
        closed = [each.name for each in petition if not each.is_open]
        self.assertEqual(closed, ["together"])  # no remark is open
        page = self.client.get(f"/admin/campaign/page/{make_page().pk}/change/")
        if len(page.context["contents"].sections) == 1:
            self.assertNotContains(page, "data-sections")

    def test_no_field_and_no_row_is_in_two_sections_or_in_none(self) -> None:
        page = self.client.get(ADD)
        shown = [
            name
            for section in page.context["contents"].sections
            for part in section.parts
            for name in part.fields
        ]
        self.assertEqual(len(shown), len(set(shown)))
        form = page.context["adminform"].form
        rows = {each.formset.prefix for each in page.context["inline_admin_formsets"]}
        visible = {name for name in form.fields if not form[name].is_hidden}
        self.assertEqual((visible | rows) - set(shown), set())
