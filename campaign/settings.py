"""The settings of the site, read from the environment.

`.env.example` lists every variable. A missing or invalid value stops the start with one line that names it.
"""

import re
from base64 import b64decode
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import django_stubs_ext
import environ
from cryptography.fernet import Fernet
from cryptography.x509 import Certificate, load_pem_x509_certificates
from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _

# Lets type hints subscript Django's classes at runtime, such as ModelAdmin[Petition].
django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent.parent

# --- The environment ---------------------------------------------------------------------------------

env = environ.Env()
env.read_env(BASE_DIR / ".env")


def required(name: str, why: str) -> str:
    """The value of a variable. Raises ImproperlyConfigured, with the reason `why`, if it is empty."""
    value: str = env.str(name, default="").strip()
    if not value:
        raise ImproperlyConfigured(f"{name} is not set: {why}. See .env.example.")
    return value


def flag(name: str) -> bool:
    """A switch, off unless set. A misspelt value is refused, because it might mean on."""
    value: str = env.str(name, default="").strip().lower()
    if value in {"1", "on", "true", "yes"}:
        return True
    if value in {"", "0", "off", "false", "no"}:
        return False
    raise ImproperlyConfigured(f"{name} must be on or off, not {value!r}.")


def words(name: str, *allowed: str) -> set[str]:
    """Some of these words, with commas between them; none unless set."""
    given = {
        word for each in env.str(name, default="").split(",") if (word := each.strip().lower())
    }
    if not given <= set(allowed):
        unknown = ", ".join(sorted(given - set(allowed)))
        raise ImproperlyConfigured(
            f"{name} may name {', '.join(allowed)}, with commas between them, not {unknown}."
        )
    return given


def integer(name: str, default: int, *, least: int, most: int) -> int:
    """A whole number within these limits, both included."""
    value: str = env.str(name, default="").strip() or str(default)
    if not (value.isascii() and value.isdigit()) or not least <= int(value) <= most:
        raise ImproperlyConfigured(
            f"{name} must be a whole number from {least} to {most}, not {value!r}."
        )
    return int(value)


def addresses(name: str) -> list[str]:
    """Email addresses with commas between them. The message names none of them: it may reach a log."""
    found = [each.strip() for each in env.str(name, default="").split(",") if each.strip()]
    if not all("@" in each.strip("@") for each in found):
        raise ImproperlyConfigured(f"{name} must be email addresses with commas between them.")
    return found


def time_zone(name: str, default: str) -> str:
    """The name of a time zone in the IANA database."""
    value: str = env.str(name, default="").strip() or default
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ImproperlyConfigured(
            f"{name} must name a time zone, such as Europe/Zurich or UTC, not {value!r}."
        ) from None
    return value


def split_url(url: str) -> SplitResult:
    """The parts of a URL. All are empty if it is invalid: a port that is no number, half an IPv6 address."""
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018  raises for an invalid port
    except ValueError:
        return urlsplit("")
    return parts


DEBUG = flag("DEBUG")
DEMO = flag("DEMO")  # serves invented people; every page says so, and `check --deploy` refuses it
DEMO_STAFF = "staff"  # the account to try the desk with, in the demonstration alone
DEMO_PASSWORD_FILE = BASE_DIR / "var" / "staff-password"
DEMO_OTPAUTH_FILE = BASE_DIR / "var" / "staff-otpauth"  # its second factor
PORT = integer("PORT", 8000, least=1, most=65535)

CAMPAIGN_NAME: str = env.str("CAMPAIGN_NAME", default="") or "Free Xinjiang Detainees"
# Where the source that this site runs can be read, at its very commit. The pages link the verifiers there.
SOURCE_URL: str = env.str("SOURCE_URL", default="").strip().rstrip("/")
if SOURCE_URL and not SOURCE_URL.startswith("https://"):
    raise ImproperlyConfigured("SOURCE_URL must begin with https://.")
# The postal address to which people send signed paper sheets. Semicolons divide its lines.
CAMPAIGN_ADDRESS: str = env.str("CAMPAIGN_ADDRESS", default="").strip()

# The licence of the facts in /data/: its name, then its URL.
DATA_LICENCE: str = (
    env.str("DATA_LICENCE", default="").strip()
    or "CC BY 4.0 https://creativecommons.org/licenses/by/4.0/"
)

