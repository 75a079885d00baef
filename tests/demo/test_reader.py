"""The data files of the demonstration: each kind of mistake is told with its file, its line and what to do."""

from dataclasses import fields, is_dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from campaign.publishing.workflow import State
from demo import reader, schema
from demo.conversion import unwrap
from demo.document import Mistake, line_numbers
from demo.schema import Content, Scope
from profiles.models.vocabulary import NameLanguage, Reliability, SourceKind
from tests.testcases import SiteTestCase

ADIL = '''\
# A comment with a key = "value" in it.
reference = "P-0001"
slug = "adil-misal"
former_slugs = ["adil"]
gender = "male"
birth = "Early 1960s"
ethnicities = ["uyghur"]
home_place = "kashgar"
occupation = "Baker"
occupation_group = "worker"

summary = """
Adil baked bread
at one corner.
"""

story = """
He shared it with
[Reyhangül](/profiles/reyhangul-misal/).

[names]
slug = "in the story"
"""

[names]
ug-Latn = "Adil Misal"
ug-Arab = "ئادىل مىسال"

[[sources]]
id = "relative"
kind = "relative"
attribution = "his wife"
date = "2019"

[[sources]]
id = "witness"
kind = "witness"
attribution = "a customer"

[[events]]
kind = "taken"
when = "May 2018"
source = "relative"

[[events]]
kind = "sentenced"
when = "2019"
source = "witness"

[[claims]]
status = "prison"
as_of = "2019"
place = "aksu"
source = "relative"

[legal_case]
charge_kind = "hatred"
sentence = "fixed"
sentence_months = 108

[[relationships]]
kind = "spouse"
other = "reyhangul-misal"

[[relationships]]
kind = "child"
description = "a son"

[[amendments]]
kind = "update"
on = 2024-02-12
text = "We added his sentence."

[[consents]]
capacity = "spouse"
covers = ["name", "story"]
'''
REYHANGUL = """\
reference = "P-0002"
slug = "reyhangul-misal"
gender = "female"
ethnicities = ["uyghur"]
summary = "Reyhangül waits."

[names]
ug-Latn = "Reyhangül Misal"
"""
ADDRESSEES = """\
[[addressees]]
id = "office"
name = "An office"
office = "Its department"
address = "1 Street"
"""
PETITION = '''\
+++
# A comment
slug = "free-them"
title = "Free them"
addressee = "office"
people = ["adil-misal"]
opened_days_ago = 20
share = 1
countries = 3
goals = [1_000]
summary = "A summary."
demand = """
A
demand.
"""
+++

To the office,

please free
them.
'''
NEWS = """\
+++
slug = "an-answer"
publish_at = 2024-02-12T09:00:00Z
kind = "event"
headline = "An answer"
petitions = ["free-them"]
standfirst = "They answered."
+++

It was short.
"""
PAGE = """\
+++
slug = "about"
title = "About"
+++

What this is.
"""
ADIL_FILE, REYHANGUL_FILE = "people/adil-misal.toml", "people/reyhangul-misal.toml"
ADDRESSEES_FILE, PETITION_FILE = "petitions/addressees.toml", "petitions/1-free-them.md"
NEWS_FILE, PAGE_FILE = "news/2024-02-12-an-answer.md", "pages/about.md"
FILES = {
    ADIL_FILE: ADIL,
    REYHANGUL_FILE: REYHANGUL,
    ADDRESSEES_FILE: ADDRESSEES,
    PETITION_FILE: PETITION,
    NEWS_FILE: NEWS,
    PAGE_FILE: PAGE,
}
DATES = "Write it like “3 May 2018”, “May 2018”, “Early 2018”, “about 2018” or “2017/2018”."


