"""The WSGI entry point: `granian --interface wsgi campaign.wsgi:application`."""

import os

from django.core.wsgi import get_wsgi_application

from campaign.http import Request

# For a page (PGOPTIONS is libpq's own variable). The server's deadlines: no statement, lock or idle transaction
# of a visitor may hold the database longer; migrations and the worker set none. Statements of a page are
# short and many: to compile one, or to share it among processes, takes longer than it saves.
PGOPTIONS = (
    "-c statement_timeout=5s -c lock_timeout=2s -c idle_in_transaction_session_timeout=10s"
    " -c jit=off -c max_parallel_workers_per_gather=0"
)

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "campaign.settings")
os.environ.setdefault("PGOPTIONS", PGOPTIONS)

application = get_wsgi_application()
application.request_class = Request
