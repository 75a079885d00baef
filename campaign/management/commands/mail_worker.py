"""manage.py mail_worker: `procrastinate worker` without the line that it prints when it starts."""

from typing import Any, cast

from django.core.management.base import BaseCommand
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector


class Command(BaseCommand):
    help = "Runs the worker for `make run`: emails and all scheduled jobs. It prints nothing unless something is wrong."

    def handle(self, *args: Any, **options: Any) -> None:
        connector = cast("DjangoConnector", app.connector)
        with app.replace_connector(connector.get_worker_connector()):
            app.run_worker()
