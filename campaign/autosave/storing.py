"""Keeps, finds and erases unsaved work. Only its owner finds it."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.apps import apps
from django.contrib.auth.models import User
from django.db import models, transaction
from django.utils import timezone

from campaign.activity.models import Activity
from campaign.autosave.marks import Mark
from campaign.autosave.models import UnsavedWork
from campaign.autosave.typed import Typed
from campaign.publishing.workflow import Publishable

LIFETIME = timedelta(days=7)  # since the last change
MOST = 50  # of one account; then the oldest goes


class GoneError(Exception):
    """What the form changes was erased, or its owner may not log in any more."""


@transaction.atomic
def keep(mark: Mark, typed: Typed) -> UnsavedWork:
    """Keep the work for the owner of the form, in place of what was kept of it before.

    Raises TooLongError or GoneError.
    """
    content = typed.to_json()
    if not User.objects.filter(pk=mark.owner, is_active=True, is_staff=True).exists():
        raise GoneError
    work, is_new = UnsavedWork.objects.update_or_create(
        owner_id=mark.owner,
        path=mark.path,
        form=mark.form,
        defaults={
            "model": mark.model,
            "object_pk": mark.object_pk,
            "opened_at": mark.opened_at,
            "kept_at": timezone.now(),
            "content": content,
        },
    )
    if mark.object_pk and not _with_work(mark.model, [mark.object_pk]):
        raise GoneError
    if is_new:
        newest = UnsavedWork.objects.filter(owner_id=mark.owner).order_by("-kept_at", "-pk")
        UnsavedWork.objects.filter(owner_id=mark.owner).exclude(
            pk__in=list(newest.values_list("pk", flat=True)[:MOST])
        ).delete()
    return work


def of(user: Any) -> models.QuerySet[UnsavedWork]:
    """This account's unsaved work, the newest first."""
    return UnsavedWork.objects.filter(
        owner_id=user.pk, kept_at__gt=timezone.now() - LIFETIME
    ).order_by("-kept_at", "-pk")


# --- Erasing -----------------------------------------------------------------------------------------------------


def erase_form(mark: Mark) -> None:
    """The form was saved."""
    UnsavedWork.objects.filter(owner_id=mark.owner, path=mark.path, form=mark.form).delete()


def erase_about(model: type[models.Model], pks: Iterable[object]) -> None:
    """Erase everyone's unsaved work about these objects, which are erased or deleted."""
    UnsavedWork.objects.filter(
        model=model._meta.label_lower, object_pk__in=[str(pk) for pk in pks]
    ).delete()


def erase_with(model: type[models.Model], pks: Iterable[object]) -> None:
    """Staff delete these. Whoever was writing a text for the site can still read what they typed (words.py).

    Of a person, a tip, a signature or a picture nothing stays: to delete one is to erase it.
    """
    if not issubclass(model, Publishable):
        erase_about(model, pks)


def erase_all_of(user: Any) -> None:
    """For an account that is made inactive."""
    UnsavedWork.objects.filter(owner_id=user.pk).delete()


def delete_expired() -> None:
    """Delete what is older than LIFETIME, and what no one can save any more."""
    UnsavedWork.objects.filter(kept_at__lte=timezone.now() - LIFETIME).delete()
    UnsavedWork.objects.exclude(owner__is_active=True, owner__is_staff=True).delete()
    of_objects = UnsavedWork.objects.exclude(object_pk="")
    for model in set(of_objects.values_list("model", flat=True)):
        pks = set(of_objects.filter(model=model).values_list("object_pk", flat=True))
        gone = pks - _with_work(model, pks)
        UnsavedWork.objects.filter(model=model, object_pk__in=gone).delete()


def _with_work(model: str, pks: Iterable[str]) -> set[str]:
    """Those that are still there, and texts that staff have deleted. What was erased for good is in neither.

    No one can type a number into the mark that this model does not know.
    """
    kind, keys = apps.get_model(model), list(pks)
    there = kind._base_manager.filter(pk__in=keys).values_list("pk", flat=True)
    found = {str(pk) for pk in there}
    if issubclass(kind, Publishable) and found != set(keys):
        deleted = Activity.objects.filter(
            kind=Activity.Kind.DELETED, subject=model, subject_pk__in=keys
        )
        found |= {str(pk) for pk in deleted.values_list("subject_pk", flat=True)}
    return found
