"""The page on which one language of an item is written: the original on one side, the translation on the other."""

from dataclasses import dataclass, field
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django_stubs_ext import StrOrPromise

from campaign.admin.fields.errors import errors_of
from campaign.admin.translations.forms import TranslationForm, form_of
from campaign.autosave import notes
from campaign.history.text_diff import Piece, diff
from campaign.translations import editing
from campaign.translations.languages import BY_PARAMETER, Language, address
from campaign.translations.models import Translation
from campaign.translations.originals import earlier_texts
from campaign.translations.states import statuses, translation_model


@dataclass(frozen=True, slots=True)
class Rights:
    may_write: bool
    may_review: bool


@dataclass(frozen=True, slots=True)
class Side:
    """One field, on both sides. changes: of the original since the translation was made.

    theirs: what a colleague has saved since the form was opened, if it differs.
    """

    label: StrOrPromise
    original: str
    bound: Any
    changes: list[Piece] = field(default_factory=list)
    theirs: str = ""


def rights_of(request: HttpRequest, of: Any) -> Rights:
    """On the translations of this item or model, as far as this user may see the item."""
    model = translation_model(of)
    name = f"{model._meta.app_label}.%s_{model._meta.model_name}"
    user = request.user
    return Rights(user.has_perm(name % "change"), user.has_perm(name % "review"))


def translation_view(model_admin: Any, request: HttpRequest, pk: int, code: str) -> HttpResponse:
    item = model_admin.get_object(request, str(pk))
    if item is None:
        return model_admin.redirect_to_form(pk)  # type: ignore[no-any-return]  # which says that it does not exist
    rights = rights_of(request, item)
    if not (model_admin.has_view_permission(request, item) and rights.may_write):
        raise PermissionDenied
    language = BY_PARAMETER.get(code)
    if language is None or language.code == item.language:
        raise Http404
    draft, reviewed = editing.rows_of(item, language)
    row = draft or reviewed
    data = notes.sent(request)
    form = form_of(item, language, row, data)
    if request.method == "POST":
        done = _act(request, item, language, row, form, rights)
        notes.settle(request, is_saved=done)
        if done:
            return HttpResponseRedirect(request.path)
    sides = _sides(item, row, form)
    context = model_admin.admin_site.each_context(request) | {
        "title": _("Translation into %s") % language.label,
        "opts": model_admin.opts,
        "original": item,
        "subtitle": str(item),
        "language": language,
        "form": form,
        "media": model_admin.media + form.media,
        "sides": sides,
        "marks_changes": any(side.changes for side in sides),
        "error_list": errors_of(form, ()),
        "preview_url": address(model_admin.item_url("preview", item), language),
        "draft": draft,
        "reviewed": reviewed,
        "is_outdated": row is not None and row.made_from != item.text_digest,
        "may_review": rights.may_review,
        "languages": [
            (each, model_admin.translation_url(item, each.language)) for each in statuses(item)
        ],
        "work": notes.work_of_form(request, type(item), item),
    }
    return TemplateResponse(request, "admin/translations/translation.html", context)


def _act(
    request: HttpRequest,
    item: Any,
    language: Language,
    row: Translation | None,
    form: TranslationForm,
    rights: Rights,
) -> bool:
    """Do what the pressed button says. False: the form is shown again, with what was typed."""
    seen = request.POST.get("seen", "")
    is_one_for_reviewers = bool({"_review", "_hide"} & request.POST.keys())
    if is_one_for_reviewers and not rights.may_review:
        raise PermissionDenied
    try:
        if "_discard" in request.POST:
            editing.discard(item, language, author=request.user, seen=seen)
            messages.success(request, _("The draft is discarded. What is public has not changed."))
            return True
        if "_hide" in request.POST:
            editing.hide(item, language, author=request.user, seen=seen)
            messages.success(request, _("It is off the site, and a draft again."))
            return True
        if not form.is_valid():
            return False
        if form.has_changed() or row is None:
            saved = editing.save_draft(
                item,
                language,
                form.texts(),
                made_from=_made_from(row, form),
                author=request.user,
                seen=seen,
            )
            seen = editing.version_of(saved)
    except ValidationError as error:
        _show_again(item, language, form, error)
        return False
    if "_review" not in request.POST:
        messages.success(request, _("The draft is saved. It is not public."))
        return True
    try:
        editing.review(item, language, author=request.user, seen=seen)
    except ValidationError as error:
        heading = _("It is not reviewed:")
        messages.error(request, " ".join([heading, *error.messages]))
    else:
        reviewed = (
            _("It is reviewed and public.")
            if item.is_shown
            else _("It is reviewed. It becomes public with its original.")
        )
        messages.success(request, reviewed)
    return True


def _made_from(row: Translation | None, form: TranslationForm) -> str:
    """The original that the translation follows: the one that the page showed, unless staff have not said so."""
    if "follows" in form.fields and not form.cleaned_data["follows"] and row is not None:
        return row.made_from
    return str(form.cleaned_data["made_from"])


def _show_again(
    item: Any, language: Language, form: TranslationForm, error: ValidationError
) -> None:
    """With what was typed. Whoever saves it once more has seen what a colleague has saved since."""
    form.refuse(error)
    draft, reviewed = editing.rows_of(item, language)
    data = cast(QueryDict, form.data).copy()
    data["seen"] = editing.version_of(draft or reviewed)
    form.data = data


def _sides(item: Any, row: Translation | None, form: TranslationForm) -> list[Side]:
    is_outdated = row is not None and row.made_from != item.text_digest
    earlier = earlier_texts(item, row.made_from) if row and is_outdated else None
    theirs = _saved_since(item, row, form)
    return [
        Side(
            capfirst(str(item._meta.get_field(name).verbose_name)),
            getattr(item, name),
            form[name],
            diff(earlier[name], getattr(item, name))
            if earlier and earlier[name] != getattr(item, name)
            else [],
            theirs.get(name, ""),
        )
        for name in item.translated_fields
        if getattr(item, name) or form[name].value()
    ]


def _saved_since(item: Any, row: Translation | None, form: TranslationForm) -> dict[str, str]:
    """What differs from what was typed, if the form was refused because a colleague has saved the draft."""
    if not (form.is_bound and form.errors) or row is None:
        return {}
    typed = {name: form[name].value() or "" for name in item.translated_fields}
    return {
        name: getattr(row, name)
        for name in typed
        if typed[name].split() != getattr(row, name).split() and form.non_field_errors()
    }
