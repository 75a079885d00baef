"""An exported file, imported again, changes nothing; an edited cell changes just that."""

import csv
import io
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as PropertyTestCase

from campaign.text.csv import csv_lines, join_values, unescape_formula
from profiles.importing import export
from profiles.importing.columns import values
from profiles.models import (
    Detainee,
    Event,
    ExternalRecord,
    ImportRow,
    LegalCase,
    Name,
    Quote,
    Reason,
    Source,
    StatusClaim,
)
from profiles.models.places import Ethnicity, Place
from tests import each_asks_the_database
from tests.factories import make_claim, make_detainee, make_staff, save_all
from tests.profiles.importing.testcases import ImportTestCase, check, import_all, upload

# Texts that a column can hold, and those that need escaping in files and cells.
words = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Co", "Cn"], exclude_characters="\ufffd"),
    max_size=30,
) | st.sampled_from(
    [
        "=1+1",
        "'=1",
        "-x",
        "@y",
        "a|b",
        "a\\|b",
        "a;=b",
        "kk-Latn: A",
        "travel: x",
        "a\r\n\r\nb",
        " c ",
    ]
)


def file_of(people: Any = None) -> list[list[str]]:
    people = Detainee.objects.all() if people is None else people
    columns = export.STAFF_COLUMNS
    data = b"".join(
        csv_lines(export.header(columns), export.rows(export.people_for_staff(people), columns))
    )
    return list(csv.reader(io.StringIO(data.decode(), newline="")))


def make_full(**fields: Any) -> Detainee:
    """Make a person with a value for everything that a row can say."""
    kashgar = Place.objects.get(code="kashgar")
    person = make_detainee(
        "Aygül Misal", names={"ug-Arab": "ئايگۈل مىسال", "zh-Hans": "艾古丽·示例"},
        gender="female", birth="about 1980", home_place=kashgar, occupation="Teacher; poet",
        occupation_group="educator", story="One.\r\n\r\nTwo =1+1.", staff_notes="Seen | twice",
        checked_on="2026-03-15", withholds=True, **fields,
    )  # fmt: skip
    person.ethnicities.set(Ethnicity.objects.filter(code__in=["uyghur", "tatar"]))
    for order, (text, language, kind, shown) in enumerate((
        ("Aygul", "kk-Latn", "maiden", True), ("Айгүл", "ug-Cyrl", "primary", True),
        ("A. | B.", "ug-Latn", "nickname", True), ("Hidden Misal", "ug-Latn", "primary", False),
    ), start=3):  # fmt: skip
        Name.objects.create(
            detainee=person, text=text, language=language, kind=kind, order=order, is_public=shown
        )
    of_her: dict[str, Any] = {"detainee": person}
    source = Source.objects.create(kind="relative", attribution="a sister", contact="+90", **of_her)
    make_claim(person, "camp", as_of="2018", confidence="single")
    StatusClaim.objects.create(
        status="prison",
        as_of="May 2022",
        place=kashgar,
        confidence="documented",
        note="A letter",
        source=source,
        **of_her,
    )
    for kind, when in (("taken", "June 2017"), ("taken", "2019"), ("last_contact", "Early 2017")):
        Event.objects.create(kind=kind, when=when, place=kashgar, **of_her)
    Source.objects.create(
        kind="news_media", attribution="Times: <late>", url="https://example.org/a?b=c|d", **of_her
    )
    LegalCase.objects.create(official_charge="hidden", is_public=False, **of_her)
    LegalCase.objects.create(
        official_charge="“Splittism”", charge_original="分裂国家", charge_language="zh-Hans",
        charge_kind="separatism", court="A court", trial="secret", verdict_on="2019",
        sentence="fixed", sentence_months=191, release_due="2034", **of_her,
    )  # fmt: skip
    Reason.objects.create(kind="travel", description="To Almaty: twice", **of_her)
    Reason.objects.create(kind="religion", **of_her)
    Quote.objects.create(text="We wait.", speaker="her daughter", **of_her)
    ExternalRecord.objects.create(registry="xvd", number="12345", **of_her)
    return person


