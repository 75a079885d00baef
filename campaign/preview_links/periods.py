"""How long a link works, and how long we keep what came of it. The privacy page and the desk read the same values."""

from datetime import timedelta

CHOICES = (3, 7, 14, 30, 60)  # days for which a link can work
DEFAULT = 14
READING = timedelta(hours=12)  # after the button was pressed; then it has to be pressed again
KEPT = timedelta(days=90)  # the link, its recipient and their comments, after the link has ended
