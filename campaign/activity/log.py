"""Writes the activity log."""

from collections.abc import Iterable

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import models, transaction
from django.db.transaction import TransactionManagementError

from campaign.activity.models import Activity

Kind = Activity.Kind

type Actor = AbstractBaseUser | AnonymousUser | None
type Subject = models.Model | type[models.Model] | None


def record(kind: Kind, *, actor: Actor, subject: Subject = None, detail: str = "") -> None:
    """Write an entry. It is stored if and only if the transaction around it is.

    actor: None for a command or a job. subject: a row, or the model of several. detail: fixed words and references
    ("auth.group 3"), never what someone typed. Raises TransactionManagementError outside of a transaction.
    """
    record_all(kind, actor=actor, subjects=[subject], detail=detail)


def record_all(kind: Kind, *, actor: Actor, subjects: Iterable[Subject], detail: str = "") -> None:
    """Write an entry for each subject."""
    if not transaction.get_connection().in_atomic_block:
        raise TransactionManagementError(
            "The activity log needs the transaction of what it records."
        )
    Activity.objects.bulk_create(
        Activity(
            actor_id=actor.pk if actor else None,
            kind=kind,
            subject=subject._meta.label_lower if subject else "",
            subject_pk=subject.pk if isinstance(subject, models.Model) else None,
            detail=detail,
        )
        for subject in subjects
    )
