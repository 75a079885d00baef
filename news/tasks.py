"""The scheduled job of news."""

from campaign.run.jobs import scheduled
from news.public import cards


@scheduled("19 * * * *", "delete-stale-news-cards")
def delete_stale_news_cards() -> None:
    """Delete share pictures of news that has changed or is no longer public."""
    cards.delete_stale()
