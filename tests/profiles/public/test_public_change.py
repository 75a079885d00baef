"""A change counts as a recent update only if it changes what the public reads."""

from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.utils import timezone

from campaign.privacy.encryption import Encrypted, EncryptedTextField
from profiles.models import Consent, Detainee, Listing, Name, PublicChange, Relationship
from profiles.public.profile import PublicProfile
from profiles.safety import merge
from tests.campaign.privacy.test_canaries import PRIVATE, PUBLIC
from tests.canaries import canary_values, plant
from tests.factories import make_detainee
from tests.testcases import SiteTestCase

LONG_AGO = timezone.now() - timedelta(days=90)


class PublicChangeTests(SiteTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.person = make_detainee("Aygül Misal", publish_at=LONG_AGO)
        self.person.sources.update(is_public=True)
        self.others = make_detainee("Erkin Misal")
        self.rows: list[models.Model] = [
            self.person,
            *(self.row_of(model) for model in merge.related_models()),
        ]
        self.forget()

    def row_of(self, model: type[models.Model]) -> models.Model:
        found = model._default_manager.filter(detainee=self.person).first()
        return found or plant(model, detainee=self.person, **self.needed(model))

    def needed(self, model: type[models.Model]) -> dict[str, Any]:
        shown = {each.name for each in model._meta.fields} & {"is_public"}
        languages = {"charge_language", "original_language"}
        fields = {each.name for each in model._meta.fields}
        return dict.fromkeys(shown, True) | dict.fromkeys(fields & languages, "ug-Arab")

    def forget(self) -> None:
        PublicChange.objects.update(at=LONG_AGO)

    def fresh_at(self) -> datetime:
        return Listing.objects.get(pk=self.person.pk).fresh_at

    def assertFresh(self, is_fresh: bool) -> None:
        self.assertEqual(self.fresh_at() > LONG_AGO, is_fresh)
        self.forget()

    def change(self, row: models.Model, field: str) -> None:
        value = canary_values(type(row))[field]
        changed: Any = [*value, "x"] if isinstance(value, list) else f"{value}x"
        if isinstance(type(row)._meta.get_field(field), EncryptedTextField):
            changed = Encrypted(changed)
        type(row)._base_manager.filter(pk=row.pk).update(**{field: changed})

    def test_no_private_field_does(self) -> None:
        for row in self.rows:
            for field in PRIVATE.get(row._meta.label, set()) & set(canary_values(type(row))):
                with self.subTest(row._meta.label, field=field):
                    self.change(row, field)
                    self.assertFresh(False)

    def test_every_public_one_does(self) -> None:
        tried = 0
        for row in self.rows:
            for field in PUBLIC.get(row._meta.label, set()) & set(canary_values(type(row))):
                if isinstance(row, Relationship) or field in {"shown_as", "folded"}:
                    continue
                with self.subTest(row._meta.label, field=field):
                    self.change(row, field)
                    self.assertFresh(True)
                    tried += 1
        self.assertGreater(tried, 20)

    def test_when_to_ask_again_and_saving_without_a_change_do_not(self) -> None:
        self.person.consents.update(review_on="2030-01-01", capacity="friend")
        self.assertFresh(False)
        self.person.save()
        self.assertFresh(False)

    def test_rows_that_are_not_shown_do_not_until_they_are(self) -> None:
        hidden = self.person.names.create(text="Secret", is_public=False)
        self.assertFresh(False)
        Name.objects.filter(pk=hidden.pk).update(text="More secret")
        self.assertFresh(False)
        Name.objects.filter(pk=hidden.pk).update(is_public=True)
        self.assertFresh(True)
        Name.objects.filter(pk=hidden.pk).update(is_public=False)
        self.assertFresh(True)
        hidden.delete()
        self.assertFresh(False)

    def test_drafts_do_not_and_publishing_again_does(self) -> None:
        people = Detainee.objects.filter(pk=self.person.pk)
        people.update(state="withdrawn")
        self.person.quotes.update(text="New words")
        self.assertEqual(PublicChange.objects.get(pk=self.person.pk).at, LONG_AGO)
        people.update(state="published")
        self.assertFresh(True)

    def test_a_consent_that_shows_more_does(self) -> None:
        Consent.objects.filter(detainee=self.person).update(covers_relatives=True)
        self.assertFresh(True)

    def test_nobody_else_becomes_fresh_with_her(self) -> None:
        self.change(self.person, "summary")
        self.assertEqual(PublicChange.objects.get(pk=self.others.pk).at, LONG_AGO)

    def test_the_page_says_the_same_day(self) -> None:
        Detainee.objects.filter(pk=self.person.pk).update(
            staff_notes="x", updated_at=timezone.now()
        )
        person = PublicProfile(Detainee.objects.for_story().get(pk=self.person.pk))
        self.assertEqual(person.updated_at, LONG_AGO)
        page = self.client.get(self.person.get_absolute_url())
        self.assertContains(page, f'"dateModified": "{LONG_AGO.isoformat()}"')
        self.assertContains(self.client.get("/sitemap.xml"), f"{LONG_AGO:%Y-%m-%d}")