class ReaderTestCase(SiteTestCase):
    def setUp(self) -> None:
        folder = TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        for name, text in FILES.items():
            self.write(name, text)

    def write(self, name: str, text: str) -> None:
        path = self.folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def read(self) -> Content:
        return reader.read(self.folder)

    def change(self, name: str, old: str, new: str) -> str:
        self.assertEqual(FILES[name].count(old), 1, f"{old!r} in {name}")
        text = FILES[name].replace(old, new)
        self.write(name, text)
        return text

    def assert_mistake(
        self, name: str, old: str, new: str, *, at: str, message: str, number: int = 1
    ) -> None:
        """With `old` changed to `new`, the mistake is on the (`number`th) line that begins with `at`."""
        text = self.change(name, old, new)
        lines = [n for n, line in enumerate(text.split("\n"), 1) if line.startswith(at)]
        with self.assertRaises(Mistake) as raised:
            self.read()
        self.assertEqual(
            str(raised.exception), f"{self.folder / name}:{lines[number - 1]}: {message}"
        )


class ReadingTests(ReaderTestCase):
    def test_a_person(self) -> None:
        adil, reyhangul = self.read().people
        self.assertEqual((adil.reference, adil.slug), (1, "adil-misal"))
        self.assertEqual(adil.birth, "Early 1960s")
        self.assertEqual(adil.names[NameLanguage.UG_LATN], "Adil Misal")
        self.assertEqual(adil.sources[1].kind, SourceKind.WITNESS)
        self.assertEqual(adil.consents[0].covers, (Scope.NAME, Scope.STORY))
        self.assertEqual(reyhangul.sources, ())

    def test_what_is_not_said_has_the_usual_value(self) -> None:
        adil, _ = self.read().people
        self.assertEqual(adil.state, State.PUBLISHED)
        self.assertEqual(adil.sources[0].reliability, Reliability.LIKELY)
        self.assertEqual(adil.events[0].place, None)

    def test_people_come_in_the_order_of_their_references(self) -> None:
        self.change(ADIL_FILE, "P-0001", "P-0003")
        self.assertEqual([person.reference for person in self.read().people], [2, 3])

    def test_wrapped_lines_become_one_paragraph(self) -> None:
        adil, _ = self.read().people
        self.assertEqual(adil.summary, "Adil baked bread at one corner.")
        self.assertIn("with [Reyhangül](/profiles/reyhangul-misal/).\n\n", adil.story)
        [petition] = self.read().petitions
        self.assertEqual(petition.letter, "To the office,\n\nplease free them.")

    def test_lists_and_headings_keep_their_lines(self) -> None:
        self.assertEqual(
            unwrap("## Sources\n\n* One,\n  of two lines\n* Two"),
            "## Sources\n\n* One, of two lines\n* Two",
        )

    def test_a_readme_is_no_data(self) -> None:
        self.write("news/README.md", "# News")
        self.assertEqual(len(self.read().news), 1)

    def test_lines_are_found_beside_texts_that_look_like_keys(self) -> None:
        lines = line_numbers(ADIL)
        self.assertEqual(lines["slug",], 3)
        self.assertEqual(ADIL.split("\n")[lines["names",] - 2], "")
        self.assertEqual(ADIL.split("\n")[lines["names", "ug-Latn"] - 2], "[names]")
        self.assertEqual(
            ADIL.split("\n")[lines["events", 1, "when"] - 2 : lines["events", 1, "when"]],
            ['kind = "sentenced"', 'when = "2019"'],
        )


