"""The desk of those who write profiles."""

from profiles.admin import detainee, imports, words

__all__ = ["detainee", "imports", "words"]
