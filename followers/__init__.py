"""Following a person or a petition by email: one address, no account, at most one email a week.

Open `following/requests.py` first (asking and confirming), then `following/weekly.py` (the email). It stands above news,
petitions and profiles, and may import all of them. Decision 34 says what is stored, and what a thief learns from it.
"""
