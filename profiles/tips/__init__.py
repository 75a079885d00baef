"""Tips from visitors: sent without an account, answered through a code, erased in the end.

`conversation.py` is the only code that writes tips; open it first. `forms.py` has the public forms. `announcement.py` tells staff that there are new ones. Imports:
`profiles/models` and the shared packages of campaign.
"""
