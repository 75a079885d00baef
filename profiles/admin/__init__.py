"""The desk for people. Importing this package registers all of its pages.

Open `detainee.py` first: `DetaineeAdmin` lists every page of a person, and each page is a function in a file of its own
(`merge.py`, `erasure.py`, `queues.py`). `parts` has the rows of the form and their sections. `imports.py` has the imports, with
their steps in `import_steps.py`. Imports: all other packages of `profiles` and the shared packages of campaign.
"""

from profiles.admin import detainee, erasure, imports, pictures, queues, tip, vocabulary

__all__ = ["detainee", "erasure", "imports", "pictures", "queues", "tip", "vocabulary"]
