"""What the original said when a translation was made from it, read from the history."""

from typing import Any

from campaign.history.revert import changes_of
from campaign.translations.models import digest


def earlier_texts(item: Any, made_from: str) -> dict[str, str] | None:
    """The texts of the item that have this digest. None if the history does not have them, as after it was erased."""
    texts = {name: getattr(item, name) for name in item.translated_fields}
    changes = changes_of(item).filter(
        table=item._meta.db_table, row=item.pk, before__isnull=False, after__isnull=False
    )
    for change in changes.order_by("-pk").iterator(50):
        if digest(texts.values()) == made_from:
            return texts
        before = change.before or {}
        texts |= {name: before[name] for name in texts if name in before}
    return texts if digest(texts.values()) == made_from else None
