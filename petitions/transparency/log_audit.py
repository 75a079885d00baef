"""Checks that the public log still matches every published head, as an outsider would check it.

It reads the lines as anyone can download them, and hashes them with petitions/transparency/verifier.py. It
does not use the tiles from which heads and proofs are made. petitions/transparency/count_audit.py checks that
log and count agree.
"""

from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from petitions.models import Leaf, Petition, TreeHead
from petitions.models.log import LogLine
from petitions.transparency import verifier


def broken_logs() -> list[str]:
    """One sentence for each fault; normally none. Reads all logs: some seconds for each million lines."""
    with_heads = Petition.objects.filter(Exists(TreeHead.objects.filter(petition=OuterRef("pk"))))
    return [
        f"{petition.title}: {fault}"
        for petition in with_heads.order_by("pk")
        for fault in _faults(petition)
    ]


def _faults(petition: Petition) -> list[str]:
    placed = Leaf.objects.filter(petition=petition, position__isnull=False).order_by("position")
    rows: Iterator[Any] = placed.values_list(
        "position", "action", "day", "commitment", "reason"
    ).iterator()
    tree, adds = verifier.Tree(), 0
    found: list[str] = []
    for head in TreeHead.objects.filter(petition=petition).order_by("size", "pk"):
        while tree.size < head.size:
            position, *line = next(rows, (None,))
            if position != tree.size:
                return [*found, _("line %(line)d of the log is missing.") % {"line": tree.size}]
            tree.add(bytes(LogLine(*line)))
            adds += line[0] == Leaf.Action.ADD
        words = {"day": f"{head.made_at:%Y-%m-%d}"}
        if tree.root() != bytes(head.root):
            found.append(_("the lines of the log do not fit the head of %(day)s.") % words)
        if 2 * adds - tree.size != head.count:
            found.append(_("the head of %(day)s does not count its lines.") % words)
    return found
