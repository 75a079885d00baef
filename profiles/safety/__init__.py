"""Keeps people safe from what the site publishes about them, and looks after their profiles.

`checklist.py` and `four_eyes.py` decide whether a profile may be published; `profiles/apps.py` registers them
with the publishing workflow. `disclosure.py` finds hidden names and places in public text (`hidden_words.py` knows them and searches, `linked_pages.py`
looks into what links to the person), `duplicates.py` and
`merge.py` handle one person in two profiles, `queues.py` lists the profiles that need work, `shortfalls.py` those
that are public although something is missing, and `erasure.py`
erases a person for good. This package imports `profiles.models`, `profiles.public`, `profiles.names`,
`profiles.open_data` and `campaign`.
"""
