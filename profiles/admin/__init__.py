"""The desk of those who write profiles."""

from profiles.admin import detainee, imports, tip, words

__all__ = ["detainee", "imports", "tip", "words"]
