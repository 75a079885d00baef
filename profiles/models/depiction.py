"""Whom a picture shows: everyone whose portrait it ever was, and everyone whom staff have named since."""

from typing import Self

from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, Value, When
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from campaign.images.models import Picture
from campaign.publishing.workflow import State
from profiles.models.consent import Consent
from profiles.models.references import reference
from profiles.models.vocabulary import Identity


class DepictionQuerySet(models.QuerySet["Depiction"]):
    def refused(self) -> Self:
        """Of people who do not allow that the picture is public: a picture with one of these is hidden everywhere.

        They are withdrawn, not fully named, without a consent for the photo, or erased.
        """
        merged = Q(detainee__merged_into__isnull=False)
        allowed = merged & _allows("detainee__merged_into") | ~merged & _allows("detainee")
        allows = Case(When(allowed, then=Value(True)), default=Value(False))
        return self.annotate(allows=allows).filter(allows=False)


def _allows(person: str) -> Q:
    agreed = Consent.objects.allowing_profile(of=OuterRef(person)).covering("photo")
    return Q(
        Exists(agreed),
        ~Q(**{f"{person}__state": State.WITHDRAWN}),
        **{f"{person}__identity": Identity.FULL},
    )


class Depiction(models.Model):
    """One person in a picture.

    A trigger adds the row when a picture becomes a portrait (migrations/sql/depictions.sql), and nothing removes it
    when it is a portrait no longer: the face is still in it. Only staff who may publish remove it, if the person is not
    in the picture after all.
    """

    picture = models.ForeignKey(
        Picture, models.CASCADE, related_name="depictions", verbose_name=lazy("picture")
    )
    detainee = models.ForeignKey(
        "profiles.Detainee", models.SET_NULL, null=True, related_name="+", verbose_name=lazy("person"),
    )  # fmt: skip  # null: someone who was erased

    objects = DepictionQuerySet.as_manager()

    class Meta:
        verbose_name = lazy("person in the picture")
        verbose_name_plural = lazy("people in the picture")
        default_permissions = ("view", "add", "delete")
        constraints = (
            models.UniqueConstraint(
                fields=["picture", "detainee"],
                name="depiction_once",
                violation_error_message=lazy("This person is named already."),
            ),
        )

    def __str__(self) -> str:
        return reference(self.detainee_id) if self.detainee_id else _("Someone who was erased")
