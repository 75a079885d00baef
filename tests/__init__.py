from hypothesis import settings

# A slow machine is no fault of the code: no test may fail for the time it took.
settings.register_profile("campaign", deadline=None)
settings.load_profile("campaign")

# For properties that write rows or ask for pages, a few a second; the others keep to the hundred.
each_asks_the_database = settings(max_examples=25)
