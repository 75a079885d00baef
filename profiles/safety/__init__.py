"""Keeps people safe from what the site publishes about them, and looks after their profiles.

`checklist.py` and `four_eyes.py` decide whether a profile may be published; `profiles/apps.py` registers them
with the publishing workflow. `disclosure.py` finds hidden names and places in public text, and refuses a change
that shows one: `hidden_words.py` knows them and searches, `linked_pages.py` looks into the pages that link to a
person. `shortfalls.py` checks everyone public each night. `duplicates.py` and `merge.py` handle one person in two
profiles, `queues.py` lists the profiles that need work, and `erasure.py` erases a person for good. This package
imports `profiles.models`, `profiles.public`, `profiles.names`, `profiles.open_data` and `campaign`.
"""
