"""Tips at the desk: staff with the right to do so read, answer and close them."""

from collections.abc import Iterator
from typing import Any, cast

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Count, Func, IntegerField, Min
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from campaign.admin.base import DeskAdmin
from campaign.admin.first_page.entries import Entry, Part, Row, add_source
from campaign.admin.first_page.numbers import Counted, add_numbers, number, numbers
from campaign.admin.forms import StampField
from profiles.models import Detainee, Tip
from profiles.models.vocabulary import TipKind, TipState
from profiles.search.names_and_text import search_as_staff
from profiles.tips import announcement
from profiles.tips.conversation import answer_tip
from profiles.tips.forms import MessageField


class TipDeskForm(forms.ModelForm):  # type: ignore[type-arg]
    """Refuses to save if a message arrived after the form was opened. A closed tip would erase it unread."""

    seen = StampField(required=False)
    answer = MessageField(
        label=lazy("Answer"),
        required=False,
        help_text=lazy(
            "The visitor reads it with their code, when they come back. Never ask who they are."
        ),
    )

    class Meta:
        model = Tip
        fields = ("about", "state")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen"].initial = self.instance.messages.count()

    def clean_seen(self) -> str:
        seen: str = self.cleaned_data["seen"]
        Tip.objects.select_for_update().get(
            pk=self.instance.pk
        )  # no one writes until the form is saved
        number = str(self.instance.messages.count())
        if seen and seen != number:
            # The form now shows the new message, so saving a second time is fine.
            self.data = cast(QueryDict, self.data).copy()
            self.data["seen"] = number
            raise ValidationError(_("A new message arrived after you opened this. Read it first."))
        return seen


@admin.register(Tip)
class TipAdmin(DeskAdmin):
    form = TipDeskForm
    list_note = lazy(
        "What visitors told us anonymously. Nothing of it is published automatically: check it, "
        "and write what is right into the profile with a source. A closed one is erased after three months."
    )
    list_display = ("kind", "about", "state", "told_on", "last_on")
    list_filter = ("state", "kind", "told_on")
    search_fields = ("pk",)  # get_search_results decides what it finds
    search_help_text = lazy("The name of the person it is about. The texts are encrypted.")
    list_select_related = ("about",)
    autocomplete_fields = ("about",)
    readonly_fields = ("kind", "told_on", "last_on", "conversation")
    fields = ("conversation", "seen", "answer", "state", "kind", "about", "told_on", "last_on")

    def get_queryset(self, request: HttpRequest) -> Any:
        """A tip about a closed person is for those who may see that person."""
        closed = Detainee.objects.closed_to(request.user).values("pk")
        tips = super().get_queryset(request).exclude(about__in=closed)
        return tips.prefetch_related("about__names")

    def get_search_results(
        self, request: HttpRequest, queryset: Any, search_term: str
    ) -> tuple[Any, bool]:
        """By the names that this reader may see, as people are searched."""
        if not search_term.strip():
            return queryset, False
        return queryset.filter(about__in=search_as_staff(search_term, request.user).people), False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    @admin.display(description=lazy("conversation"))
    def conversation(self, tip: Tip) -> SafeString:
        return format_html_join(
            "",
            '<div class="message" dir="auto"><strong>{}, {}</strong><p>{}</p></div>',
            (
                (each.author or _("The visitor"), each.on, each.text)
                for each in tip.messages.select_related("author")
            ),
        )

    def save_model(self, request: HttpRequest, obj: Tip, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if answer := form.cleaned_data.get("answer"):
            answer_tip(obj, answer, author=request.user)  # type: ignore[arg-type]


@add_numbers
def tips(request: HttpRequest) -> Iterator[Counted]:
    """How many tips are open, how many are new, and since how many days the oldest of these waits."""
    if not request.user.has_perm("profiles.view_tip"):
        return
    yield number("tips-open", announcement.open_tips(), Count("pk"))
    for name, rows in (
        ("take-downs", announcement.new_take_downs()),
        ("other-tips", announcement.other_new_tips()),
    ):
        yield number(name, rows, Count("pk"))
        yield number(f"{name}-days", rows, DaysSince(Min("since")))


class DaysSince(Func):
    template = "(CURRENT_DATE - %(expressions)s)"
    output_field = IntegerField()


@add_source
def new_tips(request: HttpRequest) -> Iterator[Entry]:
    """How many tips are new and since when, with the requests to take something down first; and how many are open."""
    if not request.user.has_perm("profiles.view_tip"):
        return
    found = numbers(request)
    rows = []
    if take_downs := found.get("take-downs"):
        text = ngettext(
            "%(number)d visitor asks you to take something down",
            "%(number)d visitors ask you to take something down",
            take_downs,
        )
        age = _age(found.get("take-downs-days", 0))
        rows.append(Row(text % {"number": take_downs}, _list_url(TipKind.WITHDRAW.value), age))
    if others := found.get("other-tips"):
        text = ngettext("%(number)d other tip", "%(number)d other tips", others)
        age = _age(found.get("other-tips-days", 0))
        rows.append(Row(text % {"number": others}, _list_url(""), age))
    yield Entry(Part.WAITING, "tips", _("New tips"), rows, rank=3)
    url = reverse("admin:profiles_tip_changelist")
    still_open = Row(_("Open tips"), url, number=found.get("tips-open", 0))
    yield Entry(Part.FIGURES, "open-tips", _("Tips"), [still_open])


def _list_url(kind: str) -> str:
    others = ",".join(each for each in TipKind.values if each != TipKind.WITHDRAW)
    query = {"state__exact": TipState.NEW.value}
    query |= {"kind__exact": kind} if kind else {"kind__in": others}
    return reverse("admin:profiles_tip_changelist", query=query)


def _age(days: int) -> str:
    if not days:
        return _("the oldest from today")
    return ngettext("the oldest %(days)d day old", "the oldest %(days)d days old", days) % {
        "days": days
    }
