"""Finding people by their names, in any script and spelling.

Open `query.py` first: what was typed, as words that names are found by. `vocabulary.py` looks these words up among the
words of all names. `ranking.py` says how well a person's names match. `suggestions.py` is “did you mean”. Imports:
`profiles.models` and `profiles.names`.
"""
