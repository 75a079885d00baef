"""`make bench`: sets the environment, then runs the benchmarks."""

import os
import sys

import django

from bench import load, server

ENVIRONMENT = {
    "DJANGO_SETTINGS_MODULE": "bench.settings",
    "DEBUG": "off",
    "DEMO": "on",  # invented people and signers, no mail server
    "SITE_URL": "",
    "ALLOWED_HOSTS": "",
    "SECRET_KEY": "only-for-the-benchmark-0123456789-abcdefghijklmnopqrstuvwxyz",
    "PII_KEYS": "b25seS1mb3ItdGhlLWJlbmNobWFyay0wMTIzNDU2Nzg=",
    "PEPPER": "only-for-the-benchmark-0123456789abcdef",
}


def main() -> None:
    if missing := load.wrk_is_missing():
        sys.exit(missing)
    os.environ |= ENVIRONMENT | {"PORT": str(server.free_port())}
    django.setup()
    from bench.run import run

    try:
        run()
    except KeyboardInterrupt:
        sys.exit("Stopped.")


if __name__ == "__main__":
    main()
