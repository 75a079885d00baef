"""Commands for operators: check the count, erase data whose time is over, replay erasures after a restore."""
