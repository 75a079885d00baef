"""Publishing: the one way from a draft to the public, for people, petitions, deliveries, news and pages.

Open `workflow.py` first: it has the states, and the only functions that change them. `four_eyes.py` decides who may
publish what; `reviews.py` has requests to a colleague and their answers. `actions.py` has the buttons of staff,
`lookup.py` finds published objects for views, `licence.py` heads the open data. Imports `campaign.accounts`,
`campaign.history` and `campaign.web`.
"""
