"""Commands for operators: check the count and the public logs, erase data, and what is needed after a restore."""
