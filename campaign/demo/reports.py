"""News."""

from dataclasses import dataclass
from datetime import datetime

from news.models import NewsItem


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    slug: str
    on: datetime
    kind: NewsItem.Kind
    headline: str
    standfirst: str
    body: str
    petitions: tuple[str, ...] = ()


NEWS: tuple[Item, ...] = ()
