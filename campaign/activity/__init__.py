"""The activity log: what staff did, in a table to which the site can only add.

Open `log.py` first: `record` writes an entry, in the transaction of what it records. `accounts.py` does so for accounts
and log-ins. The database gives each entry its time, its place and a hash over all entries before it
(campaign/migrations/sql/activity.sql). `verify.py` finds whatever was changed all the same, also with the help of
`heads_file.py`. `privileges.py` makes sure that the site's role in the database can change none of this.
docs/decisions/0025-activity-log.md has the reasons. Imports `campaign.privacy` and `campaign.run` only.
"""
