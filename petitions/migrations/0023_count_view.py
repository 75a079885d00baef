"""The count as views: the tallies, and the lines of the ledger that are not folded into them yet.

A view gives several rows for a key: its tally, and each line. Every reader takes `sum(part)`. The views do
not add up themselves, so that each reader adds up once and its filter reaches the indexes of both tables.

petitions_count        by petition and country: the count as shown. It stands still while counting is paused.
petitions_personcount  by the person whom signatures are for: the count as shown, as above.
petitions_daycount     by petition, kind and day: exact numbers, also while counting is paused.
"""

from django.db import migrations

# The pause switch is read here and in folding (petitions/counting/tallies.py), and nowhere else. While counting
# is paused nothing is folded, and no line of the ledger is shown.
#
# `delta::bigint` gives both halves of a union one type. Otherwise the planner adds a step for each row.
#
# A parallel plan would start its workers also where the switch then hides every line. The ledger is short
# or hidden, so parallel scans of it gain nothing.
_VIEWS = """
CREATE VIEW petitions_shownentry AS
SELECT petition_id, country, signed_for, delta::bigint AS delta FROM petitions_ledgerentry
WHERE kind = 'counted'
    AND NOT EXISTS (SELECT FROM petitions_switches WHERE counting_paused_at IS NOT NULL);

CREATE VIEW petitions_count AS
SELECT petition_id, country, count AS part FROM petitions_tally
UNION ALL
SELECT petition_id, country, delta FROM petitions_shownentry;

CREATE VIEW petitions_personcount AS
SELECT detainee_id, count AS part FROM petitions_persontally
UNION ALL
SELECT signed_for, delta FROM petitions_shownentry WHERE signed_for IS NOT NULL;

CREATE VIEW petitions_daycount AS
SELECT petition_id, kind, day, count AS part FROM petitions_daytally
UNION ALL
SELECT petition_id, kind, day, delta::bigint FROM petitions_ledgerentry;

ALTER TABLE petitions_ledgerentry SET (parallel_workers = 0);
"""

_UNDONE = """
ALTER TABLE petitions_ledgerentry RESET (parallel_workers);
DROP VIEW petitions_daycount;
DROP VIEW petitions_personcount;
DROP VIEW petitions_count;
DROP VIEW petitions_shownentry;
"""


class Migration(migrations.Migration):
    dependencies = [("petitions", "0022_signed_for_a_number")]
    operations = [migrations.RunSQL(_VIEWS, _UNDONE)]
