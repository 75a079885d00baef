"""Picture files that belong to no row are deleted."""

import os
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import TestCase, override_settings

from campaign import tasks
from campaign.images import orphans, renditions
from tests.factories import make_picture


class StalePicturesTests(TestCase):
    def setUp(self) -> None:
        folder = TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        media = override_settings(MEDIA_ROOT=Path(folder.name))
        media.enable()
        self.addCleanup(media.disable)
        self.media = Path(folder.name)

    def write(self, name: str, *, width: int = 1, is_old: bool = True) -> None:
        for path in (renditions.file_path(name, width, "jpg"), renditions.original_path(name)):
            default_storage.delete(path)
            default_storage.save(path, ContentFile(b"x"))
        if is_old:
            self.age(self.media / renditions.FOLDER / name)

    def age(self, folder: Path) -> None:
        then = time.time() - 2 * orphans.GRACE.total_seconds()
        for path in (*folder.iterdir(), folder):
            os.utime(path, (then, then))

    def left(self) -> set[str]:
        folder = self.media / renditions.FOLDER
        return {str(path.relative_to(folder)) for path in folder.rglob("*")}

    def test_those_of_no_row_go_with_their_folder_and_those_of_a_row_stay(self) -> None:
        picture = make_picture()
        self.write(picture.name)
        self.write("gone")
        self.assertEqual(orphans.delete_orphans(), 2)
        self.age(self.media / renditions.FOLDER / "gone")
        tasks.delete_orphan_pictures(0)
        name = picture.name
        self.assertEqual(self.left(), {name, f"{name}/1.jpg", f"{name}/original"})

    def test_what_is_being_uploaded_is_left_alone(self) -> None:
        self.write("uploading", is_old=False)
        self.assertEqual(orphans.delete_orphans(), 0)
        self.assertIn("uploading/1.jpg", self.left())

    def test_so_does_a_width_that_the_picture_does_not_have(self) -> None:
        picture = make_picture()
        self.write(picture.name, width=1)
        self.write(picture.name, width=2)
        orphans.delete_orphans()
        self.assertNotIn(f"{picture.name}/2.jpg", self.left())
        self.assertIn(f"{picture.name}/1.jpg", self.left())

    def test_there_may_be_no_pictures_at_all(self) -> None:
        self.assertEqual(orphans.delete_orphans(), 0)
