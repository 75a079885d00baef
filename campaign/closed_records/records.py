"""Closed records: people and news items that only some staff may see at the desk.

A record is closed once someone names staff or groups who may see it. For everyone else of the staff, administrators
included, it is as if it did not exist; what it has published stays public. The query is `visible_to()`, with which every admin
class begins (campaign/admin/base.py). A label that another page shows reads “a closed record”
(campaign/privacy/readers.py).

Whoever closes a record is on its list, so no one locks themselves out. If every account of the list is inactive, an
administrator can put themselves on it (`take_over`). A closed record never opens by itself, such as when its group is
deleted: `is_closed` is a column of its own.
"""

from collections.abc import Collection, Iterable
from typing import Any, ClassVar, Self, cast

from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import Group, User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from campaign.activity.log import Kind, record
from campaign.history.changes import attribute_to
from campaign.privacy import readers
from campaign.publishing.workflow import Publishable, PublishableQuerySet

MAX_DETAIL = 200  # characters, in the activity log


class ClosableQuerySet[M: "Closable"](PublishableQuerySet[M]):
    def visible_to(self, user: Any, *, also: Q | None = None) -> Self:
        """Without the records that are closed to this user. also: those that are kept nevertheless."""
        visible = Q(is_closed=False) | self._names(user)
        return self.filter(visible | also if also is not None else visible)

    def closed_to(self, user: Any) -> Self:
        return self.filter(is_closed=True).exclude(self._names(user))

    def visible_here(self) -> Self:
        """Those that the reader of this request may see; all if there is none, as in the worker."""
        reader = readers.current()
        return self.visible_to(reader.user) if reader else self

    def closed_here(self) -> Self:
        """Those that the reader of this request may not see; none if there is no reader."""
        reader = readers.current()
        return self.closed_to(reader.user) if reader else self.none()

    def _names(self, user: Any) -> Q:
        """Whether the list of a record has this user, or one of their groups."""
        staff: Any = self.model._meta.get_field("limited_to_staff")
        groups: Any = self.model._meta.get_field("limited_to_groups")
        by_name = staff.remote_field.through._default_manager.filter(
            **{staff.m2m_field_name(): OuterRef("pk"), "user": user.pk}
        )
        by_group = groups.remote_field.through._default_manager.filter(
            **{groups.m2m_field_name(): OuterRef("pk"), "group__user": user.pk}
        )
        return Q(Exists(by_name)) | Q(Exists(by_group))


class Closable(Publishable):
    """Something publishable that can be closed. The subclass needs a ClosableQuerySet as its manager."""

    is_closed = models.BooleanField(lazy("closed"), default=False, db_default=False, editable=False)
    limited_to_groups = models.ManyToManyField(
        Group, blank=True, editable=False, related_name="+", verbose_name=lazy("groups who see it")
    )
    limited_to_staff = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=lazy("staff who see it"),
    )

    class Meta(Publishable.Meta):
        abstract = True
        default_permissions: ClassVar[tuple[str, ...]] = (
            *Publishable.Meta.default_permissions,
            "close",
        )

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        readers.close_rows(cls, lambda user: _closed_keys(cls, user))

    @property
    def is_closed_here(self) -> bool:
        return self.is_closed and readers.is_closed_here(self)


def _closed_keys(model: Any, user: Any) -> Iterable[int]:
    keys: Iterable[int] = model._default_manager.closed_to(user).values_list("pk", flat=True)
    return keys


def readers_of(item: Closable) -> models.QuerySet[User]:
    """The accounts that can see a closed record now. An inactive account cannot."""
    named = Q(pk__in=item.limited_to_staff.values("pk"))
    in_group = Q(groups__in=item.limited_to_groups.values("pk"))
    staff = User.objects.filter(named | in_group, is_active=True, is_staff=True)
    return staff.distinct().order_by("username")


@transaction.atomic
def limit(item: Closable, *, groups: Collection[Group], staff: Collection[Any], by: Any) -> None:
    """Let only these see the record. Whoever does this stays on the list; if both are empty, it opens to all staff."""
    if by.pk is None:
        raise PermissionDenied  # every change needs an author
    attribute_to(by)
    was_closed, is_closed = item.is_closed, bool(groups or staff)
    names = {each.pk for each in staff} | ({by.pk} if is_closed else set())
    _write(item, is_closed, {each.pk for each in groups}, names)
    kind = Kind.CLOSED if is_closed else Kind.OPENED
    if was_closed or is_closed:
        record(kind, actor=by, subject=item, detail=_list_of(item))


@transaction.atomic
def take_over(item: Closable, *, by: Any) -> None:
    """Put an administrator on the list of a record that no one can see any more. Raises ValidationError."""
    if not by.is_superuser:
        raise PermissionDenied
    item.refresh_from_db(
        fields=["is_closed"], from_queryset=type(item)._default_manager.select_for_update()
    )
    if not item.is_closed or readers_of(item).exists():
        raise ValidationError(_("Someone can see it. Ask them to put you on its list."))
    attribute_to(by, "Taken over: no one on its list had an active account.")
    item.limited_to_staff.add(cast(User, by))
    record(Kind.CLOSED, actor=by, subject=item, detail=f"taken over: {_list_of(item)}"[:MAX_DETAIL])


def same_readers(one: Closable, other: Closable) -> bool:
    """Whether two records are both open, or have the same list."""
    return one.is_closed == other.is_closed and all(
        set(getattr(one, name).values_list("pk")) == set(getattr(other, name).values_list("pk"))
        for name in ("limited_to_groups", "limited_to_staff")
    )


def closed_records() -> list[Closable]:
    """All closed records, for administrators. Their contents are not to be shown."""
    return [
        item
        for model in apps.get_models()
        if issubclass(model, Closable) and not model._meta.proxy
        for item in model._default_manager.filter(is_closed=True).order_by("pk")
    ]


def _write(item: Closable, is_closed: bool, groups: set[int], staff: set[int]) -> None:
    item.is_closed = is_closed
    # Also `updated_at`: whoever has the form open is told that it has changed.
    item.save(update_fields=["is_closed", "updated_at"])
    item.limited_to_groups.set(groups)
    item.limited_to_staff.set(staff)


def _list_of(item: Closable) -> str:
    """The list, in the words of the activity log."""
    groups = item.limited_to_groups.order_by("pk").values_list("pk", flat=True)
    staff = item.limited_to_staff.order_by("pk").values_list("pk", flat=True)
    listed = [f"auth.group {pk}" for pk in groups] + [f"auth.user {pk}" for pk in staff]
    return ", ".join(listed)[:MAX_DETAIL]
