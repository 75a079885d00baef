"""Signatures in bulk. The database itself makes them, so a third of a million take seconds.

No one signed them. A row holds an invented name and no address. Its digest is made of the row's number, and
no address has the same one. Everything else about a row follows from that digest, so each load gives the
same rows.
"""

import math
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from campaign.run import progress
from campaign.text.initials import initials
from demo import published_log
from petitions.counting import published_figures
from petitions.models import Petition
from petitions.signing.forms import consent_version

# 184 countries and territories, those with the most signers first.
_MOST_FIRST = """
    FR DE GB US NL AU IT CA ES TR JP BE CH SE NO TW AT DK PL FI IE NZ IN MX BR KR PT CZ MY ID PH KZ AR ZA
    CL GR HU HK PE CO RO SK IL LT UA TH KG MA TN DZ EG NG KE SN GH PK BD LK NP SI HR EE LV LU IS RS BG UZ
    JO LB IQ PS SA AE QA KW OM BH SG EC UY CR PA GT VE BO PY SV HN DO PR NI CY MT BA AL MK ME GE AM AZ MN
    UG TZ RW ET CM CI BJ TG BF ML ZM ZW BW NA MZ MG MU AO CD SL LR GM GN NE TD MW MV AF KH VN MM LA TL BN
    FJ PG JM TT BB BS HT CU SR GY BZ GD LC AG RE GP MQ GF NC PF GL FO GI JE IM GG AD LI MC SM BY MD TJ
    LS SZ CV GA CG SC KM VU WS TO SB KI PW NR TV
"""
COUNTRIES = _MOST_FIRST.split()
FEW = 9  # the last countries have 9, 8, … 1 signers: too few to be shown by themselves

_GIVEN_NAMES = """
    Amina Anna Anjali Antonio Aroha Ayşe Beatriz Bjarne Camille Chiara Daniel Diego Elif Emeka Emma Fatou
    Fiona Giorgos Hana Henrik Ingrid Isla Ivan Jana Joon-ho Juan Jürgen Kaito Katarzyna Kwame Lars Layla
    Leilani Lucía Magda Malik Maria Mateo Mei Mehmet Mia Miriam Mohamed Nadia Nikos Noor Nuno Olga Omar
    Paulo Petra Pierre Priya Rania Ravi Rosa Ruth Sakura Samuel Sara Siobhán Sofia Tane Thandiwe Thomas
    Tomasz Wanjiru Yara Yuki Yusuf Zofia Zsófia
"""
NAMES = _GIVEN_NAMES.split()
COMMENTS = [
    "Because someone should ask every day.",
    "I teach. I signed for the teachers.",
    "For the children, and for those who are waiting with them.",
    "My grandmother was held for her language too.",
    "I read one story, and then I could not stop.",
    "Let the families have a telephone call. It is not much to ask.",
    "Silence is what was hoped for.",
    "I am eighty and have signed many letters. Some of them worked.",
]
# How many sign in each hour of the day (UTC): little at night, most in the evening.
HOURS = [3, 2, 2, 1, 1, 2, 4, 7, 9, 10, 10, 11, 12, 11, 10, 10, 11, 12, 14, 16, 17, 14, 9, 5]

AT_ONCE = 40_000  # signatures in one statement
# The share of the work that is done when the rows are inserted, and when they are counted too.
INSERTED, COUNTED = 0.55, 0.6

# For this transaction alone: sort in memory, and compile nothing.
_HASTE = "SET LOCAL work_mem = '128MB'; SET LOCAL jit = off"

