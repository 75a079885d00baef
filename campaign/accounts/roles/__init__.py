"""The roles of an account: giving and taking them, and saying in words what each may do.

The table of the roles is campaign/roles.py. `membership.py` is the only code that gives a role, and with it the status
of staff. `words.py` puts rights into words for the page “Who may do what” (campaign/accounts/views/roles.py).
"""
