"""The fields of the section: the owner, the review day, a new remark, and for each thread a reply and whether it is resolved.

They are part of the big form, so nothing of it is lost when they are sent. They are saved whichever button is pressed, and at
once, also where a text waits for its publication: none of them is public. Only what was changed here is written, so that
colleagues do not undo each other.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget, AdminTextInputWidget
from django.contrib.auth.models import User
from django.forms.boundfield import BoundField
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from campaign.collaboration import owners, remarks, review_days
from campaign.collaboration.colleagues import name_of, who_see_item
from campaign.collaboration.models import Remark, ReviewDay
from campaign.dates.fields import DayField
from campaign.text.inputs import LineInput, ParagraphInput

PREFIX = "together"
OF_OWNER = ("owner",)
SHOWN = 25  # threads at once: each has fields, and a form has not room for any number of them
THREAD_KEY = re.compile(rf"{PREFIX}-(?:reply|resolved)-([0-9]{{1,15}})")
OF_DAY = ("review_on", "review_by", "review_why", "review_done")


def text_area(rows: int, **attrs: str) -> AdminTextareaWidget:
    return AdminTextareaWidget(
        attrs={"rows": rows, "dir": "auto", "maxlength": remarks.MAX_TEXT} | attrs
    )


class ColleagueField(forms.TypedChoiceField):
    """A colleague out of a list that is read once for all fields. Its value is the account, or None."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, empty_value=None, **kwargs)

    def offer(self, people: Iterable[User], empty: str) -> None:
        by_key = {str(each.pk): each for each in people}
        self.coerce = by_key.get
        self.choices = [("", empty), *((key, name_of(each)) for key, each in by_key.items())]


