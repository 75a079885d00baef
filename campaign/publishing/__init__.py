"""Publishing: the one way from a draft to the public, for people, petitions, news and pages.

Open `workflow.py` first: it has the states, and the only functions that change them. `actions.py` has the
buttons of staff, `lookup.py` finds published objects for views, `licence.py` heads the open data. Imports
`campaign.history` and `campaign.web`.
"""
