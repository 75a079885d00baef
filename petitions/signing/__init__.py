"""Signing and confirming a petition: the form, its one row, the signatures made of it, and the secrets in emails.

Open `sign.py` first: it lists what must hold. `intake.py` has the rows, `storing.py` makes signatures of them in sets, in the worker. `confirm.py` makes a
signature count. `forms.py` checks what visitors type, `tokens.py` makes the links and codes, `consent.py` stores the
wording that signers agree to. This package may import moderation, counting, addresses and the models.
"""
