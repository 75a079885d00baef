"""Emails to signers: the email that answers a signing, the reminder, and the updates that staff write.

Open `messages.py` first: it answers a signing and builds every email. `queue.py` says when an email is tried
again. `at_most_once.py` sends the reminders and updates, which no one may get twice. This package may import
signing, moderation, counting, addresses and the models.
"""
