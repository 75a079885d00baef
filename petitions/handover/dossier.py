"""The dossier of a hand-over: one zip with the letter, the tally, the names and the statement of integrity.

The worker makes it, in a private folder; staff with the right to it fetch it there, and it is erased after
some weeks. What stays is the SHA-256 of its manifest, which is published with the delivery: so anybody who
holds the dossier can show that it is the one that was handed over, unchanged.
"""

import hashlib
import logging
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from campaign.documents import pdf
from petitions.counting import tallies
from petitions.counting.paper_signatures import paper_summary
from petitions.handover import dossier_documents, supporters
from petitions.models import Delivery, Dossier, Petition, TreeHead
from petitions.transparency import log as transparency
from petitions.transparency import statement

MANIFEST = "MANIFEST.sha256"
README = "README.txt"
MAKING = 0x646F7373  # the key of the lock: any number that nothing else uses

State = Dossier.State
Author = AbstractBaseUser | AnonymousUser

log = logging.getLogger(__name__)


# --- What staff do -----------------------------------------------------------------------------------------


def request(petition: Petition, *, author: Author) -> Dossier:
    """Have the worker make one. Raises ValidationError if nobody has signed, or one is being made."""
    if author.pk is None:
        raise PermissionDenied
    with transaction.atomic():
        Petition.objects.select_for_update(no_key=True).get(pk=petition.pk)
        if petition.dossiers.filter(state__in=[State.WAITING, State.MAKING]).exists():
            raise ValidationError(_("One is being made already."))
        if not tallies.count(petition.pk):
            raise ValidationError(_("Nobody has signed it yet."))
        return Dossier.objects.create(petition=petition, author_id=author.pk)


def path_of(dossier: Dossier) -> Path:
    return Path(settings.DOSSIER_FOLDER) / f"{dossier.name}.zip"


def attach(dossier: Dossier, delivery: Delivery) -> None:
    """Enter with a delivery what was handed over: the figures and the checksum of this dossier."""
    delivery.manifest_sha256 = dossier.manifest_sha256
    delivery.statement = dossier.statement
    delivery.count = dossier.statement["count"]
    delivery.paper_count = dossier.statement["paper"]["valid"]


def erase(dossier: Dossier) -> None:
    """Its file; the row stays, with the checksum."""
    if dossier.name:
        path_of(dossier).unlink(missing_ok=True)
    Dossier.objects.filter(pk=dossier.pk).update(state=State.ERASED, name="")


def erase_old() -> None:
    """Those older than DOSSIER_DAYS, and files that belong to none."""
    limit = timezone.now() - timedelta(days=settings.DOSSIER_DAYS)
    for dossier in Dossier.objects.filter(state=State.READY, finished_at__lt=limit):
        erase(dossier)
    known = set(Dossier.objects.exclude(name="").values_list("name", flat=True))
    with _alone() as alone:
        if alone and Path(settings.DOSSIER_FOLDER).is_dir():
            for file in Path(settings.DOSSIER_FOLDER).iterdir():
                if file.stem not in known:
                    file.unlink(missing_ok=True)


# --- What the worker does ----------------------------------------------------------------------------------


def build_requested() -> None:
    """Make all that were asked for; one that a killed worker left unfinished is made afresh."""
    waiting = Dossier.objects.filter(state__in=[State.WAITING, State.MAKING]).order_by("pk")
    if not waiting.exists():
        return
    with _alone() as alone:
        for dossier in waiting.select_related("petition__addressee") if alone else ():
            try:
                build(dossier)
            except Exception:
                # Whatever it was, staff must see that this one will not come.
                log.exception("Dossier %s could not be made", dossier.pk)
                Dossier.objects.filter(pk=dossier.pk).update(state=State.FAILED)


@contextmanager
def _alone() -> Iterator[bool]:
    """Whether no other process is making any; the lock ends with the process, however that ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [MAKING])
        [(mine,)] = cursor.fetchall()
        try:
            yield mine
        finally:
            if mine:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [MAKING])


def build(dossier: Dossier) -> None:
    """Raises what goes wrong; the half-made file is gone then."""
    petition = dossier.petition
    _tell(dossier, state=State.MAKING, percent=0)
    head = transparency.publish_head(petition, TreeHead.Occasion.DELIVERY)
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
            manifest = _write(Archive(archive), dossier, figures)
        unfinished.rename(folder / f"{name}.zip")
    finally:
        unfinished.unlink(missing_ok=True)
    _tell(
        dossier,
        state=State.READY,
        percent=100,
        name=name,
        size=(folder / f"{name}.zip").stat().st_size,
        manifest_sha256=hashlib.sha256(manifest).hexdigest(),
        statement=figures,
        finished_at=timezone.now(),
    )


def _tell(dossier: Dossier, **changes: Any) -> None:
    Dossier.objects.filter(pk=dossier.pk).update(**changes)


def _figures(petition: Petition, head: TreeHead) -> dict[str, Any]:
    """All that the papers tell: {"count", "countries", "by_country", "paper", "head", "statement", "duplicates"}."""
    counted = tallies.country_counts(petition.pk)
    return {
        "count": counted.total,
        "countries": counted.countries,
        "by_country": counted.by_country,
        "paper": paper_summary(petition.pk),
        "head": transparency.head_shape(head),
        "statement": head.statement,
        "duplicates": statement.duplicates(petition),
    }


class Archive:
    """A zip that keeps the checksum of whatever is put into it."""

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
        """As `sha256sum --check` reads it."""
        content = "".join(f"{digest}  {name}\n" for name, digest in self.sums.items()).encode()
        self._archive.writestr(MANIFEST, content)
        return content


def _write(archive: Archive, dossier: Dossier, figures: dict[str, Any]) -> bytes:
    """All its papers; the manifest."""
    petition, language = dossier.petition, dossier.petition.addressee.language

    def add_pdf(name: str, template: str, data: dict[str, Any]) -> None:
        archive.add(name, pdf.render_pdf(template, data, language=language))

    add_pdf("letter.pdf", "letter", dossier_documents.letter(petition, figures))
    add_pdf("tally.pdf", "tally", dossier_documents.tally(petition, figures))
    archive.add_lines("tally.csv", dossier_documents.tally_csv(figures))
    add_pdf("statement.pdf", "statement", dossier_documents.statement(petition, figures))
    archive.add("statement.json", dossier_documents.as_json(petition, figures))
    named = supporters.count(petition.pk)
    archive.add_lines("names.csv", supporters.csv(petition.pk))
    done = 0
    for number, volume in enumerate(supporters.volumes(petition.pk), start=1):
        add_pdf(
            f"names-{number:03}.pdf", "names", dossier_documents.names(petition, volume, number)
        )
        done += supporters.size(volume)
        _tell(dossier, percent=min(99, 5 + 94 * done // max(named, 1)))
    archive.add(README, dossier_documents.readme(petition, figures).encode())
    return archive.add_manifest()
