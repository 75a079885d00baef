"""Closed records: people, news items and their pictures that only some staff may see at the desk.

Open `records.py` first: the base class of models that can be closed, the query, and the only functions that change who sees a
record. `desk.py` has the section of the form, and what every form may offer. `pictures.py` says which pictures are closed with a
record. `views.py` is the page of administrators. The labels are in `campaign/privacy/readers.py`. Imports `campaign.accounts`,
`campaign.images` and `campaign.publishing`.
"""
