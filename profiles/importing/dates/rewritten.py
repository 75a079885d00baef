"""What reading a date gives."""

from dataclasses import dataclass
from typing import Literal

type Order = Literal["", "day", "month"]
type Calendar = Literal["", "solar", "lunar"]


@dataclass(frozen=True, slots=True)
class Rewritten:
    """words: as `campaign.text.partial_dates` reads them. doubt: a warning for staff, in their words.

    is_other: the original says it in other words, and is to be kept beside them.
    """

    words: str
    doubt: str = ""
    is_other: bool = False