# --- Core ----------------------------------------------------------------------------------------------

SECRET_KEY = (
    env.str("SECRET_KEY", default="") or "only-for-debug-0123456789abcdefghijklmnopqrstuvwxyz"
    if DEBUG
    else required("SECRET_KEY", "it signs staff sessions")
)

SITE_URL = (
    env.str("SITE_URL", default="").strip().rstrip("/") or f"http://127.0.0.1:{PORT}"
    if DEBUG or DEMO
    else required("SITE_URL", "every absolute link is built from it").rstrip("/")
)
_site = split_url(SITE_URL)
if (
    _site.scheme not in {"http", "https"}
    or not _site.hostname
    or "@" in SITE_URL
    or f"{_site.scheme}://{_site.netloc}" != SITE_URL
):
    raise ImproperlyConfigured(f"SITE_URL must look like https://example.org, not {SITE_URL!r}.")
HTTPS = _site.scheme == "https"

ALLOWED_HOSTS: list[str] = env.list("ALLOWED_HOSTS", default=[]) or [
    _site.hostname,
    *(["localhost", "127.0.0.1"] if DEBUG or DEMO else []),
]

# How many entries at the end of X-Forwarded-For our own proxies wrote. 0: the header is ignored, since any client
# can send it.
TRUSTED_PROXY_COUNT = integer("TRUSTED_PROXY_COUNT", 0, least=0, most=9)

# Which network belongs to which provider, for the limits. The web server reads it when it starts
# (campaign/web/providers.py).
NETWORKS_FILE: str = env.str("NETWORKS_FILE", default="").strip()

ROOT_URLCONF = "campaign.urls"
WSGI_APPLICATION = "campaign.wsgi.application"
DEFAULT_AUTO_FIELD = "campaign.privacy.encryption.EarlyKey"

# --- Applications and middleware ----------------------------------------------------------------------

INSTALLED_APPS = [
    "campaign.apps.CampaignConfig",
    "profiles.apps.ProfilesConfig",
    "petitions.apps.PetitionsConfig",
    "news.apps.NewsConfig",
    "followers.apps.FollowersConfig",
    "campaign.apps.CampaignAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_countries",
    "django_otp",
    "procrastinate.contrib.django",
    "demo.apps.DemoConfig",
]

MIDDLEWARE = [
    # A closed site answers nothing from the page cache.
    "campaign.site_closing.middleware.ClosedSiteMiddleware",
    # Cached pages are answered before any other middleware runs. All the others ran when the page was rendered.
    "campaign.web.page_cache.PageCacheMiddleware",
    # Every other response gets the security headers, also refusals and static files.
    "campaign.web.middleware.SecurityHeadersMiddleware",
    "campaign.preview_links.middleware.PreviewHeadersMiddleware",
    "campaign.slow_lines.middleware.StyleSheetsMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "campaign.site_closing.middleware.ClosedToBadRequestsMiddleware",
    "campaign.web.middleware.RefuseBadRequestsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "campaign.web.middleware.LanguageFromPathMiddleware",
    "campaign.site_closing.middleware.CloseSiteMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "campaign.accounts.sessions.UseMiddleware",
    "campaign.privacy.readers.ReaderMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "campaign.addresses.middleware.AddressMiddleware",
    "campaign.web.errors.GoneMiddleware",
]

# --- Templates -----------------------------------------------------------------------------------------

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": [
                "campaign.templatetags.campaign",
                "petitions.templatetags.petitions",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csp",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "campaign.web.context.site",
                "campaign.site_content.around.around",
            ],
        },
    }
]
FORM_RENDERER = "campaign.text.widgets.JoiningRenderer"

# --- Database ------------------------------------------------------------------------------------------


def database(name: str) -> dict[str, Any]:
    """Django's settings for a database URL. Empty if the variable is."""
    url: str = env.str(name, default="").strip()
    if url and split_url(url).scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured(
            f"{name} must look like postgres://user:password@host:port/name."
        )
    return dict(environ.Env.db_url_config(url)) if url else {}


