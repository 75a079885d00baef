"""What the desk offers to people who write: a live preview, pictures and links to find, a page about how to write.

Open `views.py` first. `finding.py` finds pictures and the site's own pages, `examples.py` has the examples of the page “How to
write”. The field itself is campaign/admin/fields/writing.py, its scripts are static/js/writing*.js. It stands above the
apps, since it asks profiles which pictures may be shown.
"""
