"""Translations: the texts of people, petitions, news and pages in other languages.

The original stays in the row of the item. Open `models.py` first: a translation is a row of its own, and only a reviewed one is
public. `languages.py` has the languages, `states.py` says what is missing or outdated, `editing.py` saves and reviews, and
`reading.py` chooses what a reader gets. Imports `campaign.history`, `campaign.publishing` and `campaign.web`.
"""
