"""Shows a form of Django's admin as it was typed, with the rows that were added, and without checking it.

The admin shows what was typed only when a form was posted and is not valid. So these forms are bound to what was typed,
are never valid, and have no mistakes. They also keep the values at which they were opened (`show_hidden_initial`), so
what colleagues have saved meanwhile is still merged field by field (campaign/admin/merging.py).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.forms.utils import ErrorDict
from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict

from campaign.autosave.typed import Typed


@contextmanager
def posted(request: HttpRequest, typed: Typed) -> Iterator[None]:
    """Within the block, the request is one that has posted this."""
    method, request.method = request.method, "POST"
    request.POST = typed.query_dict()  # type: ignore[assignment]
    request._files = MultiValueDict()  # type: ignore[attr-defined]
    try:
        yield
    finally:
        request.method = method


def leave_unchecked(form: Any) -> Any:
    """form: a class of this request alone, as the admin makes them."""
    form.full_clean, form.is_valid = _form_without_mistakes, _is_never_valid
    return form


def leave_set_unchecked(formset: Any) -> Any:
    leave_unchecked(formset.form)
    formset.full_clean, formset.is_valid = _set_without_mistakes, _is_never_valid
    return formset


def _form_without_mistakes(form: Any) -> None:
    form._errors, form.cleaned_data = ErrorDict(), {}


def _set_without_mistakes(formset: Any) -> None:
    formset._errors = [ErrorDict() for _form in formset.forms]
    formset._non_form_errors = formset.error_class()


def _is_never_valid(form_or_set: Any) -> bool:
    return False
