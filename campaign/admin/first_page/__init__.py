"""The first page of the desk: what waits, what comes, what ends, what is wrong, what colleagues did, and figures.

Open `entries.py` first. An app shows something here with `add_source(function)`: the function gets the request and returns
entries with the rows that this user may see. It decides about rights itself and takes one query at most. Numbers it registers with
`add_numbers`, and one query counts them all (`numbers.py`). `items.py` is
the source for everything that is published, `colleagues.py` says who changed what, `page.py` arranges it all. Imports the
rest of `campaign.admin`, except for `adminsite.py`.
"""
