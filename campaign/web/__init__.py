"""What every request passes through: middleware, page cache, rate limits, error pages, downloads.

Open `middleware.py` first, then `page_cache.py`: it decides what is answered from memory and when a page is
rendered again. `rate_limits.py` has the token buckets. Imports `campaign.text`, `campaign.privacy` and `campaign.run` only.
"""
