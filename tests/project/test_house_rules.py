"""The rules of CONTRIBUTING.md that a test can check: layers, packages, names, habits."""

import ast
from collections.abc import Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from django.conf import settings
from django.test import SimpleTestCase

ROOT = settings.BASE_DIR

# The floors (layers), from the top down. A package imports only packages of the floors below its own. The name of an
# app means the files of its root: urls, apps, tasks, commands. "campaign" means those of the whole site.
FLOORS = (
    ("bench",),
    ("demo",),
    ("campaign",),
    ("campaign.site_content",),
    ("followers",),
    ("followers.following",),
    ("followers.models",),
    ("campaign.writing",),
    ("news", "petitions"),
    ("news.admin", "petitions.admin"),
    ("news.views",),
    ("petitions.views",),
    ("news.editing", "news.feeds", "news.press", "petitions.signers"),
    ("news.public", "petitions.mail"),
    ("news.documents", "petitions.handover", "petitions.outreach", "petitions.signing"),
    ("petitions.checkpoints",),
    ("petitions.moderation", "petitions.transparency"),
    ("petitions.addresses", "petitions.counting"),
    ("news.models", "petitions.models"),
    ("petitions.templatetags",),
    ("petitions.periods",),
    ("profiles",),
    ("profiles.admin",),
    ("profiles.importing", "profiles.safety", "profiles.views"),
    ("profiles.documents", "profiles.open_data", "profiles.tips"),
    ("profiles.search",),
    ("profiles.name_search",),
    ("profiles.public",),
    ("profiles.models",),
    ("profiles.names",),
    ("campaign.admin",),
    ("campaign.autosave", "campaign.handbook"),
    ("campaign.break_in", "campaign.collaboration"),
    ("campaign.preview_links",),
    (
        "campaign.closed_records",
        "campaign.saved_views",
        "campaign.site_closing",
        "campaign.translations",
        "campaign.working_versions",
    ),
    ("campaign.addresses",),
    ("campaign.publishing",),
    ("campaign.previews", "campaign.publishing"),
    ("campaign.accounts", "campaign.images"),
    ("campaign.documents", "campaign.history"),
    ("campaign.dates", "campaign.templatetags", "campaign.web"),
    ("campaign.activity",),
    ("campaign.privacy", "campaign.roles", "campaign.run", "campaign.slow_lines", "campaign.text"),
)
FLOOR_OF = {package: floor for floor, packages in enumerate(FLOORS) for package in packages}
APPS = ("campaign", "profiles", "petitions", "news", "followers", "demo")
MOST_FILES = 12  # a package; models/ has one for each concept
SIGNALS = {
    "signals", "dispatch", "receiver", "pre_save", "post_save", "pre_delete", "post_delete", "m2m_changed",
    "pre_migrate", "post_migrate",
}  # fmt: skip

type Graph = Mapping[str, set[str]]