# Each row has one digest (MATERIALIZED). Each choice reads other bytes of it.
_DRAW = """
CREATE TEMPORARY TABLE drawn_signature ON COMMIT DROP AS
WITH numbered AS MATERIALIZED (
    SELECT sha256(convert_to(concat_ws(' ', %(petition)s, country, number), 'UTF8')) AS digest, country
    FROM unnest(%(countries)s::text[], %(counts)s::int[]) AS share (country, signers),
        generate_series(1, signers) AS number
), drawn AS (
    SELECT
        digest,
        country,
        (%(names)s::text[])[1 + (get_byte(digest, 0) * 256 + get_byte(digest, 1)) %% %(name_count)s]
            || ' Example' AS name,
        (%(initials)s::text[])[1 + (get_byte(digest, 0) * 256 + get_byte(digest, 1)) %% %(name_count)s]
            || ' E.' AS initials,
        CASE WHEN get_byte(digest, 2) < 4
            THEN (%(comments)s::text[])[1 + get_byte(digest, 3) %% %(comment_count)s] ELSE ''
        END AS comment,
        (ARRAY['name', 'initials', 'country', 'counted'])[
            width_bucket(get_byte(digest, 4), ARRAY[0, 90, 140, 180])
        ] AS visibility,
        CASE WHEN get_byte(digest, 5) < 50 AND %(people_count)s > 0
            THEN (%(people)s::bigint[])[
                1 + (get_byte(digest, 6) * 256 + get_byte(digest, 7)) %% greatest(%(people_count)s, 1)
            ]
        END AS signed_for,
        %(start)s::timestamptz + make_interval(
            days => width_bucket(
                (get_byte(digest, 8) * 65536 + get_byte(digest, 9) * 256 + get_byte(digest, 10))
                    / 16777216::float8,
                %(days)s::float8[]
            ),
            hours => width_bucket(get_byte(digest, 11) / 256::float8, %(hours)s::float8[]),
            secs => (get_byte(digest, 12) * 256 + get_byte(digest, 13)) * 3600 / 65536::float8
        ) AS confirmed_at,
        make_interval(secs => 40 + get_byte(digest, 14) * get_byte(digest, 15) / 4) AS waited
    FROM numbered
)
SELECT row_number() OVER (ORDER BY confirmed_at) AS place, drawn.* FROM drawn
"""

# The rows stand in this order. Without an index each batch would read all of them.
_INDEX = "CREATE INDEX ON drawn_signature USING brin (place); ANALYZE drawn_signature (place)"

# In batches, so that progress can be shown in between. A row stores what its visibility needs, as
# `Details.columns_for` leaves it (petitions/models/details.py).
_INSERT = """
INSERT INTO petitions_signature (
    petition_id, email_digest, name, initials, country, comment, visibility, wants_updates, signed_for_id,
    consent_version, language, state, signed_at, confirmed_at, quarantine_reason, receipt
)
SELECT
    %(petition)s, digest,
    CASE visibility WHEN 'name' THEN name ELSE '' END,
    CASE visibility WHEN 'initials' THEN initials ELSE '' END,
    country,
    CASE visibility WHEN 'counted' THEN '' ELSE comment END,
    visibility, false, signed_for,
    %(consent)s, 'en', 'confirmed', greatest(confirmed_at - waited, %(start)s), confirmed_at,
    '', sha256(convert_to('receipt', 'UTF8') || digest)
FROM drawn_signature WHERE place > %(after)s AND place <= %(after)s + %(at_once)s ORDER BY place
"""

# The tallies as confirming one by one would have left them, and signatures that were never confirmed.
_COUNT = """
INSERT INTO petitions_tally (petition_id, country, count)
SELECT petition_id, country, count(*) FROM petitions_signature
WHERE petition_id = %(petition)s GROUP BY 1, 2;

INSERT INTO petitions_daytally (petition_id, day, kind, count)
SELECT %(petition)s, day, kind, signers * per_thousand / 1000
FROM (
    SELECT (confirmed_at AT TIME ZONE 'UTC')::date AS day, count(*) AS signers
    FROM petitions_signature WHERE petition_id = %(petition)s GROUP BY 1
) AS by_day, (VALUES
    ('counted', 1000), ('confirmed', 1000), ('signed', 1140), ('emailed', 1140), ('lapsed', 120),
    ('repeated', 35), ('bounced', 14), ('refused', 2)
) AS event (kind, per_thousand);

INSERT INTO petitions_persontally (detainee_id, count)
SELECT signed_for_id, count(*) FROM petitions_signature
WHERE petition_id = %(petition)s AND signed_for_id IS NOT NULL GROUP BY 1
ON CONFLICT (detainee_id) DO UPDATE SET count = petitions_persontally.count + EXCLUDED.count;
"""


