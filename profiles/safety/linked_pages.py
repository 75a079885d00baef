"""Finds what must stay hidden in the pages that link to a person: news, petitions, the pages of relatives.

A page without a name on it still tells who someone is if a headline beside it does. This app does not know the others:
they register what their pages say about whom. A picture needs no check: it is hidden as long as one person in it
does not allow it (profiles/models/depiction.py).
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model, Q
from django.utils.translation import gettext as _

from campaign.images import in_texts
from campaign.privacy import readers
from campaign.privacy.readers import is_closed_here
from campaign.publishing.workflow import (
    Checks,
    Publishable,
    Stage,
    State,
    check_before_publishing,
)
from campaign.text import public_rows
from campaign.text.fields import MarkdownField
from campaign.translations.models import Translatable
from profiles.models import Detainee, Name
from profiles.models.detainee import DetaineeQuerySet
from profiles.models.vocabulary import Identity
from profiles.safety.hidden_words import (
    all_names,
    find_words,
    is_whole_name,
    load_words,
    shown_names,
    words_to_hide,
)


@dataclass(frozen=True, slots=True)
class LinkedPage:
    """item: what staff change. texts: what the public reads, by the label of the field.

    people: those whom it is about. Of anyone else only whole names are looked for, as in a petition about everyone.
    is_of_relative: it is the page of a relative, who may say “my brother Erkin”. So each word of a name is looked for.
    """

    item: Publishable
    texts: dict[str, list[str]]
    people: list[Detainee]
    is_of_relative: bool = False


@dataclass(frozen=True, slots=True)
class Revealing:
    """words: hidden names or places. where: the labels of the fields of the item in which they can be read.

    is_about: whether the item is about the person, rather than about everyone or a relative.
    """

    item: Publishable
    words: list[str]
    where: list[str]
    is_about: bool

    @property
    def is_publishable(self) -> bool:
        """Whether it can be unpublished: a menu or a redirect cannot."""
        return isinstance(self.item, Publishable)

    @property
    def key(self) -> str:
        """Names the item in a form."""
        return f"{self.item._meta.label_lower} {self.item.pk}"

    def __str__(self) -> str:
        if is_closed_here(self.item):
            return _("A page that is closed to you says something that must stay hidden.")
        return _(
            "%(words)s must stay hidden, but can be read in the %(kind)s “%(item)s”: %(where)s."
        ) % {
            "words": _quoted(self.words),
            "kind": self.item._meta.verbose_name,
            "item": self.item,
            "where": ", ".join(self.where),
        }


type FindPages = Callable[[Detainee], Iterable[LinkedPage]]

_sources: list[FindPages] = []
_same_for_all: set[FindPages] = set()


def register(find_pages: FindPages, *, is_same_for_all: bool = False) -> None:
    """find_pages: the pages that link to a person and are public, or will be.

    is_same_for_all: they are the same pages whoever is asked about.
    """
    _sources.append(find_pages)
    if is_same_for_all:
        _same_for_all.add(find_pages)


def register_pages_about_no_one(model: type[Publishable], *fields: str) -> None:
    """fields: what the public reads on the pages of this model, which link to no one."""

    def page_of(item: Publishable) -> LinkedPage:
        return LinkedPage(item, field_texts(item, *fields), [])

    public: Any = model._default_manager.filter(state=State.PUBLISHED)
    if issubclass(model, Translatable):
        public = public.prefetch_related("translations")
    register(lambda person: map(page_of, public.all()), is_same_for_all=True)
    check_before_publishing(model, checks(page_of))


def register_reasons(model: type[Publishable]) -> None:
    """For a model whose unpublished items may say in public why they are gone. Nothing else of them is public."""

    def page_of(item: Publishable) -> LinkedPage:
        return LinkedPage(item, field_texts(item, "gone_because"), [])

    says_why = ~Q(**{"gone_because": ""})
    gone = model._default_manager.filter(says_why, state=State.WITHDRAWN)
    register(lambda person: map(page_of, gone.all()), is_same_for_all=True)


def register_rows(model: type[Model], *fields: str, is_changed: bool = True) -> None:
    """fields: what others read of the rows of this model as soon as they are saved or sent.

    is_changed: whether a row can be changed later, so that staff have to know of a name that is left in it.
    """

    def page_of(row: Any) -> LinkedPage:
        return LinkedPage(row, public_rows.texts_of(row, fields), [])

    def search(texts: dict[str, list[str]]) -> list[str]:
        no_row: Any = model()
        return disclosed(LinkedPage(no_row, texts, []))

    public_rows.search_before_saving(model, fields, search)
    if is_changed:
        rows = model._default_manager
        register(lambda person: map(page_of, rows.all()), is_same_for_all=True)


def field_texts(item: Publishable, *names: str) -> dict[str, list[str]]:
    """Return the texts of these fields by their labels, with those of their public translations."""
    fields: list[Any] = [item._meta.get_field(name) for name in names]
    texts = {str(field.verbose_name): list(_words_of(field, item)) for field in fields}
    return texts | _texts_of_translations(item)


def _texts_of_translations(item: Any) -> dict[str, list[str]]:
    if item.pk is None or not isinstance(item, Translatable):
        return {}
    translations: Any = item.translations  # type: ignore[attr-defined]
    return {
        _("%(language)s translation") % {"language": each.written_in.label}: [
            words
            for name in item.translated_fields
            for words in _words_of(each._meta.get_field(name), each)
        ]
        for each in translations.all()
        if each.is_reviewed
    }


def _words_of(field: Any, item: Publishable) -> Iterator[str]:
    text = field.value_from_object(item)
    yield text
    if isinstance(field, MarkdownField):
        yield from in_texts.words_beside(text)


# --- All pages that link to one person -------------------------------------------------------------------------------


def revealing(person: Detainee) -> list[Revealing]:
    """Return the pages that reveal what the person's own page must not."""
    hidden, allowed = words_to_hide(person)
    return list(_search(person, hidden, allowed)) if hidden else []


