"""What the desk of every app is built of: the admin site, its base classes, forms, history and exports.

Open `publishable.py` first: most admin classes derive from it. `pictures.py` and `site.py` register the
models of the site itself (campaign/apps.py imports them). Imports: every other shared package of campaign.
"""
