"""Email addresses: which are accepted, which are one mailbox, and what one mailbox may be sent.

Open `canonical.py` first: it cleans an address, gives its canonical form and makes the digests by which
signatures are found. `mailboxes.py` limits emails and codes per mailbox. This package may import the models.
"""
