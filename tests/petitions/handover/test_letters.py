"""A reader's own letter about one person to the addressee of a petition."""

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

from django.test import override_settings

from petitions.handover.letters import Letter
from petitions.models import Addressee, Petition
from profiles.models import Detainee
from profiles.public.profile import PublicProfile
from tests.desk import FormReader
from tests.factories import make_detainee, make_petition, make_statements
from tests.testcases import SiteTestCase


class LetterTests(SiteTestCase):
    person: Detainee
    petition: Petition

    @classmethod
    def setUpTestData(cls) -> None:
        cls.person = make_detainee(names={"ug-Arab": "ئايگۈل مىسال"})
        cls.petition = make_petition()
        make_statements(cls.person, charge="Picking quarrels")

    def letter(self) -> Letter:
        person = Detainee.objects.published().for_story().get(pk=self.person.pk)
        return Letter.about(PublicProfile(person), self.petition)

    @override_settings(SITE_URL="https://campaign.example")
    def test_what_is_known_of_the_person_is_filled_in(self) -> None:
        body = self.letter().body
        for told in (
            "To the UN High Commissioner for Human Rights,", "Aygül Misal (ئايگۈل مىسال)",
            "A teacher from Kashgar.", "In prison, as of March 2021", "“Picking quarrels”",
            "take up the case of Aygül Misal, to ask for their immediate release", self.person.reference,
            f"https://campaign.example{self.person.get_absolute_url()}",
        ):  # fmt: skip
            self.assertIn(told, body)

    def test_it_opens_in_a_mail_program_word_for_word(self) -> None:
        self.petition.addressee.email = "office+desk@un.example"
        self.person.summary = "“Who?” & what + why; 100 % known.\nNobody"
        self.person.save()
        letter = self.letter()
        link = urlsplit(letter.mailto)
        self.assertEqual((link.scheme, link.path), ("mailto", "office%2Bdesk@un.example"))
        given = parse_qs(link.query, strict_parsing=True)
        self.assertEqual(given["subject"], [letter.subject])
        self.assertEqual(given["body"], [letter.body.replace("\n", "\r\n")])

    def test_it_is_plain_text_for_the_email_and_escaped_on_the_page(self) -> None:
        self.person.summary = "<script>alert(1)</script>"
        self.person.save()
        self.assertIn("<script>alert(1)</script>", self.letter().body)
        page = self.client.get(self.petition.letter_url(self.person))
        self.assertNotContains(page, "<script>alert")
        self.assertContains(page, "&lt;script&gt;alert(1)")

    def test_one_without_a_recipient_is_not_emailed(self) -> None:
        self.assertEqual(self.letter().mailto, "")
        page = self.client.get(self.petition.letter_url(self.person))
        self.assertNotContains(page, "mailto:")
        self.assertNotContains(page, "Open in your email app")

    def test_without_javascript_an_edited_letter_comes_back_ready_and_is_stored_nowhere(
        self,
    ) -> None:
        Addressee.objects.update(email="office@un.example")
        url = self.petition.letter_url(self.person)
        edited = "Dear Commissioner,\n\nFree <her> & all “others”.\n\nGülnar, Utrecht"
        before = self.client.get(url).content
        page = self.client.post(url, {"letter": edited.replace("\n", "\r\n")})
        self.assertContains(page, "Your letter is ready.")
        self.assertContains(page, "Free &lt;her&gt; &amp; all “others”.")
        [link] = set(re.findall(r'href="(mailto:[^"]+)"', page.text))
        self.assertEqual(
            parse_qs(urlsplit(unescape(link)).query)["body"], [edited.replace("\n", "\r\n")]
        )
        self.assertEqual(page["Cache-Control"], "no-store")
        self.assertFalse(page.cookies)
        self.assertEqual(self.client.get(url).content, before)

    def test_one_that_cannot_be_taken_is_asked_for_again_as_it_was_written(self) -> None:
        url = self.petition.letter_url(self.person)
        generated = FormReader(self.client.get(url).text).values["letter"]
        for typed, told, kept in (
            ("  ", "Write your letter first.", generated),
            ("a" * 20_001, "20000", "a" * 20_001),
            ("Free her & <all>\n\nN\u202eow", "errorlist", "Free her & <all>\n\nN\u202eow"),
        ):
            with self.subTest(told):
                page = self.client.post(url, {"letter": typed})
                self.assertContains(page, told, status_code=422)
                self.assertEqual(FormReader(page.text).values["letter"], kept)
                self.assertEqual(page["Cache-Control"], "no-store")

    def test_the_story_leads_there(self) -> None:
        page = self.client.get(self.person.get_absolute_url())
        self.assertContains(page, f'href="{self.petition.letter_url(self.person)}"')

    def test_there_is_none_where_there_is_nothing_to_ask_for(self) -> None:
        ended = make_detainee(status="released")
        hidden = make_detainee(state="draft")
        others = make_petition()
        others.people.add(make_detainee())
        closed = make_petition(state="withdrawn")
        for petition, person, status in (
            (self.petition, ended, 404),
            (self.petition, hidden, 404),
            (others, self.person, 404),
            (closed, self.person, 410),
        ):
            with self.subTest(petition=petition, person=person):
                response = self.client.get(petition.letter_url(person))
                self.assertEqual(response.status_code, status)
        for odd in ("P-0", "P-999999", "nobody", "P-99999999999999999999"):
            response = self.client.get(f"/petitions/{self.petition.slug}/letter/{odd}/")
            self.assertEqual(response.status_code, 404, odd)

    def test_another_spelling_of_the_reference_leads_to_it(self) -> None:
        url = self.petition.letter_url(self.person)
        response = self.client.get(re.sub(r"P-0*", "p", url))
        self.assertRedirects(response, url, status_code=301)
