"""What a signer types about themselves, and how much of it is stored.

Until the signature is confirmed, all of it is in one encrypted column. After that only what the chosen visibility
needs is stored, in columns of its own. Constraints of the model `Signature` hold the same rule.
"""

import json
from dataclasses import asdict, dataclass, field
from typing import Self, TypedDict

from campaign.text.initials import initials


class Columns(TypedDict):
    """The columns of a confirmed signature that may say who someone is."""

    name: str
    initials: str
    city: str
    comment: str


@dataclass(frozen=True, slots=True)
class Details:
    """Name, town and comment. Its repr may get into an error report, so it identifies no one."""

    name: str = field(default="", repr=False)
    city: str = field(default="", repr=False)
    comment: str = field(default="", repr=False)

    @classmethod
    def from_json(cls, text: str | None) -> Self:
        """The details in a signature's column `details`, as the ORM reads it. Empty if it is NULL."""
        return cls(**json.loads(text)) if text else cls()

    def to_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False)

    def columns_for(self, visibility: str) -> Columns:
        """What is stored once the signature is confirmed, and nothing more."""
        shows_name, shows_initials = visibility == "name", visibility == "initials"
        return {
            "name": self.name if shows_name else "",
            "initials": initials(self.name) if shows_initials else "",
            "city": self.city if shows_name else "",
            "comment": self.comment if visibility != "counted" else "",
        }


NOTHING: Columns = Details().columns_for("counted")
