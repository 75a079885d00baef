"""Defence against floods: which signatures are quarantined, and what staff do about them.

Open first: `screening.py` (which signatures are quarantined), `review.py` (approve or reject them),
`invalidations.py` (take many out of the count, and undo it) and `switches.py` (pause signing or counting).
`metrics.py`, `pace.py` and `alerts.py` give the dashboard its figures and warnings. The package may import
petitions/counting, addresses and models, and what stands below petitions.
"""
