"""The record of edits of address rules, from which earlier sets of rules are known (canonical.py)."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib.auth.models import User
from django.db import connection, transaction

from petitions.addresses import twins
from petitions.addresses.canonical import Rule
from petitions.models import AddressRule, RuleChange


@contextmanager
def recorded(domain: str, author: User) -> Iterator[None]:
    """Whatever happens to the rule of this domain inside is recorded in the same transaction.

    Edits wait for each other. So their ids are in the order in which they come into force, and every process
    sees by the last id that its rules no longer hold.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE petitions_rulechange IN SHARE ROW EXCLUSIVE MODE")
        was = _rule(domain)
        yield
        becomes = _rule(domain)
        if was != becomes:
            RuleChange.objects.create(domain=domain, was=was, becomes=becomes, author=author)
            twins.forget()


def _rule(domain: str) -> Rule | None:
    rule = AddressRule.objects.filter(domain=domain).first()
    return Rule(rule.ignores_dots, rule.ignores_tags, rule.alias_of) if rule else None
