"""The project: settings, URLs, the home page and staff's own pages, and the packages that all apps share.

Open `settings.py` and `urls.py` first. Each package below introduces itself: `web`, `admin`, `publishing`, `history`,
`images`, `documents`, `text`, `privacy`, `run`. The files beside them may import every app; the packages import no
app.
"""
