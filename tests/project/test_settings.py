"""A missing or invalid environment variable stops the start with one line that names it."""

import os
import runpy
import shutil
import tempfile
from pathlib import Path
from typing import Any
from unittest import mock

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.test import SimpleTestCase, TestCase

from campaign.checks import variables_in_example
from campaign.translations.languages import BY_PARAMETER

KEYS = {
    name: variables_in_example()[name] for name in ("SECRET_KEY", "PII_KEYS", "PEPPER", "LOG_KEYS")
}
DEMO = KEYS | {"DEMO": "on"}
PRODUCTION = KEYS | {
    "DATABASE_URL": "postgres://campaign@localhost/campaign",
    "SITE_URL": "https://campaign.example",
    "MAIL_URL": "smtp://mail.example",
    "MAIL_FROM": "petitions@campaign.example",
    "TRUSTED_PROXY_COUNT": "1",
}


class SettingsTestCase(SimpleTestCase):
    def read(self, environment: dict[str, str]) -> dict[str, Any]:
        """The settings for exactly this environment: a copy of the file in a folder without .env."""
        with tempfile.TemporaryDirectory() as folder:
            copy = Path(folder, "campaign", "settings.py")
            copy.parent.mkdir()
            shutil.copy(settings.BASE_DIR / "campaign" / "settings.py", copy)
            with mock.patch.dict(os.environ, environment, clear=True):
                return runpy.run_path(str(copy))

    def refuse(self, environment: dict[str, str]) -> str:
        with self.assertRaises(ImproperlyConfigured) as caught:
            self.read(environment)
        message = str(caught.exception)
        self.assertNotIn("\n", message)
        return message


class RefusedTests(SettingsTestCase):
    def test_every_value_without_a_safe_default_is_required_in_production(self) -> None:
        for name in (
            "SECRET_KEY",
            "PII_KEYS",
            "PEPPER",
            "LOG_KEYS",
            "SITE_URL",
            "MAIL_URL",
            "MAIL_FROM",
        ):
            for without in (
                {key: value for key, value in PRODUCTION.items() if key != name},
                PRODUCTION | {name: " "},
            ):
                with self.subTest(name):
                    self.assertIn(f"{name} is not set", self.refuse(without))

    def test_a_time_zone_that_does_not_exist_is_refused_by_name(self) -> None:
        for name in ("Europe/Zurch", "Europe", "+02:00", "../UTC", "/etc/passwd"):
            with self.subTest(name):
                refused = self.refuse(DEMO | {"TIME_ZONE": name})
                self.assertIn("TIME_ZONE must name a time zone", refused)
        self.assertEqual(self.read(DEMO)["TIME_ZONE"], "UTC")
        self.assertEqual(self.read(DEMO | {"TIME_ZONE": "Asia/Almaty"})["TIME_ZONE"], "Asia/Almaty")

    def test_the_kinds_of_four_eyes_are_a_list_and_the_older_switch_stands_for_people(self) -> None:
        refused = self.refuse(DEMO | {"FOUR_EYES": "news, pepole"})
        self.assertIn("FOUR_EYES may name people, petitions, news", refused)
        self.assertIn("not pepole.", refused)
        self.assertEqual(self.read(DEMO)["FOUR_EYES"], set())
        given = {"FOUR_EYES": "News, petitions ,", "SECOND_PERSON": "on"}
        self.assertEqual(self.read(DEMO | given)["FOUR_EYES"], {"news", "petitions", "people"})

    def test_the_campaign_may_translate_into_each_language_that_texts_may_have(self) -> None:
        self.assertEqual(self.read(DEMO)["TRANSLATE_INTO"], {"ug", "zh-hans"})
        given = {"TRANSLATE_INTO": ", ".join(BY_PARAMETER)}
        self.assertEqual(self.read(DEMO | given)["TRANSLATE_INTO"], set(BY_PARAMETER))
        self.assertIn("not xx", self.refuse(DEMO | {"TRANSLATE_INTO": "ug, xx"}))

    def test_misspelt_values_are_refused_by_name(self) -> None:
        for name, value in {
            "DEBUG": "maybe",
            "DEMO": "yess",
            "PORT": "http",
            "TRUSTED_PROXY_COUNT": "-1",
            "DATABASE_URL": "mysql://campaign@localhost/campaign",
            "SITE_URL": "campaign.example",
            "MAIL_URL": "mail.example:25",
            "BULK_MAIL_URL": "bulk.example:25",
            "PEPPER": "short",
            "PII_KEYS": f"{KEYS['PII_KEYS']},not-a-key",
            "LOG_KEYS": "not-a-key",
        }.items():
            with self.subTest(name):
                self.assertIn(name, self.refuse(PRODUCTION | {name: value}))

    def test_addresses_that_cannot_be_taken_apart_are_refused_by_name(self) -> None:
        for name, value in (
            ("SITE_URL", "https://["),
            ("SITE_URL", "https://campaign.example:https"),
            ("SITE_URL", "https://user@campaign.example"),
            ("SITE_URL", "https://campaign.example?from=here"),
            ("MAIL_URL", "smtp://mail.example:smtp"),
            ("DATABASE_URL", "postgres://localhost:port/campaign"),
            ("DATABASE_URL", "campaign"),
            ("BOUNCE_MAILBOX", "imaps://user:hush@mail.example/Zur%C3%BCck"),
            ("BOUNCE_MAILBOX", "imaps://user:h\u00fcsh@mail.example/INBOX"),
        ):
            with self.subTest(value):
                self.assertIn(name, self.refuse(PRODUCTION | {name: value}))

    def test_a_refused_secret_is_not_repeated(self) -> None:
        self.assertNotIn("not-a-key", self.refuse(PRODUCTION | {"PII_KEYS": "not-a-key"}))
        self.assertNotIn("hush", self.refuse(PRODUCTION | {"PEPPER": "hush"}))
        self.assertNotIn(
            "hush", self.refuse(PRODUCTION | {"MAIL_URL": "smtps://user:hush@mail.example"})
        )


