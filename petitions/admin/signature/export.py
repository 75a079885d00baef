"""The export of signatures: it asks for a reason, and the signer access log records it."""

from collections.abc import Generator, Sequence
from typing import Any, cast, override

from django import forms
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from campaign.admin.export import MAX_EARLIER, ExportMixin
from petitions.admin.signature.access import ReasonForm, filter_kinds
from petitions.admin.signature.filters import chosen_id
from petitions.handover import export
from petitions.models import SignerAccess
from petitions.signers import access_log


class SignatureExportMixin(ExportMixin):
    """Each signature as its signer chose to be shown. The right to it is `export_signature`."""

    export_title = lazy("Export signatures")
    export_header = export.HEADER
    export_name = "signatures"

    @override
    def export_rows(self, found: QuerySet[Any]) -> Generator[Sequence[Any]]:
        return export.signature_rows(found)

    @override
    def export_form(self, data: Any) -> forms.Form:
        return ReasonForm(data)

    @override
    def describe_filters(self, request: HttpRequest, changelist: Any) -> str:
        """Only the kinds of the filters, as the log has them."""
        return ", ".join(sorted(filter_kinds(request.GET))) or _("all")

    @override
    def log_rows[R](
        self, request: HttpRequest, rows: Generator[R], form: forms.Form, description: str
    ) -> Generator[R]:
        entry = access_log.record(
            cast(User, request.user), SignerAccess.Kind.EXPORT, reason=cast(ReasonForm, form).reason,
            petition=chosen_id(request), filters=filter_kinds(request.GET), found=None,
        )  # fmt: skip
        return access_log.count_rows(rows, entry)

    @override
    def earlier_exports(self) -> list[tuple[Any, Any, str]]:
        return [
            (each.at, each.author, describe_export(each))
            for each in access_log.latest_exports()[:MAX_EARLIER]
        ]


def describe_export(entry: SignerAccess) -> str:
    rows = "?" if entry.found is None else number_format(entry.found, force_grouping=True)
    parts = [str(entry.petition or ""), entry.filters, entry.reason]
    return f"{_('Signatures:')} {rows} ({'; '.join(filter(None, parts))})"
