"""The public pages of petitions, as `petitions/urls.py` maps them.

Open first: `pages.py` (the list and the page of a petition) and `signing.py` (from the form to the thanks).
`open_data.py` and `profile_page.py` hold no view: they give figures and texts to pages of other packages. Views only read
requests and render answers. They may import every other package of petitions except admin.
"""