class FormTests(ReaderTestCase):
    """Files that cannot be read at all."""

    def test_toml_that_is_not_valid(self) -> None:
        self.assert_mistake(
            ADIL_FILE,
            'gender = "male"',
            'gender = "male',
            at="gender",
            message="This is not valid TOML: Illegal character '\\n'.",
        )

    def test_a_text_that_never_ends(self) -> None:
        text = self.change(REYHANGUL_FILE, '"Reyhangül waits."', '"""Reyhangül waits.')
        with self.assertRaises(Mistake) as raised:
            self.read()
        last = text.count("\n") + 1
        self.assertIn(f"reyhangul-misal.toml:{last}: This is not valid TOML", str(raised.exception))

    def test_toml_that_is_not_valid_in_the_head_of_a_text(self) -> None:
        self.assert_mistake(
            PETITION_FILE,
            "countries = 3",
            "countries 3",
            at="countries",
            message="This is not valid TOML: Expected '=' after a key in a key/value pair.",
        )

    def test_a_key_that_stands_twice(self) -> None:
        self.assert_mistake(
            REYHANGUL_FILE,
            'gender = "female"',
            'gender = "female"\ngender = "male"',
            at='gender = "male"',
            message="This is not valid TOML: Cannot overwrite a value.",
        )

    def test_a_text_without_a_head(self) -> None:
        self.assert_mistake(
            PAGE_FILE,
            '+++\nslug = "about"',
            'slug = "about"',
            at="slug",
            message="Begin the file with a line that holds only +++.",
        )

    def test_a_head_that_is_not_closed(self) -> None:
        self.assert_mistake(
            PAGE_FILE,
            'title = "About"\n+++',
            'title = "About"',
            at="+++",
            message="Put a second line with only +++ between the keys and the text.",
        )

    def test_a_head_without_a_text(self) -> None:
        self.assert_mistake(
            PAGE_FILE, "What this is.", "", at="+++", message="“body” is missing. Add it."
        )

    def test_a_text_that_is_a_key(self) -> None:
        self.assert_mistake(
            PAGE_FILE,
            'title = "About"',
            'title = "About"\nbody = "What"',
            at="body",
            message="Write “body” below the second +++, not as a key.",
        )

    def test_another_encoding(self) -> None:
        (self.folder / ADIL_FILE).write_bytes(ADIL.encode("utf-16"))
        with self.assertRaisesMessage(
            Mistake, f"{ADIL_FILE}:1: The file is not UTF-8. Save it in that encoding."
        ):
            self.read()


class KeyTests(ReaderTestCase):
    def test_an_unknown_key(self) -> None:
        self.assert_mistake(
            ADIL_FILE,
            'birth = "Early',
            'birht = "Early',
            at="birht",
            message="The key “birht” is not known here. Did you mean “birth”?",
        )

    def test_an_unknown_key_of_an_entry(self) -> None:
        self.assert_mistake(
            ADIL_FILE,
            'when = "2019"',
            'zzz = "2019"',
            at="zzz",
            message="The key “zzz” is not known here. "
            "Use one of: kind, when, place, description, source.",
        )

    def test_an_unknown_kind_of_entry(self) -> None:
        self.assert_mistake(
            ADIL_FILE,
            "[[claims]]",
            "[[claim]]",
            at="[[claim]]",
            message="The key “claim” is not known here. Did you mean “claims”?",
        )

    def test_a_missing_key(self) -> None:
        self.assert_mistake(
            REYHANGUL_FILE,
            'gender = "female"\n',
            "",
            at="reference",
            message="“gender” is missing. Add it.",
        )

    def test_a_missing_key_of_an_entry(self) -> None:
        self.assert_mistake(
            ADIL_FILE,
            'attribution = "a customer"\n',
            "",
            at="[[sources]]",
            number=2,
            message="“attribution” is missing. Add it.",
        )

    def test_an_empty_text(self) -> None:
        self.assert_mistake(
            ADIL_FILE,
            '"Baker"',
            '""',
            at="occupation ",
            message="“occupation” is empty. Fill it or delete the line.",
        )

    def test_an_empty_list(self) -> None:
        self.assert_mistake(
            ADIL_FILE,
            '["uyghur"]',
            "[]",
            at="ethnicities",
            message="“ethnicities” is empty. Fill it or delete the line.",
        )

    def test_no_name(self) -> None:
        self.assert_mistake(
            REYHANGUL_FILE,
            'ug-Latn = "Reyhangül Misal"\n',
            "",
            at="[names]",
            message="“names” must have at least one line.",
        )


