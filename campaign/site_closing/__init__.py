"""Closing the site: staff switch it off at the desk, for everyone or for all who lack a password.

Open `switch.py` first: the only function that changes the state. `state_file.py` is what every request reads, also while the
database is down. `middleware.py` answers visitors, `password.py` lets some of them in, and `desk.py` is the page of staff. Imports
`campaign.accounts` and what is below it.
"""