class TogetherForm(forms.Form):
    """may_change: whether the reader may choose the owner and the review day. Everyone who sees the item writes remarks.

    after: how many threads are left out, those that are shown first.
    """

    owner = ColleagueField(label=lazy("Looked after by"))
    review_on = DayField(label=lazy("Look at it again on"), required=False)
    review_by = ColleagueField(
        label=lazy("Who looks at it"),
        help_text=lazy(
            "They get an email on the day, and each week until it is done. It names no one."
        ),
    )
    review_why = LineInput(
        label=lazy("Why"),
        required=False,
        max_length=review_days.MAX_WHY,
        widget=AdminTextInputWidget(attrs={"dir": "auto"}),
    )
    review_done = forms.BooleanField(label=lazy("Done: it was looked at"), required=False)
    remark = ParagraphInput(
        label=lazy("New remark"),
        required=False,
        max_length=remarks.MAX_TEXT,
        help_text=lazy(
            "Staff who may see this item read it here. It is in no email, and never public."
        ),
    )
    remark_for = ColleagueField(
        label=lazy("For"),
        help_text=lazy("They get an email that says only that there is a remark."),
    )

    def __init__(
        self, data: Any, item: Any, user: Any, *, may_change: bool, after: int = 0
    ) -> None:
        self.item, self.user, self._after = item, user, after
        self.day = review_days.open_of(item)
        self.owner_now = owners.owner_of(item)
        initial: dict[str, Any] = {
            "owner": self.owner_now and self.owner_now.pk,
            "review_by": user.pk,
        }
        if self.day:
            initial |= {
                "review_on": self.day.on,
                "review_by": self.day.colleague_id,
                "review_why": self.day.why,
            }
        super().__init__(data, prefix=PREFIX, initial=initial)
        fields = cast(dict[str, Any], self.fields)
        fields["remark"].widget = text_area(3)
        self._offer_colleagues(fields)
        for name in (*OF_OWNER, *OF_DAY):
            fields[name].show_hidden_initial = True
            if not may_change or (name == "review_done" and not self.day):
                del fields[name]
        for thread in self.threads:
            self._add_thread(thread)

    @cached_property
    def threads(self) -> list[Remark]:
        """Those of the page. Of a form that was sent: those that it had, since a colleague may have begun others meanwhile."""
        found = remarks.threads_of(self.item)
        keys = {key[1] for name in self.data if (key := THREAD_KEY.fullmatch(name))}
        if keys:
            return list(found.filter(pk__in=keys)[:SHOWN])
        return list(found[self._after : self._after + SHOWN])

    @property
    def open_threads(self) -> int:
        return self.threads[0].open_threads if self.threads else 0  # type: ignore[attr-defined]

    @property
    def older(self) -> int:
        """After how many threads the next page begins; 0 if there is none."""
        end = self._after + SHOWN
        return end if self.threads and self.threads[0].threads > end else 0  # type: ignore[attr-defined]

    def _offer_colleagues(self, fields: dict[str, Any]) -> None:
        people = list(who_see_item(self.item))
        others = [each for each in people if each.pk != self.user.pk]
        # Whoever was chosen stays chosen, also if they may not see it any more.
        for name, chosen, empty in (
            ("owner", self.owner_now, _("No one")),
            ("review_by", self.day and self.day.colleague, _("No one")),
        ):
            also = [chosen] if chosen and chosen not in people else []
            fields[name].offer([*people, *also], empty)
        fields["remark_for"].offer(others, _("Everyone who sees this"))

    def _add_thread(self, thread: Remark) -> None:
        label = _("Reply to %(who)s") % {"who": name_of(thread.author)}
        self.fields[f"reply-{thread.pk}"] = ParagraphInput(
            label=label, required=False, max_length=remarks.MAX_TEXT, widget=text_area(2)
        )
        self.fields[f"resolved-{thread.pk}"] = forms.BooleanField(
            label=_("Resolved"),
            required=False,
            initial=thread.resolved_at is not None,
            show_hidden_initial=True,
        )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("remark_for") and not cleaned.get("remark"):
            self.add_error("remark", _("Write the remark, or choose no one."))
        if cleaned.get("remark") and not remarks.has_room(self.item, author=self.user):
            self.add_error("remark", _("Many remarks of yours are open here. Resolve some first."))
        for thread in self.threads:
            if cleaned.get(f"reply-{thread.pk}") and thread.replies.count() >= remarks.MAX_REPLIES:
                self.add_error(f"reply-{thread.pk}", _("This is long. Begin a new remark."))
        typed = [
            cleaned.get(name) for name in ("review_by", "review_why") if name in self.changed_data
        ]
        if any(typed) and not cleaned.get("review_on") and "review_on" not in self.errors:
            self.add_error("review_on", _("Choose the day."))
        return cleaned

    @property
    def is_sent(self) -> bool:
        """Whether the section was in the form that was sent."""
        return any(name.startswith(f"{PREFIX}-") for name in self.data)

    def save(self) -> bool:
        """Write what was changed. Returns whether anything was."""
        changed, cleaned = set(self.changed_data), self.cleaned_data
        if changed & set(OF_OWNER):
            owners.give(self.item, cleaned["owner"])
        if changed & set(OF_DAY):
            self._save_day()
        if cleaned["remark"]:
            to = cleaned["remark_for"]
            remarks.write(self.item, cleaned["remark"], author=self.user, addressed_to=to)
        for thread in self.threads:
            if text := cleaned[f"reply-{thread.pk}"]:
                remarks.reply(self.item, thread, text, author=self.user)
            if f"resolved-{thread.pk}" in changed:
                if cleaned[f"resolved-{thread.pk}"]:
                    remarks.resolve(thread, by=self.user)
                else:
                    remarks.reopen(thread)
        return bool(changed)

    def _save_day(self) -> None:
        cleaned = self.cleaned_data
        if cleaned.get("review_done"):
            review_days.finish(self.item, by=self.user)
        elif on := cleaned["review_on"]:
            colleague, why = cleaned["review_by"], cleaned["review_why"]
            review_days.set_day(self.item, on, colleague=colleague, why=why, by=self.user)
        else:
            review_days.take_back(self.item)

    # --- For the template ---

    def shown_threads(self) -> Iterator["ShownThread"]:
        for thread in self.threads:
            reply, resolved = self[f"reply-{thread.pk}"], self[f"resolved-{thread.pk}"]
            yield ShownThread(thread, reply, resolved, thread.addressed_to_id == self.user.pk)

    def own_fields(self) -> list[BoundField]:
        return [self[name] for name in (*OF_OWNER, *OF_DAY) if name in self.fields]

    def new_remark(self) -> list[BoundField]:
        return [self["remark"], self["remark_for"]]

    def said_only(self) -> str:
        """For those who may not change it: who looks after it, and when it is looked at again."""
        if "owner" in self.fields:
            return ""
        words = _("No one looks after it.")
        if self.owner_now:
            words = _("%(who)s looks after it.") % {"who": name_of(self.owner_now)}
        return " ".join([words, *([describe_day(self.day)] if self.day else [])])


@dataclass(frozen=True, slots=True)
class ShownThread:
    remark: Remark
    reply: BoundField
    resolved: BoundField
    is_for_reader: bool


def describe_day(day: ReviewDay) -> str:
    on = date_format(day.on, "j F Y")
    if day.colleague is None:
        return _("To be looked at again on %(day)s, by no one so far.") % {"day": on}
    return _("%(who)s looks at it again on %(day)s.") % {"who": name_of(day.colleague), "day": on}
