"""Accounts of staff: logging in with a second factor, slowing down guesses, sessions, invitations, passwords.

Open `log_in.py` first: a password, then a factor (`factors.py`: app and recovery codes; `passkeys.py`), each try counted
by `throttle.py`. A session has a user only once both were right. `sessions.py` ends it, `browsers.py` knows whether the
browser is new, `events.py` records what happens to an account. `links.py` makes the one-use links of emails. `roles/`
gives roles, and `views/guarded.py` lists what asks for the factor again. Why it is built like this:
docs/decisions/0024-second-factor.md and 0026-roles-and-step-up.md. Imports `campaign.web`, `campaign.activity`,
`campaign.privacy`, `campaign.roles`, `campaign.run` and `campaign.text`.
"""