def modules(*tops: str) -> dict[str, Path]:
    """All modules in these folders by dotted name, without migrations."""
    found = {}
    for top in tops:
        for path in sorted((ROOT / top).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            if "migrations" not in parts:
                found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def packages() -> list[Path]:
    """The folders of all packages, but for those that Django prescribes."""
    prescribed = {"migrations", "management", "commands", "formats"}
    return [
        path.parent
        for app in APPS
        for path in sorted((ROOT / app).rglob("__init__.py"))
        if not prescribed & set(path.relative_to(ROOT).parts)
    ]


def imports(path: Path) -> set[str]:
    """Dotted names of everything that a file imports, also inside functions: "campaign.text.codes.format_code"."""
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


def module_of(name: str, known: Mapping[str, Path]) -> str:
    """The module of a dotted name; empty for a name from another project."""
    while name and name not in known:
        name = name.rpartition(".")[0]
    return name


def graph() -> Graph:
    """The modules that each module imports."""
    known = modules(*APPS, "bench")
    return {
        module: {module_of(name, known) for name in imports(path)} - {"", module}
        for module, path in known.items()
    }


def package_of(module: str) -> str:
    """The entry of FLOORS for a module: its package, or else the root of its app."""
    package = ".".join(module.split(".")[:2])
    return package if package in FLOOR_OF else module.split(".")[0]


def arrows_up(arrows: Graph) -> set[str]:
    """Imports of packages that are not on a lower floor."""
    return {
        f"{module} -> {imported}"
        for module, all_imported in arrows.items()
        for imported in all_imported
        if package_of(module) != package_of(imported)
        and FLOOR_OF[package_of(module)] >= FLOOR_OF[package_of(imported)]
    }


def circle(arrows: Graph) -> list[str]:
    """Modules that import each other in a circle; empty if there are none."""
    try:
        TopologicalSorter(arrows).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


class FloorTests(SimpleTestCase):
    def test_every_package_has_its_floor(self) -> None:
        folders = {
            ".".join(path.parent.relative_to(ROOT).parts)
            for app in APPS
            for path in (ROOT / app).glob("*/__init__.py")
        }
        folders_of_the_root = {
            f"{app}.{name}" for app in APPS for name in ("migrations", "management", "formats")
        }
        self.assertEqual(folders - folders_of_the_root - set(FLOOR_OF), set())

    def test_imports_run_down(self) -> None:
        self.assertEqual(arrows_up(graph()), set())

    def test_no_modules_import_each_other(self) -> None:
        self.assertEqual(circle(graph()), [])

    def test_an_import_that_is_turned_round_is_found(self) -> None:
        below, above = "petitions.models.signature", "petitions.signing.confirm"
        arrows = dict(graph())
        self.assertIn("petitions.models", arrows[above])
        arrows[below] = arrows[below] | {above}
        self.assertEqual(arrows_up(arrows), {f"{below} -> {above}"})
        self.assertIn(below, circle(arrows))

    def test_a_circle_inside_a_package_is_found(self) -> None:
        below, above = "petitions.counting.tallies", "petitions.counting.goals"
        arrows = dict(graph())
        self.assertIn(below, arrows[above])
        arrows[below] = arrows[below] | {above}
        self.assertEqual(arrows_up(arrows), set())
        self.assertTrue({below, above} <= set(circle(arrows)))


class PackageTests(SimpleTestCase):
    def test_every_package_introduces_itself(self) -> None:
        for folder in packages():
            init = folder / "__init__.py"
            with self.subTest(folder.relative_to(ROOT)):
                self.assertTrue(ast.get_docstring(ast.parse(init.read_text(encoding="utf-8"))))

    def test_a_package_has_at_most_a_dozen_files(self) -> None:
        for folder in packages():
            if folder.name != "models":
                with self.subTest(folder.relative_to(ROOT)):
                    self.assertLessEqual(len(set(folder.glob("*.py"))) - 1, MOST_FILES)

    def test_nobody_imports_a_private_name_of_another_module(self) -> None:
        for module, path in modules(*APPS, "bench").items():
            private = {name for name in imports(path) if name.rpartition(".")[2].startswith("_")}
            with self.subTest(module):
                self.assertEqual({name for name in private if name.split(".")[0] in APPS}, set())

    def test_nothing_that_serves_imports_what_is_for_tests(self) -> None:
        for module, path in modules(*APPS).items():
            tops = {name.split(".")[0] for name in imports(path)}
            with self.subTest(module):
                self.assertFalse(tops & {"tests", "bench"})


class HabitTests(SimpleTestCase):
    def test_the_one_signal_is_that_which_syncs_the_roles(self) -> None:
        used = {
            module: signals
            for module, path in modules(*APPS).items()
            if (signals := SIGNALS & names(path))
        }
        self.assertEqual(used, {"campaign.apps": {"signals", "post_migrate"}})

    def test_every_module_is_named_after_what_it_does(self) -> None:
        for module in modules(*APPS):
            self.assertNotIn(module.rpartition(".")[2], {"utils", "helpers", "misc", "common"})

    def test_templates_hold_no_inline_script_or_style(self) -> None:
        pages = set((ROOT / "templates").rglob("*.html"))
        pages.remove(
            ROOT / "templates" / "emails" / "email.html"
        )  # email programs know nothing else
        self.assertTrue(pages)
        for path in sorted(pages):
            text = path.read_text(encoding="utf-8")
            with self.subTest(path.relative_to(ROOT)):
                self.assertNotRegex(text, r"\sstyle\s*=|<style|\son[a-z]+\s*=|javascript:")
                self.assertNotRegex(text, r"<script(?![^>]*\ssrc=)(?![^>]*application/ld\+json)")
