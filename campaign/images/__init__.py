"""Pictures that staff upload: checked and re-encoded, stored in several sizes, served to the public.

Open `uploads.py` first: it stores an upload. `reencoder.py` is the program that decodes untrusted files;
`renditions.py` serves the results, `in_texts.py` shows them within Markdown. Imports `campaign.history`, `documents`, `privacy` and `text`.
"""
