"""Working together on people: rows copied from another person, and what is changed for many people at once.

Open `adding.py` first: it adds a row to a person, with its source, unless the same row is there already. `copying.py` is the page
that copies, and `many.py` says what a list of people can change. Imports `profiles.models` and `campaign.admin`.
"""
