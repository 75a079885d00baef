-- The count: the tallies, and the lines of the ledger that are not folded into them yet.
--
-- A view gives several rows for a key: its tally, and each line. Every reader takes sum(part). The views do not
-- add up themselves, so that each reader adds up once and its filter reaches the indexes of both tables.
--
-- petitions_count        by petition and country: the count as shown. It stands still while counting is paused.
-- petitions_personcount  by the person whom signatures are for: the count as shown, as above.
-- petitions_daycount     by petition, kind and day: exact numbers, also while counting is paused.

-- The lines that count, as shown. The pause switch is read here and in folding
-- (petitions/counting/tallies.py), and nowhere else. While counting is paused nothing is folded, and no
-- line is shown. `delta::bigint` gives both halves of a union one type: otherwise the planner adds a step
-- for each row.
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

-- A parallel plan would start its workers also where the switch then hides every line. The ledger is short
-- or hidden, so parallel scans of it gain nothing.
ALTER TABLE petitions_ledgerentry SET (parallel_workers = 0);
