"""What the section shows in the table of contents, and whether it is open at first."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaign.admin.collaboration.form import TogetherForm
from campaign.admin.sections.shown import Part, ShownSection, State

NAME = "together"
TEMPLATE = "admin/collaboration/_section.html"


def section_of(form: TogetherForm) -> ShownSection:
    title = _("Working together")
    is_sent = form.is_bound and form.is_sent
    waiting = form.open_threads
    state, words = State.EMPTY, _("Optional")
    if is_sent and form.errors:
        state, words = (
            State.ERROR,
            ngettext("%d error", "%d errors", len(form.errors)) % len(form.errors),
        )
    elif waiting:
        words = ngettext("%d open remark", "%d open remarks", waiting) % waiting
        state = State.FILLED
    elif form.owner_now or form.day or form.threads:
        state, words = State.FILLED, _("Filled in")
    part = Part(NAME, title, frozenset(), panel=form, template=TEMPLATE)
    return ShownSection(
        NAME,
        title,
        [part],
        state,
        words,
        is_changed=is_sent and form.has_changed(),
        is_open=bool(waiting) or state == State.ERROR,
    )
