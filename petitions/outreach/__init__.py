"""Reaching more people: how a petition or a person's story is passed on, and what a signer can do next.

Open first: `shares.py` (titles, texts and links) and `next_steps.py`. `cards.py` draws the pictures of shared links, `linked_people.py` says what a petition's page says about people.
The package may import petitions/counting and models, and what stands below petitions.
"""
