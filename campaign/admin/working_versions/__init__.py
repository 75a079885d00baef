"""Working versions at the desk: the form of a public item keeps its changes, and pages compare, publish and discard them.

Open `editing.py` first: it runs the form of Django's admin over the rows of the working version, and takes everything back. `views.py` has the pages,
`panels.py` what an item's form and the first page say. Imports `campaign.working_versions`.
"""
