"""The site, and a view that does the least that a server with a database can do: one INSERT and its commit."""

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import path

from campaign.urls import handler400, handler403, handler404, handler500
from campaign.urls import urlpatterns as site
from campaign.web.responses import public_form

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

TABLE = "CREATE TABLE bench_row (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, words text)"


@public_form("POST")
def bare(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO bench_row (words) VALUES (%s)", ["Amina Example"])
    return HttpResponse("stored\n", content_type="text/plain")


def list_ended(request: HttpRequest) -> HttpResponse:
    """What play.lua requests after the end of its list. It recognises the status."""
    return HttpResponse(status=299)


urlpatterns = [path("bare/", bare), path("list-ended/", list_ended), *site]
