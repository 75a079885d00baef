"""Rewrites the dates of other programs, languages and calendars in words that `campaign.text.partial_dates` reads.

Start with `reading.py`. `figures.py` has dates in digits, `edtf.py` the Extended Date/Time Format, `languages.py` the
words of eight languages, `calendars.py` the Hijri and the Solar Hijri calendar. Nothing is invented: a date
that can be read in two ways is asked about, with the evidence of its column. This package imports
`campaign` and libraries only.
"""