_database = database("DATABASE_URL") or {
    "ENGINE": "campaign.run.embedded_postgres",
    "NAME": "campaign",  # the backend creates it, and the role
    "USER": "campaign",
    "FOLDER": BASE_DIR / "var" / "postgres",
}
# Two roles (campaign/activity/privileges.py): the site's, and the owner of the tables, as which only `migrate` connects.
APPLICATION_ROLE: str = _database["USER"]
_owner = database("OWNER_DATABASE_URL")
if _owner and (_owner["NAME"] != _database["NAME"] or not APPLICATION_ROLE):
    raise ImproperlyConfigured(
        "OWNER_DATABASE_URL must name the same database as DATABASE_URL, and both must name a user."
    )
if "FOLDER" in _database:
    _owner = {"USER": "postgres"}

DATABASES = {
    "default": _database
    | {
        # Each server thread keeps its connection. Django checks it before use and replaces a broken one.
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        # Timeouts of the client (seconds; tcp_user_timeout in ms). A frozen server does not apply its own
        # statement_timeout, so the socket must give up. The server's timeouts are set for the web only (below),
        # because a migration may take longer than a page.
        "OPTIONS": _database.get("OPTIONS", {})
        | {
            "connect_timeout": 3,
            "keepalives_idle": 10,
            "keepalives_interval": 3,
            "keepalives_count": 3,
            "tcp_user_timeout": 5000,
            # Only what asks for it is prepared (campaign/run/prepared.py).
            "prepare_threshold": 5,
        },
    }
}

# What differs when the owner connects. Empty: the site's role owns the tables, which `check --deploy` refuses.
OWNER_DATABASE: dict[str, Any] = {
    name: value for name, value in _owner.items() if name in {"USER", "PASSWORD", "HOST", "PORT"}
}
if "OPTIONS" in _owner:
    OWNER_DATABASE["OPTIONS"] = DATABASES["default"]["OPTIONS"] | _owner["OPTIONS"]

# Postgres options for web requests; wsgi.py sets them (PGOPTIONS is a variable of libpq). They limit how long a
# visitor's statement, lock or idle transaction can block the database. Migrations and the worker have no limits. A
# page runs many short statements, for which JIT and parallel workers cost more than they save.
WEB_PGOPTIONS = (
    "-c statement_timeout=5s -c lock_timeout=2s -c idle_in_transaction_session_timeout=10s"
    " -c jit=off -c max_parallel_workers_per_gather=0"
)

# --- Staff accounts ------------------------------------------------------------------------------------

PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "campaign.accounts.passwords.NameValidator"},
    {"NAME": "campaign.accounts.passwords.CommonWordValidator"},
]
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"  # also if `next` leads to another site
CSRF_FAILURE_VIEW = "campaign.autosave.views.csrf_failure"
# Browsers accept a __Host- cookie only over HTTPS, and only from this very host.
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
BROWSER_COOKIE_NAME = "__Host-browser" if HTTPS else "browser"  # campaign/accounts/browsers.py
PROOF_COOKIE_NAME = "__Host-proof" if HTTPS else "proof"  # campaign/accounts/sessions.py
SESSION_ENGINE = "campaign.accounts.sessions"
SESSION_COOKIE_AGE = 12 * 60 * 60  # the longest that a session lasts, however busy
SESSION_IDLE_AGE = 30 * 60  # without use
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Strict"
CSRF_COOKIE_HTTPONLY = True

# --- Languages -----------------------------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English")]
TIME_ZONE = time_zone("TIME_ZONE", "UTC")  # of all times that staff type and visitors read
USE_TZ = True
USE_I18N = True
FORMAT_MODULE_PATH = ["campaign.formats"]
# Kosovo is in no ISO list, but has had this code by agreement since 2008. The others are the names that their people
# would look for.
COUNTRIES_OVERRIDE = {
    "XK": _("Kosovo"),
    "BS": _("Bahamas"),
    "CG": _("Republic of the Congo"),
    "GS": _("South Georgia and the South Sandwich Islands"),
    "NR": _("Nauru"),
    "PN": _("Pitcairn Islands"),
    "SH": _("Saint Helena, Ascension and Tristan da Cunha"),
    "VG": _("British Virgin Islands"),
    "VI": _("US Virgin Islands"),
}

