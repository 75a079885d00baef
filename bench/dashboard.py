"""Staff's pages for a petition in the middle of a flood. None of them is cached.

They are asked one after the other, without a server. So is the bare INSERT that they are compared with.
"""

import time
from collections.abc import Callable
from hashlib import sha256
from statistics import median
from typing import Any

from django.contrib.auth.models import User
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django_otp import DEVICE_ID_SESSION_KEY

from bench.database import first_petition
from bench.report import say
from bench.results import Result, rounded
from campaign.accounts import factors
from campaign.privacy.encryption import encrypted_field
from campaign.web.rate_limits import daily_digest
from petitions.models import Domain, Invalidation, Petition, Signature
from petitions.models.details import Details
from petitions.moderation import invalidations

FLOOD = 200_000  # unconfirmed signatures, given in two days
TIMES = 5
BARE_TIMES = 20  # of the bare INSERT, beside each request of a page
DOMAINS = ("gmail.com", "example.org", "flood.example")

_FLOOD = """
WITH signed AS (
    INSERT INTO petitions_signature (
        petition_id, email_digest, details, country, visibility,
        wants_updates, consent_version, language, state, signed_at, quarantine_reason
    )
    SELECT
        %(petition)s, sha256(convert_to('flood ' || number, 'UTF8')),
        (%(details)s::text[])[number], 'NL', 'counted', false, 'bench', 'en', 'pending',
        now() - make_interval(secs => 172800 * (number / %(flood)s::float8) ^ 2),
        CASE WHEN number %% 10 = 0 THEN 'many: domain' ELSE '' END
    FROM generate_series(1, %(flood)s) AS number
    RETURNING id, petition_id, signed_at
)
INSERT INTO petitions_trace (signature_id, petition_id, host, prefix, domain, made_at)
SELECT
    id, petition_id, substring(sha256(convert_to((id %% 9000)::text, 'UTF8')) FOR 16),
    substring(sha256(convert_to((id %% 300)::text, 'UTF8')) FOR 16),
    (%(domains)s::bytea[])[1 + id %% cardinality(%(domains)s::bytea[])], signed_at
FROM signed
"""


def measure(size: int) -> Result:
    petition, result = first_petition(), Result()
    _flood(petition)
    staff = User.objects.create_superuser("desk")
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(staff)
    session = client.session
    session[DEVICE_ID_SESSION_KEY] = factors.set_app(staff, factors.new_key()).persistent_id
    session.save()
    found = f"/admin/petitions/signature/?petition__id__exact={petition.pk}"
    reason = {"petition": petition.pk, "purpose": "flood"}
    client.post("/admin/petitions/signature/reason/", reason)  # else it shows and finds no one

    def search(**words: str) -> str:
        """The list with words that are posted."""
        return client.post(found, words | {"_search": "yes"})["Location"]

    say(f"\nThe desk, {size:,} signatures and {FLOOD:,} more who have not confirmed{'ms':>10}")
    for key, name, path in (
        ("dashboard", "a petition's dashboard", f"/admin/petitions/petition/{petition.pk}/desk/"),
        ("first_page", "the first page", "/admin/"),
        ("signatures", "signatures", found),
        ("quarantined", "quarantined", f"{found}&held=*"),
        ("domain", "of a domain", search(domain="flood.example")),
        ("name", "whose name begins with", search(q="Flood 77")),
        ("country", "of a rare country", f"{found}&country=TV"),
        ("half_an_hour", "signed in half an hour", f"{found}&signed_from=2026-01-01T10:00&signed_until=2026-01-01T10:30"),
    ):  # fmt: skip
        took, bare = _seconds(client, path)
        say(f"  {name:<60}{1000 * took:>10.0f}")
        result.rates[key] = rounded(1 / took)
        result.ratios[key] = rounded(bare / took)
    _invalidate(petition, staff, result)
    return result


def _flood(petition: Petition) -> None:
    digests = [bytes.fromhex(daily_digest("domain", domain)) for domain in DOMAINS]
    Domain.objects.bulk_create(
        Domain(digest=digest, name=domain) for digest, domain in zip(digests, DOMAINS, strict=True)
    )
    field, details = encrypted_field(Signature, "details"), Details("Flood").to_json()
    values: dict[str, Any] = {
        "petition": petition.pk,
        "domains": digests,
        "flood": FLOOD,
        "details": [
            field.encrypt(details, petition.pk, sha256(f"flood {number}".encode()).digest())
            for number in range(1, FLOOD + 1)
        ],
    }
    with connection.cursor() as cursor:
        cursor.execute(_FLOOD, values)
        cursor.execute("ANALYZE petitions_signature; ANALYZE petitions_trace")


def _seconds(client: Client, path: str) -> tuple[float, float]:
    """The medians of what the page took, and of what the bare INSERT took in between."""
    took, bare = [], []
    for _ in range(TIMES):
        cache.clear()
        took.append(_time(lambda: client.get(path), path))
        for _ in range(BARE_TIMES):
            bare.append(_time(lambda: client.post("/bare/"), "/bare/"))
    return median(took), median(bare)


def _time(ask: Callable[[], Any], path: str) -> float:
    begun = time.perf_counter()
    if ask().status_code != 200:
        raise RuntimeError(f"{path} does not answer.")
    return time.perf_counter() - begun


def _invalidate(petition: Petition, staff: User, result: Result) -> None:
    invalidation = Invalidation.objects.create(
        petition=petition, reason="Flood", domain="flood.example", author=staff
    )
    for action, done in ((invalidations.start, "invalidated"), (invalidations.undo, "undone")):
        action(invalidation)
        begun = time.perf_counter()
        while invalidations.run_batch(invalidation.pk):
            pass
        rate = invalidation.found / (time.perf_counter() - begun)
        invalidation.refresh_from_db()
        say(f"  {done + ', a second':<60}{rate:>10,.0f}")
        result.rates[done] = rounded(rate)
