"""Finding and counting people: by name in any script, by the words of their story, by filters.

Open `selection.py` first: it reads the parameters of an address and gives the people, their order and the counts.
`filters.py` declares every filter. `names_and_text.py` and `name_query.py` are the search, `suggestions.py` is “did
you mean”, `results.py` makes the cards of a page. `facets.py` counts, `figures.py` draws. `listing.py` compares the
tables behind all of this with the profiles. `places.py` finds a place by any of its names. Imports: `profiles/public`, `profiles/models`, `profiles/names` and
the shared packages of campaign.
"""
