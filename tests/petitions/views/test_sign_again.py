"""The small page that shows a form again. It costs little, and nothing that someone typed reaches anyone else."""

from html import unescape
from unittest.mock import patch

from django.http import QueryDict
from django.template.loader import render_to_string

from campaign.web import page_cache
from petitions.moderation import switches
from petitions.signing import known_petitions
from petitions.signing.forms import SignatureForm
from petitions.templatetags.petitions import sign_field
from petitions.views import pages
from tests.factories import make_detainee, make_petition, make_staff
from tests.petitions.testcases import FORM, SigningTestCase
from tests.petitions.testcases import post_form as sign

MISTAKES = (
    {"email": "gulnar@"}, {"email": ""}, {"country": "ZZ", "consent": "0"}, {"name": "example.com"},
    {"visibility": "x" * 99}, {"comment": "a\u2066b"}, {"city": ["a", "b"]}, {"for": ["P-1", "P-2"]},
)  # fmt: skip


@patch("campaign.web.page_parts.CACHE_SECONDS", 3600)
class ThePage(SigningTestCase):
    def setUp(self) -> None:
        super().setUp()
        # The process knows its petitions for the whole test, and not from another one.
        self.enterContext(patch.object(known_petitions._published, "seconds", 3600))

    def test_it_makes_no_query_and_leaves_out_the_rest_of_the_petitions_page(self) -> None:
        self.petition.people.add(make_detainee())
        sign(self.petition, email="gulnar@")
        for typed in MISTAKES:
            with (
                self.subTest(typed),
                self.assertNumQueries(0),
                patch.object(pages, "petition_context", side_effect=AssertionError),
            ):
                response = sign(self.petition, **typed)
                self.assertEqual(response.status_code, 422)
                self.assertNotContains(response, "Aygül Misal", status_code=422)
                self.assertNotContains(response, "data-count", status_code=422)

    def test_it_leads_to_the_letter_and_names_its_addressee(self) -> None:
        response = sign(self.petition, email="gulnar@")
        for words in (
            f">{self.petition.title}</h1>", f"To the {self.petition.addressee}",
            'href="/petitions/free-the-teachers/"', "<title>Error: ", 'content="noindex"',
        ):  # fmt: skip
            self.assertContains(response, words, status_code=422)

    def test_further_letters_that_were_ticked_stay_and_cost_no_query(self) -> None:
        for number in range(3):
            make_petition(slug=f"other-{number}", title=f"Letter {number}")
        sign(self.petition, email="gulnar@")
        with self.assertNumQueries(0):
            page = sign(
                self.petition,
                email="gulnar@",
                also=[
                    "other-2",
                    "free-the-teachers",
                    *(f"made-up-{number}" for number in range(30)),
                ],
            ).text
        self.assertEqual(page.count('name="also"'), 1)
        self.assertRegex(page, r'name="also" value="other-2"[^>]* checked')

    def test_each_mistake_in_the_summary_leads_to_its_field(self) -> None:
        for typed in MISTAKES[:6]:
            page = sign(self.petition, **typed).text
            summary = page.split('class="error-summary"')[1].split("</div>")[0]
            for name in typed:
                with self.subTest(name):
                    self.assertIn(f'href="#id_{name}"', summary)
                    self.assertIn(f'id="id_{name}"', page)

    def test_what_was_typed_is_not_shown_to_the_next_visitor(self) -> None:
        own = {"name": "Canary One", "email": "canary@", "city": "Canary Two", "comment": "Canary Three",
               "for": "P-7777", "updates": "on", "country": "KZ", "visibility": "name"}  # fmt: skip
        self.assertEqual(sign(self.petition, **own).text.lower().count("canary"), 4)
        switches.pause_signing(author=make_staff())
        page_cache.invalidate()
        self.assertEqual(sign(self.petition, **own).text.lower().count("canary"), 4)
        paused = sign(self.petition, name="", country="")
        switches.resume_signing(author=make_staff("other"))
        page_cache.invalidate()
        for page in (
            sign(self.petition, email="x@").text,
            paused.text,
            self.client.get("/petitions/free-the-teachers/").text,
        ):
            self.assertNotIn("canary", page.lower())
            self.assertNotIn("P-7777", page)
            self.assertNotRegex(page, r'value="name"[^>]* checked')
            self.assertNotRegex(page, r'name="updates"[^>]* checked')
            self.assertNotIn('"KZ" selected', page)

    def test_a_form_while_signing_is_paused_costs_as_little(self) -> None:
        switches.pause_signing(author=make_staff())
        page_cache.invalidate()
        sign(self.petition)
        with self.assertNumQueries(0):
            page = sign(self.petition, updates="0", consent="off").text
        self.assertNotRegex(page, r'name="(updates|consent)"[^>]* checked')

    def test_an_edited_petition_shows_at_once(self) -> None:
        sign(self.petition, email="gulnar@")
        self.petition.title = "Free them all"
        self.petition.save()
        page_cache.invalidate()
        self.assertContains(
            sign(self.petition, email="gulnar@"), ">Free them all</h1>", status_code=422
        )


class Fields(SigningTestCase):
    def test_a_field_from_the_cache_is_the_field_that_django_would_show(self) -> None:
        """Apart from spaces, each field is what its template shows with Django's own bound field."""
        for typed in (
            {},
            FORM,
            FORM | {"name": "<i>\"&'", "email": "x", "country": "", "consent": "0"},
        ):
            form = SignatureForm(self.query(typed)) if typed else SignatureForm()
            for name in ("name", "email", "country", "city", "comment", "visibility", "consent"):
                with self.subTest(name, typed=typed):
                    template = "checkbox" if name == "consent" else "field"
                    live = self.render(f"includes/{template}.html", form[name])
                    self.assertHTMLEqual(sign_field(form[name]), live)

    def test_a_null_character_cannot_move_text_into_another_place(self) -> None:
        """Middleware refuses it; multipart forms may still bring one, in base64."""
        form = SignatureForm(self.query(FORM | {"name": "a\0b", "email": "\0@"}))
        self.assertIn('value="a\0b"', sign_field(form["name"]))
        self.assertIn('value="\0@"', unescape(sign_field(form["email"])))

    @staticmethod
    def query(typed: dict[str, str]) -> QueryDict:
        data = QueryDict(mutable=True)
        data.update(typed)
        return data

    @staticmethod
    def render(template: str, field: object) -> str:
        return str(render_to_string(template, {"field": field}))
