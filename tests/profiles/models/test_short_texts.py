"""Short public texts never look different from what the database stores."""

from django.core.exceptions import ValidationError
from django.db import models

from campaign.images.models import Picture
from campaign.text.fields import LineField, ParagraphField
from profiles.models import Detainee, Name
from profiles.models.importing import ImportBatch
from profiles.public.profile import PublicProfile
from tests.desk import DeskTestCase
from tests.factories import make_detainee, make_news, make_petition, make_picture
from tests.profiles.importing.testcases import ImportTestCase

PEOPLE = "/admin/profiles/detainee/"
TURNED = "Aygül \u202elasiM"


class ModelTests(DeskTestCase):
    def test_what_turns_or_hides_words_is_refused_by_each_of_the_fields(self) -> None:
        person = make_detainee()
        source = person.sources.create(kind="ngo", attribution="An NGO")
        rows: list[models.Model] = [
            person, person.names.get(), person.claims.get(), source, make_picture(),
            person.quotes.create(text="We wait.", speaker="Her mother"),
            person.events.create(kind="taken"), person.legal_cases.create(),
            person.reasons.create(kind="other"), person.replies.create(kind="none"),
            person.relationships.create(kind="child", description="A child"),
            person.amendments.create(text="A date"),
            person.external_records.create(registry="xvd", number="1"),
        ]  # fmt: skip
        for row in rows:
            for field in row._meta.concrete_fields:
                if not isinstance(field, LineField | ParagraphField):
                    free = type(field) is models.CharField and field.editable
                    self.assertFalse(free and not field.choices, field)
                    continue
                for character in "\u202a\u202e\u2066\u2069\x00\x1b\ufffd":
                    with self.subTest(str(field), character=ascii(character)):
                        with self.assertRaises(ValidationError) as caught:
                            field.clean(f"Aygül{character}Misal", row)
                        self.assertIn(
                            caught.exception.code, {"unseen", "null_characters_not_allowed"}
                        )
                joined = "نمی\u200cدانم"
                self.assertEqual(field.clean(f" {joined}  Misal ", row), f"{joined} Misal")
                for mark in "\u200b\u00ad\ufeff\u200e":  # what copying brings along
                    self.assertEqual(field.clean(f"Ay{mark}gül Misal{mark}", row), "Aygül Misal")

    def test_the_message_says_behind_what_it_stands(self) -> None:
        for typed, message in (
            (TURNED, "After “Aygül ” there is a character that cannot be shown."),
            ("\x1bAygül", "This begins with a character that cannot be shown."),
        ):
            with self.assertRaisesMessage(ValidationError, message):
                Detainee(shown_as=typed).clean_fields()


PLACES = 2  # an error stands beside its field, and in the list at the head of the form


class DeskTests(DeskTestCase):
    def test_it_is_refused_beside_the_field_and_nothing_typed_is_lost(self) -> None:
        person = make_detainee(state="draft")
        page = self.fill_in(
            f"{PEOPLE}{person.pk}/change/",
            {
                "identity": "partial", "shown_as": TURNED, "occupation": "Doc\u2066tor",
                "claims-0-note": "A \u202anote", "summary": "One\n\nTwo",
            },
        )  # fmt: skip
        self.assertContains(page, "there is a character that cannot be shown", 3 * PLACES)
        self.assertContains(page, TURNED)
        person.refresh_from_db()
        self.assertEqual((person.shown_as, person.summary), ("", "A teacher from Kashgar."))

    def test_so_it_is_at_a_picture(self) -> None:
        picture = make_picture()
        page = self.fill_in(
            f"/admin/campaign/picture/{picture.pk}/change/", {"alt": TURNED, "credit": "A\u202eX"}
        )
        self.assertContains(page, "a character that cannot be shown", 2 * PLACES)
        self.assertEqual(Picture.objects.get().alt, "A portrait")

    def test_so_it_is_at_a_petition_and_at_news(self) -> None:
        for address, words in (
            (f"petitions/petition/{make_petition().pk}", ("title", "summary", "demand")),
            (f"news/newsitem/{make_news().pk}", ("headline", "standfirst")),
        ):
            turned = dict.fromkeys(words, TURNED)
            page = self.fill_in(f"/admin/{address}/change/", turned)
            self.assertContains(page, "a character that cannot be shown", len(words) * PLACES)

    def test_the_same_name_typed_in_two_ways_at_once_is_refused_as_one_that_is_there(self) -> None:
        person = make_detainee(state="draft")
        address = f"{PEOPLE}{person.pk}/change/"
        row = {"language": "ug-Latn", "kind": "primary", "order": "1"}
        typed = {1: "G\u00fcli Misal", 2: "Gu\u0308li  Misal"}
        two = {
            f"names-{n}-{k}": v for n, t in typed.items() for k, v in (row | {"text": t}).items()
        }
        page = self.fill_in(address, two | {"names-TOTAL_FORMS": "3"})
        self.assertContains(page, "Please correct the duplicate data")
        self.assertEqual(person.names.count(), 1)

    def test_what_is_kept_is_measured_and_not_what_was_typed(self) -> None:
        person = make_detainee(state="draft")
        twice_as_long = "\u0958" * 120  # normalising makes two letters of each
        page = self.fill_in(f"{PEOPLE}{person.pk}/change/", {"occupation": twice_as_long})
        self.assertContains(page, "at most 120 characters (it has 240)")
        with self.assertRaisesMessage(ValidationError, "it has 240"):
            Detainee(occupation=twice_as_long).clean_fields()

    def test_what_was_there_before_is_shown_and_can_be_put_right(self) -> None:
        person = make_detainee()
        Name.objects.update(text=TURNED)
        Detainee.objects.update(occupation="Doc\u202etor")
        self.assertContains(self.client.get(person.get_absolute_url()), TURNED)
        self.assertEqual(PublicProfile(Detainee.objects.for_story().get()).name, TURNED)
        address = f"{PEOPLE}{person.pk}/change/"
        self.assertContains(
            self.fill_in(address, {"summary": "Other."}), "cannot be shown", 2 * PLACES
        )
        self.fill_in(address, {"names-0-text": "Aygül Misal", "occupation": "Doctor"})
        person.refresh_from_db()
        self.assertEqual((person.display_name, person.occupation), ("Aygül Misal", "Doctor"))


class ImportTests(ImportTestCase):
    def test_what_turns_words_round_is_left_out_and_the_row_says_so(self) -> None:
        rows = (
            ["name", "occupation", "summary"],
            ["Aygül \u202dMisal", "Doc\u00adtor", "A\u2067 b."],
        )
        [report] = self.checked(*rows)
        self.assertEqual(
            [words for words in report.warnings if "reverse the direction of text" in words],
            [
                f"{heading}: it held characters that reverse the direction of text. They were "
                "left out. Please read it again."
                for heading in ("name", "summary")
            ],
        )
        person = self.one(*rows)
        told = (person.display_name, person.occupation, person.summary)
        self.assertEqual(told, ("Aygül Misal", "Doctor", "A b."))

    def test_what_cannot_be_read_any_more_goes_to_the_notes_and_stops_nothing(self) -> None:
        batch = self.imported(
            ["name", "occupation"], ["Aygül Misal", "Doc\ufffdtor"], ["Erkin\ufffd", "Baker"]
        )
        self.assertEqual(batch.state, ImportBatch.State.DONE)
        self.assertIn("occupation: Doc\ufffdtor", Detainee.objects.get().staff_notes)
