"""With the four-eyes rule, no one alone shows the public what was hidden: by a consent, a picture or a merge."""

from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.test import override_settings
from django.utils import timezone

from campaign.history import changes
from profiles.models import Consent, Depiction, Detainee
from profiles.public.profile import PublicProfile, may_be_shown
from profiles.safety import merge
from tests.desk import DeskTestCase
from tests.factories import make_consent, make_detainee, make_news, make_picture

PEOPLE = "/admin/profiles/detainee/"
UNREAD = "no one else has read the change"
SCOPES = ("name", "story", "place", "photo", "quote", "relatives")


def public(person: Detainee) -> PublicProfile:
    return PublicProfile(Detainee.objects.for_story().get(pk=person.pk))


@override_settings(FOUR_EYES={"people"})
class ConsentTests(DeskTestCase):
    """A public person, whose consent covers neither the portrait nor what the family says."""

    def setUp(self) -> None:
        super().setUp()
        self.person = make_detainee(covers=("name", "story"), portrait=make_picture())
        self.person.quotes.create(text="We wait.", speaker="Her mother")
        self.consent = self.person.consents.get()
        self.url = f"{PEOPLE}{self.person.pk}/change/"
        changes.attribute_to(self.staff)

    def add(self, **fields: Any) -> Consent:
        """Another consent, from before."""
        consent = make_consent(self.person, *SCOPES)
        Consent.objects.filter(pk=consent.pk).update(**fields)
        changes.attribute_to(self.staff)
        return consent

    def assert_refused(self) -> None:
        with self.assertRaisesMessage(ValidationError, UNREAD):
            self.person.refuse_if_public()
        changes.attribute_to(self.staff)

    def test_a_form_with_a_consent_that_covers_more_saves_nothing(self) -> None:
        covers = {"consents-0-covers_photo": "on", "consents-0-covers_quote": "on"}
        self.assertContains(self.fill_in(self.url, covers), UNREAD)
        self.assertIsNone(public(self.person).portrait_picture)
        self.assertEqual(public(self.person).quotes, [])

    def test_without_the_rule_it_is_saved(self) -> None:
        with override_settings(FOUR_EYES={"news"}):
            self.fill_in(self.url, {"consents-0-covers_quote": "on"})
        self.assertEqual(len(public(self.person).quotes), 1)

    def test_each_scope_counts(self) -> None:
        for scope in ("place", "photo", "quote", "relatives"):
            with self.subTest(scope):
                self.person.consents.update(**{f"covers_{scope}": True})
                self.assert_refused()

    def test_a_new_one_counts(self) -> None:
        make_consent(self.person, "name", "story", "quote")
        self.assert_refused()

    def test_so_does_one_that_holds_again(self) -> None:
        day = timezone.localdate()
        for before, after in (
            ({"withdrawn_at": timezone.now()}, {"withdrawn_at": None}),
            ({"expires_on": day}, {"expires_on": None}),
            ({"expires_on": day}, {"expires_on": day + timedelta(days=9)}),
            ({"expires_on": day + timedelta(days=5)}, {"expires_on": day + timedelta(days=9)}),
            ({"basis": "unchecked"}, {"basis": "consent"}),
        ):
            with self.subTest(before, after=after):
                consent = self.add(**before)
                Consent.objects.filter(pk=consent.pk).update(**after)
                self.assert_refused()
                consent.delete()

    def test_one_that_covers_less_or_is_not_checked_yet_does_not(self) -> None:
        other = self.add()
        others = Consent.objects.filter(pk=other.pk)
        for narrower in (
            {"covers_photo": False},
            {"expires_on": timezone.localdate() + timedelta(days=9)},
            {"review_on": timezone.localdate(), "notes": "By phone."},
            {"withdrawn_at": timezone.now()},
            {"covers_photo": True},  # it is withdrawn
            {"basis": "unchecked", "withdrawn_at": None},
        ):
            with self.subTest(narrower):
                others.update(**narrower)
                self.person.refuse_if_public()
        other.delete()
        self.person.refuse_if_public()


