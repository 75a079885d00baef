"""Checks of `manage.py check --deploy`, besides Django's own: they refuse a demonstration in production.

`check --deploy --database default` also checks the rows of the database. Django itself refuses a MAIL_URL that
writes emails to a folder or the console (mail.E001).
"""

from collections.abc import Iterable, Sequence

from django.apps import AppConfig, apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.core.checks.mail import NON_PRODUCTION_EMAIL_BACKENDS
from django.core.exceptions import FieldDoesNotExist
from django.db import connections, models

from campaign.activity import privileges
from campaign.documents import pdf
from campaign.models import Page
from petitions.models import LogStop, Petition
from petitions.transparency.log import find_problem

type AppConfigs = Sequence[AppConfig] | None


@register(Tags.security, deploy=True)
def check_database_server(app_configs: AppConfigs, **kwargs: object) -> Iterable[CheckMessage]:
    if settings.DATABASES["default"]["ENGINE"] == "campaign.run.embedded_postgres":
        yield Error(
            "The embedded Postgres is for demonstrations and tests.",
            hint="Set DATABASE_URL to a Postgres server that is kept up, watched and backed up.",
            id="campaign.E001",
        )


@register(Tags.security, deploy=True)
def check_demo_is_off(app_configs: AppConfigs, **kwargs: object) -> Iterable[CheckMessage]:
    if settings.DEMO:
        yield Error(
            "DEMO is on: every page says that its people are invented.",
            hint="Set DEMO=off.",
            id="campaign.E002",
        )


@register(Tags.mail, deploy=True)
def check_bulk_mail(app_configs: AppConfigs, **kwargs: object) -> Iterable[CheckMessage]:
    """What Django checks of the first mail account (mail.E001)."""
    if settings.MAILERS["bulk"]["BACKEND"] in NON_PRODUCTION_EMAIL_BACKENDS:
        yield Error(
            "BULK_MAIL_URL sends no emails: updates and reminders would reach no one.",
            hint="Set it to an smtp:// URL, or leave it empty.",
            id="campaign.E007",
        )


@register(Tags.database, deploy=True)
def check_no_demo_rows(
    app_configs: AppConfigs, databases: Sequence[str] | None = None, **kwargs: object
) -> Iterable[CheckMessage]:
    for alias in databases or ():
        tables = connections[alias].introspection.table_names()
        for model in filter(_has_demo_flag, apps.get_models()):
            if model._meta.db_table not in tables:
                continue  # not migrated yet
            if number := model._base_manager.using(alias).filter(is_demo=True).count():
                yield Error(
                    f"The database holds {number} invented {model._meta.verbose_name_plural}.",
                    hint="Begin with an empty database; real people must not stand beside invented ones.",
                    obj=model,
                    id="campaign.E003",
                )


@register(Tags.database, deploy=True)
def check_pages_are_written(
    app_configs: AppConfigs, databases: Sequence[str] | None = None, **kwargs: object
) -> Iterable[CheckMessage]:
    for alias in databases or ():
        if Page._meta.db_table not in connections[alias].introspection.table_names():
            continue  # not migrated yet
        published = Page.objects.using(alias).published().values_list("slug", flat=True)
        for slug in sorted({"about", "privacy"} - set(published)):
            yield Warning(
                f"There is no page /{slug}/ yet, and every page links to it.",
                hint="Write and publish it at the desk: The site.",
                id="campaign.W002",
            )


@register(Tags.database, deploy=True)
def check_public_logs(
    app_configs: AppConfigs, databases: Sequence[str] | None = None, **kwargs: object
) -> Iterable[CheckMessage]:
    """Whether the database knows every published head. Needs the files of this machine (HEADS_FOLDER)."""
    if "default" not in (databases or ()):
        return
    if LogStop._meta.db_table not in connections["default"].introspection.table_names():
        return  # not migrated yet
    for petition in Petition.objects.order_by("pk"):
        if problem := find_problem(petition):
            yield Error(
                f"The public log of {petition.slug} is stopped: {problem.label}",
                hint="See “A restore and the public log” in docs/operators.md.",
                obj=LogStop,
                id="campaign.E006",
            )


@register(Tags.database, deploy=True)
def check_roles_of_the_database(
    app_configs: AppConfigs, databases: Sequence[str] | None = None, **kwargs: object
) -> Iterable[CheckMessage]:
    """Whether the role with which this process is logged in could change the activity log."""
    for alias in databases or ():
        for excess in privileges.find_excess(connections[alias]):
            yield Error(
                f"The site's role in the database {excess}, so whoever takes over the site could change the activity log.",
                hint="See “Two roles” in docs/operators.md.",
                id="campaign.E008",
            )


@register(Tags.security, deploy=True)
def check_owner_is_elsewhere(app_configs: AppConfigs, **kwargs: object) -> Iterable[CheckMessage]:
    embedded = settings.DATABASES["default"]["ENGINE"] == "campaign.run.embedded_postgres"
    if settings.OWNER_DATABASE and not embedded:
        yield Warning(
            "OWNER_DATABASE_URL is set: whoever takes over the site would find it.",
            hint="Set it for `manage.py migrate` alone, where the site's own account cannot read it.",
            id="campaign.W004",
        )


def _has_demo_flag(model: type[models.Model]) -> bool:
    try:
        model._meta.get_field("is_demo")
    except FieldDoesNotExist:
        return False
    return True


@register(Tags.security, deploy=True)
def check_address(app_configs: AppConfigs, **kwargs: object) -> Iterable[CheckMessage]:
    if not settings.SITE_URL.startswith("https://"):
        yield Error(
            f"SITE_URL is not https: {settings.SITE_URL}",
            hint="Names and addresses of signers must not cross the network in the clear.",
            id="campaign.E004",
        )
    elif not settings.TRUSTED_PROXY_COUNT:
        yield Warning(
            "SITE_URL is https, but no proxy's X-Forwarded-Proto is trusted.",
            hint="Behind a proxy that ends TLS, every request would be redirected to itself for ever: "
            "set TRUSTED_PROXY_COUNT to the number of proxies.",
            id="campaign.W001",
        )


@register(Tags.security, deploy=True)
def check_keys_are_secret(app_configs: AppConfigs, **kwargs: object) -> Iterable[CheckMessage]:
    example = variables_in_example()
    for name, keys in {
        "SECRET_KEY": [settings.SECRET_KEY],
        "PII_KEYS": settings.PII_KEYS,
        "PEPPER": [settings.PEPPER],
        "LOG_KEYS": settings.LOG_KEYS,
    }.items():
        if example[name] in keys:
            yield Error(
                f"{name} is the one in .env.example, which everyone can read.",
                hint="Make one of your own as .env.example says.",
                id="campaign.E005",
            )


@register(Tags.files, deploy=True)
def check_fonts(app_configs: AppConfigs, **kwargs: object) -> Iterable[CheckMessage]:
    if missing := pdf.scripts_without_font():
        yield Warning(
            f"There is no typeface here for these scripts: {', '.join(missing)}.",
            hint="Cards, case sheets and dossiers would show codes instead of names: "
            "apt install fonts-noto-core fonts-noto-cjk fonts-ukij-uyghur",
            id="campaign.W003",
        )


def variables_in_example() -> dict[str, str]:
    """Names and values of the variables in .env.example."""
    lines = (settings.BASE_DIR / ".env.example").read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
