"""How a spreadsheet shows a value. For programs in the sandbox: no Django."""

import re
from calendar import month_name
from datetime import date, datetime, time


def show_number(value: float) -> str:
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else str(value)


def show_date(value: date, number_format: str) -> str:
    """Return no more of the date than is shown: a cell that shows “Mar 2017” holds the first of March.

    A day without a year gets the year in which it was typed, from the spreadsheet. That year is left out.
    """
    shown = set(re.sub(r'"[^"]*"|\\.|\[[^]]*\]', "", number_format).lower())
    month = month_name[value.month]
    if "y" not in shown and "e" not in shown:
        return f"{value.day} {month}"
    if "d" not in shown:
        return f"{month} {value.year}" if "m" in shown else str(value.year)
    if isinstance(value, datetime) and value.time() != time.min:
        return value.isoformat(" ", "minutes")
    return f"{value:%Y-%m-%d}"
