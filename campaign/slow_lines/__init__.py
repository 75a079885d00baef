"""What makes pages small and quick on a slow line: their style sheets come within them, and both are compressed.

Open `style_sheets.py` for the tag `{% style_sheets %}`, `middleware.py` for how the Content Security Policy allows
them, and `compression.py` for Brotli and gzip (decision 0043). Imports nothing of ours.
"""