# --- Static files and pictures -------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
# What browsers ask for at the root without being told: favicon.ico. `img/mark.svg` is the same.
WHITENOISE_ROOT = BASE_DIR / "static" / "root"
# Pictures are private files. A view serves one while its owner is published.
MEDIA_ROOT = BASE_DIR / "var" / "media"
MEDIA_URL = ""
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
# WhiteNoise's own defaults, computed before Django's test runner turns DEBUG off. So tests need no STATIC_ROOT, which
# a fresh checkout does not have.
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = DEBUG
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
# Off: only the re-encoded pictures are stored. On: the uploaded file too, encrypted with PII_KEYS.
KEEP_ORIGINALS = flag("KEEP_ORIGINALS")
# Its time stamp is the version of the page cache in all processes (campaign/web/page_cache.py).
PAGE_CACHE_VERSION_FILE = BASE_DIR / "var" / "page-cache-version"
# Whether the site is open, for every process of the machine (campaign/site_closing/state_file.py).
SITE_STATE_FILE = BASE_DIR / "var" / "site-state.json"
# Cards, case sheets and open data files (campaign/web/file_cache.py). It can be deleted at any time.
FILE_CACHE_FOLDER = BASE_DIR / "var" / "file-cache"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
# For an admin page with many inlines. Middleware limits public forms.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000

# --- Email ---------------------------------------------------------------------------------------------


def mailer(url: str, name: str = "MAIL_URL") -> dict[str, Any]:
    """Django's MAILERS entry for the URL of a mail account. name: of its variable.

    smtp://user:password@host:port?tls=starttls (or tls=implicit, tls=none), console:, file:///folder.
    STARTTLS is required, unless the URL says otherwise or the server is on this machine.
    """
    parts = split_url(url)
    backends = "django.core.mail.backends"
    if parts.scheme == "console":
        return {"BACKEND": f"{backends}.console.EmailBackend"}
    if parts.scheme == "file" and parts.path:
        options: dict[str, Any] = {"file_path": parts.path}
        return {"BACKEND": f"{backends}.filebased.EmailBackend", "OPTIONS": options}
    if parts.scheme == "smtp" and parts.hostname:
        local = parts.hostname in {"localhost", "127.0.0.1", "::1"}
        tls = parse_qs(parts.query).get("tls", ["none" if local else "starttls"])[-1]
        if tls in {"none", "starttls", "implicit"}:
            options = {
                "host": parts.hostname,
                "port": parts.port or (465 if tls == "implicit" else 587),
                "use_tls": tls == "starttls",
                "use_ssl": tls == "implicit",
                # For one answer. The email of a client that gives up early may have left: then it leaves twice, or
                # no one knows.
                "timeout": 60,
            }
            if parts.username:
                options |= {
                    "username": unquote(parts.username),
                    "password": unquote(parts.password or ""),
                }
            return {"BACKEND": f"{backends}.smtp.EmailBackend", "OPTIONS": options}
    raise ImproperlyConfigured(
        f"{name} must be smtp://user:password@host:port?tls=starttls, console: or file:///folder."
    )


MAIL_URL = (
    env.str("MAIL_URL", default="") or f"file://{BASE_DIR / 'var' / 'mail'}"
    if DEBUG or DEMO
    else required("MAIL_URL", "signatures are confirmed by mail")
)
# For updates and reminders. With a server of their own, they use up no limit of the server that confirmations need.
BULK_MAIL_URL: str = env.str("BULK_MAIL_URL", default="").strip() or MAIL_URL
MAILERS = {"default": mailer(MAIL_URL), "bulk": mailer(BULK_MAIL_URL, "BULK_MAIL_URL")}
DEFAULT_FROM_EMAIL = (
    env.str("MAIL_FROM", default="") or "Campaign demonstration <petitions@example.org>"
    if DEBUG or DEMO
    else required("MAIL_FROM", "it is the sender of every mail")
)
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# Where other mail servers report that they could not deliver an email: bounces+<token>@domain, without the token.
BOUNCE_ADDRESS: str = env.str("BOUNCE_ADDRESS", default="").strip()
if BOUNCE_ADDRESS and not re.fullmatch(r"[A-Za-z0-9._-]{1,20}@[A-Za-z0-9.-]+", BOUNCE_ADDRESS):
    raise ImproperlyConfigured(
        "BOUNCE_ADDRESS must look like bounces@example.org, with at most 20 letters before the @."
    )
