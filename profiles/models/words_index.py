"""An index for the search of staff for words in a text, in every script: parts of a word are found, in upper or lower case."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db.models.functions import Upper


def words_index(field: str, *, name: str) -> GinIndex:
    """For `icontains`, which Django writes as UPPER(…) LIKE UPPER(…)."""
    return GinIndex(OpClass(Upper(field), name="gin_trgm_ops"), name=name)
