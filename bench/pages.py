"""Pages from the cache, and stories that are rendered for each request, compared with `/healthz`."""

from django.conf import settings

from bench import anew
from bench.load import play
from bench.report import Subject
from bench.server import get
from petitions.models import Petition
from profiles.models import Detainee

SECONDS = 2  # of each in each round


def measure(petition: Petition, rounds: int) -> list[Subject]:
    healthz = Subject("/healthz")
    stories = [person.get_absolute_url() for person in Detainee.objects.published()]
    paths = {
        healthz: ["/healthz"],
        Subject("home, cached", of=healthz, aim=0.8): ["/"],
        Subject("a story, cached", of=healthz, aim=0.8): stories[:1],
        Subject("a petition, cached", of=healthz, aim=0.8): [petition.get_absolute_url()],
        Subject("count.json, cached", of=healthz, aim=0.8): [
            f"{petition.get_absolute_url()}count.json"
        ],
        Subject("a story made anew", of=healthz, aim=0.25): stories,
    }
    made_anew = list(paths)[-1]
    for path in [path for group in paths.values() for path in group]:
        status, length = get(path)
        if status != 200 or not length:
            raise SystemExit(f"{path} answers {status}: there is nothing to measure.")
    for number in range(1 + rounds):
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
