"""The page of one list's saved views: keep a new one, name, share and delete them. Its address is admin:saved_views."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from campaign.accounts.views.pages import own as own_account
from campaign.saved_views import keeping
from campaign.saved_views.models import SavedView


class ViewForm(forms.ModelForm[SavedView]):
    class Meta:
        model = SavedView
        fields = ("name", "is_default", "is_shared")

    def __init__(self, *args: Any, may_share: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_share:
            del self.fields["is_shared"]

    def _get_validation_exclusions(self) -> set[str]:
        """The uniqueness of the default is brought about when it is kept, and not asked of staff."""
        return super()._get_validation_exclusions() - {"owner", "list"} | {"is_default"}  # type: ignore[misc,no-any-return]


@require_http_methods(["GET", "POST"])
def views_of_list(request: HttpRequest, label: str) -> HttpResponse:
    """POST: keep a new view, or change or delete the one with the number `view`."""
    desk = _desk(label)
    if not desk.has_view_permission(request):
        raise PermissionDenied
    if request.method == "POST":
        number = request.POST.get("view", "")
        form = _form(request, desk, number)
        if number and "_delete" in request.POST:
            form.instance.delete()
            messages.success(request, _("The view “%s” is deleted.") % form.instance)
            return HttpResponseRedirect(request.path)
        if _is_kept(request, form):
            messages.success(request, _("The view “%s” is saved.") % form.instance)
            query = form.instance.query or "view=all"
            return HttpResponseRedirect(request.path if number else f"{_list_url(desk)}?{query}")
        return _page(request, desk, form, status=422)
    return _page(request, desk)


def _desk(label: str) -> Any:
    for model, desk in admin.site._registry.items():
        if model._meta.label_lower == label:
            return desk
    raise Http404


def _form(request: HttpRequest, desk: Any, number: str) -> ViewForm:
    """Of one's own view of this number, or of a new one with the posted parameters of the list."""
    own = keeping.own(request.user, desk.opts.label_lower)
    if number:
        if not (number.isascii() and number.isdigit() and len(number) < 19):
            raise Http404
        view = get_object_or_404(own, pk=int(number))
    else:
        query = desk.query_to_save(QueryDict(request.POST.get("query", "")[:4000]))
        view = SavedView(owner=own_account(request), list=desk.opts.label_lower, query=query)
    may_share = request.user.has_perm(keeping.SHARE)
    prefix = f"view-{number}" if number else None
    return ViewForm(request.POST, instance=view, may_share=may_share, prefix=prefix)


def _is_kept(request: HttpRequest, form: ViewForm) -> bool:
    if not form.is_valid():
        return False
    try:
        keeping.keep(form.instance, user=request.user)
    except ValidationError as error:
        form.add_error(None, error.messages)
        return False
    return True


def _page(
    request: HttpRequest, desk: Any, sent: ViewForm | None = None, status: int = 200
) -> HttpResponse:
    may_share = request.user.has_perm(keeping.SHARE)
    forms_shown = []
    for view in keeping.own(request.user, desk.opts.label_lower):
        if sent is not None and sent.instance.pk == view.pk:
            forms_shown.append(sent)
        else:
            forms_shown.append(
                ViewForm(instance=view, may_share=may_share, prefix=f"view-{view.pk}")
            )
    context = admin.site.each_context(request) | {
        "title": _("Saved views: %(list)s") % {"list": capfirst(desk.opts.verbose_name_plural)},
        "opts": desk.opts,
        "forms": forms_shown,
        "new": sent if sent is not None and sent.instance.pk is None else None,
        "shared": list(
            keeping.seen_by(request.user, desk.opts.label_lower)
            .exclude(owner=request.user.pk)
            .select_related("owner")
        ),
        "list_url": _list_url(desk),
    }
    return TemplateResponse(request, "admin/lists/saved_views.html", context, status=status)


def _list_url(desk: Any) -> str:
    return reverse(f"admin:{desk.opts.app_label}_{desk.opts.model_name}_changelist")


URLS = [path("views/<str:label>/", views_of_list, name="saved_views")]
