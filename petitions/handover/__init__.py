"""Handing a petition over to its addressee, and what follows.

Open first: `dossiers.py` (builds the zip that is delivered) and `register.py` (the public register of
deliveries and their answers). `dossier_documents.py` has the texts of the dossier's documents,
`supporters.py` the people to name. The package may import petitions/transparency, moderation, counting,
addresses and models, and what stands below petitions.
"""
