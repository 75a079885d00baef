"""Template tags and filters for every app, in `campaign.py`. Imports `campaign.text`."""