# The mailbox that `manage.py bounces --mailbox` reads.
BOUNCE_MAILBOX: str = env.str("BOUNCE_MAILBOX", default="").strip()
_bounces = split_url(BOUNCE_MAILBOX)
if BOUNCE_MAILBOX and not (_bounces.scheme == "imaps" and _bounces.hostname and _bounces.username):
    raise ImproperlyConfigured("BOUNCE_MAILBOX must look like imaps://user:password@host/INBOX.")
if not unquote(BOUNCE_MAILBOX).isascii():
    raise ImproperlyConfigured(
        "BOUNCE_MAILBOX may hold only ASCII: name the folder as IMAP does (Zur&APw-ck), and change the password."
    )
EMAIL_SUBJECT_PREFIX = f"[{CAMPAIGN_NAME}] "
# Addresses that get alerts. Error reports are not emailed (see Logs), because they could hold what a visitor typed.
ADMINS = addresses("ADMINS")
# Addresses that get an email without content when there are new tips (profiles/tips/announcement.py).
TIPS_MAIL = addresses("TIPS_MAIL")

# --- Signers' personal data ----------------------------------------------------------------------------


def keys(name: str, value: str) -> list[str]:
    """Keys with commas between them, each of 32 bytes in URL-safe base64."""
    found = [key.strip() for key in value.split(",")]
    for number, key in enumerate(found, start=1):
        try:
            Fernet(key)
        except ValueError:
            # The message must not contain the value, because it may reach a log.
            raise ImproperlyConfigured(
                f"{name}: key {number} is not 32 bytes in URL-safe base64."
            ) from None
    return found


# The first encrypts, all decrypt. To change the key, put a new one in front.
PII_KEYS = keys("PII_KEYS", required("PII_KEYS", "it encrypts addresses"))
# The key of all digests of email addresses. After a change every address looks new, so never change it. Store it
# apart from the database: with both, anyone can try addresses against the digests.
PEPPER = required("PEPPER", "it keys the digests of addresses")
if len(PEPPER) < 32:
    raise ImproperlyConfigured("PEPPER must have at least 32 characters.")

# Months for which signers' data is stored after a petition's delivery or closing (decision 0008).
RETENTION_MONTHS = integer("RETENTION_MONTHS", 6, least=1, most=120)

# Dossiers hold signers' names: their private folder, and the days after which each is erased.
DOSSIER_FOLDER = Path(
    env.str("DOSSIER_FOLDER", default="").strip() or BASE_DIR / "var" / "dossiers"
)
DOSSIER_DAYS = integer("DOSSIER_DAYS", 30, least=1, most=365)

# The log of erasures, as digests, which is needed after a restore. It must not be in the database's backups.
ERASURES_FILE = Path(
    env.str("ERASURES_FILE", default="").strip() or BASE_DIR / "var" / "erasures.log"
)

# --- The public logs -------------------------------------------------------------------------------------


def outgoing(name: str, url: str) -> str:
    """An address that the worker connects to: encrypted, unless it is on this machine. It may be empty."""
    parts = split_url(url)
    is_local = parts.scheme == "http" and parts.hostname in {"localhost", "127.0.0.1", "::1"}
    if url and not (parts.hostname and (parts.scheme == "https" or is_local)):
        raise ImproperlyConfigured(f"{name} must have an address that begins with https://.")
    return url


def witness(text: str) -> tuple[str, bytes, str]:
    """Name, public key and address of a witness, from “name+hash+key https://…” (c2sp.org/signed-note#verifier-keys)."""
    try:
        verifier_key, url = text.split()
        name, hashed, encoded = verifier_key.split("+", 2)
        key = b64decode(encoded, validate=True)
    except ValueError:
        key = b""
    # 4: the kind of key with which witnesses sign (c2sp.org/tlog-cosignature)
    if (
        len(key) != 33
        or key[0] != 4
        or sha256(f"{name}\n".encode() + key).hexdigest()[:8] != hashed
    ):
        raise ImproperlyConfigured(
            "WITNESSES must be verifier keys, each followed by a space and an address, with commas between them."
        )
    return name, key[1:], outgoing("WITNESSES", url.rstrip("/"))


def certificates(name: str, path: str) -> list[Certificate]:
    """The certificates in a file in PEM form; none for an empty path."""
    try:
        return load_pem_x509_certificates(Path(path).read_bytes()) if path else []
    except (OSError, ValueError):
        raise ImproperlyConfigured(
            f"{name} must be a file with certificates in PEM form, not {path!r}."
        ) from None