class ValueTests(ReaderTestCase):
    def test_an_unknown_code(self) -> None:
        self.assert_mistake(
            REYHANGUL_FILE,
            '"female"',
            '"woman"',
            at="gender",
            message="“woman” is not a code for “gender”. Use one of: female, male, other, unknown.",
        )

    def test_an_unknown_code_in_a_list(self) -> None:
        self.assert_mistake(
            ADIL_FILE,
            '"name", "story"',
            '"name", "stories"',
            at="covers",
            message="“stories” is not a code for “covers”. "
            "Use one of: name, story, place, photo, quote, relatives.",
        )

    def test_an_unknown_language_of_a_name(self) -> None:
        self.assert_mistake(
            ADIL_FILE,
            "ug-Arab",
            "ug-Arabic",
            at="ug-Arabic",
            message="The key “ug-Arabic” is not known here. Did you mean “ug-Arab”?",
        )

    def test_an_unknown_place(self) -> None:
        text = self.change(ADIL_FILE, '"aksu"', '"aqsu"')
        line = text.split("\n").index('place = "aqsu"') + 1
        with self.assertRaisesRegex(
            Mistake, rf"{ADIL_FILE}:{line}: “aqsu” is not a code for “place”\. Use one of: aksu, "
        ):
            self.read()

    def test_an_unknown_people(self) -> None:
        self.change(ADIL_FILE, '["uyghur"]', '["uigur"]')
        with self.assertRaisesRegex(
            Mistake,
            rf"{ADIL_FILE}:7: “uigur” is not a code for “ethnicities”\. Use one of: .*uyghur",
        ):
            self.read()

    def test_words_that_are_no_date(self) -> None:
        self.assert_mistake(
            ADIL_FILE,
            '"May 2018"',
            '"Mai 2018"',
            at="when",
            message=f"“Mai 2018” is not a date. {DATES}",
        )

    def test_a_day_that_is_no_date(self) -> None:
        self.assert_mistake(
            ADIL_FILE,
            "on = 2024-02-12",
            'on = "12 February"',
            at="on",
            message="“on” must be a day, without quotes. Write it like 2024-02-12.",
        )

    def test_a_time_without_a_zone(self) -> None:
        self.assert_mistake(
            NEWS_FILE,
            "09:00:00Z",
            "09:00:00",
            at="publish_at",
            message="“publish_at” must be a date and a time in UTC, without quotes. "
            "Write it like 2024-02-12T09:00:00Z.",
        )

    def test_a_number_in_quotes(self) -> None:
        self.assert_mistake(
            ADIL_FILE,
            "108",
            '"108"',
            at="sentence_months",
            message="“sentence_months” must be a whole number, without quotes.",
        )

    def test_a_number_that_is_true(self) -> None:
        self.assert_mistake(
            PETITION_FILE,
            "countries = 3",
            "countries = true",
            at="countries",
            message="“countries” must be a whole number, without quotes.",
        )

    def test_a_text_without_quotes(self) -> None:
        self.assert_mistake(
            ADIL_FILE,
            '"Early 1960s"',
            "1960",
            at="birth",
            message="“birth” must be text in quotes.",
        )

    def test_one_value_for_a_list(self) -> None:
        self.assert_mistake(
            ADIL_FILE,
            '["adil"]',
            '"adil"',
            at="former_slugs",
            message="“former_slugs” must be a list: put it in [ ].",
        )

    def test_one_value_for_an_entry(self) -> None:
        self.assert_mistake(
            REYHANGUL_FILE,
            'gender = "female"',
            'gender = "female"\nquote = "I wait."',
            at="quote",
            message="“quote” must be a table of keys and values.",
        )

    def test_lines_where_one_is_wanted(self) -> None:
        self.assert_mistake(
            ADIL_FILE,
            '"his wife"',
            '"""his\nwife"""',
            at="attribution",
            message="“attribution” must be on one line. Join its lines.",
        )

    def test_a_text_that_is_too_long_for_its_column(self) -> None:
        self.assert_mistake(
            ADIL_FILE,
            '"his wife"',
            f'"{"his wife " * 20}"',
            at="attribution",
            message="“attribution” has 179 characters; 120 fit. Shorten it.",
        )

    def test_a_reference_of_another_form(self) -> None:
        self.assert_mistake(
            ADIL_FILE,
            '"P-0001"',
            '"P-1"',
            at="reference",
            message="“P-1” is not a reference. Write it like P-0042.",
        )

    def test_a_slug_of_another_form(self) -> None:
        self.assert_mistake(
            PAGE_FILE,
            'slug = "about"',
            'slug = "About us"',
            at="slug",
            message="“About us” is not a slug. Use small letters a to z, digits and single hyphens.",
        )


