"""Protects personal data: encryption, keyed digests, the log of erasures, and the redaction of logs.

Open `encryption.py` first. `logs.py` formats every log line of the site. Imports nothing else of this project.
"""
