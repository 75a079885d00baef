"""Finds a published object by its slug, for views. People have their own lookup: profiles/models/slugs.py."""

from django.db import models

from campaign.publishing.workflow import Publishable
from campaign.web.errors import raise_gone_or_not_found


def published_or_gone[M: Publishable](
    published: models.QuerySet[M], withdrawn: models.QuerySet[M], slug: str
) -> M:
    """The published object with this slug. Raises Gone if it was withdrawn, else Http404."""
    if found := published.filter(slug=slug).first():
        return found
    raise_gone_or_not_found(withdrawn.filter(slug=slug).exists())
