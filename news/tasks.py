"""The scheduled jobs of news."""

from campaign.run.jobs import scheduled
from news.documents import orphans
from news.public import cards


@scheduled("19 * * * *", "delete-stale-news-cards")
def delete_stale_news_cards() -> None:
    """Delete share pictures of news that has changed or is no longer public."""
    cards.delete_stale()


@scheduled("57 3 * * *", "delete-orphan-documents")
def delete_orphan_documents() -> None:
    """Delete files of documents that neither an item nor its history names."""
    orphans.delete_orphans()
