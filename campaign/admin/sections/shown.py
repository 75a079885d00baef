"""The sections of one form as the page shows them: their parts, their states, and which are open."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from django.contrib.admin.utils import flatten
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_stubs_ext import StrOrPromise

from campaign.admin.sections.declared import Section
from campaign.handbook.chapters import Place, place

FEW = 8  # sections: so many are all open, because that is still easy to look over
EMPTY: tuple[Any, ...] = (None, "", False, [], ())


class State(StrEnum):
    """The end of a CSS class. The words beside it say the same."""

    ERROR = "error"
    TO_DO = "to-do"
    DONE = "done"
    FILLED = "filled"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True)
class Part:
    """A fieldset or an inline of Django, or a template that shows a panel. name: its first field, or its prefix."""

    name: str
    title: StrOrPromise
    fields: frozenset[str]
    fieldset: Any = None
    inline: Any = None
    panel: Any = None
    template: str = ""

    def answers_to(self, name: str) -> bool:
        return name == self.name or name in self.fields


@dataclass(frozen=True, slots=True)
class Checklist:
    """What the item lacks, and which requirements are met. Each may say its field (`ToDo`).

    is_known: False for a new item, which is not checked yet.
    """

    missing: Collection[str] = ()
    done: Collection[str] = ()
    is_known: bool = False


@dataclass(frozen=True, slots=True)
class ShownSection:
    name: str
    title: StrOrPromise
    parts: list[Part]
    state: State
    words: str
    is_changed: bool = False  # by what was typed, and is not saved
    is_open: bool = True
    handbook: Place | None = None


@dataclass(frozen=True, slots=True)
class Contents:
    """All sections of a form. A form with one section has no table of contents."""

    sections: list[ShownSection] = field(default_factory=list)

    @property
    def summary(self) -> str:
        """What is left to do, for the head of the table of contents."""
        errors = sum(each.state == State.ERROR for each in self.sections)
        to_do = sum(each.state == State.TO_DO for each in self.sections)
        if errors:
            return ngettext("errors in %d section", "errors in %d sections", errors) % errors
        if to_do:
            return _("%d to do") % to_do
        return ""


def contents_of(
    declared: Sequence[Section],
    adminform: Any,
    inlines: Iterable[Any],
    checklist: Checklist,
    extra: Iterable[ShownSection] = (),
) -> Contents:
    """adminform, inlines: as Django's view of a form makes them. It asks the database nothing. extra: sections after these."""
    form = adminform.form
    parts = [*_fieldsets(adminform), *_inlines(inlines)]
    groups = list(_grouped(declared, parts))
    shown = [_shown(section, ps, form, checklist) for section, ps in groups]
    return Contents([*_opened(shown, groups), *extra])


def contents_of_form(declared: Sequence[Section], form: Any) -> Contents:
    """Of a form that is no form of an admin class. parts: the names of its fields. The template lays them out."""
    sections = []
    for section in declared:
        part = Part(section.name, section.title, frozenset(section.parts))
        sections.append(_shown(section, [part], form, Checklist()))
    return Contents(sections)


def _fieldsets(adminform: Any) -> Iterator[Part]:
    for fieldset in adminform:
        names = [str(name) for name in flatten(fieldset.fields)]
        if names:
            title = fieldset.name or capfirst(fieldset.model_admin.opts.verbose_name)
            yield Part(names[0], title, frozenset(names), fieldset=fieldset)


def _inlines(inlines: Iterable[Any]) -> Iterator[Part]:
    for inline in inlines:
        prefix = inline.formset.prefix
        title = capfirst(inline.opts.verbose_name_plural)
        yield Part(prefix, title, frozenset({prefix}), inline=inline)


def _grouped(
    declared: Sequence[Section], parts: list[Part]
) -> Iterator[tuple[Section, list[Part]]]:
    """The declared sections that have parts here, then a section for each part that is left."""
    left = list(parts)
    for section in declared:
        own = [part for name in section.parts for part in left if part.answers_to(name)]
        own = list({part.name: part for part in own}.values())
        left = [part for part in left if part not in own]
        if own:
            yield section, own
    for part in left:
        yield Section(part.name, part.title, (part.name,)), [part]


