"""The press pack: one zip file with everything that a journalist needs to report on a release.

Open `pack.py` first; `texts.py` writes its plain texts. It is made of what is public now, and of pictures that are cleared
for the press. Imports: `news/public`, `profiles/documents`.
"""