def write(
    petition: Petition, total: int, *, countries: int, until: datetime, people: list[int]
) -> None:
    """Write confirmed signatures from the opening of the petition to `until`, their tallies and published figures.

    people: ids of the people that some of them sign for.
    """
    shares = by_country(total, COUNTRIES[:countries])
    if not shares:
        return
    values: dict[str, Any] = {
        "petition": petition.pk,
        "consent": consent_version("en"),
        "countries": list(shares),
        "counts": list(shares.values()),
        "names": NAMES,
        "initials": list(map(initials, NAMES)),
        "name_count": len(NAMES),
        "comments": COMMENTS,
        "comment_count": len(COMMENTS),
        "people": people,
        "people_count": len(people),
        "start": petition.opens_at,
        "days": thresholds(rhythm((until - petition.opens_at).days)),
        "hours": thresholds(HOURS),
        "at_once": AT_ONCE,
    }
    with progress.percent(f"Loading {total:,} signatures") as show, transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(_HASTE)
            cursor.execute(_DRAW, values)
            cursor.execute(_INDEX)
            for after in range(0, total, AT_ONCE):
                show(INSERTED * after / total)
                cursor.execute(_INSERT, values | {"after": after})
            cursor.execute("DROP TABLE drawn_signature")
            if total > AT_ONCE:
                # If the planner did not know their number, it would look up each one by itself.
                cursor.execute("ANALYZE petitions_signature")
            show(INSERTED)
            cursor.execute(_COUNT, {"petition": petition.pk})
        published_figures.publish_now()
        published_log.write(petition, lambda share: show(COUNTED + (1 - COUNTED) * share))


def remove() -> None:
    """Delete all signatures on the demonstration's petitions, including those of visitors, and their links."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH signature AS (
                SELECT signature.id FROM petitions_signature AS signature
                JOIN petitions_petition AS petition ON petition.id = petition_id WHERE is_demo
            ), link AS (
                DELETE FROM petitions_mailedtoken_signatures
                WHERE signature_id IN (SELECT id FROM signature) RETURNING mailedtoken_id
            )
            DELETE FROM petitions_mailedtoken WHERE digest IN (SELECT mailedtoken_id FROM link);
            DELETE FROM petitions_signature WHERE petition_id IN
                (SELECT id FROM petitions_petition WHERE is_demo);
            """
        )


def by_country(total: int, countries: list[str]) -> dict[str, int]:
    """A share for each country, at least one signer while there are enough, adding up to `total`."""
    if total <= len(countries):
        return dict.fromkeys(countries[:total], 1)
    few = FEW if total > 1000 * FEW else 0
    shares = [1] * len(countries)
    for place in range(1, few):
        shares[-place - 1] += place
    many = len(countries) - few
    weights = [math.exp(-rank / 45) / (rank + 5) for rank in range(many)]
    spare = total - sum(shares)
    for rank, weight in enumerate(weights):
        shares[rank] += int(spare * weight / sum(weights))
    shares[0] += total - sum(shares)
    return dict(zip(countries, shares, strict=True))


def rhythm(days: int) -> list[float]:
    """How many sign on each day: a strong beginning, quiet weekends, and a wave now and then."""
    waves = {
        0.0: (14.0, 6.0),
        0.22: (5.0, 3.0),
        0.47: (9.0, 4.0),
        0.71: (4.0, 2.0),
        0.9: (6.0, 5.0),
    }
    weights = []
    for day in range(max(days, 1)):
        weight = 1.0
        for when, (height, length) in waves.items():
            if (since := day - int(when * days)) >= 0:
                weight += height * math.exp(-since / length)
        weights.append(weight * (0.7 if day % 7 in {4, 5} else 1.0))
    return weights


def thresholds(weights: list[float] | list[int]) -> list[float]:
    """Where each share but the first begins, of a whole of 1: what width_bucket() looks a number up in."""
    whole, sum_so_far, found = sum(weights), 0.0, []
    for weight in weights[:-1]:
        sum_so_far += weight
        found.append(sum_so_far / whole)
    return found
