"""The pages of a review: asking a colleague to look at an item, and answering.

Open `views.py` first; `forms.py` has the two small forms, `panels.py` what the first page and an item's form
show of reviews. `publishable.py` of the package above gives each item these pages. Imports `campaign.publishing`.
"""
