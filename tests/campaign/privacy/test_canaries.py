"""Puts a marked word into every private field of every model, then looks for it in everything public.

The test finds the fields in the models. A new field fails here until it is listed as public or private.
"""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.apps import apps
from django.db import connection
from django.test import TestCase
from django.utils import timezone

from campaign.images.models import Picture
from campaign.publishing.workflow import State
from campaign.web import page_cache
from petitions.handover import annex
from profiles import documents
from profiles.models import (
    Amendment,
    Consent,
    Detainee,
    Event,
    ExternalRecord,
    Name,
    Relationship,
    Reply,
    SlugHistory,
    Source,
    StatusClaim,
)
from profiles.models.places import Place
from profiles.public.profile import PublicProfile
from profiles.search.selection import SORTS, Selection
from tests.campaign.addresses import Site
from tests.canaries import CANARY, text_fields
from tests.factories import (
    make_claim,
    make_consent,
    make_delivery,
    make_news,
    make_page,
    make_petition,
    make_response,
    make_signature,
    make_statements,
)
from tests.testcases import SiteTestCase

OURS = ("campaign", "profiles", "petitions", "news", "followers")

# Text fields that a visitor may read in a public row. Every other field that can hold text is private.
PUBLIC = {
    "campaign.Page": {"slug", "title", "body", "gone_because", "replaced_by"},
    "campaign.FormerAddress": {"slug"},
    "campaign.Redirect": {"old", "to"},
    "campaign.HomePage": {"heading", "introduction"},
    "campaign.Notice": {"text", "link", "link_text"},
    "campaign.MenuEntry": {"label", "to"},
    "campaign.SiteState": {"notice"},
    "campaign.Picture": {"alt", "credit"},
    "profiles.Place": {"code", "name", "name_uyghur", "name_chinese"},
    "profiles.Ethnicity": {"code", "name"},
    "profiles.Detainee": {
        "slug", "birth", "occupation", "summary", "story", "shown_as",
    },
    # Once they are reviewed; drafts are private (tests/campaign/translations/test_reading.py).
    "campaign.PageTranslation": {"title", "body"},
    "profiles.DetaineeTranslation": {"summary", "story"},
    "petitions.PetitionTranslation": {"title", "summary", "demand", "letter", "closing_note"},
    "news.NewsItemTranslation": {
        "headline", "standfirst", "body", "quote", "quote_speaker", "quote_role", "caption", "dateline", "notes",
    },
    "profiles.SlugHistory": {"slug"},
    "profiles.ListingBlock": {"term"},
    "profiles.OpenRecord": {"line", "form"},
    "profiles.Name": {"text", "folded"},
    "profiles.Source": {"attribution", "title", "publisher", "date", "url", "archived_url"},
    "profiles.StatusClaim": {"as_of", "note"},
    "profiles.Event": {"when", "description"},
    "profiles.LegalCase": {
        "official_charge", "charge_original", "law_article", "court", "verdict_on", "release_due",
    },
    "profiles.Reason": {"description"},
    "profiles.Quote": {"text", "original", "speaker", "said_on"},
    "profiles.Reply": {"authority", "text", "when"},
    "profiles.Relationship": {"description"},
    "profiles.Amendment": {"text"},
    "profiles.ExternalRecord": {"number", "url"},
    "petitions.Addressee": {"name", "office", "address", "email"},
    "petitions.Petition": {
        "slug", "title", "summary", "demand", "letter", "closing_note", "gone_because", "replaced_by", "log_name",
    },
    "petitions.Switches": {"notice"},
    "petitions.Delivery": {"to_whom", "note", "manifest_sha256", "statement"},
    "petitions.Response": {"answer"},
    "petitions.TreeHead": {"statement"},
    "petitions.LogGap": {"reason", "lost"},
    "petitions.Checkpoint": {"origin"},
    "petitions.CheckpointSignature": {"name", "key_id", "line"},
    "petitions.TimeStamp": {"sha256"},
    "petitions.Invalidation": {"reason"},
    "news.NewsItem": {
        "slug", "headline", "standfirst", "body", "quote", "quote_speaker", "quote_role", "caption", "dateline", "notes",
        "place", "time_zone", "outlet", "reported_on", "link", "gone_because", "replaced_by",
    },
    "news.Correction": {"text"},
    "news.Author": {"name", "role"},
    "news.PressPage": {
        "contact_name", "email", "phone", "hours", "time_zone", "languages", "boilerplate",
    },
    "news.Spokesperson": {"name", "role", "languages", "topics"},
    "news.Tag": {"name", "slug"},
    "news.NewsDocument": {"title", "language"},
}  # fmt: skip
PRIVATE = {
    "followers.Follower": {"content"},
    "followers.FollowRequest": {"content"},
    "news.NewsDocument": {"name", "words"},
    "campaign.AuthenticatorApp": {"name", "key"},
    "campaign.RecoveryCodes": {"name"},
    "campaign.Passkey": {"name"},
    "campaign.StaffSession": {"session_key", "session_data", "browser"},
    "campaign.AccountEvent": {"browser"},
    "campaign.UnsavedWork": {"path", "form", "model", "object_pk", "content"},
    "campaign.OpenForm": {"model", "object_pk"},
    "campaign.Activity": {"subject", "detail"},
    "campaign.SiteState": {"password"},
    "campaign.Picture": {"name", "likeness_by", "provenance"},
    "campaign.Review": {"subject", "note", "answer_note"},
    "campaign.PreviewLink": {"subject", "recipient"},
    "campaign.PreviewComment": {"text"},
    "campaign.Remark": {"subject", "text"},
    "campaign.CaseOwner": {"subject"},
    "campaign.ReviewDay": {"subject", "why"},
    "campaign.FormerAddress": {"subject"},
    "campaign.SavedView": {"list", "name", "query"},
    "campaign.Edit": {"why"},
    "campaign.Change": {"subject", "table", "before", "after"},
    "campaign.WorkingVersion": {"subject", "changes", "why"},
    "profiles.Detainee": {"staff_notes", "named_because"},
    "profiles.Source": {"contact", "notes"},
    "profiles.Consent": {"giver", "obtained", "language", "notes"},
    "petitions.Addressee": {"language"},
    "profiles.NameWord": {"word", "key"},
    "profiles.SpellingGroup": {"spellings", "note"},
    "profiles.TipMessage": {"text"},
    "profiles.ImportBatch": {
        "form", "source_name", "sha256", "columns", "headings", "trouble", "file_name",
        "decisions",
    },
    "profiles.ImportRow": {
        "before", "warnings", "name", "key", "sealed", "changes", "problems",
    },
    "profiles.ImportLayout": {"columns", "decisions", "name"},
    "petitions.Signature": {
        "email", "details", "name", "initials", "city", "comment", "consent_version", "updates_consent", "language",
        "quarantine_reason",
    },
    "petitions.MailedToken": {"address"},
    "petitions.ConsentText": {"version", "language", "to_sign", "to_updates"},
    "petitions.AddressRule": {"domain", "alias_of"},
    "petitions.RuleChange": {"domain", "was", "becomes"},
    "petitions.AccessRule": {"value", "note"},
    "petitions.Alert": {"rule"},
    "petitions.Domain": {"name"},
    "petitions.Intake": {"waits_for"},
    "petitions.SignerAccess": {"kind", "reason", "filters"},
    "petitions.Invalidation": {"note", "name_contains", "domain", "quarantine_reason", "network"},
    "petitions.Response": {"answer_document"},
    "petitions.Dossier": {"name", "manifest_sha256", "statement", "printed"},
    "petitions.CountCheck": {"differences"},
    "petitions.PaperBatch": {"collected_by", "note"},
    "petitions.Leaf": {"reason"},
    "petitions.LogStop": {"reason"},
    "petitions.Update": {"subject", "body"},
}  # fmt: skip


