"""Unsubscribe from updates: with one click in the email program (RFC 8058), or on a page with a button."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from campaign.web.responses import accept_any_origin, no_store, public_form
from petitions.signers import my_signatures
from petitions.signing import tokens
from petitions.signing.tokens import Purpose


@accept_any_origin
@no_store
@public_form("GET", "HEAD", "POST")
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Only a POST unsubscribes, because mail scanners open every link.

    The body of the POST is ignored, and the answer does not redirect, as email providers require.
    """
    stopped = request.method == "POST"
    signatures = (
        my_signatures.stop_updates(token)
        if stopped
        else tokens.signatures_behind(Purpose.STOP, token)
    )
    if not signatures:
        return render(request, "petitions/dead_link.html", status=404)
    context = {
        "signatures": signatures,
        "token": token,
        "stopped": stopped or not any(signature.wants_updates for signature in signatures),
    }
    return render(request, "petitions/stop.html", context)
