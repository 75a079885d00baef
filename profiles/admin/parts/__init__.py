"""What a person's form consists of.

`form.py` has the fields of the person. `inlines.py` has the rows, one class for each part of a profile. `sections.py` says
in which order and under which heads they stand. `new_sources.py` is the source that is typed in the same save. Imports
`profiles/models` and the shared packages of campaign.
"""
