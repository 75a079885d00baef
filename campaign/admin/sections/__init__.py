"""The sections of a form of the desk, with a table of contents that says what each one lacks.

An admin class declares its sections as `Section`s (declared.py). What it does not declare gets a section of its own, so a new
fieldset or inline needs no line here. `shown.py` makes what the page shows of them (templates/admin/sections/). Imports
Django alone.
"""
