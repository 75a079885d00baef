"""Good forms are cleaned without building the form: the same result, no queries."""

from unittest.mock import patch

from django.http import QueryDict
from django.test import SimpleTestCase
from hypothesis import example, given
from hypothesis import strategies as st

from petitions.addresses import canonical
from petitions.addresses.canonical import RuleHistory
from petitions.signing.forms import SignatureForm, clean_signature
from tests.petitions.testcases import FORM, SigningTestCase, sign

PLAUSIBLE = {
    "name": ["Gülnar Ablet", "example.com", "http://x", " ", "gulnar@example.org"],
    "own_name": ["on", "0"],
    "email": [
        "gulnar@example.org",
        "GULNAR@bücher.de",
        "a@b.local",
        "gulnar@",
        "a@gmial.com",
        "a@gmail.com.",
    ],
    "own_email": ["a@gmial.com", "a@gmail.com", "b@gmail.com", ""],
    "country": ["NL", "nl", "ZZ", ""],
    "city": ["Utrecht", "a\nb", "李" * 101],
    "comment": ["One\r\nTwo", "a\u2066b", "x" * 501],
    "visibility": ["name", "counted", "NAME", ""],
    "also": ["other", "../x", "", "free-the-teachers"],
    "consent": ["on", "1", "YES", "0", "off", ""],
    "updates": ["on", "0", "no"],
    "for": ["P-0042", "p42", "P-0", "x" * 99],
    "without_proof": ["on", "0"],
}
texts = st.text(max_size=12)
forms = st.fixed_dictionaries(
    {},
    optional={
        name: st.lists(st.sampled_from(values) | texts, min_size=1, max_size=2)
        if name == "also"
        else st.one_of(
            st.sampled_from(values).map(lambda value: [value]),
            texts.map(lambda value: [value]),
            st.lists(texts, min_size=0, max_size=2),
        )
        for name, values in PLAUSIBLE.items()
    },
)
mostly_good = forms.map(lambda typed: {name: [value] for name, value in FORM.items()} | typed)


def posted(typed: dict[str, list[str]]) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, values in typed.items():
        data.setlist(name, values)
    return data


class Agreement(SimpleTestCase):
    @patch.object(canonical, "recent_history", lambda: RuleHistory({}, (), {}, None))
    @given(forms | mostly_good)
    @example({name: [value] for name, value in FORM.items()})
    @example({name: [value] for name, value in FORM.items()} | {"consent": ["on", "on"]})
    @example(
        {name: [value] for name, value in FORM.items()} | {"name": ["x.com"], "own_name": ["1"]}
    )
    def test_it_agrees_with_the_form_whatever_is_typed(self, typed: dict[str, list[str]]) -> None:
        """It is a SimpleTestCase, so a query would fail."""
        data = posted(typed)
        form = SignatureForm(data)
        self.assertEqual(clean_signature(data), form.cleaned_data if form.is_valid() else None)

    def test_the_reference_of_a_person_stays_as_typed_and_never_is_a_mistake(self) -> None:
        for typed, cleaned in (
            ("P-0042", "P-0042"),
            ("p42", "p42"),
            ("P-" + "0" * 99 + "1", ""),
            ("x", ""),
        ):
            with self.subTest(typed):
                found = clean_signature(
                    posted({n: [v] for n, v in FORM.items()} | {"for": [typed]})
                )
                assert found
                self.assertEqual(found["for"], cleaned)


class GoodForms(SigningTestCase):
    def test_no_form_is_built_for_them(self) -> None:
        with patch.object(SignatureForm, "__init__", side_effect=AssertionError):
            self.assertEqual(sign(self.petition).status_code, 303)
