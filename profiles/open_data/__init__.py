"""The open data under /data/: all public profiles as JSON, CSV and FollowTheMoney.

Start with `fields.py`, which declares every field once. `records.py` stores one line of JSON a person and keeps it
up to date; `formats.py` and `files.py` make the files; `query.py` and `views.py` answer requests. JSON keys, CSV
columns, the schema and the ETags are contracts with other programs. This package imports `profiles.search`,
`profiles.public`, `profiles.models` and `campaign`.
"""
