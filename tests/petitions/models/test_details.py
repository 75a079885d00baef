"""What is stored of the name, town and comment that a signer typed."""

from typing import Any

from django.db import IntegrityError, transaction
from django.test import SimpleTestCase
from hypothesis import given
from hypothesis import strategies as st

from campaign.privacy.encryption import Encrypted
from campaign.text.initials import initials
from petitions.models import Signature, Visibility
from petitions.models.details import Details
from tests.factories import make_signature
from tests.petitions.testcases import SigningTestCase

NAMES = st.text(max_size=100)


class Rule(SimpleTestCase):
    details = Details("Jane van der Roe", "Utrecht", "For my teacher.")

    def test_each_choice_keeps_what_it_needs(self) -> None:
        for visibility, kept in (
            ("name", {"name": "Jane van der Roe", "city": "Utrecht", "comment": "For my teacher."}),
            ("initials", {"initials": "J. V. D. R.", "comment": "For my teacher."}),
            ("country", {"comment": "For my teacher."}),
            ("counted", {}),
        ):
            with self.subTest(visibility):
                columns = self.details.columns_for(visibility)
                self.assertEqual({name: text for name, text in columns.items() if text}, kept)

    @given(NAMES, st.text(max_size=100), st.text(max_size=500))
    def test_they_come_back_as_they_were_typed(self, name: str, city: str, comment: str) -> None:
        typed = Details(name, city, comment)
        self.assertEqual(Details.from_json(typed.to_json()), typed)

    @given(NAMES)
    def test_initials_fit_their_column(self, name: str) -> None:
        column: Any = Signature._meta.get_field("initials")
        self.assertLessEqual(len(initials(name)), column.max_length)

    def test_the_widest_initials_fit(self) -> None:
        self.assertEqual(len(initials("ΐ " * 50)), 249)

    def test_its_repr_names_no_one(self) -> None:
        self.assertEqual(repr(self.details), "Details()")


class Database(SigningTestCase):
    """It refuses a row that says more than it should, whatever code writes it."""

    def assert_refused(self, constraint: str, signature: Signature, **fields: str) -> None:
        with (
            self.subTest(**fields),
            self.assertRaisesMessage(IntegrityError, constraint),
            transaction.atomic(),
        ):
            Signature.objects.filter(pk=signature.pk).update(**fields)

    def test_nothing_is_in_the_clear_before_it_is_confirmed(self) -> None:
        signature = make_signature(self.petition, confirmed=False, visibility="name")
        for column in ("name", "initials", "city", "comment"):
            self.assert_refused("signature_", signature, **{column: "Jane"})

    def test_no_details_stay_when_it_is_confirmed(self) -> None:
        signature = make_signature(self.petition)
        self.assert_refused("signature_details_until_confirmed", signature, details=Encrypted("{}"))

    def test_nothing_is_stored_that_the_choice_does_not_show(self) -> None:
        forbidden = {
            "name": ("initials",),
            "initials": ("name", "city"),
            "country": ("name", "initials", "city"),
            "counted": ("name", "initials", "city", "comment"),
        }
        self.assertEqual(forbidden.keys(), set(Visibility.values))
        for visibility, columns in forbidden.items():
            signature = make_signature(self.petition, visibility=visibility)
            for column in columns:
                self.assert_refused("signature_stores_what_it_shows", signature, **{column: "Jane"})