def still_naming(person: Detainee) -> list[Revealing]:
    """Return the pages that still name a person who is withdrawn, or will be."""
    return list(_search(person, all_names(person), ()))


def pages_naming(people: Sequence[Detainee]) -> Iterator[LinkedPage]:
    """Every page that may name one of these people. A page of a relative comes once for each person."""
    for find_pages in _sources:
        for person in people[:1] if find_pages in _same_for_all else people:
            yield from find_pages(person)


def read_page(page: LinkedPage, person: Detainee) -> Revealing | None:
    """What one page still says of a person who is not public any more."""
    return next(_found_on(page, person, all_names(person), ()), None)


def messages(pages: Iterable[Revealing]) -> list[str]:
    advice = _("Change it there first, or unpublish that page.")
    ask = _("Ask an administrator who may see it.")
    return [f"{page} {ask if is_closed_here(page.item) else advice}" for page in pages]


def _search(person: Detainee, hidden: Sequence[str], allowed: Sequence[str]) -> Iterator[Revealing]:
    for find_pages in _sources:
        for page in find_pages(person):
            yield from _found_on(page, person, hidden, allowed)


def _found_on(
    page: LinkedPage, person: Detainee, hidden: Sequence[str], allowed: Sequence[str]
) -> Iterator[Revealing]:
    if found := _read(page, person, hidden, allowed):
        yield Revealing(page.item, list(found), _labels(page, found), person in page.people)


def _read(
    page: LinkedPage, person: Detainee, hidden: Sequence[str], allowed: Sequence[str]
) -> dict[str, set[str]]:
    if person not in page.people:
        # A place is said of someone else.
        names = all_names(person) if page.is_of_relative else whole_names(person)
        hidden = [words for words in hidden if words in names]
    others = [
        each
        for each in page.people
        if each.pk != person.pk and (each.state == State.PUBLISHED or each == page.item)
    ]
    # A sister who is named may have the family name.
    theirs = [name for other in others for name in shown_names(other)]
    return find_words(hidden, [*allowed, *theirs], page.texts)


def whole_names(person: Detainee) -> list[str]:
    return [name.text for name in person.names.all() if is_whole_name(name.text)]


def _labels(page: LinkedPage, found: dict[str, set[str]]) -> list[str]:
    return [label for label in page.texts if any(label in where for where in found.values())]


