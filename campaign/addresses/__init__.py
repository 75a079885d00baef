"""The addresses of news, petitions and pages: what a former one answers, and where the addresses of an older site lead.

Open `lookup.py` first: it finds a public item by the last part of its address, or says why there is none. `models.py` has the
fields of an item with an address, its former addresses and the redirects; `redirects.py` reads, checks and finds redirects;
`own_paths.py` tells which paths of this site lead to something public. `middleware.py` answers. People have their own former
addresses (profiles/models/slugs.py), since theirs contain names. Imports `campaign.publishing` and `campaign.web`.
"""
