"""Finding people by name, in whatever script and spelling."""

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db import connection
from django.db.models import Case, Exists, F, FloatField, Max, OuterRef, Q, Subquery, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from profiles.folding import fold
from profiles.models import DetaineeQuerySet, Name
from profiles.references import parse_reference
from profiles.vocabulary import Identity

LONGEST = 80
MOST_WORDS = 5
CLOSE_ENOUGH = 0.45  # word similarity of folded keys, from 0 to 1


def search(people: DetaineeQuerySet, query: str, *, hidden_names: bool = False) -> DetaineeQuerySet:
    """The people one of whose shown names has a word like each word of the query, closest first.

    hidden_names: for staff, who find people by names that are not shown as well.

    Needs a transaction around it when it is evaluated: the index is asked with a threshold of our own.
    """
    pk = parse_reference(query)
    if pk is not None:
        return people.filter(pk=pk)
    words = fold(query[:LONGEST]).split()[:MOST_WORDS]
    if not words:
        return people.none()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('pg_trgm.word_similarity_threshold', %s, true)", [str(CLOSE_ENOUGH)]
        )
    if not hidden_names:
        people = people.filter(identity=Identity.FULL)
    closeness: Combinable = Value(0.0, output_field=FloatField())
    for word in words:
        names = Name.objects.filter(detainee=OuterRef("pk"))
        if not hidden_names:
            names = names.filter(is_public=True)
        # One or two letters make no trigram, and two Chinese characters are a whole name.
        like = Q(folded__contains=word)
        if len(word) > 2:
            like |= Q(folded__trigram_word_similar=word)
        people = people.filter(Exists(names.filter(like)))
        best = (
            names.order_by()
            .values("detainee")
            .annotate(
                best=Max(
                    Case(
                        When(folded=word, then=Value(2.0)),
                        When(folded__startswith=f"{word} ", then=Value(1.5)),
                        default=TrigramWordSimilarity(word, "folded"),
                        output_field=FloatField(),
                    )
                )
            )
        )
        closeness = closeness + Coalesce(Subquery(best.values("best")), Value(0.0))
    return people.annotate(closeness=closeness).order_by(F("closeness").desc(), "pk")
