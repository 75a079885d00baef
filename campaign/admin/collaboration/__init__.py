"""Working together at the desk: a section in the form of every item, the owners in the lists, and the page “For you”.

Open `admin.py` first: `CollaboratingAdmin` gives the section to a form, and saves what is typed there with the form or alone.
`form.py` has its fields, `panel.py` what it shows, `owners.py` the column and the filter of the lists, `for_you.py` the page.
`many.py` is the same change for many items of a list, `content.py` what apps let it change.
Imports `campaign.collaboration`.
"""