class OnceTests(ReaderTestCase):
    def test_a_reference(self) -> None:
        self.assert_mistake(
            REYHANGUL_FILE,
            "P-0002",
            "P-0001",
            at="reference",
            message="The reference “P-0001” is already used in adil-misal.toml, line 2. "
            "Choose another one.",
        )

    def test_a_slug(self) -> None:
        self.assert_mistake(
            REYHANGUL_FILE,
            "reyhangul-misal",
            "adil-misal",
            at="slug",
            message="The slug “adil-misal” is already used in adil-misal.toml, line 3. "
            "Choose another one.",
        )

    def test_a_former_slug(self) -> None:
        self.assert_mistake(
            ADIL_FILE,
            '["adil"]',
            '["adil-misal"]',
            at="former_slugs",
            message="The slug “adil-misal” is already used in adil-misal.toml, line 3. "
            "Choose another one.",
        )

    def test_the_slugs_of_petitions_news_and_pages(self) -> None:
        for name, text in ((PETITION_FILE, PETITION), (NEWS_FILE, NEWS), (PAGE_FILE, PAGE)):
            path = Path(name)
            copy = str(path.with_name(f"z-{path.name}"))
            line = text.split("\n").index(text[text.index("slug") :].split("\n")[0]) + 1
            self.write(copy, text)
            with (
                self.subTest(name),
                self.assertRaisesRegex(
                    Mistake,
                    rf"{copy}:{line}: The slug “.+” is already used in {path.name}, line {line}",
                ),
            ):
                self.read()
            (self.folder / copy).unlink()

    def test_the_id_of_a_source(self) -> None:
        self.assert_mistake(
            ADIL_FILE,
            'id = "witness"',
            'id = "relative"',
            at="id",
            number=2,
            message="The id “relative” is already used in adil-misal.toml, line 30. "
            "Choose another one.",
        )

    def test_the_id_of_an_addressee(self) -> None:
        self.write(ADDRESSEES_FILE, ADDRESSEES * 2)
        with self.assertRaisesMessage(
            Mistake,
            f"{ADDRESSEES_FILE}:7: The id “office” is already used in addressees.toml, line 2.",
        ):
            self.read()


class LinkTests(ReaderTestCase):
    def test_a_source_that_is_not_declared(self) -> None:
        self.assert_mistake(
            ADIL_FILE,
            'source = "witness"',
            'source = "neighbour"',
            at="source",
            number=2,
            message="This person has no source with the id “neighbour”. Add it under [[sources]] "
            "or use one of: relative, witness.",
        )

    def test_a_source_of_a_claim_that_is_not_declared(self) -> None:
        self.assert_mistake(
            ADIL_FILE,
            'place = "aksu"\nsource = "relative"',
            'place = "aksu"\nsource = "wife"',
            at="source",
            number=3,
            message="This person has no source with the id “wife”. Add it under [[sources]] "
            "or use one of: relative, witness.",
        )

    def test_a_relative_who_is_not_there(self) -> None:
        self.assert_mistake(
            ADIL_FILE,
            'other = "reyhangul-misal"',
            'other = "reyhan-misal"',
            at="other",
            message="There is no “reyhan-misal” in people/. Did you mean “reyhangul-misal”?",
        )

    def test_a_relative_who_is_the_person(self) -> None:
        self.assert_mistake(
            ADIL_FILE,
            'other = "reyhangul-misal"',
            'other = "adil-misal"',
            at="other",
            message="This is the same person. Name another one.",
        )

    def test_a_relative_who_is_named_and_described(self) -> None:
        self.assert_mistake(
            ADIL_FILE,
            'other = "reyhangul-misal"',
            'other = "reyhangul-misal"\ndescription = "his wife"',
            at="[[relationships]]",
            message="A relationship has either “other” or “description”. Keep one of the two.",
        )

    def test_a_link_in_a_story_to_a_person_who_is_not_there(self) -> None:
        self.assert_mistake(
            ADIL_FILE,
            "(/profiles/reyhangul-misal/)",
            "(/profiles/zulpiye/)",
            at="story",
            message="There is no “zulpiye” in people/. Add it there or correct the name.",
        )

    def test_an_addressee_that_is_not_there(self) -> None:
        self.assert_mistake(
            PETITION_FILE,
            '"office"',
            '"committee"',
            at="addressee",
            message="There is no “committee” in addressees.toml. Add it there or correct the name.",
        )

    def test_a_petition_that_closes_before_it_opens(self) -> None:
        self.assert_mistake(
            PETITION_FILE,
            "opened_days_ago = 20",
            "opened_days_ago = 20\nclosed_days_ago = 30",
            at="closed_days_ago",
            message="The petition closes before it opens. Use fewer days than in “opened_days_ago”.",
        )

    def test_a_person_of_a_petition_who_is_not_there(self) -> None:
        self.assert_mistake(
            PETITION_FILE,
            '"adil-misal"',
            '"adil-misol"',
            at="people",
            message="There is no “adil-misol” in people/. Did you mean “adil-misal”?",
        )

    def test_a_petition_of_a_news_item_that_is_not_there(self) -> None:
        self.assert_mistake(
            NEWS_FILE,
            '"free-them"',
            '"free-her"',
            at="petitions",
            message="There is no “free-her” in petitions/. Did you mean “free-them”?",
        )


