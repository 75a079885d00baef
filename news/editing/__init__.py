"""What staff do to news besides writing it. `tags.py` makes and merges tags.

The desk (`news/admin`) calls these functions, and nothing else writes those rows. Imports: `news/models` alone.
"""
