"""Unsaved work: what staff have typed into a form of the desk is kept until they save or discard it.

Open `marks.py` first: every form carries a sealed mark that names its owner. `storing.py` keeps, finds and erases the
work (`models.py`), encrypted for its owner. `words.py` reads out what can no longer be saved. `notes.py` says what a page shows about it, `forms.py` shows a form of the
admin as it was typed, and `admin.py` does both for all forms of the desk. `views.py` takes what the script sends, and rescues a form that arrives after the session has ended. Why it
is built like this: docs/decisions/0028-unsaved-work.md. Imports `campaign.accounts`, `campaign.privacy` and `campaign.web`.
"""
