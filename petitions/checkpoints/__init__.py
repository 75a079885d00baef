"""The public log for the tools of other logs, and what others say about it: signatures of witnesses, time stamps.

Open first: `tiles.py` (the files of c2sp.org/tlog-tiles) and `witnesses.py`. The heads themselves are signed where they
are published (petitions/transparency/signed_heads.py). Nobody outside has to answer: a witness or an authority that
does not is asked again, and nothing waits for it. The package may import petitions/transparency, models and periods.
"""
