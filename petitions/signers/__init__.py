"""Signers' own data: their page, their download, and every way in which their data is erased.

Open `my_signatures.py` for the page, `preferences.py` for its form, and `erasure.py` for erasing at a signer's wish.
Erasing by time has three files: `unconfirmed.py` (never confirmed), `retention.py` (after a hand-over or the end of
a petition) and `expiry.py` (what such a run does to rows). This package may import mail, handover, signing, transparency,
moderation, counting, addresses and the models.
"""
