"""A closed person and a closed news item with a marked word in every field, and everything open that touches them."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import Group, User
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.urls import URLPattern
from django.utils import timezone

from campaign.closed_records import records
from campaign.history.changes import attribute_to
from campaign.history.models import Edit
from campaign.images.models import Picture
from campaign.publishing.workflow import Publishable
from news.models import NewsItem, NewsItemTranslation
from profiles.models import (
    Depiction,
    Detainee,
    DetaineeTranslation,
    Distinct,
    ImportBatch,
    ImportRow,
    Name,
    Relationship,
    SlugHistory,
    StatusClaim,
    Tip,
    TipMessage,
)
from profiles.safety import merge
from tests.canaries import CANARY, canary_values
from tests.factories import (
    make_detainee,
    make_news,
    make_petition,
    make_source,
)

WORD = "Geheimwort"  # beside the canary in every field: what others search for
MOST_ROWS = 4  # of a model: the rows of this world are its newest
GROUPS = ("Publishers", "Importers", "Exporters of people", "Tip readers", "Data protection")


def make_outsider(name: str = "outsider", **fields: Any) -> User:
    """Someone with the rights of almost every group."""
    user = User.objects.create_user(name, is_staff=True, **fields)
    user.groups.set(Group.objects.filter(name__in=GROUPS))
    return user


def plant[M: models.Model](model: type[M], **fields: Any) -> M:
    values = {
        name: CANARY if len(str(value)) < 3 else value
        for name, value in canary_values(model, f"{CANARY} {WORD}").items()
    }
    return model._base_manager.create(**values | fields)


class ClosedWorld:
    """reader: the only one who may see `person`, `news` and what belongs to them."""

    def __init__(self, reader: User) -> None:
        self.reader = reader
        with transaction.atomic():
            attribute_to(reader, f"{CANARY} {WORD}")
            self._make_closed()
            attribute_to(reader, "Something else.")
            self._make_open()
            for item in (self.person, self.news):
                records.limit(item, groups=[], staff=[reader], by=reader)
                LogEntry.objects.log_actions(reader.pk, [item], CHANGE, change_message="Changed.")

    def _make_closed(self) -> None:
        self.picture, self.news_picture = (
            plant(Picture, name=name, width=1, height=1, widths=[1], likeness="family")
            for name in ("closed-portrait", "closed-news")
        )
        self.person = plant(Detainee, slug=CANARY.lower(), portrait=self.picture, identity="full")
        languages = {"charge_language": "zh-Hans", "original_language": "ug-Arab", "language": "en"}
        for model in merge.related_models():
            names = {each.name for each in model._meta.fields}
            needed: dict[str, Any] = {
                name: value for name, value in languages.items() if name in names
            }
            if model is StatusClaim:
                needed["source"] = make_source(self.person)
            plant(model, detainee=self.person, **needed)
        SlugHistory.objects.create(detainee=self.person, slug=f"{CANARY.lower()}-before")
        # Also a name that someone else has, so that the two may be the same person.
        Name.objects.create(detainee=self.person, text="Aygül Misal", order=9)
        self.news = plant(NewsItem, slug=CANARY.lower(), image=self.news_picture)
        plant(DetaineeTranslation, item=self.person, language="ug")
        plant(NewsItemTranslation, item=self.news, language="ug")
        today = timezone.now().date()
        self.tip = plant(
            Tip, about=self.person, code_digest=b"t" * 32, told_on=today, last_on=today
        )
        plant(TipMessage, tip=self.tip, author=None, on=today)

    def _make_open(self) -> None:
        reader = self.reader
        self.relative = make_detainee("Aygül Misal", state="draft", publish_at=None)
        Relationship.objects.create(detainee=self.relative, other=self.person, kind="sibling")
        Relationship.objects.create(detainee=self.person, other=self.relative, kind="sibling")
        self.shared = plant(
            Picture, name="shared", width=1, height=1, widths=[1], likeness="family"
        )
        for person in (self.person, self.relative):
            Depiction.objects.create(picture=self.shared, detainee=person)
        Detainee.objects.filter(pk=self.relative.pk).update(portrait=self.shared)
        other = make_detainee("Patigül Misal")
        for one, two in ((other, self.person), (self.person, other)):
            Distinct.objects.create(person=one, other=two, author=reader)
        self.petition = make_petition(state="draft", publish_at=None)
        self.petition.people.add(self.person, self.relative)
        self.open_news = make_news()
        self.open_news.people.add(self.person, self.relative)
        self.batch = ImportBatch.objects.create(
            file_name="people.csv",
            sha256="0" * 64,
            author=reader,
            size=1,
            state="done",
            total=1,
            done=1,
        )
        words = {"changes": [[CANARY, WORD, CANARY]], "outcome": "create"}
        plant(ImportRow, batch=self.batch, number=2, detainee=self.person, **words)

    def own_rows(self) -> dict[str, list[Any]]:
        """Everything of the closed records, as it is stored."""
        people: Any = Detainee.limited_to_staff.through
        items: Any = NewsItem.limited_to_staff.through
        rows: list[tuple[Any, str, Any]] = [
            (Detainee, "pk", self.person),
            (NewsItem, "pk", self.news),
            (Picture, "pk", self.picture),
            (Tip, "pk", self.tip),
            (people, "detainee", self.person),
            (items, "newsitem", self.news),
            *((model, "detainee", self.person) for model in merge.related_models()),
        ]
        return {
            model._meta.label: list(model._base_manager.filter(**{key: row.pk}).values())
            for model, key, row in rows
        }

    def set_state(self, **fields: Any) -> None:
        for item in (self.person, self.news):
            type(item)._default_manager.filter(pk=item.pk).update(**fields)


def desk_addresses() -> Iterator[tuple[str, models.Model | None]]:
    """Every URL of the desk, for every row of its model, with that row."""
    for model, model_admin in admin.site._registry.items():
        root = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        rows = list(model._base_manager.order_by("-pk")[:MOST_ROWS])
        for pattern in model_admin.get_urls():
            route = str(pattern.pattern)
            if "<" not in route:
                yield root + route, None
                continue
            for row in rows:
                for path in _filled(pattern, row):
                    yield root + path, row
    yield "/admin/", None
    for label in admin.site.groups:  # type: ignore[attr-defined]
        yield f"/admin/{label}/", None
    yield from _across_models()


def _filled(pattern: URLPattern, row: models.Model) -> Iterator[str]:
    route = str(pattern.pattern)
    first, *others = pattern.pattern.converters.items()
    values = {"width": "1", "kind": "jpg", "code": "ug"}
    newest = Edit.objects.order_by("-pk").values_list("pk", flat=True)
    edits = newest[:2] if "edit" in dict(others) else [0]
    for edit in edits:
        path = _put(route, first[0], str(row.pk))
        for name, _converter in others:
            path = _put(path, name, values.get(name, str(edit)))
        yield path


def _put(route: str, name: str, value: str) -> str:
    start, rest = route.split("<", 1)
    placeholder, rest = rest.split(">", 1)
    assert placeholder.rpartition(":")[2] == name
    return start + value + rest


def _across_models() -> Iterator[tuple[str, models.Model | None]]:
    """The pickers of every foreign key, and the redirects to public pages."""
    for model in admin.site._registry:
        for field in model._meta.get_fields():
            if field.is_relation and isinstance(field, models.Field):
                source = f"app_label={model._meta.app_label}&model_name={model._meta.model_name}"
                for term in (WORD, ""):
                    yield f"/admin/autocomplete/?{source}&field_name={field.name}&term={term}", None
        if issubclass(model, Publishable):
            kind = ContentType.objects.get_for_model(model).pk
            for row in model._base_manager.all():
                yield f"/admin/r/{kind}/{row.pk}/", row
