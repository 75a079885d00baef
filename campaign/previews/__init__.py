"""Previews: the public page of an item that is not public, exactly as the public would see it.

Each app registers how the pages of its models are made (`public_pages.py`), and what files they have. The desk's preview, the preview of a
working version and the links for people outside all call `public_context`, so there is no second form of any page. It shows
what the public shape shows: no notes of staff, no hidden person, no picture that someone in it does not allow. For people outside, who get nothing but the text,
`only_to_read` in the context leaves out what acts or leads on: to sign, follow, share, cite, and addresses that do not answer yet.
Imports `campaign.images`.
"""
