"""What the desk of every app is built of: the admin site, its base classes, forms, history and exports.

Open `publishable.py` first: most admin classes derive from it. `pictures.py` registers
pictures (campaign/apps.py imports it). Imports: every other shared package of campaign.
"""
