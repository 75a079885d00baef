"""The form of a public item: what it saves is kept as a working version.

Django's admin shows and saves the form as always, but on rows over which the working version is laid. What the form writes is
read from the history and taken back (campaign/working_versions). So inlines, merging with colleagues and mistakes work
as in any form, and nothing of it is public.
"""

from dataclasses import dataclass, field
from typing import Any, ClassVar, override

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from campaign.admin.base import DeskAdmin, RefusedError
from campaign.autosave import notes
from campaign.history.changes import TrackChanges
from campaign.publishing import four_eyes
from campaign.publishing.workflow import Publishable, Stage, State
from campaign.web import page_cache
from campaign.working_versions import applying, keeping, publishing
from campaign.working_versions.applying import CannotApplyError, Conflict
from campaign.working_versions.keeping import Written
from campaign.working_versions.models import WorkingVersion

KEEP, PUBLISH = "_keep", "_publish"
# Buttons that make a change public. Django's own names are for scripts: the form of a public item does not show them.
PUBLIC_BUTTONS = (PUBLISH, "_save", "_addanother")
SEEN_CONFLICTS = "_seen_conflicts"  # a hidden input of the panel
PUBLISHED_TEXT = (
    "published"  # in the address: edit what the public sees, and leave the working version as it is
)

_OF_REQUEST = "edited_version"


@dataclass(slots=True)
class Editing:
    """How this request edits a public item.

    conflicts: what someone else has changed since the version was kept; is_seen: whether the form has shown all of it.
    goes_live: whether the pressed button publishes. newest: the newest change of the history before the version was laid over. form, written:
    once it is saved.
    """

    item: Publishable
    version: WorkingVersion | None
    conflicts: list[Conflict]
    is_seen: bool = False
    goes_live: bool = False
    newest: int = 0
    form: Any = None
    written: list[Written] | None = None
    why: str = ""

    @property
    def unseen(self) -> set[tuple[str, int]]:
        """The rows whose conflicts stay, since no one has decided them yet."""
        return set() if self.is_seen else {(each.table, each.row) for each in self.conflicts}


@dataclass(slots=True)
class Found:
    """The working version that this request has looked for, so that a page asks for it once."""

    versions: dict[int, WorkingVersion | None] = field(default_factory=dict)


