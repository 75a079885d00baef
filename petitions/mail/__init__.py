"""Emails to signers: the email that answers a signing, the reminder, and the updates that staff write.

Open `signing_emails.py` first: it answers signings. `messages.py` builds every email, `smtp.py` sends many over a few
connections, `queue.py` says when a queued one is tried again. This package may import signing, moderation, counting,
addresses and the models.
"""
