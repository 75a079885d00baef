"""Template tags of petitions; the settings make them builtins, so that no template loads them."""