def _quoted(words: Iterable[str]) -> str:
    """For the reader of this request: whoever may not see names learns where one is, and not how it is written elsewhere."""
    if readers.current() and not readers.may_here("profiles.view_name"):
        return _("a hidden name")
    return ", ".join(f"“{each}”" for each in words)


# --- All people whom one page links to -------------------------------------------------------------------------------


def checks[M: Publishable](page_of: Callable[[M], LinkedPage]) -> Checks[M]:
    """The checks of a model whose pages link to people: it reveals nothing that must stay hidden."""

    def missing(item: M) -> list[str]:
        return disclosed(page_of(item))

    def refuse_if_public(item: M) -> None:
        if item.state == State.PUBLISHED and (told := missing(item)):
            raise ValidationError([_("This page is public, so nothing was saved."), *told])

    return Checks(
        missing=missing,
        missing_for_review=lambda item: [],
        refuse_if_public=refuse_if_public,
    )


def disclosed(page: LinkedPage) -> list[str]:
    """What the page says that must stay hidden, as messages for staff."""
    return disclosed_of([*page.people, *hidden_people_in(page)], page)


def disclosed_of(named: Iterable[Detainee], page: LinkedPage) -> list[str]:
    """What the page says of these people that must stay hidden, as messages for staff."""
    people = [person for person in dict.fromkeys(named) if person != page.item]
    load_words(people)
    shown = _keys(Detainee.objects.published(), people)
    others = [person for person in people if person.pk not in shown]
    gone = _keys(Detainee.objects.no_longer_public(), others)
    public = shown | _may_be_named(page, others)
    return [
        words
        for person in people
        for words in _disclosed_of(person, page, person.pk in public, person.pk in gone)
    ]


def hidden_people_in(page: LinkedPage) -> list[Detainee]:
    """Return those of all people with a hidden name who may be named in the page. One search finds them fast.

    Before a person is public, every name of theirs is hidden.
    """
    is_hidden = (
        Q(is_public=False)
        | ~Q(detainee__identity=Identity.FULL)
        | Q(detainee__merged_into=None) & ~Q(detainee__in=Detainee.objects.published())
    )
    names = Name.objects.filter(is_hidden).values_list("detainee", "text")
    found = find_words({text for _pk, text in names if is_whole_name(text)}, [], page.texts)
    return list(Detainee.objects.filter(pk__in={pk for pk, text in names if text in found}))


def _may_be_named(page: LinkedPage, people: Sequence[Detainee]) -> set[int]:
    """Of people who are not public those who are by the time at which the page is, or may be named before."""
    of_page = getattr(page.item, "publish_at", None)
    return {
        person.pk
        for person in people
        if person.named_because
        or person.merged_into_id
        or (person.stage == Stage.SCHEDULED and of_page and of_page >= person.publish_at)
    }


def _keys(chosen: DetaineeQuerySet, people: Iterable[Detainee]) -> set[int]:
    pks = [person.pk for person in people]
    return set(chosen.filter(pk__in=pks).values_list("pk", flat=True)) if pks else set()


def _disclosed_of(person: Detainee, page: LinkedPage, is_public: bool, is_gone: bool) -> list[str]:
    is_hidden = is_gone or not is_public
    hidden, allowed = (all_names(person), list[str]()) if is_gone else words_to_hide(person)
    if is_hidden:
        hidden = [*all_names(person), *hidden]
        allowed = [words for words in allowed if words not in hidden]
    found = _read(page, person, hidden, allowed)
    if not found:
        return []
    if person.is_closed_here:
        # It names neither the person nor the words: only that publishing this would harm someone.
        return [
            _(
                "This page says something that must stay hidden about a person whose record is closed to you. Ask "
                "an administrator who may see it."
            )
        ]
    if is_gone:
        why = _("%(person)s is not public any more, but %(words)s can be read in: %(where)s.")
    elif is_hidden:
        why = _(
            "%(person)s is not public yet, but %(words)s can be read in: %(where)s. Publish the person first, or say "
            "in the person’s record why the name may be published before."
        )
    else:
        why = _(
            "%(words)s must stay hidden on the page of %(person)s, but can be read in: %(where)s."
        )
    where = ", ".join(_labels(page, found))
    return [why % {"person": person.reference, "words": _quoted(found), "where": where}]
