"""`check --deploy` refuses a demonstration in production, and accepts a real campaign."""

from collections.abc import Sequence
from typing import Any
from unittest import mock

from django.conf import settings
from django.core.checks import CheckMessage, run_checks
from django.db import transaction
from django.test import SimpleTestCase, TestCase, override_settings

from campaign.checks import variables_in_example
from campaign.models import Page
from petitions.transparency import log
from tests import factories
from tests.testcases import SiteTestCase

SMTP = {"BACKEND": "django.core.mail.backends.smtp.EmailBackend"}
PRODUCTION: dict[str, Any] = {
    "DEMO": False,
    "SITE_URL": "https://campaign.example",
    "TRUSTED_PROXY_COUNT": 1,
    "MAILERS": dict.fromkeys(("default", "bulk"), SMTP),
    "SECRET_KEY": "a" * 50,
    "PII_KEYS": ["b" * 44],
    "PEPPER": "c" * 40,
    "LOG_KEYS": ["d" * 44],
    "OWNER_DATABASE": {},
}

FACES = ("UKIJ Tuz", "Noto Serif CJK SC")


def refused(
    databases: list[str] | None = None,
    engine: str = "django.db.backends.postgresql",
    faces: Sequence[str] = FACES,
    **changed: Any,
) -> dict[str, CheckMessage]:
    """The messages of the deployment checks for production settings with these changes, by id."""
    with (
        override_settings(**PRODUCTION | changed),
        mock.patch.dict(settings.DATABASES["default"], {"ENGINE": engine}),
        mock.patch("typst.Fonts", return_value=mock.Mock(families=lambda: faces)),
    ):
        found = run_checks(include_deployment_checks=True, databases=databases)
    return {
        message.id: message
        for message in found
        if message.id and message.id.startswith(("campaign.", "mail."))
    }


class DeployCheckTests(SimpleTestCase):
    def test_a_real_campaign_passes(self) -> None:
        self.assertEqual(refused(), {})

    def test_the_embedded_postgres_is_refused(self) -> None:
        self.assertEqual(list(refused(engine="campaign.run.embedded_postgres")), ["campaign.E001"])

    def test_a_machine_without_faces_for_the_scripts_of_names_is_warned_about(self) -> None:
        for faces, missing in ((FACES[:1], "Hans"), (FACES[1:], "Arab"), ((), "Arab, Hans")):
            with self.subTest(missing):
                warning = refused(faces=faces)["campaign.W003"]
                self.assertIn(f"scripts: {missing}.", warning.msg)
                self.assertIn("fonts-ukij-uyghur", str(warning.hint))

    def test_demo_mode_is_refused(self) -> None:
        self.assertEqual(list(refused(DEMO=True)), ["campaign.E002"])

    def test_mails_to_a_folder_or_the_console_are_refused(self) -> None:
        for backend in ("filebased", "console"):
            with self.subTest(backend):
                other = {"BACKEND": f"django.core.mail.backends.{backend}.EmailBackend"}
                for mailers, message in (
                    ({"default": other, "bulk": SMTP}, "mail.E001"),
                    ({"default": SMTP, "bulk": other}, "campaign.E007"),
                ):
                    self.assertEqual(list(refused(MAILERS=mailers)), [message])

    def test_an_address_without_tls_is_refused(self) -> None:
        self.assertEqual(list(refused(SITE_URL="http://campaign.example")), ["campaign.E004"])

    def test_tls_without_a_trusted_proxy_is_warned_of(self) -> None:
        self.assertEqual(list(refused(TRUSTED_PROXY_COUNT=0)), ["campaign.W001"])

    def test_the_keys_of_the_example_are_refused(self) -> None:
        example = variables_in_example()
        for name in ("SECRET_KEY", "PII_KEYS", "PEPPER", "LOG_KEYS"):
            with self.subTest(name):
                value: Any = ["b" * 44, example[name]] if name.endswith("KEYS") else example[name]
                found = refused(**{name: value})
                self.assertEqual(list(found), ["campaign.E005"])
                self.assertIn(name, found["campaign.E005"].msg)


class DemoRowsCheckTests(TestCase):
    def test_invented_rows_are_refused_where_the_database_is_looked_into(self) -> None:
        factories.make_detainee(is_demo=True)
        self.assertNotIn("campaign.E003", refused())
        found = refused(databases=["default"])
        self.assertIn("1 invented", found["campaign.E003"].msg)

    def test_real_rows_are_not(self) -> None:
        factories.make_detainee()
        self.assertNotIn("campaign.E003", refused(databases=["default"]))


class PagesCheckTests(TestCase):
    def test_the_pages_that_every_page_links_to_are_asked_for_until_they_are_published(
        self,
    ) -> None:
        factories.make_page(slug="about")
        factories.make_page(slug="privacy", state="draft", publish_at=None)
        self.assertIn("/privacy/", refused(databases=["default"])["campaign.W002"].msg)
        Page.objects.filter(slug="privacy").update(**factories.published_fields())
        self.assertNotIn("campaign.W002", refused(databases=["default"]))


class PublicLogCheckTests(SiteTestCase):
    def test_a_log_that_lacks_published_heads_is_refused(self) -> None:
        petition = factories.make_petition()
        self.assertNotIn("campaign.E006", refused(databases=["default"]))
        with transaction.atomic():
            factories.make_signature(petition)
            log.publish_head(petition, "daily")
            self.assertNotIn("campaign.E006", refused(databases=["default"]))
            transaction.set_rollback(True)
        self.assertIn(petition.slug, refused(databases=["default"])["campaign.E006"].msg)
        self.assertNotIn("campaign.E006", refused())
