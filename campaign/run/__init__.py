"""Runs the site: its processes, the embedded database server, and the jobs of the worker.

Open `supervisor.py` for `make run`. `jobs.py` says how a job is declared; the jobs themselves are in each app's
`tasks.py`. Imports nothing else of this project.
"""
