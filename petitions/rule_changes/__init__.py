"""Changed rules for email addresses: preview what a change would do, then apply it to earlier signatures.

Open `apply.py` first: it runs a change in batches. `preview.py` counts its effect, `merge.py` decides which of two
signatures from one mailbox is kept, and `digests.py` computes digests under another rule. It may import mail,
moderation, counting, addresses and models.
"""
