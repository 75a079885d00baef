"""The public pages, files and feeds of news. Open `pages.py` first.

A view finds what is published, and hands it to `news/public` or `news/feeds` for its shape.
"""
