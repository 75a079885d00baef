"""The documentation agrees with the code."""

import re

from django.conf import settings
from django.test import SimpleTestCase

ROOT = settings.BASE_DIR
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("*.md"))


def without_code(text: str) -> str:
    """Markdown without what it shows as code: `![](picture:12)` is no link."""
    return re.sub(r"`[^`\n]*`", "", text)


class DecisionTests(SimpleTestCase):
    def test_they_are_numbered_without_a_gap_and_dated(self) -> None:
        self.assertEqual(
            [int(path.name[:4]) for path in DECISIONS], list(range(1, len(DECISIONS) + 1))
        )
        for path in DECISIONS:
            with self.subTest(path.name):
                text = path.read_text(encoding="utf-8")
                self.assertTrue(text.startswith(f"# {int(path.name[:4])}. "))
                self.assertRegex(text, r"(?m)^\w+ 20\d\d\. Accepted")
                for heading in ("What was decided", "Why", "What speaks against it"):
                    self.assertEqual(text.count(f"\n## {heading}\n"), 1, heading)

    def test_every_pinned_package_has_its_reason(self) -> None:
        reasons = (ROOT / "docs" / "decisions" / "0002-dependencies.md").read_text(encoding="utf-8")
        listed = set(
            re.findall(r"[a-z][a-z0-9-]+", " ".join(re.findall(r"(?m)^\| ([^|]+) \|", reasons)))
        )
        for name in ("requirements.txt", "requirements-dev.txt"):
            lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
            pins = [line for line in lines if line and not line.startswith(("#", "-r"))]
            self.assertTrue(pins)
            for pin in pins:
                with self.subTest(pin):
                    self.assertRegex(pin, r"^[a-z0-9-]+(\[[a-z,]+\])?==[\d.]+$")
                    self.assertIn(re.split(r"[\[=]", pin)[0], listed)


class PointerTests(SimpleTestCase):
    def test_every_command_that_is_named_exists(self) -> None:
        makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
        targets = set(re.findall(r"(?m)^([a-z]+):", makefile))
        for name in ("README.md", "CONTRIBUTING.md"):
            text = (ROOT / name).read_text(encoding="utf-8")
            named = set(re.findall(r"(?:^    |`|… )make ([a-z]+)", text, re.MULTILINE))
            self.assertTrue(named)
            self.assertLessEqual(named, targets, name)

    def test_every_file_that_is_named_exists(self) -> None:
        for path in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]:
            text = path.read_text(encoding="utf-8")
            links = [
                link
                for link in re.findall(r"\]\(([^)#]+)\)", without_code(text))
                if "://" not in link
            ]
            for link in links:
                with self.subTest(path=path.name, link=link):
                    self.assertTrue((path.parent / link).exists())
            for named in re.findall(
                r"`((?:campaign|petitions|profiles|news|demo|bench|tests|templates|static|deploy|docs)"
                r"/[\w./-]+)`",
                text,
            ):
                with self.subTest(path=path.name, named=named):
                    self.assertTrue((ROOT / named).exists())

    def test_the_index_lists_every_paper(self) -> None:
        index = (ROOT / "docs" / "README.md").read_text(encoding="utf-8")
        for path in (ROOT / "docs").glob("*.md"):
            with self.subTest(path.name):
                self.assertIn(f"({path.name})", index.replace("(README.md)", "") + "(README.md)")

    def test_the_commands_list_themselves(self) -> None:
        makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
        [phony] = re.findall(r"(?m)^\.PHONY: (.+)$", makefile)
        self.assertEqual(
            phony.split(),
            re.findall(r"(?m)^([a-z]+):.* ## ", makefile),
            "a target without its help",
        )
