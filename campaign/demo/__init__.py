"""The demonstration: people who do not exist, told as real ones would be, and a petition of life size.

The content is data, to be read and edited as text: `people/` (by prefecture), `letters.py`, `reports.py`
and `site_pages.py`. `loading.py` writes it to the database and takes it out again.
"""