def _shown(section: Section, parts: list[Part], form: Any, checklist: Checklist) -> ShownSection:
    state, words = _state(section, parts, form, checklist)
    is_changed = form.is_bound and any(_is_changed(part, form) for part in parts)
    handbook = place(section.handbook) if section.handbook else None
    return ShownSection(
        section.name, section.title, parts, state, words, is_changed, handbook=handbook
    )


def _state(
    section: Section, parts: list[Part], form: Any, checklist: Checklist
) -> tuple[State, str]:
    fields = frozenset().union(*(part.fields for part in parts))
    if errors := sum(_errors(part, form) for part in parts):
        return State.ERROR, ngettext("%d error", "%d errors", errors) % errors
    if to_do := _about(fields, checklist.missing):
        return State.TO_DO, _("%d to do") % to_do
    is_filled = any(_is_filled(part, form) for part in parts)
    is_awaited = section.is_needed and not checklist.is_known and not is_filled
    if is_awaited or any(_lacks_required(part, form) for part in parts):
        return State.TO_DO, _("To do")
    if _about(fields, checklist.done):
        return State.DONE, _("Done")
    if is_filled:
        return State.FILLED, _filled_words(parts)
    if not any(part.inline or part.fields & form.fields.keys() for part in parts):
        return State.FILLED, _("Only shown")
    return State.EMPTY, _("Optional")


def _about(fields: Collection[str], points: Iterable[str]) -> int:
    """How many points of a checklist are about one of these fields."""
    return sum(getattr(point, "field", "") in fields for point in points)


def _errors(part: Part, form: Any) -> int:
    if not form.is_bound:
        return 0
    if part.inline:
        return int(part.inline.formset.total_error_count())
    return sum(len(form.errors.get(name, ())) for name in part.fields)


def _is_changed(part: Part, form: Any) -> bool:
    if part.inline:
        return bool(part.inline.formset.has_changed())
    return not part.fields.isdisjoint(form.changed_data)


def _rows(part: Part) -> int:
    """The rows with something in them. Those that were just typed count, too."""
    formset = part.inline.formset
    typed = sum(form.has_changed() for form in formset.extra_forms) if formset.is_bound else 0
    return int(formset.initial_form_count()) + typed


def _is_filled(part: Part, form: Any) -> bool:
    if part.inline:
        return _rows(part) > 0
    return any(_says_something(form, name) for name in part.fields if name in form.fields)


def _lacks_required(part: Part, form: Any) -> bool:
    """Whether a field is empty without which the form is not saved."""
    if part.inline:
        return False
    required = (name for name in part.fields & form.fields.keys() if form.fields[name].required)
    return any(form[name].value() in EMPTY for name in required)


def _says_something(form: Any, name: str) -> bool:
    """Whether a field has a value that is not the one with which every new item begins."""
    value = form[name].value()
    if value in EMPTY:
        return False
    model = getattr(getattr(form, "_meta", None), "model", None)
    columns = {column.name: column for column in model._meta.concrete_fields} if model else {}
    return name not in columns or value != columns[name].get_default()


def _filled_words(parts: list[Part]) -> str:
    if all(part.inline for part in parts):
        rows = sum(map(_rows, parts))
        return ngettext("%d entry", "%d entries", rows) % rows
    return _("Filled in")


def _opened(
    sections: list[ShownSection], groups: list[tuple[Section, list[Part]]]
) -> list[ShownSection]:
    """Open what needs work, and what was typed. If there is nothing, the first one. A short form is open as a whole."""
    urgent = {State.ERROR, State.TO_DO}
    wanted = [
        each.state in urgent or each.is_changed or (len(sections) <= FEW and not section.is_rare)
        for each, (section, _parts) in zip(sections, groups, strict=True)
    ]
    if not any(wanted):
        wanted = [True, *wanted[1:]]
    return [replace(each, is_open=is_open) for each, is_open in zip(sections, wanted, strict=False)]
