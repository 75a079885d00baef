"""What staff choose for the site as a whole: the home page, notices above all pages, and the menus.

Open `models.py` first. `home.py` makes the home page; `around.py` gives each page its notice and its menus, from memory;
`menus.py` has the menus of a new site. `next_change.py` tells the page cache when something becomes public or ends. `admin.py` is the desk. Imports every app.
"""
