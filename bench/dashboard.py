"""Staff's pages for a petition in the middle of a flood. None of them is cached."""

import time
from statistics import median

from django.contrib.auth.models import User
from django.core.cache import cache
from django.db import connection
from django.test import Client

from bench.report import say
from petitions.addresses import canonical
from petitions.models import Domain, Invalidation, Petition, SignerAccess
from petitions.moderation import invalidations

FLOOD = 200_000  # unconfirmed signatures, given in two days
TIMES = 5
DOMAINS = ("gmail.com", "example.org", "flood.example")

_FLOOD = """
WITH signed AS (
    INSERT INTO petitions_signature (
        petition_id, email_digest, domain_digest, name, country, city, comment, visibility,
        wants_updates, consent_version, language, state, signed_at, quarantine_reason
    )
    SELECT
        %(petition)s, sha256(convert_to('flood ' || number, 'UTF8')),
        (%(domains)s::bytea[])[1 + number %% cardinality(%(domains)s::bytea[])],
        'Flood ' || number, 'NL', '', '', 'counted', false, 'bench', 'en', 'pending',
        now() - make_interval(secs => 172800 * (number / %(flood)s::float8) ^ 2),
        CASE WHEN number %% 10 = 0 THEN 'many: domain' ELSE '' END
    FROM generate_series(1, %(flood)s) AS number
    RETURNING id, petition_id, signed_at
)
INSERT INTO petitions_trace (signature_id, petition_id, host, prefix, made_at)
SELECT
    id, petition_id, substring(sha256(convert_to((id %% 9000)::text, 'UTF8')) FOR 16),
    substring(sha256(convert_to((id %% 300)::text, 'UTF8')) FOR 16), signed_at
FROM signed
"""


def measure(petition: Petition) -> None:
    digests = [canonical.domain_digest(petition.pk, domain) for domain in DOMAINS]
    Domain.objects.bulk_create(
        Domain(petition=petition, digest=digest, name=domain)
        for digest, domain in zip(digests, DOMAINS, strict=True)
    )
    with connection.cursor() as cursor:
        cursor.execute(_FLOOD, {"petition": petition.pk, "domains": digests, "flood": FLOOD})
        cursor.execute("ANALYZE petitions_signature; ANALYZE petitions_trace")
    staff = User.objects.create_superuser("bench")
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(staff)
    found = f"/admin/petitions/signature/?petition__id__exact={petition.pk}"
    reason = {"petition": petition.pk, "purpose": "flood"}
    client.post("/admin/petitions/signature/reason/", reason)  # else it shows and finds no one

    def search(**words: str) -> str:
        """The list with words that are posted."""
        return client.post(found, words | {"_search": "yes"})["Location"]

    say(f"\nThe desk, with {FLOOD:,} more who have not confirmed{'ms':>10}")
    for name, path in (
        ("a petition's dashboard", f"/admin/petitions/petition/{petition.pk}/desk/"),
        ("the first page", "/admin/"),
        ("signatures", found),
        ("quarantined", f"{found}&held=*"),
        ("of a domain", search(domain="flood.example")),
        ("of all below a domain", search(domain="*.example")),
        ("whose name begins with", search(q="Flood 77")),
        ("of a rare country", f"{found}&country=TV"),
        ("signed in half an hour", f"{found}&signed_from=2026-01-01T10:00&signed_until=2026-01-01T10:30"),
    ):  # fmt: skip
        say(f"  {name:<44}{_milliseconds(client, path):>10.0f}")
    _invalidate(petition, staff)
    SignerAccess.objects.filter(author=staff).delete()
    staff.delete()


def _milliseconds(client: Client, path: str) -> float:
    took = []
    for _ in range(TIMES):
        cache.clear()
        begun = time.perf_counter()
        if client.get(path).status_code != 200:
            raise SystemExit(f"{path} does not answer.")
        took.append(1000 * (time.perf_counter() - begun))
    return median(took)


def _invalidate(petition: Petition, staff: User) -> None:
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
        say(f"  {done}, a second{'':<32}{rate:>10,.0f}")
    invalidation.delete()
