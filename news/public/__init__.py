"""How the public sees news: the shape of an item, the archive, share pictures and data for search engines.

Open `item.py` first. Everything on a page, in a feed and in a file comes from here, so that no one who was withdrawn is
named. `linked_people.py` says what an item says, for the search for hidden names. Imports: `news/models`, `profiles`.
"""
