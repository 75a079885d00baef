"""Opens and closes the site. Only this module writes the row and, with it, the file that requests read."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from campaign.activity.log import Kind, record
from campaign.site_closing import state_file
from campaign.site_closing.models import SiteState
from campaign.site_closing.password import make_hash
from campaign.site_closing.state_file import State
from campaign.web import page_cache


@transaction.atomic
def switch(mode: str, *, notice: str, password: str = "", by: Any) -> None:
    """password: a new one for visitors; empty to keep the one there is.

    Raises OSError if the file cannot be written: then nothing has changed.
    """
    if by.pk is None:
        raise PermissionDenied
    SiteState.objects.get_or_create(pk=1)
    row = SiteState.objects.select_for_update().get(pk=1)
    row.mode, row.notice = mode, notice
    if password:
        row.password = make_hash(password)
    row.save()
    record(Kind.SWITCHED, actor=by, subject=row, detail=f"site {mode}")
    # Under the lock of the row, so that of two changes the file has the second.
    state_file.write(State(row.mode, row.notice, row.password))
    page_cache.invalidate_after_commit()
