"""PDFs, pictures of documents, and charts; and the sandbox in which risky programs run.

Open `pdf.py` first: it renders a typst template to PDF or PNG. `charts.py` computes SVG charts. `sandbox.py`
runs a program in its own process with limits. Imports nothing else of this project.
"""
