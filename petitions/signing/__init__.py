"""Signing and confirming a petition: the form, the two writes, and the secrets in emails.

Open `sign.py` first: it lists what must hold. `confirm.py` makes a signature count. `forms.py` checks what
visitors type, `tokens.py` makes the links and codes, `consent.py` stores the wording that signers agree to.
This package may import moderation, counting, addresses and the models.
"""
