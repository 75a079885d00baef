"""Days and times that staff type: reading them, saying what was understood, and their form fields.

    read_moment("5 Dec 2026 09:00")   5 December 2026, 09:00, in the campaign's own time zone
    read_moment("5/12/2026 09:00")    raises TwoReadings: 5 December or 12 May?

Open `reading.py` first. `wording.py` says a time in words, `fields.py` has the form fields, which every admin class
uses by itself (campaign/admin/base.py). Dates that are only partly known are another thing:
campaign/text/partial_dates.py. Imports `campaign.text`.
"""
