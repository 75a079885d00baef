"""Pages from the cache, and stories that are rendered for each request, compared with `/healthz`."""

from django.conf import settings

from bench import anew
from bench.database import first_petition
from bench.load import play
from bench.plans import plan_of
from bench.report import Subject, say, table
from bench.results import Result
from bench.server import get, web_server
from petitions.counting import tallies
from petitions.models import Petition
from profiles.models import Detainee

ROUNDS = 3
SECONDS = 2  # of each in each round


def measure(size: int) -> Result:
    petition = first_petition()
    count = plan_of(lambda: tallies.count(petition.pk), containing="petitions_count")
    with web_server():
        subjects = compare(petition)
    table(f"Pages, {size:,} signatures", subjects)
    say(f"  The count: {count.buffers} buffers, {count.milliseconds:.2f} ms")
    result = Result(reference="/healthz")
    result.add(subjects)
    result.more["count"] = {"buffers": count.buffers, "milliseconds": count.milliseconds}
    return result


def compare(petition: Petition) -> list[Subject]:
    healthz = Subject("/healthz")
    stories = [person.get_absolute_url() for person in Detainee.objects.published()]
    paths = {
        healthz: ["/healthz"],
        Subject("home, cached", "home", of=healthz, aim=0.8): ["/"],
        Subject("a story, cached", "story", of=healthz, aim=0.8): stories[:1],
        Subject("a petition, cached", "petition", of=healthz, aim=0.8): [
            petition.get_absolute_url()
        ],
        Subject("count.json, cached", "count", of=healthz, aim=0.8): [
            f"{petition.get_absolute_url()}count.json"
        ],
        Subject("a story made anew", "story_anew", of=healthz, aim=0.25): stories,
    }
    made_anew = list(paths)[-1]
    for path in [path for group in paths.values() for path in group]:
        status, content = get(path)
        if status != 200 or not content:
            raise RuntimeError(f"{path} answers {status}: there is nothing to measure.")
    for number in range(1 + ROUNDS):
        for subject, group in paths.items():
            result = play(
                [f"GET {path}" for path in group],
                port=settings.PORT,
                seconds=SECONDS if number else 1,
                header=anew.HEADER if subject is made_anew else "",
            )
            if number:  # the first is for warming up
                subject.rounds.append(result)
    return list(paths)
