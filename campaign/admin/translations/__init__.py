"""Translations at the desk: the state of each language in an item's form, and a page on which one language is written.

Open `desk.py` first: `TranslatableAdmin` is mixed into the admin class of an item. `views.py` has the page, with the original beside the
translation, and `forms.py` its form. Imports `campaign.translations` and `campaign.autosave`.
"""