class ClassificationTests(TestCase):
    def test_every_field_that_can_hold_words_is_said_to_be_public_or_private(self) -> None:
        for app in OURS:
            for model in apps.get_app_config(app).get_models():
                label = model._meta.label
                known = PUBLIC.get(label, set()) | PRIVATE.get(label, set())
                # Fields with digests and two-letter codes only.
                unknown = text_fields(model) - known - {"country", "made_from"}
                with self.subTest(label):
                    self.assertEqual(unknown, set())
                    self.assertLessEqual(known, {f.name for f in model._meta.get_fields()})


# For each filter: one value of a public person, if there is one, and all values that only hidden rows have.
CHOICES = {
    "status": ("prison", "camp", "died_in_custody", "hospital"),
    "place": ("kashgar", "hotan"),
    "year": ("2018", "1991"),
    "ethnicity": ("uyghur",),
    "gender": ("unknown",),
    "born": ("1990",),
    "occupation": ("other",),
}


class CanaryTests(SiteTestCase):
    site: Site
    hidden: list[str]
    unnamed: list[Detainee]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.site = Site()
        person, petition = cls.site.person, cls.site.petition
        kashgar = Place.objects.get(code="kashgar")
        Detainee.objects.filter(pk=person.pk).update(
            staff_notes=CANARY, story="Seen by everyone.", home_place=kashgar
        )
        # Hidden rows of a public person.
        Name.objects.create(detainee=person, text=f"{CANARY} Misal", is_public=False)
        hidden = Source.objects.create(
            detainee=person, kind="relative", attribution=CANARY, title=CANARY, publisher=CANARY,
            url=f"https://{CANARY}.example/", contact=CANARY, notes=CANARY, is_public=False,
        )  # fmt: skip
        shown = Source.objects.create(
            detainee=person, kind="relative", attribution="A cousin", contact=CANARY, notes=CANARY
        )
        StatusClaim.objects.create(
            detainee=person, status="died_in_custody", as_of="2025", note=CANARY, is_public=False
        )
        StatusClaim.objects.create(detainee=person, status="prison", as_of="2022", source=hidden)
        Event.objects.create(
            detainee=person, kind="taken", when="2018", description=CANARY, is_public=False
        )
        Event.objects.create(detainee=person, kind="tried", when="2019", source=hidden)
        Event.objects.create(detainee=person, kind="seen", when="2020", source=shown)
        make_statements(
            person, charge=CANARY, reason=CANARY, quote=CANARY, speaker=CANARY, is_public=False
        )
        make_statements(person, charge="Shown", reason="Shown", quote="Shown", source=hidden)
        Reply.objects.create(
            detainee=person, kind="denied", authority=CANARY, text=CANARY, is_public=False
        )
        Relationship.objects.create(detainee=person, kind="child", description=CANARY)
        Amendment.objects.create(detainee=person, text=CANARY, is_public=False)
        ExternalRecord.objects.create(
            detainee=person,
            registry="xvd",
            number=CANARY,
            url="https://example.org/",
            is_public=False,
        )
        Consent.objects.filter(detainee=person).update(notes=CANARY, covers_relatives=True)
        consent = Consent.objects.get(detainee=person)
        consent.giver = CANARY
        consent.save()

        # A person whose family does not consent to showing place, photo and words.
        withheld = Place.objects.create(
            code="withheld", name=CANARY, name_uyghur=CANARY, name_chinese=CANARY
        )
        picture = Picture.objects.create(
            name="kanarienvogel", alt=CANARY, credit=CANARY, width=480, height=480, widths=[480]
        )
        careful = cls.make_person("careful", covers_name=True, covers_story=True)
        Detainee.objects.filter(pk=careful.pk).update(home_place=withheld, portrait=picture)
        make_statements(careful, quote=CANARY, speaker=CANARY)
        Relationship.objects.create(
            detainee=careful, kind="child", description=CANARY, is_public=True
        )
        make_claim(careful, "camp", as_of="2021", place=withheld)
        Event.objects.create(detainee=careful, kind="taken", when="2018", place=withheld)
        # A withdrawn consent, and one that is not enough by itself, make nothing public.
        useless: tuple[dict[str, Any], ...] = (
            {"covers_name": True, "covers_story": True, "withdrawn_at": timezone.now()},
            {"covers_name": True},
        )
        for covers in useless:
            make_consent(careful, "place", "photo", "quote", "relatives", **covers)

        # People who are public without a name, or without a place.
        cls.unnamed = [
            cls.make_person("p-0", covers_story=True, identity="anonymous", place_level="none"),
            cls.make_person(
                "p-00", covers_name=True, covers_story=True, identity="partial", shown_as="A., a man",
                place_level="none",
            ),
        ]  # fmt: skip
        for other in cls.unnamed:
            Detainee.objects.filter(pk=other.pk).update(home_place=withheld, portrait=picture)
            Name.objects.create(detainee=other, text=f"Erkin {CANARY}", language="ug-Latn")
            make_claim(other, "camp", as_of="2021", place=withheld)
            Event.objects.create(detainee=other, kind="taken", when="2018", place=withheld)
            SlugHistory.objects.create(detainee=other, slug=f"kanarienvogel-{other.pk}")
            Consent.objects.filter(detainee=other).update(
                covers_place=True, covers_photo=True, covers_relatives=True
            )
            Relationship.objects.create(
                detainee=other, kind="sibling", other=person, is_public=True
            )

        # People who are not public, for every possible reason.
        later = timezone.now() + timedelta(days=1)
        unseen = [
            cls.make_person("draft", state=State.DRAFT, covers_name=True, covers_story=True),
            cls.make_person("review", state=State.IN_REVIEW, covers_name=True, covers_story=True),
            cls.make_person("gone", state=State.WITHDRAWN, covers_name=True, covers_story=True),
            cls.make_person("later", publish_at=later, covers_name=True, covers_story=True),
            cls.make_person("half", covers_name=True, covers_place=True),
            cls.make_person("nameless", covers_story=True, covers_place=True),
            cls.make_person(
                "over", covers_name=True, covers_story=True, expires_on=timezone.localdate()
            ),
            cls.make_person(
                "revoked", covers_name=True, covers_story=True, withdrawn_at=timezone.now()
            ),
        ]
        for other in unseen:
            cls.hide(other)
            # Both families agreed to the link, so it is shown, but the other person is not public.
            Consent.objects.filter(detainee=other).update(covers_relatives=True)
            Relationship.objects.create(
                detainee=person, kind="sibling", other=other, is_public=True
            )
            cls.site.news.people.add(other)
            petition.people.add(other)
            SlugHistory.objects.create(detainee=other, slug=f"once-{other.slug}")
        petition.people.add(person, careful, *cls.unnamed)
        cls.site.news.people.add(*cls.unnamed)

        # Petitions, news and pages that are not public.
        states: tuple[dict[str, Any], ...] = (
            {"state": State.DRAFT},
            {"state": State.IN_REVIEW},
            {"state": State.WITHDRAWN},
            {"publish_at": later},
        )
        for number, fields in enumerate(states):
            item = make_news(
                slug=f"hidden-{number}", headline=CANARY, standfirst=CANARY, body=CANARY, **fields
            )
            item.people.add(person)
            other_petition = make_petition(
                slug=f"hidden-{number}",
                title=CANARY,
                summary=CANARY,
                demand=CANARY,
                letter=CANARY,
                **fields,
            )
            other_petition.people.add(person)
            make_delivery(other_petition, to_whom=CANARY, note=CANARY)
            # On the page of a public petition.
            delivery = make_delivery(petition, to_whom=CANARY, note=CANARY, **fields)
            make_response(delivery, answer=CANARY)
            make_response(make_delivery(petition), answer=CANARY, **fields)
            cls.site.news.petitions.add(other_petition)
            make_page(slug=f"hidden-{number}", title=CANARY, body=CANARY, **fields)

        # Signers.
        signed: dict[str, Any] = {
            "name": CANARY,
            "city": CANARY,
            "comment": CANARY,
            "visibility": "name",
        }
        make_signature(petition, f"{CANARY}@example.org", signed_for=unseen[0], **signed)
        make_signature(petition, f"2{CANARY}@example.org", confirmed=False, **signed)
        cls.hidden = [other.slug or "" for other in unseen]

    @classmethod
    def make_person(cls, slug: str, **fields: Any) -> Detainee:
        of_her = ("state", "publish_at", "identity", "shown_as", "place_level")
        state = {name: fields.pop(name) for name in of_her if name in fields}
        detainee = Detainee.objects.create(
            **{"state": State.PUBLISHED, "publish_at": timezone.now() - timedelta(hours=1)} | state,
            slug=slug,
            summary="A teacher.",
        )
        Name.objects.create(detainee=detainee, text="Turdi Misal")
        make_consent(detainee, giver=CANARY, notes=CANARY, **fields)
        return detainee

    @classmethod
    def hide(cls, detainee: Detainee) -> None:
        Detainee.objects.filter(pk=detainee.pk).update(
            **dict.fromkeys(PUBLIC["profiles.Detainee"] - {"slug", "birth"}, CANARY)
        )
        Name.objects.create(detainee=detainee, text=CANARY)
        make_claim(detainee, "hospital", note=CANARY)
        Event.objects.create(detainee=detainee, kind="died", when="1991", description=CANARY)
        make_statements(detainee, charge=CANARY, reason=CANARY, quote=CANARY, speaker=CANARY)
        Amendment.objects.create(detainee=detainee, text=CANARY)

    def everything(self) -> Iterator[str]:
        """Every public URL, with every filter and order that a visitor can choose."""
        yield from self.site.addresses().values()
        for slug in ("careful", "p-0", "p-00", *self.hidden):
            yield f"/profiles/{slug}/"
            yield f"/profiles/once-{slug}/"
            for kind in ("jpg", "webp", "avif"):
                yield f"/profiles/{slug}/portrait-480.{kind}"
            yield f"/profiles/{slug}/card.png"
            yield f"/profiles/{slug}/case-sheet.pdf"
        for former in SlugHistory.objects.all():
            yield f"/profiles/{former.slug}/"
        for detainee in Detainee.objects.all():
            yield f"/profiles/{detainee.reference}/"
            yield f"/profiles/?q={detainee.reference}"
            yield f"{self.site.petition.get_absolute_url()}?for={detainee.reference}"
        for number in range(4):
            yield f"/news/hidden-{number}/"
            yield f"/hidden-{number}/"
            for rest in ("", "count.json", "check-your-email/", "thank-you/", "sign/"):
                yield f"/petitions/hidden-{number}/{rest}"
        for name, values in CHOICES.items():
            for value in values:
                yield "/profiles/?" + urlencode({name: value})
                yield "/data/profiles.json?" + urlencode({name: value})
        for sort in SORTS:
            yield f"/profiles/?sort={sort}"
        for query in ("Erkin", "Misal", "Turdi", "Kanarienvogel", "Kanarienvogl", "ka", "teacher"):
            yield "/profiles/?" + urlencode({"q": query})

    def test_none_is_on_any_public_page(self) -> None:
        seen, read = set(), ""
        for address in self.everything():
            for _again in range(2):  # rendered, then cached
                response = self.client.get(address)
                seen.add(response.status_code)
                body = response.content.decode(errors="replace").replace("Kanarienvogl", "")
                if re.search("kanarienvogel-[0-9]+", address):
                    self.assertEqual(response.status_code, 410)
                if (
                    "q=Kanarienvogel" in address
                ):  # the search box and its chip repeat what was typed
                    self.assertContains(response, "No one matches your search")
                    continue
                read += body
                with self.subTest(address):
                    self.assertFalse(CANARY.lower() in body.lower())
                    self.assertFalse(CANARY.lower() in str(response.headers).lower())
        # The walk has read public values of every kind.
        self.assertEqual(seen, {200, 301, 303, 404, 405, 410})
        for public in ("Seen by everyone.", "A cousin", "Kashgar", self.site.news.headline):
            self.assertIn(public, read)

    def test_none_is_on_a_card_or_a_case_sheet(self) -> None:
        """The test cannot read a picture or a PDF, so it reads the data that they are made from."""
        read = ""
        for detainee in Detainee.objects.published().for_story():
            person = PublicProfile(detainee)
            for paper in (documents.card(person), documents.case_sheet(person)):
                read += str(paper.data)
                with self.subTest(paper.kind, person=person.reference):
                    self.assertNotIn(CANARY.lower(), str(paper.data).lower())
        self.assertIn("A cousin", read)

    def test_none_is_in_the_annex_of_a_dossier(self) -> None:
        """The list has, of each public person, less than their page."""
        people = annex.read_people(self.site.petition)
        self.assertTrue(people)
        read = b"".join(annex.people_csv(people, {})).decode()
        read += str(annex.people_data(self.site.petition, people, {}))
        self.assertNotIn(CANARY.lower(), read.lower())

    def test_none_is_in_any_answer_to_a_form(self) -> None:
        address = self.site.petition.get_absolute_url()
        for reference in ["P-0001", *(other.reference for other in Detainee.objects.all())]:
            form = {"name": "", "for": reference}
            response = self.client.post(f"{address}sign/", form)
            self.assertNotIn(CANARY.lower(), response.content.decode().lower())

    def test_no_filter_counts_what_is_hidden(self) -> None:
        facets = Selection({}).overview().facets
        options = {
            facet.filter.name: {option.value for option in facet.options} for facet in facets
        }
        self.assertEqual(options["place"], {"kashgar", "unknown"})
        self.assertNotIn("died_in_custody", options["status"])
        self.assertNotIn("hospital", options["status"])
        self.assertNotIn("1991", options["year"])

    def test_people_who_are_not_public_are_neither_listed_nor_counted(self) -> None:
        for address in ("/", "/profiles/", self.site.petition.get_absolute_url(), "/sitemap.xml"):
            body = self.client.get(address).content.decode()
            for slug in self.hidden:
                with self.subTest(address, slug=slug):
                    self.assertNotIn(f"/profiles/{slug}/", body)
        self.assertContains(self.client.get("/profiles/"), "4 of 4 people")

    def test_no_page_of_the_public_needs_a_key_of_personal_data(self) -> None:
        """Public pages query no encrypted column, so they still work if a key is lost."""
        with connection.cursor() as cursor:
            cursor.execute("UPDATE profiles_consent SET giver = 'encrypted with a lost key'")
            cursor.execute("UPDATE profiles_source SET contact = 'encrypted with a lost key'")
        for address in ("/", "/profiles/", self.site.person.get_absolute_url(), "/petitions/"):
            with self.subTest(address):
                self.assertEqual(self.client.get(address).status_code, 200)


