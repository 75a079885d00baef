"""deploy/: headers that the proxy must not forward, values that it must not log, and the worker's command."""

import re

from django.conf import settings
from django.test import SimpleTestCase

DEPLOY = settings.BASE_DIR / "deploy"
CADDYFILE = (DEPLOY / "Caddyfile").read_text(encoding="utf-8")


class Proxy(SimpleTestCase):
    def test_it_passes_on_no_header_that_the_site_would_take_for_its_own(self) -> None:
        """WSGI gives X_Forwarded_For and X-Forwarded-For the same name."""
        self.assertRegex(CADDYFILE, r"(?m)^\trequest_header -\*_\*$")

    def test_its_log_holds_neither_a_mailed_secret_nor_what_was_searched_for(self) -> None:
        match = re.search(r"(?m)^\s*request>uri regexp (\S+) (\S+)$", CADDYFILE)
        assert match
        pattern, replacement = match[1], match[2].replace("$1", r"\g<1>")
        for uri, logged in {
            "/petitions/confirm/s3cret/": "/petitions/confirm/[hidden]/",
            "/petitions/confirm/s3cret/not-me/": "/petitions/confirm/[hidden]/not-me/",
            "/petitions/mine/s3cret/?a=1": "/petitions/mine/[hidden]/[hidden]",
            "/petitions/mine/stop/s3cret/": "/petitions/mine/stop/[hidden]/",
            "/follow/confirm/s3cret/": "/follow/confirm/[hidden]/",
            "/follow/mine/s3cret/": "/follow/mine/[hidden]/",
            "/preview/s3cret/": "/preview/[hidden]/",
            "/preview/s3cret/12:pass/pictures/4/480.jpg": "/preview/[hidden]/12:pass/pictures/4/480.jpg",
            "/ug/petitions/mine/s3cret/erase/4/": "/ug/petitions/mine/[hidden]/erase/4/",
            "/petitions/confirm/s3cret?x": "/petitions/confirm/[hidden][hidden]",
            "/admin/petitions/accessrule/?q=a%40b.example": "/admin/petitions/accessrule/[hidden]",
            "/petitions/free-the-teachers/sign/": "/petitions/free-the-teachers/sign/",
        }.items():
            with self.subTest(uri):
                self.assertEqual(re.sub(pattern, replacement, uri), logged)


class Worker(SimpleTestCase):
    def test_it_runs_the_continuous_jobs_too(self) -> None:
        """`procrastinate worker` alone would leave every signing in the intake."""
        compose = (DEPLOY / "compose.yaml").read_text(encoding="utf-8")
        unit = (DEPLOY / "campaign-worker.service").read_text(encoding="utf-8")
        self.assertIn("command: [python, manage.py, mail_worker]", compose)
        self.assertRegex(unit, r"(?m)^ExecStart=\S+/python manage\.py mail_worker$")
        self.assertNotIn("procrastinate", compose + unit)
