"""How the count can be checked: the page and the files for our own programs (`statement.py`), and the files for the
tools of other logs (`checkpoints.py`)."""
