"""Runs the site: its processes, the embedded database server, and the jobs of the worker.

Open `supervisor.py` for `make run`, and `jobs.py` for what the worker does and when. Imports nothing else of this
project.
"""