class PublicLogTests(SettingsTestCase):
    KEY = "witness.example/w1+bbfab71d+BAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8g"

    def witness(self, value: str) -> Any:
        return self.read(PRODUCTION | {"WITNESSES": value})["WITNESSES"]

    def test_witnesses_are_named_by_their_keys_and_addresses(self) -> None:
        self.assertEqual(self.witness(""), [])
        key = bytes(range(1, 33))
        for address in ("https://w.example/log/", "http://127.0.0.1:8123"):
            self.assertEqual(
                self.witness(f"{self.KEY} {address}, {self.KEY} {address}"),
                [("witness.example/w1", key, address.rstrip("/"))] * 2,
            )

    def test_anything_else_is_refused(self) -> None:
        for value in (
            self.KEY, f"{self.KEY} w.example", f"{self.KEY} http://w.example", f"{self.KEY} https://", "a b c",
            f"{self.KEY.replace('bbfab71d', '0000aaaa')} https://w.example", f"{self.KEY[:-4]} https://w.example",
            f"{self.KEY.replace('+BAEC', '+AQEC')} https://w.example", "https://w.example", f"{self.KEY} ftp://127.0.0.1",
        ):  # fmt: skip
            with self.subTest(value):
                self.assertIn("WITNESSES must", self.refuse(PRODUCTION | {"WITNESSES": value}))

    def test_a_time_stamp_authority_is_reached_over_https(self) -> None:
        for value in ("http://stamps.example/tsr", "stamps.example", "https://"):
            self.assertIn("TIME_STAMP_URL", self.refuse(PRODUCTION | {"TIME_STAMP_URL": value}))

    def test_a_file_without_certificates_is_refused(self) -> None:
        for path in ("/nowhere.pem", str(settings.BASE_DIR / "manage.py")):
            variable = {"TIME_STAMP_CERTIFICATES": path}
            self.assertIn("TIME_STAMP_CERTIFICATES", self.refuse(PRODUCTION | variable))

    def test_in_debugging_the_log_has_a_key_that_everyone_knows(self) -> None:
        without = {name: key for name, key in DEMO.items() if name != "LOG_KEYS"}
        self.assertIn("LOG_KEYS is not set", self.refuse(without))
        self.assertEqual(len(self.read(without | {"DEBUG": "on"})["LOG_KEYS"]), 1)


