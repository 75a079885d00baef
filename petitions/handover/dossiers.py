"""Dossiers: one zip for a hand-over, with the letter, the people, the tally, the names and the statement of integrity.

The worker builds it in a private folder. Staff with the permission download it there, and it is erased after
some weeks. The SHA-256 of its manifest stays and is published with the delivery. So anyone who has the
dossier can show that it is the one that was handed over, unchanged.
"""

import hashlib
import logging
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from campaign.activity.log import Kind, record
from campaign.documents import pdf
from petitions.counting import tallies
from petitions.counting.paper_signatures import paper_summary
from petitions.handover import annex, dossier_documents, supporters
from petitions.handover.dossier_documents import Figures, TemplateData
from petitions.models import Delivery, Dossier, Petition, TreeHead
from petitions.transparency import log, statement

MANIFEST = "MANIFEST.sha256"
README = "README.txt"
PEOPLE = "people.csv"
LOCK_KEY = 0x646F7373  # of the advisory lock: any number that nothing else uses

State = Dossier.State
Author = AbstractBaseUser | AnonymousUser

logger = logging.getLogger(__name__)


class PeopleChanged(Exception):
    """What the annex says of someone was withdrawn or changed while the dossier was being built."""


# --- What staff do -----------------------------------------------------------------------------------------


def request(petition: Petition, *, author: Author) -> Dossier:
    """Have the worker build a dossier. Raises ValidationError if no one has signed, or one is being built."""
    if author.pk is None:
        raise PermissionDenied
    with transaction.atomic():
        Petition.objects.select_for_update(no_key=True).get(pk=petition.pk)
        if petition.dossiers.filter(state__in=[State.WAITING, State.MAKING]).exists():
            raise ValidationError(_("One is being built already."))
        if not tallies.count(petition.pk):
            raise ValidationError(_("No one has signed it yet."))
        dossier = Dossier.objects.create(petition=petition, author_id=author.pk)
        record(Kind.ADDED, actor=author, subject=dossier)
        return dossier


def path(dossier: Dossier) -> Path:
    return Path(settings.DOSSIER_FOLDER) / f"{dossier.name}.zip"


def attach_to_delivery(dossier: Dossier, delivery: Delivery) -> None:
    """Copy the dossier's figures and checksum to the delivery. The caller saves the delivery."""
    delivery.manifest_sha256 = dossier.manifest_sha256
    delivery.statement = dossier.statement
    delivery.count = dossier.statement["count"]
    delivery.paper_count = dossier.statement["paper"]["valid"]


def erase(dossier: Dossier) -> None:
    """Erase its file. The row stays, with the checksum."""
    if dossier.name:
        path(dossier).unlink(missing_ok=True)
    Dossier.objects.filter(pk=dossier.pk).update(state=State.ERASED, name="", printed={})


def erase_expired() -> None:
    """Erase dossiers older than DOSSIER_DAYS, and files without a dossier."""
    limit = timezone.now() - timedelta(days=settings.DOSSIER_DAYS)
    for dossier in Dossier.objects.filter(state=State.READY, finished_at__lt=limit):
        with transaction.atomic():
            record(Kind.ERASED, actor=None, subject=dossier)
            erase(dossier)
    known = set(Dossier.objects.exclude(name="").values_list("name", flat=True))
    with _builder_lock() as locked:
        if locked and Path(settings.DOSSIER_FOLDER).is_dir():
            for file in Path(settings.DOSSIER_FOLDER).iterdir():
                if file.stem not in known:
                    file.unlink(missing_ok=True)


# --- What the worker does ----------------------------------------------------------------------------------


def build_requested() -> None:
    """Build all requested dossiers. One that a killed worker left unfinished is built again."""
    waiting = Dossier.objects.filter(state__in=[State.WAITING, State.MAKING]).order_by("pk")
    if not waiting.exists():
        return
    with _builder_lock() as locked:
        for dossier in waiting.select_related("petition__addressee") if locked else ():
            try:
                build(dossier)
            except PeopleChanged:
                _update(dossier, state=State.WAITING)  # the next run builds it again
            except Exception:
                # Whatever the error was, staff must see that this dossier failed.
                logger.exception("Dossier %s could not be made", dossier.pk)
                Dossier.objects.filter(pk=dossier.pk).update(state=State.FAILED)


