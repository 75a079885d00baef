"""The addresses at the desk: what the address of something unpublished answers, and the redirects of an older site.

`leaving.py` asks when something is unpublished. `redirects.py` has the table of redirects and the page that takes many lines.
Imports `campaign.addresses` and the base classes of the desk.
"""
