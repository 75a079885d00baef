"""One key for all spellings of a name, in any script.

Open `folding.py` first: it maps a name in Latin, Cyrillic or Arabic letters to one folded key. `keys.py` makes the
keys that the search index stores, and the model fields that hold them. `chinese.py` romanises names that officials
wrote in Chinese characters. Imports: nothing of this project.
"""