@override_settings(FOUR_EYES={"people", "news"})
class PictureTests(DeskTestCase):
    """Someone who is not named is in the portrait of a public person, so it is hidden."""

    def setUp(self) -> None:
        super().setUp()
        self.picture = make_picture()
        self.person = make_detainee("Aygül Misal", portrait=self.picture)
        self.hidden = make_detainee(
            "Erkin Misal", identity="anonymous", slug=None, state="draft", publish_at=None,
            covers=("name", "story"),
        )  # fmt: skip
        self.in_it = Depiction.objects.create(picture=self.picture, detainee=self.hidden)
        self.form = f"/admin/campaign/picture/{self.picture.pk}/change/"

    def remove(self) -> Any:
        rows = self.read(self.form).values
        row = next(
            name.removesuffix("-id")
            for name, value in rows.items()
            if name.endswith("-id") and value == str(self.in_it.pk)
        )
        return self.fill_in(self.form, {f"{row}-DELETE": "on"})

    def is_shown(self) -> bool:
        return public(self.person).portrait_picture is not None

    def test_no_one_alone_takes_them_out_of_it(self) -> None:
        self.assertContains(self.remove(), UNREAD)
        self.assertTrue(Depiction.objects.filter(pk=self.in_it.pk).exists())
        self.assertFalse(self.is_shown())

    def test_nor_if_news_has_the_picture(self) -> None:
        Detainee.objects.filter(pk=self.person.pk).update(state="draft")
        make_news(image=self.picture)
        self.assertContains(self.remove(), UNREAD)
        self.assertFalse(may_be_shown(self.picture))

    def test_nor_by_a_change_of_the_other_person(self) -> None:
        url = f"{PEOPLE}{self.hidden.pk}/change/"
        page = self.fill_in(url, {"identity": "full", "consents-0-covers_photo": "on"})
        self.assertContains(page, UNREAD)
        self.hidden.refresh_from_db()
        self.assertEqual(self.hidden.identity, "anonymous")
        self.assertFalse(self.is_shown())

    def test_nor_by_merging_them_into_someone_who_allows_it(self) -> None:
        draft = make_detainee("Erkin Misal", state="draft", publish_at=None)
        with self.assertRaisesMessage(ValidationError, UNREAD):
            merge.merge(draft, self.hidden, take=(), author=self.staff)
        self.assertFalse(self.is_shown())

    def test_what_shows_nothing_public_is_saved(self) -> None:
        Detainee.objects.filter(pk=self.person.pk).update(state="draft")
        self.remove()
        self.assertFalse(Depiction.objects.filter(pk=self.in_it.pk).exists())

    def test_without_the_rule_it_is_saved(self) -> None:
        with override_settings(FOUR_EYES=set()):
            self.remove()
        self.assertTrue(self.is_shown())


@override_settings(FOUR_EYES={"people"})
class MergeTests(DeskTestCase):
    """Two people are public. What the consent of one hides, that of the other would show."""

    def setUp(self) -> None:
        super().setUp()
        self.kept = make_detainee("Aygül Misal", covers=("name", "story"), birth="1975")
        self.gone = make_detainee("Aygul Misal", summary="Other words.")

    def merge(self, *take: str) -> None:
        merge.merge(self.kept, self.gone, take=take, author=self.staff)

    def test_what_both_pages_said_may_be_on_one(self) -> None:
        self.merge("summary")
        self.assertEqual(public(self.kept).summary, "Other words.")

    def test_a_quotation_that_was_hidden_stays_hidden(self) -> None:
        self.kept.quotes.create(text="We wait.", speaker="Her mother")
        with self.assertRaisesMessage(ValidationError, UNREAD):
            self.merge()
        self.assertEqual(public(self.kept).quotes, [])

    def test_so_does_a_portrait(self) -> None:
        Detainee.objects.filter(pk=self.kept.pk).update(portrait=make_picture())
        with self.assertRaisesMessage(ValidationError, UNREAD):
            self.merge()
        self.assertIsNone(public(self.kept).portrait_picture)

    def test_so_does_a_name(self) -> None:
        Detainee.objects.filter(pk=self.kept.pk).update(
            identity="anonymous", slug=self.kept.reference.lower()
        )
        self.kept.names.update(text="Zulpiya")
        with self.assertRaisesMessage(ValidationError, UNREAD):
            self.merge("identity")
        self.assertFalse(public(self.kept).is_named)
