"""The newsroom: news items of seven kinds, their feeds and files, and the pages for the press.

Open `models/item.py` first, then `public/item.py` (what visitors see of an item) and `views/pages.py`. `admin/` is the
desk, `feeds/` has Atom and JSON Feed. Imports `profiles` and the shared packages of `campaign`, and of `petitions` its models
and public pages.
"""