class PersonTests(ReaderTestCase):
    def test_a_named_and_published_person_needs_an_address(self) -> None:
        self.assert_mistake(
            REYHANGUL_FILE,
            'slug = "reyhangul-misal"\n',
            "",
            at="reference",
            message="“slug” is missing. Add it: the last part of the page’s address.",
        )

    def test_an_unnamed_person_has_no_address_with_a_name(self) -> None:
        self.assert_mistake(
            REYHANGUL_FILE,
            'gender = "female"',
            'gender = "female"\nidentity = "anonymous"',
            at="slug",
            message="Delete “slug”: only a person who is named and was published has an address "
            "with a name.",
        )

    def test_a_draft_has_no_address_yet(self) -> None:
        self.assert_mistake(
            REYHANGUL_FILE,
            'gender = "female"',
            'gender = "female"\nstate = "draft"',
            at="slug",
            message="Delete “slug”: only a person who is named and was published has an address "
            "with a name.",
        )

    def test_a_partly_named_person_is_shown_as_something(self) -> None:
        self.assert_mistake(
            REYHANGUL_FILE,
            'slug = "reyhangul-misal"',
            'identity = "partial"',
            at="identity",
            message="Add “shown_as”: what the public sees for a name.",
        )

    def test_a_name_that_stands_twice(self) -> None:
        self.assert_mistake(
            REYHANGUL_FILE,
            'ug-Latn = "Reyhangül Misal"',
            'ug-Latn = "Reyhangül Misal"\n[[other_names]]\nkind = "pen"\nlanguage = "ug-Latn"\n'
            'text = "Reyhangül Misal"',
            at="text",
            message="The name “Reyhangül Misal” is already used in reyhangul-misal.toml, line 8. "
            "Choose another one.",
        )

    def test_months_without_a_term(self) -> None:
        self.assert_mistake(
            ADIL_FILE,
            'sentence = "fixed"',
            'sentence = "life"',
            at="sentence_months",
            message="Only a term has months. Use a “sentence” that is one of: administrative, "
            "fixed, suspended.",
        )


class ReadmeTests(SiteTestCase):
    def test_it_names_every_key(self) -> None:
        text = (reader.FOLDER / "README.md").read_text(encoding="utf-8")
        kinds = [kind for kind in vars(schema).values() if is_dataclass(kind)]
        self.assertGreater(len(kinds), 15)
        for kind in kinds:
            if kind not in {schema.Content, schema.Addressee}:
                for field in fields(kind):
                    if field.name not in {"letter", "body"}:  # the text below the head
                        self.assertRegex(text, rf"`{field.name}`|\[{field.name}\]", kind)
