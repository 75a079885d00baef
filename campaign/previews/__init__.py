"""Previews: the public page of an item that is not public, exactly as the public would see it.

Each app registers how the pages of its models are made (`public_pages.py`), and what files they have. The desk's preview, the preview of a
working version and the links for people outside all call `public_context`, so there is no second form of any page. It shows
what the public shape shows: no notes of staff, no hidden person, no picture that someone in it does not allow. Imports
`campaign.images`.
"""