class WithdrawalTests(SiteTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.site = Site()
        self.site.petition.people.add(self.site.person)
        self.address = self.site.person.get_absolute_url()
        self.everywhere = [
            "/", "/profiles/", "/profiles/?q=aigul", self.site.news.get_absolute_url(),
            self.site.petition.get_absolute_url(), "/sitemap.xml", "/news/feed/", "/profiles/?sort=name",
        ]  # fmt: skip

    def test_a_withdrawn_consent_hides_a_person_with_the_next_request_though_pages_are_kept(
        self,
    ) -> None:
        for address in (self.address, *self.everywhere):
            self.client.get(address)
        self.assertContains(self.client.get(self.address), "Aygül Misal")
        Consent.objects.update(withdrawn_at=timezone.now())
        page_cache.invalidate()  # as the admin does after saving
        gone = self.client.get(self.address)
        self.assertNotContains(gone, "Aygül", status_code=410)
        self.assertNotContains(gone, self.site.person.reference, status_code=410)
        for address in self.everywhere:
            with self.subTest(address):
                self.assertNotContains(self.client.get(address), "Aygül Misal")
                self.assertNotContains(self.client.get(address), self.address)

    def test_a_photo_alone_can_be_withdrawn(self) -> None:
        picture = Picture.objects.create(
            name="p", alt="Her portrait", credit="Her family", width=480, height=480, widths=[480]
        )
        Detainee.objects.filter(pk=self.site.person.pk).update(portrait=picture)
        self.assertContains(self.client.get(self.address), "Her portrait")
        Consent.objects.update(covers_photo=False)
        page_cache.invalidate()
        self.assertNotContains(self.client.get(self.address), "Her portrait")
        photo = self.client.get(f"{self.address}portrait-480.jpg")
        self.assertEqual(photo.status_code, 404)
