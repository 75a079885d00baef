"""The desk of those who write profiles."""

from profiles.admin import detainee, imports, queues, tip, words

__all__ = ["detainee", "imports", "queues", "tip", "words"]
