"""No text that becomes public names someone who is not public: a walk over every public field of every model."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from campaign.addresses.models import Redirect
from campaign.history.models import Change
from campaign.images.models import Picture
from campaign.models import Page
from campaign.publishing import workflow
from campaign.site_closing.models import SiteState
from campaign.site_content.models import HomePage, Menu, MenuEntry, Notice
from campaign.text import public_rows
from campaign.translations.models import Translation
from news.models import Author, Correction, NewsDocument, NewsItem, PressPage, Spokesperson, Tag
from petitions.mail import updates
from petitions.models import (
    Addressee,
    Delivery,
    Invalidation,
    Petition,
    Response,
    Switches,
    Update,
)
from profiles.models import Detainee, StatusClaim
from tests.campaign.privacy.test_canaries import PUBLIC
from tests.canaries import canary_values
from tests.desk import DeskTestCase
from tests.factories import (
    make_consent,
    make_delivery,
    make_detainee,
    make_news,
    make_page,
    make_petition,
    make_picture,
    make_press,
    make_response,
    make_signature,
    make_source,
    make_translation,
)

PEOPLE = "/admin/profiles/detainee/"
NAME = "Dauren Misal"
# Public fields that no one writes as a text, and why.
NO_TEXT = {
    "campaign.FormerAddress": "a slug that was public before",
    "campaign.MenuEntry": "tested below: a menu is searched as a whole",
    "profiles.Place": "the vocabulary of places",
    "profiles.Ethnicity": "the vocabulary of peoples",
    "profiles.SlugHistory": "the person's own former address",
    "profiles.ListingBlock": "made from what is public",
    "profiles.OpenRecord": "made from what is public",
    "petitions.TreeHead": "made by the log",
    "petitions.LogGap": "written by the operator, after a loss",
    "petitions.Checkpoint": "made by the log",
    "petitions.CheckpointSignature": "made by a witness",
    "petitions.TimeStamp": "made by a time stamp authority",
}
FIXED_FIELDS = {
    # Addresses of what is public, which the desk looks up.
    "campaign.Page": {"replaced_by"},
    "petitions.Petition": {"replaced_by", "log_name"},
    "news.NewsItem": {"replaced_by", "time_zone", "reported_on"},
    "news.PressPage": {"email", "phone", "time_zone"},
    "news.NewsDocument": {"language"},
    "petitions.Delivery": {"manifest_sha256", "statement"},
    "profiles.Detainee": {"slug", "birth", "shown_as"},
    "profiles.Name": {"text", "folded"},  # their own names; a namesake is no one else
    "profiles.Source": {"date"},
    "profiles.StatusClaim": {"as_of"},
    "profiles.Event": {"when"},
    "profiles.LegalCase": {"verdict_on", "release_due"},
    "profiles.Quote": {"said_on"},
    "profiles.Reply": {"when"},
}


ROWS: dict[type[Model], Callable[[], Any]] = {
    Redirect: lambda: Redirect(old="/old", to="/about/"),
    SiteState: SiteState,
    Switches: Switches,
    Invalidation: Invalidation,
    Update: Update,
}
COVERS = ("name", "story", "place", "photo", "quote", "relatives")


def fields_of(app: str) -> Iterator[tuple[type[Model], str]]:
    """The public fields of an app in which someone writes a text."""
    for label, names in PUBLIC.items():
        model = apps.get_model(label)
        if model._meta.app_label == app and not issubclass(model, Translation):
            for name in sorted(names - FIXED_FIELDS.get(label, set())):
                if label not in NO_TEXT:
                    yield model, name


def fields_of_others() -> Iterator[tuple[type[Model], str]]:
    for each in ("campaign", "petitions", "news"):
        yield from fields_of(each)


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def written(name: str) -> str:
    """The name as this field can have it."""
    match name:
        case "slug":
            return "dauren-misal"
        case "link" | "url" | "archived_url":
            return "https://example.org/dauren-misal"
        case _:
            return NAME


def make_draft(name: str = NAME, **fields: Any) -> Detainee:
    return make_detainee(name, state="draft", publish_at=None, slug=None, **fields)


def shown_by(model: type[Model]) -> tuple[Any, Any]:
    """A row of the model, and the item on whose page it stands: itself, if it has one."""
    made = OWN[model]() if model in OWN else PARTS[model]()
    return made if isinstance(made, tuple) else (made, made)


def _row_of_news(make: Callable[[Any], Any]) -> tuple[Any, Any]:
    item = make_news()
    return make(item), item


def _author_of(item: Any) -> Author:
    author = Author.objects.create(name="A. Writer")
    item.bylines.create(author=author)
    return author


def _tag_of(item: Any) -> Tag:
    tag = Tag.objects.create(name="Camps", slug="camps")
    item.tags.add(tag)
    return tag


def _spokesperson() -> tuple[Any, Any]:
    press = make_press()
    return press.spokespeople.create(name="A. Speaker"), press


def _addressee() -> tuple[Any, Any]:
    petition = make_petition()
    return petition.addressee, petition


def _picture() -> tuple[Any, Any]:
    picture = make_picture()
    return picture, make_news(image=picture)


OWN: dict[type[Model], Callable[[], Any]] = {
    Page: make_page,
    NewsItem: make_news,
    Petition: make_petition,
    PressPage: make_press,
    HomePage: HomePage.objects.create,
    Notice: lambda: Notice.objects.create(text="Here."),
    Delivery: lambda: make_delivery(make_petition()),
    Response: lambda: make_response(make_delivery(make_petition())),
}
PARTS: dict[type[Model], Callable[[], tuple[Any, Any]]] = {
    Addressee: _addressee,
    Author: lambda: _row_of_news(_author_of),
    Correction: lambda: _row_of_news(lambda item: item.corrections.create(text="It was May.")),
    NewsDocument: lambda: _row_of_news(
        lambda item: item.documents.create(title="A letter", name="a.pdf", size=1)
    ),
    Picture: _picture,
    Spokesperson: _spokesperson,
    Tag: lambda: _row_of_news(_tag_of),
}


class Walk(DeskTestCase):
    """Each public field is filled in with the name. Then the item that shows it cannot be published."""

    def setUp(self) -> None:
        super().setUp()
        make_draft()

    def assert_told(self, item: Any) -> None:
        told = " ".join(item.missing_for_publication())
        self.assertIn("is not public yet, but “Dauren Misal” can be read in:", told)

    def test_every_public_field_is_searched_before_it_is_published(self) -> None:
        for model, name in fields_of_others():
            if model not in ROWS and not issubclass(model, Translation):
                with self.subTest(f"{model.__name__}.{name}"), undone():
                    row, item = shown_by(model)
                    setattr(row, name, written(name))
                    if row is not item:
                        model._base_manager.filter(pk=row.pk).update(**{name: written(name)})
                        item = type(item)._default_manager.get(pk=item.pk)
                    self.assert_told(item)

    def test_so_is_every_field_of_a_translation_before_its_review(self) -> None:
        for make in (make_page, make_news, make_petition, make_detainee):
            original = make()
            for name in original.translated_fields:
                with self.subTest(f"{make.__name__} {name}"), undone():
                    original.translations.all().delete()
                    make_translation(original, **{name: NAME})
                    self.assert_told(type(original)._default_manager.get(pk=original.pk))

    def test_so_is_every_field_of_a_person(self) -> None:
        for model, name in fields_of("profiles"):
            with self.subTest(f"{model.__name__}.{name}"), undone():
                person = make_detainee("Gülnar Misal")
                make_consent(person, *COVERS)
                if model is Detainee:
                    Detainee.objects.filter(pk=person.pk).update(**{name: NAME})
                else:
                    values = canary_values(model, "plain") | {name: written(name)}
                    if model is StatusClaim:
                        values["source"] = make_source(person)
                    model._base_manager.create(**values | {"detainee": person, "is_public": True})
                self.assert_told(Detainee.objects.get(pk=person.pk))

    def test_a_row_that_is_public_at_once_is_not_saved(self) -> None:
        for model, make in ROWS.items():
            for name in PUBLIC.get(model._meta.label, {"subject", "body"}):
                with self.subTest(f"{model.__name__}.{name}"), undone():
                    row = make()
                    setattr(row, name, written(name))
                    with self.assertRaisesMessage(ValidationError, "is not public yet"):
                        public_rows.refuse(row)


class DeskTests(DeskTestCase):
    """What staff see: which name, in which field. The check is that of the form, so nothing is saved."""

    def setUp(self) -> None:
        super().setUp()
        self.person = make_draft()
        self.told = f"{self.person.reference} is not public yet, but “Dauren Misal” can be read in"

    def assert_refused(
        self, address: str, values: dict[str, str], where: str, press: str = "_save"
    ) -> None:
        page = self.fill_in(address, values, press=press)
        self.assertContains(page, f"{self.told}: {where}")

    def test_a_redirect_from_or_to_the_name_is_refused(self) -> None:
        add = "/admin/campaign/redirect/add/"
        self.assert_refused(add, {"old": "/2019/dauren-misal/", "to": "/about/"}, "old address")
        self.assert_refused(add, {"old": "/2019/", "to": "/?q=Dauren+Misal"}, "address")
        self.assertFalse(Redirect.objects.exists())

    def test_of_many_redirects_those_with_the_name_are_refused(self) -> None:
        lines = "/1 /about/\n/2/dauren-misal /about/\n/3 /about/\n/4 /about/"
        page = self.fill_in("/admin/campaign/redirect/lines/", {"lines": lines}, press="_look")
        self.assertContains(page, self.told, count=1)

    def test_a_menu_with_the_name_is_refused(self) -> None:
        menu, _made = Menu.objects.get_or_create(place="main")
        self.assert_refused(
            f"/admin/campaign/menu/{menu.pk}/change/",
            {"entries-0-label": "Help Dauren Misal", "entries-0-to": "/about/"},
            "entries",
        )
        self.assertFalse(MenuEntry.objects.exists())

    def test_the_reason_of_unpublishing_is_refused(self) -> None:
        item = make_news()
        with self.assertRaisesMessage(ValidationError, self.told):
            workflow.withdraw(item, author=self.staff, gone_because="Dauren Misal was released.")

    def test_the_notice_of_a_closed_site_is_refused(self) -> None:
        values = {"mode": "closed", "notice": "For Dauren Misal."}
        self.assertContains(self.fill_in("/admin/site/", values, press=""), self.told)

    def test_an_update_to_signers_is_not_sent_once_the_person_is_not_public(self) -> None:
        signature = make_signature(make_petition(), state="confirmed")
        update = Update.objects.create(
            petition=signature.petition, author=self.staff, subject="News", body="Dauren Misal is free.",
            previewed_at=timezone.now(),
        )  # fmt: skip
        with self.assertRaisesMessage(ValidationError, self.told):
            updates.start(update, author=self.staff)

    def test_a_public_item_is_not_saved_with_the_name(self) -> None:
        item = make_news()
        page = self.fill_in(
            f"/admin/news/newsitem/{item.pk}/change/", {"headline": "Free Dauren Misal"}
        )
        self.assertContains(page, f"{self.told}: headline")

    def test_it_is_found_in_other_scripts(self) -> None:
        for headline in (
            "Дауре́н Мисал",
            "О Даурене Мисале",
            "DAUREN MISAL",
            "Dauren Misal’s mother",
        ):
            with self.subTest(headline):
                item = make_news(state="draft", headline=headline)
                self.assertTrue(item.missing_for_publication())


class AllowedTests(DeskTestCase):
    def can_be_named(self, **fields: Any) -> bool:
        return not make_news(
            state="draft", headline="Free Dauren Misal", **fields
        ).missing_for_publication()

    def test_someone_who_is_public_can_be_named(self) -> None:
        make_detainee(NAME)
        self.assertTrue(self.can_be_named())

    def test_someone_whose_consents_have_ended_cannot(self) -> None:
        make_detainee(NAME).consents.update(withdrawn_at=timezone.now())
        self.assertFalse(self.can_be_named())

    def test_staff_may_write_why_a_draft_may_be_named_and_the_history_says_who_did(self) -> None:
        person = make_draft()
        self.assertFalse(self.can_be_named())
        self.fill_in(
            f"{PEOPLE}{person.pk}/change/", {"named_because": "The trial was in the papers."}
        )
        self.assertTrue(self.can_be_named())
        edit = Change.objects.filter(table="profiles_detainee").latest("pk").edit
        self.assertEqual(edit.author_id, self.staff.pk)
        self.assertContains(self.client.get(f"{PEOPLE}{person.pk}/history/"), "May be named before")

    def test_that_holds_for_no_one_who_is_anonymous_or_was_withdrawn(self) -> None:
        why = "The trial was in the papers."
        person = make_draft(named_because=why, identity="anonymous")
        self.assertFalse(self.can_be_named())
        Detainee.objects.filter(pk=person.pk).update(
            identity="full", state="withdrawn", publish_at=timezone.now()
        )
        self.assertFalse(self.can_be_named())

    def test_someone_scheduled_can_be_named_from_then_on(self) -> None:
        tomorrow = timezone.now() + timedelta(days=1)
        make_detainee(NAME, publish_at=tomorrow)
        self.assertFalse(self.can_be_named())
        self.assertFalse(self.can_be_named(publish_at=tomorrow - timedelta(hours=1)))
        self.assertTrue(self.can_be_named(publish_at=tomorrow))

    def test_a_draft_relative_is_not_named_by_the_first_name_either(self) -> None:
        sister = make_detainee("Gülnar Misal", state="draft", summary="Her brother Dauren is ill.")
        relationship = sister.relationships.create(kind="sibling", other=make_draft())
        self.assertIn(
            "“Dauren” can be read in: summary", " ".join(sister.missing_for_publication())
        )
        relationship.delete()
        self.assertNotIn("Dauren", " ".join(sister.missing_for_publication()))
