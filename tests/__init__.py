from hypothesis import settings

# A slow machine is no fault of the code: no test may fail for the time it took.
settings.register_profile("campaign", deadline=None)
settings.load_profile("campaign")
