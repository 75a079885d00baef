"""What happens with a follow: it is asked for, confirmed, emailed about once a week, and stopped.

Open `requests.py` first, then `weekly.py`. `content.py` has what is encrypted, `stopping.py` what ends it for good, also after
a restore. This package may import news, petitions and profiles.
"""
