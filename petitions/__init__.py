"""Petitions: letters that people sign, the public count, moderation, hand-over, and signers' own data.

Open `signing/sign.py`, `counting/tallies.py` and `models/` first. Imports between the packages run down only:
admin and views, then signers, mail, handover and signing, checkpoints, transparency and moderation,
counting and addresses, models. `petitions` may import `profiles`, and what all apps share in `campaign`.
"""
