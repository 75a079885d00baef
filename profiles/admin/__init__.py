"""The desk of those who write profiles."""

from profiles.admin import detainee, words

__all__ = ["detainee", "words"]
