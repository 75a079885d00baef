"""Documents that journalists download with a news item: taken in, rewritten, stored, served.

Open `intake.py` first. `cleaner.py` is a program of its own that rewrites the file, `serving.py` gives it to visitors,
and `orphans.py` deletes files that nothing names. Decision 31 says which files we take, and why.
"""