# The published heads, which are needed after a restore. They must not be in the database's backups.
HEADS_FOLDER = Path(env.str("HEADS_FOLDER", default="").strip() or BASE_DIR / "var" / "heads")

# Seeds of Ed25519 keys: each signs every head, and pages show the first.
LOG_KEYS = keys(
    "LOG_KEYS",
    env.str("LOG_KEYS", default="").strip() or "b25seS1mb3ItZGVidWctMDEyMzQ1Njc4OWFiY2RlZmc="
    if DEBUG
    else required("LOG_KEYS", "they sign the heads of the public logs"),
)
# Who is asked to sign every head too, and who says when it was there (petitions/checkpoints/).
WITNESSES = [witness(each) for each in env.list("WITNESSES", default=[]) if each.strip()]
TIME_STAMP_URL = outgoing("TIME_STAMP_URL", env.str("TIME_STAMP_URL", default="").strip())
# What the certificate of a time stamp must lead to. Empty: that is not checked.
TIME_STAMP_ROOTS = certificates(
    "TIME_STAMP_CERTIFICATES", env.str("TIME_STAMP_CERTIFICATES", default="").strip()
)

# --- People ---------------------------------------------------------------------------------------------

# Four eyes: no one publishes their own last change of these kinds (campaign/publishing/four_eyes.py).
# SECOND_PERSON=on is the older way to say FOUR_EYES=people.
FOUR_EYES = words("FOUR_EYES", "people", "petitions", "news", "pages", "deliveries") | (
    {"people"} if flag("SECOND_PERSON") else set()
)
# The languages into which the desk offers to translate (campaign/translations/languages.py).
TRANSLATE_INTO = words(
    "TRANSLATE_INTO",
    "en",
    "ug",
    "zh-hans",
    "zh-hant",
    "kk",
    "tr",
    "ru",
    "ar",
    "fr",
    "de",
    "es",
    "ja",
) or {"ug", "zh-hans"}
# The desk lists people without news for STALE_MONTHS, and consents that end within CONSENT_DAYS.
STALE_MONTHS = integer("STALE_MONTHS", 12, least=1, most=120)
CONSENT_DAYS = integer("CONSENT_DAYS", 60, least=1, most=730)

# --- The queue (procrastinate, in the same database) ---------------------------------------------------

PROCRASTINATE_WORKER_DEFAULTS = {
    "name": "worker",
    "concurrency": 4,
    "delete_jobs": "successful",
    # Poll for new jobs. Notifications would take a lock with which signatures commit one by one
    # (petitions/migrations/0002_functions.py).
    "listen_notify": False,
    "fetch_job_polling_interval": 1.0,
}

# --- Security ------------------------------------------------------------------------------------------

SECURE_CSP: dict[str, list[str]] = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "manifest-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "object-src": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
    "require-trusted-types-for": ["'script'"],
}
# Django's admin scripts build HTML from strings, so the admin has no Trusted Types. Its calendar and filter widgets
# load icons from data: URLs.
ADMIN_CSP: dict[str, list[str]] = {
    name: values for name, values in SECURE_CSP.items() if name != "require-trusted-types-for"
} | {
    "script-src": [CSP.SELF, CSP.NONCE],
    "style-src": [CSP.SELF, CSP.NONCE],
    "img-src": [CSP.SELF, "data:"],
    "frame-src": [CSP.SELF],
}
# Not `no-referrer`, with which browsers post forms with `Origin: null`.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 63_072_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXY_COUNT else None
X_FRAME_OPTIONS = "DENY"

# --- Logs ----------------------------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "redacting": {
            "()": "campaign.privacy.logs.RedactingFormatter",
            "format": "{asctime} {levelname} {name}: {message}",
            "style": "{",
        }
    },
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "redacting"},
        "nowhere": {"class": "logging.NullHandler"},
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        # Anyone can send wrong Host headers, and each would log a page of traceback. Without a handler Python
        # would print them itself.
        "django.security.DisallowedHost": {"handlers": ["nowhere"], "propagate": False},
        "campaign": {"level": "INFO"},
        "petitions": {"level": "INFO"},
    },
}
