"""A consent is complete and contradicts nothing, or it allows nothing: in the form and in the database."""

from datetime import timedelta
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError, RestrictedError
from django.utils import timezone

from profiles.models import Consent, Detainee, StatusClaim
from profiles.safety import checklist
from tests.desk import DeskTestCase, FormReader
from tests.factories import (
    PUBLIC_RECORD,
    consent_fields,
    make_claim,
    make_consent,
    make_detainee,
)
from tests.testcases import SiteTestCase

ADD = "/admin/profiles/detainee/add/"
PERSON: dict[str, Any] = {
    "names-0-text": "Gülnar Misal",
    "summary": "A baker from Kashgar.",
    "claims-0-status": "prison",
    "claims-0-source": "new",
    "sources-0-kind": "relative",
    "sources-0-attribution": "A brother",
}
COMPLETE: dict[str, Any] = {
    "consents-0-basis": "consent",
    "consents-0-capacity": "sibling",
    "consents-0-giver": "Her brother, +31 600 000 000",
    "consents-0-covers_name": "on",
    "consents-0-covers_story": "on",
    "consents-0-obtained": "12 March 2021",
    "consents-0-obtained_by": "call",
    "consents-0-language": "Uyghur",
}
# Invisible characters, and those that are no letter.
SAY_NOTHING = ("\u200b", "\u3164", "-")
FUTURE = (timezone.localdate() + timedelta(days=2)).isoformat()


def of_the_form(fields: dict[str, Any]) -> dict[str, Any]:
    return {f"consents-0-{name}": value for name, value in fields.items()}


class FormTests(DeskTestCase):
    def test_nothing_is_chosen_in_advance(self) -> None:
        form = self.read(ADD).values
        for name in ("basis", "capacity", "obtained_by", "language", "covers_name", "covers_story"):
            self.assertFalse(form.get(f"consents-0-{name}"), name)

    def test_name_and_story_alone_publish_no_one(self) -> None:
        ticked = {"consents-0-covers_name": "on", "consents-0-covers_story": "on"}
        page = self.fill_in(ADD, PERSON | ticked, press="_publish")
        self.assertContains(page, "<li>This field is required.", 2)  # the basis, and who gave it
        self.assertFalse(Detainee.objects.exists())

    def test_what_is_missing_or_contradicts_is_said_beside_its_field(self) -> None:
        for changes, field, sentence in (
            ({"capacity": "none"}, "capacity", "Someone gives a consent."),
            ({"basis": "public_record"}, "capacity", "No one gives what is on public record."),
            (
                {"basis": "public_record", "capacity": "none"},
                "capacity",
                "No one gives what is on public record.",
            ),
            ({"giver": " "}, "giver", "Enter who gave this consent"),
            ({"obtained": ""}, "obtained", "Enter the day on which this consent was given"),
            ({"obtained": "2021"}, "obtained", "Enter the day on which this consent was given"),
            ({"obtained": FUTURE}, "obtained", "This day is in the future."),
            ({"obtained_by": ""}, "obtained_by", "Choose how this consent was given."),
            ({"language": ""}, "language", "Enter the language"),
            *(({"giver": text}, "giver", "Enter who gave this consent") for text in SAY_NOTHING),
            *(({"language": text}, "language", "Enter the language") for text in SAY_NOTHING),
            (
                {"covers_name": "", "covers_story": ""},
                "covers_name",
                "Tick what this consent covers.",
            ),
            (
                {"withdrawn_at_0": "2021-03-11", "withdrawn_at_1": "12:00"},
                "withdrawn_at",
                "It cannot be withdrawn before it was given.",
            ),
            ({"expires_on": "2021-03-12"}, "expires_on", "It cannot end before it was given."),
        ):
            with self.subTest(changes):
                page = self.fill_in(ADD, PERSON | COMPLETE | of_the_form(changes))
                [form] = [
                    each
                    for inline in page.context["inline_admin_formsets"]
                    if inline.formset.prefix == "consents"
                    for each in inline.formset.forms[:1]
                ]
                self.assertIn(sentence, " ".join(form.errors.get(field, [])), form.errors)
                self.assertFalse(Detainee.objects.exists())

    def test_a_complete_one_publishes_and_an_incomplete_one_is_kept_for_later(self) -> None:
        page = self.fill_in(
            ADD,
            PERSON | {"consents-0-basis": "unchecked", "consents-0-capacity": "sibling"},
            press="_publish",
        )
        self.assertContains(page, "Record the consent that covers name and story")
        person = Detainee.objects.get()
        change = f"/admin/profiles/detainee/{person.pk}/change/"
        self.assertContains(self.client.get("/admin/profiles/detainee/?care=unchecked"), "Gülnar")
        self.assertContains(self.fill_in(change, COMPLETE, press="_publish"), "is published")

    def test_who_gave_it_and_the_language_may_be_written_in_any_script(self) -> None:
        for giver, language in (("ئىنىسى", "ئۇيغۇرچە"), ("弟弟", "维吾尔语"), ("І.", "қ")):
            with self.subTest(language):
                given = of_the_form({"giver": giver, "language": language})
                self.fill_in(ADD, PERSON | COMPLETE | given)
                consent = Consent.objects.latest("pk")
                self.assertEqual((consent.giver, consent.language), (giver, language))

    def test_an_incomplete_one_keeps_a_number_alone(self) -> None:
        self.fill_in(ADD, PERSON | COMPLETE | of_the_form({"basis": "unchecked", "giver": "+31 6"}))
        self.assertEqual(Consent.objects.get().giver, "+31 6")

    def test_an_empty_form_is_not_submitted_for_review(self) -> None:
        page = self.fill_in(ADD, {}, press="_submit")
        self.assertContains(page, "could not be submitted")
        self.assertContains(page, "Give at least one name.")
        self.assertContains(page, "Write the summary.")
        self.assertEqual(Detainee.objects.get().state, "draft")


