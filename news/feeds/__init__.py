"""The forms of a feed: Atom and JSON Feed, of the same items. Open `channel.py` first."""
