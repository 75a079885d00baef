"""Every change of what is kept here, with its author, its time and its reason; by triggers.

A model that says `Kept` among its constraints has every change of its rows written down by the database
itself: those of the desk, and those of an import, a bulk update or a line of SQL as well. Only what
changed is stored, as it stands in the column, so that what is sealed stays sealed. Whoever writes says
so first with `sign`; what nobody signed is kept without an author.

Why our own and not a library: docs/decisions/0015-history.md.
"""

from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import models, transaction
from django.db.transaction import TransactionManagementError

Author = AbstractBaseUser | AnonymousUser


class TrackChanges(models.BaseConstraint):
    """Keeps every change of a model's rows. One line in `Meta.constraints`; `makemigrations` does the rest.

    of: the foreign key that says whose history a row belongs to; without it, its own.
    many: a many-to-many field of the model, whose rows are kept with it.
    without: columns that the database makes of others, such as a search vector.
    """

    def __init__(
        self, *, name: str, of: str = "", many: str = "", without: tuple[str, ...] = ()
    ) -> None:
        super().__init__(name=name)
        self.of, self.many, self.without = of, many, without

    def deconstruct(self) -> Any:
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
        """Nothing inside CREATE TABLE; the trigger is made once the table is there."""
        schema_editor.deferred_sql.append(self.create_sql(model, schema_editor))

    def remove_sql(self, model: Any, schema_editor: Any) -> Any:
        quoted = schema_editor.quote_name
        return f"DROP TRIGGER {quoted(self.name)} ON {quoted(self.table(model))}"

    def validate(self, *args: Any, **kwargs: Any) -> None:
        """It refuses nothing."""


def many_of(through: type[models.Model]) -> Any:
    """The many-to-many field whose rows these are; None for any other model."""
    source: Any = through._meta.auto_created
    fields = source._meta.many_to_many if source else ()
    return next((each for each in fields if each.remote_field.through is through), None)


def attribute_to(author: Author | None, why: str = "") -> None:
    """From here to the end of the transaction, what changes is one edit of this author's.

    None: a command or an import, which says in `why` what it is.
    """
    connection = transaction.get_connection()
    if not connection.in_atomic_block:
        raise TransactionManagementError("Nothing to sign: no transaction is open.")
    pk = "" if author is None else str(author.pk)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('campaign.author', %s, true), set_config('campaign.why', %s, true), "
            "set_config('campaign.edit', '', true)",
            [pk, why],
        )


def start_new_edit() -> None:
    """From here on it is another edit."""
    with transaction.get_connection().cursor() as cursor:
        cursor.execute("SELECT set_config('campaign.edit', '', true)")
