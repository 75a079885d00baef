"""The demonstration: invented people with true-to-life stories, three petitions, and signatures in bulk.

`make run` and `manage.py demo` load it. To read or change the texts, open README.md and the data files
in `people/`, `petitions/`, `news/` and `pages/`. For the code, open `schema.py` (what a file may hold),
`reader.py` (files to objects, with every check) and `loading.py` (objects to rows).

This app may import every other app. Only `bench` and the tests import it.
"""
