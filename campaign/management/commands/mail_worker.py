"""manage.py mail_worker: the worker. It runs the continuous jobs, the scheduled jobs and the queues."""

from typing import Any, cast

from django.core.management.base import BaseCommand
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector

from campaign.run.jobs import run_continuous_jobs


class Command(BaseCommand):
    help = "Run the worker: all jobs, and the emails. It prints nothing unless something is wrong."

    def handle(self, *args: Any, **options: Any) -> None:
        connector = cast("DjangoConnector", app.connector)
        with app.replace_connector(connector.get_worker_connector()), run_continuous_jobs():
            app.run_worker()
