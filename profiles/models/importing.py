"""Spreadsheets that staff imported: the file, and the result of every row."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from campaign.privacy.encryption import EncryptedTextField
from campaign.text.fields import LineField
from profiles.models import vocabulary


class ImportBatch(models.Model):
    """One spreadsheet, from its upload to its drafts.

    form: how the file is read (profiles.importing.reading.tables.ReadOptions). columns: the target of each column.
    decisions: what staff decided beside that (profiles.importing.columns.decisions).
    done: processed rows, out of `total`. started_by: the member of staff who started the check, import or undo.
    """

    class State(models.TextChoices):
        UPLOADED = "uploaded", _("Not checked yet")
        CHECKING = "checking", _("Being checked")
        CHECKED = "checked", _("Checked: nothing is imported yet")
        IMPORTING = "importing", _("Being imported")
        STOPPED = "stopped", _("Stopped")
        DONE = "done", _("Imported")
        UNDOING = "undoing", _("Being undone")
        UNDONE = "undone", _("Undone")

    file_name = models.CharField(_("file"), max_length=150)
    sha256 = models.CharField(_("checksum (SHA-256)"), max_length=64)
    size = models.PositiveIntegerField(_("bytes"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.UPLOADED)
    form = models.JSONField(default=dict)
    headings = models.JSONField(default=list)
    columns = models.JSONField(default=list)
    decisions = models.JSONField(default=dict)
    source_kind = models.CharField(
        _("kind of source"),
        max_length=20,
        blank=True,
        choices=vocabulary.SourceKind,
    )
    source_name = LineField(
        _("source named in public as"),
        max_length=120,
        blank=True,
    )
    total = models.PositiveIntegerField(_("rows"), default=0)
    done = models.PositiveIntegerField(_("done"), default=0)
    trouble = models.TextField(_("error"), blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("author")
    )
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+",
        verbose_name=_("started by"),
    )  # fmt: skip
    created_at = models.DateTimeField(_("uploaded"), auto_now_add=True)
    finished_at = models.DateTimeField(_("finished"), null=True)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ("-created_at", "-pk")
        default_permissions = ("view", "add")
        indexes = (models.Index(fields=["sha256"], name="import_of_the_same_file"),)
        constraints = (
            models.CheckConstraint(
                name="import_source_has_kind_and_name",
                condition=Q(source_kind="", source_name="")
                | ~Q(source_kind="") & ~Q(source_name=""),
                violation_error_message=_(
                    "Give both the kind of the source and its name, or none."
                ),
            ),
        )

    def __str__(self) -> str:
        return self.file_name


class ImportFile(models.Model):
    """The encrypted file. It is stored until its rows are drafts, or for some days.

    sealed: the encrypted file. sheet: for a workbook, the encrypted content of the chosen sheet.
    """

    batch = models.OneToOneField(ImportBatch, models.CASCADE, primary_key=True, related_name="file")
    sealed = models.BinaryField()
    sheet = models.BinaryField(null=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"file of {self.batch_id}"


class ImportRow(models.Model):
    """What one row of the file would change, or has changed.

    key: the number of the person in the source of the file. sealed: encrypted; few staff may read it.
    stamp: `updated_at` of the person after the import. It differs if someone has edited the person since.
    before: the replaced values and the new rows, for undoing.
    """

    class Outcome(models.TextChoices):
        CREATE = "create", _("New draft")
        UPDATE = "update", _("Change to a draft")
        UNCHANGED = "unchanged", _("Nothing new")
        PROPOSED = "proposed", _("Not a draft: for you to decide")
        DUPLICATE = "duplicate", _("Imported before: left out")
        PROBLEM = "problem", _("Cannot be imported")
        KEPT = "kept", _("Edited since: not undone")
        UNDONE = "undone", _("Undone")
        ERASED = "erased", _("Erased with the person")

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField(_("row"))
    outcome = models.CharField(_("result"), max_length=10, choices=Outcome)
    name = models.CharField(_("name"), max_length=120, blank=True)
    key = models.CharField(_("number in that source"), max_length=100, blank=True)
    detainee = models.ForeignKey(
        "profiles.Detainee", models.CASCADE, null=True, related_name="import_rows",
        verbose_name=_("person"),
    )  # fmt: skip
    problems = models.JSONField(default=list)
    warnings = models.JSONField(default=list)
    changes = models.JSONField(default=list)
    sealed = EncryptedTextField(blank=True)
    stamp = models.DateTimeField(null=True)
    before = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("imported row")
        verbose_name_plural = _("imported rows")
        ordering = ("number",)
        default_permissions = ()
        constraints = (models.UniqueConstraint(fields=["batch", "number"], name="import_row_once"),)
        indexes = (models.Index(fields=["key"], condition=~Q(key=""), name="import_row_key"),)

    def __str__(self) -> str:
        return f"{self.number}: {self.get_outcome_display()}"


class ImportLayout(models.Model):
    """What staff chose for the columns of a file, saved for the next file of this kind.

    columns: target by heading. decisions: what else staff decided about a column, by heading.
    """

    name = models.CharField(_("name"), max_length=80, unique=True)
    columns = models.JSONField(default=dict)
    decisions = models.JSONField(default=dict)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("author")
    )
    saved_at = models.DateTimeField(_("saved"), auto_now=True)

    class Meta:
        verbose_name = _("file layout")
        verbose_name_plural = _("file layouts")
        ordering = ("name",)
        default_permissions = ("delete",)

    def __str__(self) -> str:
        return self.name