class RoundTripTests(ImportTestCase):
    def test_an_exported_file_changes_no_draft_and_no_published_person(self) -> None:
        make_full()
        make_full(state="draft", publish_at=None, slug=None)
        make_detainee("Memet Misal", state="draft", publish_at=None, slug=None)
        Detainee.objects.create()
        rows = self.checked(*file_of())
        self.assertEqual(
            [(r.outcome, r.changes, r.warnings) for r in rows], [("unchanged", [], [])] * 4
        )

    def test_without_the_reference_it_makes_an_equal_person(self) -> None:
        person = make_full()
        header, row = file_of()
        ref = header.index("ref")
        made = self.one(header, [*row[:ref], "", *row[ref + 1 :]])
        again = file_of(Detainee.objects.filter(pk=made.pk))[1]
        said = [cell.replace("\r\n", "\n") for cell in row]
        self.assertEqual([*again[:ref], *again[ref + 1 :]], [*said[:ref], *said[ref + 1 :]])
        self.assertEqual(
            set(made.names.values_list("text", "language", "kind", "is_public")),
            set(person.names.values_list("text", "language", "kind", "is_public")),
        )

    def test_it_holds_no_contact_and_nothing_encrypted(self) -> None:
        person = make_full()
        save_all(person.consents.all(), giver="A brother in Almaty")
        text = str(file_of())
        self.assertNotIn("+90", text)
        self.assertNotIn("Almaty'", text.replace("To Almaty: twice", ""))

    def test_it_takes_a_fixed_number_of_queries(self) -> None:
        make_full()
        with self.assertNumQueries(10):
            file_of()
        make_full()
        with self.assertNumQueries(10):
            file_of()


class PropertyTests(PropertyTestCase):
    @each_asks_the_database
    @given(words, words, words, st.lists(words, max_size=3))
    def test_any_text_of_staff_survives_the_round_trip(
        self, story: str, notes: str, charge: str, reasons: list[str]
    ) -> None:
        staff = make_staff(f"staff-{Detainee.objects.count()}-{id(story)}")
        person = make_detainee(state="draft", publish_at=None, story=story, staff_notes=notes)
        LegalCase.objects.create(detainee=person, official_charge=" ".join(charge.split()))
        for text in {" ".join(reason.split()) for reason in reasons}:
            Reason.objects.create(detainee=person, kind="other", description=text)
        batch = check(upload(file_of(Detainee.objects.filter(pk=person.pk)), staff))
        row = batch.rows.get()
        self.assertEqual((row.outcome, row.changes), ("unchanged", []))

    @given(st.lists(st.text(max_size=10).map(str.strip).filter(bool), max_size=4))
    def test_several_values_in_one_cell_are_told_apart(self, several: list[str]) -> None:
        self.assertEqual(values.split_values(join_values(several)), several)

    @each_asks_the_database
    @given(st.lists(st.text(max_size=60), min_size=6, max_size=6))
    def test_any_cells_are_imported_or_go_into_the_notes(self, cells: list[str]) -> None:
        headings = ["name", "birth", "status", "home_place", "occupation", "anything"]
        staff = make_staff(f"any-{ImportRow.objects.count()}-{id(cells)}")
        batch = import_all(upload([headings, ["Aygül Misal", *cells[1:]]], staff))
        self.assertEqual((batch.state, batch.trouble), ("done", ""))
        row = batch.rows.get()
        assert row.detainee is not None
        kept = f"{row.detainee.staff_notes}\n{row.sealed}\n{row.detainee.birth.text}\n{row.detainee.occupation}"
        for heading, cell in zip(headings[4:], cells[4:], strict=True):
            tidied = cell.replace("\0", "\ufffd").strip()
            if tidied and not values.is_empty(tidied) and heading == "anything":
                for word in unescape_formula(tidied).split():
                    self.assertIn(word, kept)