class DatabaseTests(SiteTestCase):
    def assert_refused(self, constraint: str, **fields: Any) -> None:
        with (
            self.subTest(fields),
            self.assertRaisesMessage(IntegrityError, constraint),
            transaction.atomic(),
        ):
            Consent.objects.create(detainee=self.person, **fields)

    def setUp(self) -> None:
        super().setUp()
        self.person = make_detainee(covers=())

    def test_it_takes_no_consent_made_of_defaults(self) -> None:
        with connection.cursor() as cursor, self.assertRaises(IntegrityError), transaction.atomic():
            cursor.execute(
                "INSERT INTO profiles_consent (detainee_id, basis, capacity, giver, covers_name, "
                "covers_story, covers_place, covers_photo, covers_quote, obtained, obtained_precision, "
                "notes) VALUES (%s, 'consent', 'none', '', true, true, false, false, false, '', "
                "'unknown', '')",
                [self.person.pk],
            )

    def test_it_takes_no_contradiction(self) -> None:
        full = consent_fields("name", "story")
        for constraint, changes in (
            ("consent_has_a_basis", {"basis": ""}),
            ("consent_is_given_by_someone", {"capacity": "none"}),
            ("consent_public_record_has_no_giver", PUBLIC_RECORD | {"giver": "A brother"}),
            ("consent_public_record_has_no_giver", PUBLIC_RECORD | {"capacity": "sibling"}),
            ("consent_names_its_giver", {"giver": ""}),
            ("consent_has_a_day", {"obtained": "March 2021"}),
            ("consent_is_not_of_the_future", {"obtained": FUTURE}),
            ("consent_has_a_means", {"obtained_by": ""}),
            ("consent_has_a_language", {"language": ""}),
            ("consent_covers_something", {"covers_name": False, "covers_story": False}),
            ("withdrawn_after_it_was_given", {"withdrawn_at": "2021-03-11T12:00Z"}),
            ("ends_after_it_was_given", {"expires_on": "2021-03-12"}),
        ):
            self.assert_refused(constraint, **full | changes)

    def test_it_takes_a_consent_of_today_that_is_withdrawn_today(self) -> None:
        today = timezone.localdate().isoformat()
        make_consent(self.person, "name", obtained=today, withdrawn_at=timezone.now())

    def test_a_consent_that_needs_checking_allows_nothing(self) -> None:
        make_consent(self.person, "name", "story", "place", basis="unchecked")
        self.assertFalse(Detainee.objects.published().exists())
        self.assertIn("Record the consent", " ".join(checklist.missing_items(self.person)))


class SourceTests(SiteTestCase):
    def test_a_shown_status_has_a_source_and_keeps_it(self) -> None:
        person = make_detainee()
        with self.assertRaises(IntegrityError), transaction.atomic():
            StatusClaim.objects.create(detainee=person, status="prison")
        StatusClaim.objects.create(detainee=person, status="prison", is_public=False)
        claim = make_claim(person)
        assert claim.source
        with self.assertRaises((RestrictedError, ProtectedError)), transaction.atomic():
            claim.source.delete()
        person.delete()  # with all that belongs to it


class SourceFormTests(DeskTestCase):
    def test_a_shown_status_without_a_source_is_refused_beside_the_field(self) -> None:
        page = self.fill_in(ADD, PERSON | {"claims-0-source": ""})
        self.assertContains(page, "A status that is shown needs a source.")
        hidden = {"claims-0-source": "", "claims-0-is_public": ""}
        form = FormReader(page.text).values | hidden
        form.pop("claims-0-is_public")
        self.client.post(ADD, form | {"_save": "yes"})
        self.assertFalse(StatusClaim.objects.get().is_public)

    def test_the_new_source_has_to_be_there(self) -> None:
        page = self.fill_in(ADD, PERSON | {"sources-0-kind": "", "sources-0-attribution": ""})
        self.assertContains(page, "Enter the new source below")

    def test_a_source_of_a_shown_status_is_not_deleted(self) -> None:
        person = make_detainee()
        change = f"/admin/profiles/detainee/{person.pk}/change/"
        page = self.fill_in(change, {"sources-0-DELETE": "on"})
        self.assertContains(page, "would require deleting the following protected related objects")
        self.assertTrue(person.sources.exists())
