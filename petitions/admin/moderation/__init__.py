"""What staff do in a flood: access rules, address rules, invalidations and the emergency switches.

`actions.py` has the base class for objects with states. `count_check.py` shows the nightly checks.
"""
