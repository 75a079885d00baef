"""`.env.example` lists exactly the environment variables that the settings read."""

import ast
from pathlib import Path

from cryptography.fernet import Fernet
from django.conf import settings
from django.test import SimpleTestCase

from campaign.checks import variables_in_example

SETTINGS = ast.parse((settings.BASE_DIR / "campaign" / "settings.py").read_text(encoding="utf-8"))


def is_env_call(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "env"
        and node.func.attr != "read_env"
    )


def readers() -> list[ast.FunctionDef]:
    """The functions of settings.py whose first argument is the name of a variable."""
    return [
        node
        for node in ast.walk(SETTINGS)
        if isinstance(node, ast.FunctionDef) and any(is_env_call(part) for part in ast.walk(node))
    ]


def names_asked_for() -> set[ast.expr]:
    """The first argument of every call that reads an environment variable."""
    names = {reader.name for reader in readers()}
    inside = {part for reader in readers() for part in ast.walk(reader)}
    return {
        node.args[0]
        for node in ast.walk(SETTINGS)
        if isinstance(node, ast.Call)
        and node not in inside
        and (is_env_call(node) or (isinstance(node.func, ast.Name) and node.func.id in names))
    }


class EnvExampleTests(SimpleTestCase):
    def test_lists_every_variable_that_the_settings_read_and_no_other(self) -> None:
        read = {name.value for name in names_asked_for() if isinstance(name, ast.Constant)}
        self.assertLess(
            {"SECRET_KEY", "DEBUG", "DATABASE_URL", "PORT"}, read
        )  # proves that the parsing works
        self.assertEqual(read, set(variables_in_example()))

    def test_the_settings_read_the_environment_by_literal_names_alone(self) -> None:
        others = [
            ast.unparse(name) for name in names_asked_for() if not isinstance(name, ast.Constant)
        ]
        self.assertEqual(others, [])
        self.assertNotIn(
            "os", [node.id for node in ast.walk(SETTINGS) if isinstance(node, ast.Name)]
        )

    def test_the_keys_it_shows_have_the_right_form(self) -> None:
        example = variables_in_example()
        self.assertEqual(
            Fernet(example["PII_KEYS"]).decrypt(Fernet(example["PII_KEYS"]).encrypt(b"x")), b"x"
        )
        self.assertGreaterEqual(len(example["PEPPER"]), 32)
        self.assertGreaterEqual(len(example["SECRET_KEY"]), 50)

    def test_every_variable_is_explained_above_its_line(self) -> None:
        lines = Path(settings.BASE_DIR / ".env.example").read_text(encoding="utf-8").splitlines()
        for before, line in zip(["", *lines], lines, strict=False):
            if line and not line.startswith("#"):
                self.assertTrue(before.startswith("#"), line)
