"""What each column of a file can mean, and how its cells become values.

Start with `layouts.py`: it lists every target and guesses the target of a column from its heading.
`parsing.py` turns one row into a `ParsedRow`. Its columns are declared in `people.py`, `detention.py` and
`sources.py`, with the building blocks of `targets.py` and `values.py`. This package imports
`profiles.importing.reading`, `profiles.models` and `campaign`.
"""
