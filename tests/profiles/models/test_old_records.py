"""Records of before the rules: the migration takes each, and makes nothing up."""

from importlib import import_module
from typing import Any

from django.apps import apps
from django.db import connection, models

from profiles.models import Consent, Detainee, Name, StatusClaim
from profiles.models.parts import FieldCheck
from tests.databases import as_owner
from tests.factories import PUBLIC_RECORD, consent_fields, make_consent, make_detainee
from tests.testcases import SiteTestCase

migration = import_module("profiles.migrations.0005_old_records")
MODELS: tuple[type[models.Model], ...] = (Consent, StatusClaim, Name)


class OldRecordsTests(SiteTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.person = make_detainee(covers=())
        self.change_constraints("remove_constraint")

    def change_constraints(self, how: str) -> None:
        connection.check_constraints()
        with as_owner(), connection.schema_editor() as editor:
            for model in MODELS:
                for each in model._meta.constraints:
                    if isinstance(each, FieldCheck):
                        getattr(editor, how)(model, each)

    def migrate(self) -> None:
        migration.check(apps, None)
        self.change_constraints("add_constraint")  # which fails if a row breaks one

    def test_a_consent_that_no_one_gave_allows_nothing_and_says_what_it_said(self) -> None:
        bad: tuple[dict[str, Any], ...] = (
            {"basis": "consent", "capacity": "none"},
            consent_fields("name", "story", obtained="2021"),
            consent_fields("name", "story", language=""),
            consent_fields("name", "story", obtained="2 May 2099"),
            consent_fields("name", "story", withdrawn_at="2020-01-01T00:00Z"),
            consent_fields(),
            PUBLIC_RECORD | {"giver": "A brother"},
            {"basis": "", "capacity": ""},
        )
        for fields in bad:
            Consent.objects.create(
                detainee=self.person, **fields | {"covers_name": bool(fields.get("covers_name"))}
            )
        self.migrate()
        self.assertEqual(set(self.person.consents.values_list("basis", flat=True)), {"unchecked"})
        self.assertFalse(Detainee.objects.published().exists())
        self.assertEqual(self.person.consents.earliest("pk").capacity, "none")

    def test_a_complete_one_stays(self) -> None:
        make_consent(self.person, "name", "story")
        self.person.consents.create(**PUBLIC_RECORD)
        self.migrate()
        bases = self.person.consents.values_list("basis", flat=True)
        self.assertEqual(set(bases), {"consent", "public_record"})

    def test_a_status_without_a_source_is_hidden(self) -> None:
        bare = StatusClaim.objects.create(detainee=self.person, status="released")
        self.migrate()
        bare.refresh_from_db()
        self.assertFalse(bare.is_public)
        self.assertTrue(self.person.claims.get(status="prison").is_public)

    def test_a_name_gets_the_language_of_its_letters(self) -> None:
        for text, language in (
            ("ئايگۈل", "ug-Latn"),
            ("Нурлан", "en"),
            ("阿里", "ug-Arab"),
            ("阿里", "zh-Hans"),
            ("བཀྲ་ཤིས", "en"),
        ):
            Name.objects.create(
                detainee=self.person, text=text, language=language, is_public=language != "ug-Arab"
            )
        self.migrate()
        self.assertCountEqual(
            self.person.names.exclude(text="Aygül Misal").values_list(
                "text", "language", "is_public"
            ),
            [
                ("ئايگۈل", "ug-Arab", True),
                ("Нурлан", "kk-Cyrl", True),
                ("阿里", "zh-Hans", False),
                ("བཀྲ་ཤིས", "en", True),
            ],
        )
