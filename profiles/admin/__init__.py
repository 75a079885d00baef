"""The desk for people; importing this package registers all of it."""

from profiles.admin import detainee, imports, queues, tip, vocabulary

__all__ = ["detainee", "imports", "queues", "tip", "vocabulary"]
