"""The admin of pictures, with the people in them."""

from typing import Any, override

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from campaign.admin.fields.inlines import DeskTabularInline
from campaign.admin.pictures import PictureAdmin
from campaign.images.models import Picture
from profiles.models import Depiction, Detainee
from profiles.safety import four_eyes


class DepictionFormSet(BaseInlineFormSet[Depiction, Picture, Any]):
    @override
    def clean(self) -> None:
        """Whose portrait it is now is in it."""
        super().clean()
        removed = [form.instance.detainee_id for form in self.deleted_forms if form.instance.pk]
        if not removed:
            return
        portrayed = Detainee.objects.filter(pk__in=removed, portrait=self.instance)
        if named := ", ".join(person.reference for person in portrayed):
            message = _("It is the portrait of %(people)s. Choose another portrait there first.")
            raise ValidationError(message % {"people": named})


class DepictionInline(DeskTabularInline):
    model = Depiction
    formset = DepictionFormSet
    fields = ("detainee",)
    autocomplete_fields = ("detainee",)
    extra = 0
    verbose_name_plural = lazy(
        "The people in the picture (it is public only while all of them allow it)"
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Depiction]:
        return super().get_queryset(request).select_related("detainee")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A row is added or removed. Changing it would make the picture forget someone."""
        return False


@admin.register(Picture)
class PictureOfPeopleAdmin(PictureAdmin):
    @override
    def get_inlines(self, request: HttpRequest, obj: Picture | None = None) -> Any:
        """An upload leads to the form of the picture, which asks who is in it."""
        return (DepictionInline,) if obj else ()

    @override
    def save_model(self, request: HttpRequest, obj: Picture, form: Any, change: bool) -> None:
        form.hidden_pictures = four_eyes.hidden_pictures(obj)
        super().save_model(request, obj, form, change)

    @override
    def refuse_what_was_saved(self, request: HttpRequest, form: Any) -> None:
        super().refuse_what_was_saved(request, form)
        four_eyes.refuse_to_show(form.hidden_pictures)

    @override
    def who_is_on(self, request: HttpRequest, pictures: list[Picture]) -> dict[int, str]:
        if not request.user.has_perm("profiles.view_detainee"):
            return {}
        rows = Depiction.objects.filter(picture__in=pictures).select_related("detainee")
        named: dict[int, list[str]] = {}
        for row in rows.prefetch_related("detainee__names").order_by("pk"):
            name = row.detainee.display_name if row.detainee else str(row)
            named.setdefault(row.picture_id, []).append(name)
        return {picture: ", ".join(names) for picture, names in named.items()}