@contextmanager
def _builder_lock() -> Iterator[bool]:
    """Yields whether this process has the lock of the builder. The lock ends with the process at the latest."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK_KEY])
        [(locked,)] = cursor.fetchall()
        try:
            yield locked
        finally:
            if locked:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK_KEY])


def build(dossier: Dossier) -> None:
    """Build its file. After an error the unfinished file is deleted, and the error is raised."""
    petition = dossier.petition
    _update(dossier, state=State.MAKING, percent=0)
    head = log.publish_head(petition, TreeHead.Occasion.DELIVERY)
    figures = _figures(petition, head)
    name = secrets.token_hex(16)
    folder = Path(settings.DOSSIER_FOLDER)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    unfinished = folder / f"{name}.part"
    unfinished.touch(mode=0o600)
    try:
        with (
            translation.override(petition.addressee.language),
            ZipFile(unfinished, "w", ZIP_DEFLATED) as archive,
        ):
            manifest = _write_documents(Archive(archive), dossier, figures)
        unfinished.rename(folder / f"{name}.zip")
    finally:
        unfinished.unlink(missing_ok=True)
    _update(
        dossier,
        state=State.READY,
        percent=100,
        name=name,
        size=(folder / f"{name}.zip").stat().st_size,
        manifest_sha256=hashlib.sha256(manifest).hexdigest(),
        statement=figures,
        finished_at=timezone.now(),
    )


def _update(dossier: Dossier, **changes: object) -> None:
    Dossier.objects.filter(pk=dossier.pk).update(**changes)


def _figures(petition: Petition, head: TreeHead) -> Figures:
    # Exact numbers of this moment, not those published once a day. A dossier goes to one addressee, at a time that
    # staff choose, so no one can watch it to see one person sign.
    counted = tallies.country_counts(petition.pk)
    return {
        "count": counted.total,
        "countries": counted.countries,
        "by_country": counted.by_country,
        "paper": paper_summary(petition.pk),
        "head": log.head_json(head),
        "statement": head.statement,
        "duplicates": statement.duplicates(petition),
    }


class Archive:
    """A zip that records the checksum of every file added to it."""

    def __init__(self, archive: ZipFile) -> None:
        self._archive = archive
        self.sums: dict[str, str] = {}

    def add(self, name: str, content: bytes) -> None:
        self._archive.writestr(name, content)
        self.sums[name] = hashlib.sha256(content).hexdigest()

    def add_lines(self, name: str, lines: Iterator[bytes]) -> None:
        digest = hashlib.sha256()
        entry = ZipInfo(name, date_time=timezone.localtime().timetuple()[:6])
        entry.compress_type = ZIP_DEFLATED
        with self._archive.open(entry, "w") as file:
            for line in lines:
                file.write(line)
                digest.update(line)
        self.sums[name] = digest.hexdigest()

    def add_manifest(self) -> bytes:
        """Add the checksums, in the format of `sha256sum --check`, and return them."""
        content = "".join(f"{digest}  {name}\n" for name, digest in self.sums.items()).encode()
        self._archive.writestr(MANIFEST, content)
        return content


def _write_documents(archive: Archive, dossier: Dossier, figures: Figures) -> bytes:
    """Add all documents and the manifest. Returns the manifest."""
    petition, language = dossier.petition, dossier.petition.addressee.language

    def add_pdf(name: str, template: str, data: TemplateData) -> None:
        archive.add(name, pdf.render_pdf(template, data, language=language))

    people = annex.read_people(petition)
    letter = dossier_documents.letter_data(petition, figures, names_people=bool(people))
    add_pdf("letter.pdf", "letter", letter)
    add_pdf("tally.pdf", "tally", dossier_documents.tally_data(petition, figures))
    archive.add_lines("tally.csv", dossier_documents.tally_csv(figures))
    add_pdf("statement.pdf", "statement", dossier_documents.statement_data(petition, figures))
    archive.add("statement.json", dossier_documents.statement_json(petition, figures))
    named = supporters.supporter_count(petition.pk)
    archive.add_lines("names.csv", supporters.supporters_csv(petition.pk))
    done = 0
    for number, volume in enumerate(supporters.volumes(petition.pk), start=1):
        add_pdf(
            f"names-{number:03}.pdf",
            "names",
            dossier_documents.names_data(petition, volume, number),
        )
        done += supporters.volume_size(volume)
        _update(dossier, percent=min(50, 5 + 45 * done // max(named, 1)))
    sheets: dict[str, str] = {}
    printed = {person.reference: [person.digest] for person in people}
    for sheet in annex.case_sheets(people):
        archive.add(sheet.name, sheet.content)
        sheets[sheet.reference] = sheet.name
        printed[sheet.reference].append(sheet.digest)
        _update(dossier, percent=50 + 45 * len(sheets) // len(people))
    if people:
        add_pdf("people.pdf", "people", annex.people_data(petition, people, sheets))
        archive.add_lines(PEOPLE, annex.people_csv(people, sheets))
    if annex.changed(printed):
        raise PeopleChanged
    _update(dossier, printed=printed)
    readme = dossier_documents.readme(petition, annex.readme_lines(people, sheets))
    archive.add(README, readme.encode())
    return archive.add_manifest()


def changed_people(dossier: Dossier) -> list[str]:
    """The references of people in its annex who are not public any more, or of whom it would say something else now.

    That is everyone in a dossier from before it was remembered what it says of them.
    """
    with (
        ZipFile(path(dossier)) as archive,
        translation.override(dossier.petition.addressee.language),
    ):
        if PEOPLE not in archive.namelist():
            return []
        people = annex.references_in(archive.read(PEOPLE))
        return annex.changed({each: dossier.printed.get(each, []) for each in people})
