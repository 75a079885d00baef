"""The rules of CONTRIBUTING.md that a machine can see to."""

import ast
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.test import SimpleTestCase

ROOT = settings.BASE_DIR
APPS = ("campaign", "profiles", "petitions", "news")
# What belongs to the site as a whole: no app may lean on it.
THE_SITE = (
    "campaign.urls",
    "campaign.settings",
    "campaign.views",
    "campaign.data_page",
    "campaign.sitemaps",
    "campaign.demo",
)

SIGNALS = {
    "signals", "dispatch", "receiver", "pre_save", "post_save", "pre_delete", "post_delete", "m2m_changed",
    "pre_migrate", "post_migrate",
}  # fmt: skip


def modules(app: str) -> Iterator[Path]:
    for path in sorted((ROOT / app).rglob("*.py")):
        if "migrations" not in path.relative_to(ROOT).parts:
            yield path


def imports(path: Path) -> set[str]:
    """Dotted names of what a module imports, "campaign.web.page_cache.CachedPage" for a name in a module."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            found |= {f"{node.module}.{name.name}" for name in node.names}
    return found


def names(path: Path) -> set[str]:
    """The words of what a module imports, and the names that it uses without a dot before them."""
    tree = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    used = {node.id for node in tree if isinstance(node, ast.Name)}
    return used | {word for name in imports(path) for word in name.split(".")}


def is_of(name: str, package: str) -> bool:
    return name == package or name.startswith(f"{package}.")


class ImportTests(SimpleTestCase):
    def assert_never_imports(self, app: str, packages: tuple[str, ...]) -> None:
        seen = list(modules(app))
        self.assertTrue(seen)
        for path in seen:
            wrong = {name for name in imports(path) for package in packages if is_of(name, package)}
            self.assertEqual(wrong, set(), path.relative_to(ROOT))

    def test_profiles_knows_neither_petitions_nor_news(self) -> None:
        self.assert_never_imports("profiles", ("petitions", "news", *THE_SITE))

    def test_petitions_and_news_know_profiles_but_not_each_other(self) -> None:
        self.assert_never_imports("petitions", ("news", *THE_SITE))
        self.assert_never_imports("news", ("petitions", *THE_SITE))

    def test_what_the_apps_share_knows_none_of_them(self) -> None:
        site = {
            ROOT / "campaign" / name
            for name in ("urls.py", "views.py", "data_page.py", "sitemaps.py")
        }
        for path in modules("campaign"):
            if path not in site and not {"demo", "management"} & set(path.parts):
                known = {name.split(".")[0] for name in imports(path)}
                self.assertFalse({"profiles", "petitions", "news"} & known, path.relative_to(ROOT))

    def test_nothing_that_serves_imports_what_is_for_tests(self) -> None:
        for app in APPS:
            self.assert_never_imports(app, ("tests", "bench"))


class HabitTests(SimpleTestCase):
    def test_the_one_signal_is_that_which_syncs_the_roles(self) -> None:
        used = {
            path.relative_to(ROOT).as_posix(): signals
            for app in APPS
            for path in modules(app)
            if (signals := SIGNALS & names(path))
        }
        self.assertEqual(used, {"campaign/apps.py": {"signals", "post_migrate"}})

    def test_every_module_is_named_after_what_it_does(self) -> None:
        for app in APPS:
            for path in modules(app):
                self.assertNotIn(path.stem, {"utils", "helpers", "misc", "common"}, path)

    def test_templates_hold_no_inline_script_or_style(self) -> None:
        pages = list((ROOT / "templates").rglob("*.html"))
        self.assertTrue(pages)
        for path in pages:
            text = path.read_text(encoding="utf-8")
            with self.subTest(path.relative_to(ROOT)):
                self.assertNotRegex(text, r"\sstyle\s*=|<style|\son[a-z]+\s*=|javascript:")
                self.assertNotRegex(text, r"<script(?![^>]*\ssrc=)(?![^>]*application/ld\+json)")
