"""Records every change of a row with its author, time and reason, by database triggers.

A model with `TrackChanges` among its constraints has every change of its rows recorded by the database: changes
by the admin, an import, a bulk update or plain SQL. Only changed columns are stored, as they are in the table, so
encrypted values stay encrypted. Code that writes calls `attribute_to` first. Without it a change has no author.

Why this is no library: docs/decisions/0015-history.md.
"""

from collections.abc import Sequence
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import models, transaction
from django.db.transaction import TransactionManagementError

Author = AbstractBaseUser | AnonymousUser


class TrackChanges(models.BaseConstraint):
    """Records every change of a model's rows. Needs one line in `Meta.constraints` and `makemigrations`.

    of: the foreign key to the object whose history the row belongs to. Without it, the row has its own.
    many: a many-to-many field of the model, whose rows are recorded too.
    without: columns that the database computes from others, such as a search vector.
    """

    def __init__(
        self, *, name: str, of: str = "", many: str = "", without: tuple[str, ...] = ()
    ) -> None:
        super().__init__(name=name)
        self.of, self.many, self.without = of, many, without

    def deconstruct(self) -> tuple[str, Sequence[Any], dict[str, Any]]:
        path, args, kwargs = super().deconstruct()
        given = {"of": self.of, "many": self.many, "without": self.without}
        return path, args, kwargs | {name: value for name, value in given.items() if value}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, TrackChanges) and self.deconstruct() == other.deconstruct()

    def __hash__(self) -> int:
        return hash(self.name)

    def table(self, model: type[models.Model]) -> str:
        field: Any = model._meta.get_field(self.many) if self.many else None
        return str(field.m2m_db_table()) if field else model._meta.db_table

    def create_sql(self, model: Any, schema_editor: Any) -> Any:
        subject: Any = model
        column = model._meta.pk.column
        if self.of:
            key: Any = model._meta.get_field(self.of)
            subject, column = key.related_model, key.column
        elif self.many:
            many: Any = model._meta.get_field(self.many)
            column = many.m2m_column_name()
        quoted = schema_editor.quote_name
        arguments = ", ".join(
            map(schema_editor.quote_value, (subject._meta.label_lower, column, *self.without))
        )
        return (
            f"CREATE TRIGGER {quoted(self.name)} AFTER INSERT OR UPDATE OR DELETE "
            f"ON {quoted(self.table(model))} FOR EACH ROW "
            f"EXECUTE FUNCTION campaign_keep_change({arguments})"
        )

    def constraint_sql(self, model: Any, schema_editor: Any) -> Any:
        """Adds nothing to CREATE TABLE. The trigger is created after the table."""
        schema_editor.deferred_sql.append(self.create_sql(model, schema_editor))

    def remove_sql(self, model: Any, schema_editor: Any) -> Any:
        quoted = schema_editor.quote_name
        return f"DROP TRIGGER {quoted(self.name)} ON {quoted(self.table(model))}"

    def validate(self, *args: object, **kwargs: object) -> None:
        """Nothing to check: it is a trigger, not a condition."""


def many_to_many_field(
    through: type[models.Model],
) -> models.ManyToManyField[Any, Any] | None:
    """The many-to-many field of an automatic through model. None for any other model."""
    source: Any = through._meta.auto_created
    fields = source._meta.many_to_many if source else ()
    return next((each for each in fields if each.remote_field.through is through), None)


def attribute_to(author: Author | None, why: str = "") -> None:
    """Record all changes until the end of the transaction as one edit by this author.

    None as author: a command or an import, named in `why`. Raises TransactionManagementError outside of a
    transaction.
    """
    connection = transaction.get_connection()
    if not connection.in_atomic_block:
        raise TransactionManagementError("attribute_to needs an open transaction.")
    pk = "" if author is None else str(author.pk)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('campaign.author', %s, true), set_config('campaign.why', %s, true), "
            "set_config('campaign.edit', '', true)",
            [pk, why],
        )


def start_new_edit() -> None:
    """Record the next changes of the transaction as another edit."""
    with transaction.get_connection().cursor() as cursor:
        cursor.execute("SELECT set_config('campaign.edit', '', true)")


def current_edit() -> int | None:
    """The primary key of the edit that this transaction has begun; None if nothing that is recorded has changed."""
    with transaction.get_connection().cursor() as cursor:
        cursor.execute("SELECT nullif(current_setting('campaign.edit', true), '')::bigint")
        found: tuple[int | None] = cursor.fetchone()
    return found[0]
