"""The pages of an account. Outside of the desk: logging in, setting up the factor, links in emails. Inside: one's own account.

Open `urls.py` first: it says which pages need no session. The others are behind the desk's own check.
"""
