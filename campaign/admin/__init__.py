"""The desk for what every app shares."""

from campaign.admin import pictures, site
from campaign.admin.pictures import picture_url, thumbnail

__all__ = ["picture_url", "pictures", "site", "thumbnail"]
