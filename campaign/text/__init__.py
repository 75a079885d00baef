"""Texts that people type or read: cleaning, form and model fields, Markdown, CSV, codes, partial dates.

Open `clean.py` first: it decides what a name or a line may contain. `partial_dates.py` reads dates such as
“early 2018”. Imports nothing else of this project.
"""
