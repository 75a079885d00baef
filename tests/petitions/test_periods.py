"""The periods of signing, and the texts that name them."""

import re
from datetime import timedelta

from django.conf import settings
from django.template import Context, Template
from django.test import SimpleTestCase

from petitions import periods

TYPED = re.compile(r"\b(?:one|two|three|seven|\d+) (?:day|week|hour)s?\b|\ba week\b", re.IGNORECASE)


class PeriodTests(SimpleTestCase):
    def test_a_period_in_words(self) -> None:
        for days, words in ((1, "one day"), (7, "seven days"), (14, "14 days")):
            self.assertEqual(periods.in_words(timedelta(days=days)), words)
        for minutes, words in ((1, "one minute"), (5, "five minutes"), (10, "10 minutes")):
            self.assertEqual(periods.in_words(timedelta(minutes=minutes)), words)

    def test_a_template_reads_it(self) -> None:
        text = Template('{% period "own_page_link" %}').render(Context())
        self.assertEqual(text, periods.in_words(periods.OWN_PAGE_LINK))

    def test_no_text_for_signers_types_one_of_its_own(self) -> None:
        folders = [settings.BASE_DIR / "templates" / name for name in ("petitions", "emails")]
        files = [path for folder in folders for path in sorted(folder.iterdir()) if path.is_file()]
        self.assertTrue(files)
        for path in [*files, settings.BASE_DIR / "demo" / "pages" / "privacy.md"]:
            with self.subTest(path.name):
                self.assertEqual(TYPED.findall(path.read_text(encoding="utf-8")), [])