class VersionedAdmin(DeskAdmin):
    """keeps_versions: whether its items have working versions. Not where saving writes files."""

    keeps_versions: ClassVar[bool] = True

    def has_publish_permission(self, request: HttpRequest) -> bool:
        raise NotImplementedError

    def version_of(self, request: HttpRequest, item: Any) -> WorkingVersion | None:
        """Asked for once a request."""
        found: Found = request.__dict__.setdefault("found_versions", Found())
        if item.pk not in found.versions:
            found.versions[item.pk] = keeping.version_of(item) if self.keeps_versions else None
        return found.versions[item.pk]

    @override
    def takes_effect(self, request: HttpRequest) -> bool:
        return editing_of(request) is None

    def goes_live(self, request: HttpRequest) -> bool:
        """Whether the pressed button publishes what the form keeps."""
        editing = editing_of(request)
        return editing is not None and editing.goes_live

    # --- The form ---

    def _changeform_view(
        self, request: HttpRequest, object_id: str | None, form_url: str, extra_context: Any
    ) -> HttpResponse:
        """Django's own, for showing and for saving. The transaction of a POST is open."""
        editing = self._begin(request, object_id)
        request.__dict__[_OF_REQUEST] = editing
        run: Any = super()._changeform_view  # type: ignore[misc]
        if editing is None:
            return run(request, object_id, form_url, extra_context)  # type: ignore[no-any-return]
        try:
            editing.newest = keeping.newest_change()
            with applying.shown(editing.version, editing.item):
                response: HttpResponse = run(request, object_id, form_url, extra_context)
                if isinstance(response, TemplateResponse):
                    response.render()  # while the rows are those of the version
        except CannotApplyError as error:
            messages.error(request, " ".join(error.messages))
            return HttpResponseRedirect(self.item_url("version", editing.item))
        if editing.written is not None:
            self._keep(request, editing)
        return response

    def item_url(self, name: str, item: Publishable) -> str:
        raise NotImplementedError

    def _begin(self, request: HttpRequest, object_id: str | None) -> Editing | None:
        """None: the form shows and saves what stands there now, as always."""
        if not (self.keeps_versions and object_id and object_id.isascii() and object_id.isdigit()):
            return None
        if request.method == "POST":
            return self._begin_saving(request, object_id)
        version = self.version_of(request, self.model(pk=int(object_id)))
        if version is None or self._edits_published_text(request):
            return None
        item = self.get_object(request, object_id)
        if item is None or item.stage != Stage.PUBLISHED:
            return None
        if not self.has_change_permission(request, item):
            return None
        return Editing(item, version, applying.conflicts_of(version))

    def _begin_saving(self, request: HttpRequest, object_id: str) -> Editing | None:
        locked = self.model._base_manager.select_for_update(of=("self",)).filter(pk=object_id)
        if locked.values_list("state", flat=True).first() != State.PUBLISHED:
            return None
        item = self.get_object(request, object_id)
        if item is None or item.stage != Stage.PUBLISHED:
            return None
        goes_live = self.has_publish_permission(request) and any(
            name in request.POST for name in PUBLIC_BUTTONS
        )
        needs_two = four_eyes.applies_to(item)
        version = self.version_of(request, item)
        if goes_live and not needs_two and (version is None or self._edits_published_text(request)):
            return None
        conflicts = applying.conflicts_of(version) if version else []
        is_seen = request.POST.get(SEEN_CONFLICTS, "") == applying.digest(conflicts)
        return Editing(item, version, conflicts, is_seen, goes_live)

    def _edits_published_text(self, request: HttpRequest) -> bool:
        return PUBLISHED_TEXT in request.GET and self.has_publish_permission(request)

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        editing = editing_of(request)
        form.seen_version = editing.version.seen if editing and editing.version else ""
        return form

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if editing := editing_of(request):
            editing.form, editing.why = form, form.cleaned_data.get("why", "")

    # --- Keeping what it saved ---

    def note_what_was_saved(self, request: HttpRequest, item: Any) -> HttpResponse | None:
        """Before the edit is taken back: read what it has written. None if it is not kept for later."""
        editing = editing_of(request)
        if editing is None:
            return None
        try:
            connection.check_constraints()
        except IntegrityError as error:
            raise RefusedError(
                _("Something that you chose is gone. Choose again, and save once more.")
            ) from error
        editing.written = keeping.written_since(editing.item, editing.newest)
        return HttpResponseRedirect(self.item_url("change", item))

    def _keep(self, request: HttpRequest, editing: Editing) -> None:
        changes = list(keeping.entries(editing.item, editing.written or ()))
        was_scheduled = editing.version is not None and editing.version.publish_at is not None
        before = editing.version and editing.version.revision
        version = keeping.keep(
            editing.item,
            editing.version,
            changes,
            author=request.user,
            why=editing.why,
            unseen=editing.unseen,
        )
        self.save_at_once(request, editing.form)
        switched = self._switch(request, editing.form)
        notes.settle(request, is_saved=True)
        request.__dict__.pop("found_versions", None)
        request.__dict__[_OF_REQUEST] = None
        if switched and (version is None or version.revision == before):
            self.message_user(request, _("Saved. It takes effect at once."))
            return
        if version is None:
            messages.info(request, _("This is what is public already. There is nothing to keep."))
            return
        if was_scheduled and version.revision != before:
            messages.warning(
                request, _("It was scheduled. After your change it is not: schedule it again.")
            )
        if not editing.goes_live:
            kept = _("Your changes to “%s” are kept as a working version. They are not public.")
            messages.success(request, kept % editing.item)
            return
        self.publish_version(request, editing.item, version)

    def _switch(self, request: HttpRequest, form: Any) -> bool:
        """Save at once what the history does not follow, such as a switch against an attack. It is no text."""
        tracked = (each for each in self.opts.constraints if isinstance(each, TrackChanges))
        without = {name for each in tracked for name in each.without}
        switched = [name for name in form.changed_data if name in without]
        if switched:
            values = {name: form.cleaned_data[name] for name in switched}
            self.model._base_manager.filter(pk=form.instance.pk).update(**values)
            self.record_fields(request, form, switched, is_new=False)
            page_cache.invalidate_after_commit()
        return bool(switched)

    def publish_version(self, request: HttpRequest, item: Any, version: WorkingVersion) -> bool:
        """Publish what was kept, and say what came of it."""
        try:
            with transaction.atomic():
                publishing.publish(item, author=request.user, seen=version.seen)
        except ValidationError as error:
            heading = _("“%s” is kept as a working version, but not published:") % item
            messages.error(request, " ".join([heading, *error.messages]))
            return False
        messages.success(request, _("The changes of “%s” are published.") % item)
        return True


def editing_of(request: HttpRequest) -> Editing | None:
    """How this request edits a public item; None if it saves what stands there now."""
    return request.__dict__.get(_OF_REQUEST)
