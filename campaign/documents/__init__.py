"""PDFs, pictures of documents, and charts; and the sandbox in which risky programs run.

Open `pdf.py` first: it renders a typst template to PDF or PNG. `cached.py` caches what it makes, and `cards.py` has
the pictures for shared links. `charts.py` computes SVG charts. `sandbox.py` runs a program in its own process with
limits. Imports `campaign.web`.
"""
