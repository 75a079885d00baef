"""The WSGI entry point: `granian --interface wsgi campaign.wsgi:application`."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from campaign.web import providers
from campaign.web.responses import Request

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "campaign.settings")
os.environ.setdefault("PGOPTIONS", settings.WEB_PGOPTIONS)

application = get_wsgi_application()
application.request_class = Request
if settings.NETWORKS_FILE:
    providers.table()  # read before the first request; a file that cannot be read stops the start
