"""The people whom the campaign is about: what we know about them, how we know it, and what the public sees.

Open `models/detainee.py` and `public/profile.py` first. Packages from the base up: `names` (folding and keys),
`models`, `public` (the public shape of a person), `search`, then `documents`, `open_data` and `tips`, then
`importing`, `safety` and `views`, and on top `admin`. `apps.py` registers the checks before publishing, `tasks.py` the
scheduled jobs. Imports: the shared packages of campaign, never `petitions` or `news`.
"""
