"""What keeps the site running: its processes, its database server, and the jobs of its worker.

Open `supervisor.py` for `make run`, `jobs.py` for what the worker does and when. Imports nothing else of ours.
"""
