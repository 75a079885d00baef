"""The search of staff: one box in the head of the desk, over everything that they may read.

Apps register what can be searched (`searched.py`); `finding.py` runs the queries within a bound of time, and `page.py` is the page.
Open `finding.py` first. The words are posted, and stand encrypted in the address of the result (../private_search.py). Imports
`campaign.collaboration` for remarks.
"""
