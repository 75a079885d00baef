"""The public pages about people: the wall of portraits, a person, the map, the numbers and the tip forms.

Open `people.py` first. `figures.py` has the map and the numbers, with the tiles of the map in `tile_map.py`;
`tips.py` has the forms. Imports: every other package of `profiles` except the desk, the importer and
`safety`.
"""
