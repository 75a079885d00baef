"""The file cache: names by content, few files made at a time, a limit on the total size."""

import os
import threading
from pathlib import Path

from django.conf import settings

from campaign.web import file_cache
from campaign.web.file_cache import Busy, get_or_create
from tests.testcases import FreshPages


def never() -> bytes:
    raise AssertionError("made again")


class CachedFilesTests(FreshPages):
    def test_a_file_is_made_once(self) -> None:
        self.assertEqual(get_or_create("P-1", "card", "a", lambda: b"one"), b"one")
        self.assertEqual(get_or_create("P-1", "card", "a", never), b"one")

    def test_one_made_of_something_else_takes_its_place_and_no_others(self) -> None:
        for owner, kind, name in (
            ("P-1", "card", "a"),
            ("P-1", "sheet", "a"),
            ("P-2", "card", "a"),
        ):
            get_or_create(owner, kind, name, lambda: b"old")
        get_or_create("P-1", "card", "b", lambda: b"new")
        files = {str(path.relative_to(settings.FILE_CACHE_FOLDER)) for path in self.files()}
        self.assertEqual(files, {"P-1/card-b", "P-1/sheet-a", "P-2/card-a"})

    def test_its_name_stands_for_all_that_it_is_made_of(self) -> None:
        self.assertEqual(file_cache.digest({"a": 1, "b": 2}), file_cache.digest({"b": 2, "a": 1}))
        self.assertNotEqual(file_cache.digest({"a": 1}), file_cache.digest({"a": 2}))

    def test_the_files_are_for_the_server_alone(self) -> None:
        get_or_create("P-1", "card", "a", lambda: b"one")
        self.assertEqual({path.stat().st_mode & 0o777 for path in self.files()}, {0o600})

    def test_one_is_made_one_waits_and_a_third_is_told_to_come_back(self) -> None:
        begun, go_on = threading.Event(), threading.Event()

        def slowly() -> bytes:
            begun.set()
            self.assertTrue(go_on.wait(20))
            return b"made"

        threads = [
            threading.Thread(target=get_or_create, args=("P-1", "card", name, slowly))
            for name in "ab"
        ]
        try:
            threads[0].start()
            self.assertTrue(begun.wait(20))
            threads[1].start()
            while file_cache._slots._value:
                pass  # wait until the second thread has its slot
            with self.assertRaises(Busy):
                get_or_create("P-1", "card", "c", never)
        finally:
            go_on.set()
            for thread in threads:
                thread.join()
        self.assertEqual(get_or_create("P-1", "card", "d", lambda: b"again"), b"again")

    def test_what_cannot_be_made_leaves_nothing_and_gives_its_place_back(self) -> None:
        for _ in range(3):
            with self.assertRaises(ZeroDivisionError):
                get_or_create("P-1", "card", "a", lambda: bytes(1 // 0))
        self.assertEqual(self.files(), [])

    def test_what_is_not_wanted_any_more_is_forgotten(self) -> None:
        self.assertEqual(file_cache.owners(), [])
        get_or_create("P-1", "card", "a", lambda: b"")
        get_or_create("P-1", "sheet", "a", lambda: b"")
        get_or_create("P-2", "card", "a", lambda: b"")
        file_cache.delete_files("P-1", keep={"card-a"})
        self.assertEqual([path.name for path in self.files()], ["card-a", "card-a"])
        file_cache.delete_files("P-2")
        file_cache.delete_files("P-3")
        self.assertEqual(file_cache.owners(), ["P-1"])

    def test_the_oldest_go_when_there_are_too_many(self) -> None:
        for number in range(5):
            get_or_create(f"P-{number}", "card", "a", lambda: b"x" * 10)
            [path] = (settings.FILE_CACHE_FOLDER / f"P-{number}").iterdir()
            os.utime(path, (number, number))
        file_cache.delete_oldest(30)
        self.assertEqual({path.parent.name for path in self.files()}, {"P-2", "P-3", "P-4"})

    def files(self) -> list[Path]:
        return sorted(path for path in settings.FILE_CACHE_FOLDER.rglob("*") if path.is_file())
