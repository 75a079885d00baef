"""Signing: a signature that is answered with 303 is in the database, once, and unconfirmed."""

from unittest.mock import patch

from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext

from campaign.publishing import workflow
from petitions.counting import tallies
from petitions.models import Intake, Signature
from petitions.models.details import Details
from tests.factories import make_detainee, make_petition, make_staff
from tests.petitions.testcases import FORM, SigningTestCase, post_form, sign, sign_and_confirm


class Sign(SigningTestCase):
    def test_the_visitor_is_sent_to_the_page_that_says_look_at_your_email(self) -> None:
        response = sign(self.petition)
        self.assertRedirects(
            response, "/petitions/free-the-teachers/check-your-email/", status_code=303
        )
        self.assertContains(self.client.get(response["Location"]), "Check your email")

    def test_the_signature_waits_and_is_not_counted(self) -> None:
        sign(self.petition)
        signature = Signature.objects.get()
        self.assertEqual(signature.state, "pending")
        self.assertIsNone(signature.confirmed_at)
        self.assertEqual(tallies.count(self.petition.pk), 0)

    def test_a_petition_that_is_withdrawn_takes_no_more_from_that_moment_on(self) -> None:
        sign(self.petition)
        with self.captureOnCommitCallbacks(execute=True):
            workflow.withdraw(self.petition, author=make_staff())
        self.assertEqual(sign(self.petition, email="b@example.org").status_code, 410)
        self.assertEqual(Signature.objects.count(), 1)

    def test_everything_that_was_given_is_stored(self) -> None:
        person = make_detainee()
        sign(
            self.petition,
            name="ئالىم تۇرسۇن",
            country="KZ",
            city="Almaty",
            comment="For my teacher.\nShe taught us all.",
            visibility="initials",
            updates="on",
            **{"for": person.reference},
        )
        signature = Signature.objects.get()
        self.assertEqual(str(signature.country), "KZ")
        self.assertEqual(
            signature.known_details,
            Details("ئالىم تۇرسۇن", "Almaty", "For my teacher.\nShe taught us all."),
        )
        self.assertEqual(signature.visibility, "initials")
        self.assertTrue(signature.wants_updates)
        self.assertEqual(signature.signed_for, person)
        self.assertEqual(signature.email, FORM["email"])
        self.assertNotEqual(signature.consent_version, "")

    def test_a_signer_who_chooses_nothing_is_only_counted_and_gets_no_updates(self) -> None:
        sign(self.petition)
        signature = Signature.objects.get()
        self.assertEqual(signature.visibility, "counted")
        self.assertFalse(signature.wants_updates)

    def test_a_person_who_is_not_public_is_no_reason_to_refuse_a_signature(self) -> None:
        for reference in ("P-9999", "P-0", "nonsense", make_detainee(state="draft").reference):
            with self.subTest(reference):
                sign(self.petition, **{"for": reference})
                self.assertIsNone(Signature.objects.get().signed_for)

    def test_the_form_writes_one_encrypted_row_and_reads_nothing(self) -> None:
        """Nothing that was typed is in clear, and the address makes no difference."""
        sign_and_confirm(self.petition)
        post_form(self.petition, email="first@example.org")  # what each process asks once
        for email in ("gulnar@example.org", "new@example.org"):
            with self.subTest(email), CaptureQueriesContext(connection) as queries:
                response = post_form(self.petition, email=email, comment="For my teacher")
            self.assertEqual(response.status_code, 303)
            # The petition is known for a second. Tests forget it at once (tests/testcases.py).
            [query] = [
                each["sql"] for each in queries if 'FROM "petitions_petition"' not in each["sql"]
            ]
            self.assertTrue(query.startswith("INSERT INTO petitions_intake"))
        stored = repr(list(Intake.objects.values()))
        for typed in ("Gülnar", "Ablet", "gulnar", "example.org", "teacher"):
            self.assertNotIn(typed, stored)

    def test_without_the_row_there_is_no_answer(self) -> None:
        with (
            patch("petitions.signing.sign.encrypt_bytes", side_effect=DatabaseError),
            self.assertLogs("django.request", "ERROR"),
        ):
            response = sign(self.petition)
        self.assertEqual(response.status_code, 500)
        self.assertFalse(Signature.objects.exists())

    def test_signing_again_before_confirming_keeps_what_was_said_last(self) -> None:
        sign(self.petition, name="Gulnar A.", country="DE", updates="on")
        sign(self.petition)
        signature = Signature.objects.get()
        self.assertEqual(
            (signature.known_details, str(signature.country)), (Details("Gülnar Ablet"), "NL")
        )
        self.assertFalse(signature.wants_updates)

    def test_signing_again_after_confirming_changes_nothing(self) -> None:
        before = sign_and_confirm(self.petition, visibility="name")
        sign(self.petition, name="Somebody Else", country="DE", updates="on")
        after = Signature.objects.get()
        self.assertEqual(
            (after.shown_name, str(after.country), after.state, after.signed_at, after.email),
            ("Gülnar Ablet", "NL", "confirmed", before.signed_at, None),
        )

    def test_one_address_may_sign_two_petitions(self) -> None:
        sign(self.petition)
        sign(make_petition())
        first, second = Signature.objects.all()
        self.assertNotEqual(bytes(first.email_digest), bytes(second.email_digest))

    def test_a_form_that_another_site_posts_is_refused(self) -> None:
        for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
            with self.subTest(headers):
                response = self.client.post(
                    "/petitions/free-the-teachers/sign/", FORM, headers=headers
                )
                self.assertEqual(response.status_code, 403)
        self.assertFalse(Signature.objects.exists())

    def test_only_posting_signs(self) -> None:
        path = "/petitions/free-the-teachers/sign/"
        for method in ("OPTIONS", "PUT", "DELETE", "TRACE"):
            with self.subTest(method):
                response = self.client.generic(method, path, FORM)
                self.assertEqual(response.status_code, 405)
        self.assertFalse(Signature.objects.exists())

    def test_someone_who_comes_back_to_a_form_with_mistakes_gets_an_empty_one(self) -> None:
        path = "/petitions/free-the-teachers/sign/"
        for method in ("GET", "HEAD"):
            response = self.client.generic(method, path, FORM)
            self.assertRedirects(
                response, "/petitions/free-the-teachers/#sign", 303, fetch_redirect_response=False
            )
        self.assertFalse(Signature.objects.exists())
        self.assertEqual(self.client.get("/petitions/no-such-one/sign/").status_code, 404)

    def test_a_draft_cannot_be_signed(self) -> None:
        draft = make_petition(state="draft")
        self.assertEqual(sign(draft).status_code, 404)
        self.assertFalse(Signature.objects.exists())

    def test_a_withdrawn_petition_cannot_be_signed(self) -> None:
        gone = make_petition(state="withdrawn")
        self.assertEqual(sign(gone).status_code, 410)
        self.assertFalse(Signature.objects.exists())