class DefaultTests(SettingsTestCase):
    def test_production_is_the_default(self) -> None:
        made = self.read(PRODUCTION)
        self.assertFalse(made["DEBUG"] or made["DEMO"])
        self.assertEqual(made["ALLOWED_HOSTS"], ["campaign.example"])
        self.assertTrue(made["SESSION_COOKIE_SECURE"] and made["SECURE_SSL_REDIRECT"])

    def test_a_demo_needs_nothing_but_its_keys(self) -> None:
        made = self.read(DEMO | {"PORT": "8123"})
        self.assertEqual(made["SITE_URL"], "http://127.0.0.1:8123")
        self.assertEqual(made["DATABASES"]["default"]["ENGINE"], "campaign.run.embedded_postgres")
        self.assertTrue(made["MAIL_URL"].startswith("file:///"))

    def test_an_empty_value_is_the_same_as_none(self) -> None:
        without = self.read(DEMO)
        emptied = self.read(dict.fromkeys(variables_in_example(), "") | DEMO)
        for name in ("SITE_URL", "ALLOWED_HOSTS", "PORT", "CAMPAIGN_NAME", "DEFAULT_FROM_EMAIL"):
            with self.subTest(name):
                self.assertEqual(emptied[name], without[name])

    def test_in_debugging_an_empty_secret_is_no_secret_either(self) -> None:
        made = self.read(DEMO | {"DEBUG": "on", "SECRET_KEY": ""})
        self.assertGreaterEqual(len(made["SECRET_KEY"]), 50)

    def test_cookies_are_bound_to_this_host_over_https_and_have_plain_names_without(self) -> None:
        for environment, names in (
            (PRODUCTION, ["__Host-session", "__Host-csrf", "__Host-browser"]),
            (DEMO, ["session", "csrf", "browser"]),
        ):
            found = self.read(environment)
            cookies = [found[f"{kind}_COOKIE_NAME"] for kind in ("SESSION", "CSRF", "BROWSER")]
            self.assertEqual(cookies, names)
            self.assertEqual(found["SESSION_COOKIE_SECURE"], environment is PRODUCTION)

    def test_the_proxy_headers_are_believed_only_where_there_is_a_proxy(self) -> None:
        self.assertIsNotNone(self.read(PRODUCTION)["SECURE_PROXY_SSL_HEADER"])
        self.assertIsNone(
            self.read(PRODUCTION | {"TRUSTED_PROXY_COUNT": "0"})["SECURE_PROXY_SSL_HEADER"]
        )

    def test_the_client_has_deadlines_for_the_database(self) -> None:
        for environment in (DEMO, PRODUCTION):
            options = self.read(environment)["DATABASES"]["default"]["OPTIONS"]
            self.assertLessEqual(options["connect_timeout"], 5)
            self.assertLessEqual(options["tcp_user_timeout"], 10_000)

    def test_what_database_url_says_of_the_connection_is_kept(self) -> None:
        url = "postgres://campaign@/campaign?host=/run/postgresql"
        options = self.read(PRODUCTION | {"DATABASE_URL": url})["DATABASES"]["default"]["OPTIONS"]
        self.assertEqual(options["host"], "/run/postgresql")


class MailUrlTests(SettingsTestCase):
    def mailer(self, url: str) -> dict[str, Any]:
        mailer: dict[str, Any] = self.read(PRODUCTION | {"MAIL_URL": url})["MAILERS"]["default"]
        return mailer

    def test_bulk_emails_have_an_account_of_their_own_if_one_is_named(self) -> None:
        for url, hosts in (
            ("", ["mail.example", "mail.example"]),
            ("smtp://bulk.example", ["mail.example", "bulk.example"]),
        ):
            made = self.read(PRODUCTION | {"BULK_MAIL_URL": url})["MAILERS"]
            self.assertEqual([made[name]["OPTIONS"]["host"] for name in ("default", "bulk")], hosts)

    def test_encryption_is_demanded_of_a_server_elsewhere(self) -> None:
        for url, port, starttls, implicit in (
            ("smtp://mail.example", 587, True, False),
            ("smtp://mail.example:2525", 2525, True, False),
            ("smtp://mail.example?tls=implicit", 465, False, True),
            ("smtp://mail.example?tls=none", 587, False, False),
            ("smtp://127.0.0.1:1025", 1025, False, False),
            ("smtp://localhost:1025?tls=starttls", 1025, True, False),
        ):
            with self.subTest(url):
                options = self.mailer(url)["OPTIONS"]
                self.assertEqual(
                    (options["port"], options["use_tls"], options["use_ssl"]),
                    (port, starttls, implicit),
                )

    def test_name_and_password_may_hold_any_character(self) -> None:
        options = self.mailer("smtp://post%40campaign:a%2Fb%3Ac@mail.example")["OPTIONS"]
        self.assertEqual((options["username"], options["password"]), ("post@campaign", "a/b:c"))

    def test_a_server_that_hangs_is_given_up(self) -> None:
        self.assertLessEqual(self.mailer("smtp://mail.example")["OPTIONS"]["timeout"], 60)

    def test_mails_can_go_to_a_folder_or_to_the_console(self) -> None:
        self.assertEqual(self.mailer("file:///srv/mails")["OPTIONS"], {"file_path": "/srv/mails"})
        self.assertIn("console", self.mailer("console:")["BACKEND"])


class WebDatabaseTests(TestCase):
    def test_no_page_holds_the_database_for_long(self) -> None:
        with mock.patch.dict(os.environ):
            os.environ.pop("PGOPTIONS", None)
            runpy.run_path(str(settings.BASE_DIR / "campaign" / "wsgi.py"))
            web = connection.copy()
            with web.cursor() as cursor:
                cursor.execute("SHOW statement_timeout")
                self.assertEqual(cursor.fetchone(), ("5s",))
                cursor.execute("SHOW jit")
                self.assertEqual(cursor.fetchone(), ("off",))
            web.close()
