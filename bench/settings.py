"""The site's own settings, over a database, static files and a page cache version of the benchmark's own."""

from typing import Any

from campaign.settings import *  # noqa: F403
from campaign.settings import BASE_DIR, DATABASES, MIDDLEWARE, OWNER_DATABASE

_database: dict[str, Any] = DATABASES["default"]
_database |= OWNER_DATABASE  # it makes the database, and drops indexes to load it faster
_database["NAME"] += "_bench"
_database["TEST"] = {
    "NAME": _database["NAME"]
}  # Django makes and drops it as it does with a test's

_FOLDER = BASE_DIR / "var" / "bench"
STATIC_ROOT = _FOLDER / "static"
MEDIA_ROOT = _FOLDER / "media"
PAGE_CACHE_VERSION_FILE = _FOLDER / "page-cache-version"
SITE_STATE_FILE = _FOLDER / "site-state.json"

MIDDLEWARE = ["bench.anew.AnewMiddleware", *MIDDLEWARE]
ROOT_URLCONF = "bench.urls"
