"""Recognises identity numbers, phone numbers and email addresses in cells, by which people can be traced and punished.

Start with `finding.py`. `id_numbers.py` knows the numbers of the region's states and their check digits,
`phone_numbers.py` what makes a number a phone number, and `dates.py` what is only a date. The words beside such
numbers are in profiles/importing/words/numbers.toml. This package imports `campaign` and libraries only.
"""
