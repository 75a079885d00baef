"""The WSGI entry point: `granian --interface wsgi campaign.wsgi:application`."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "campaign.settings")
# The server's deadlines for a page (PGOPTIONS is libpq's own variable): no statement, lock or idle
# transaction of a visitor may hold the database longer. Migrations and the worker set none.
os.environ.setdefault(
    "PGOPTIONS",
    "-c statement_timeout=5s -c lock_timeout=2s -c idle_in_transaction_session_timeout=10s",
)

from django.core.wsgi import get_wsgi_application

from campaign.http import Request

application = get_wsgi_application()
application.request_class = Request
