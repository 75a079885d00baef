"""`make bench`: reads which parts are wanted, sets the environment, then runs them.

python -m bench [part=writing,pages] [size=0,1000000]
"""

import os
import signal
import sys
from collections.abc import Iterable

import django

from bench import load, parts

ENVIRONMENT = {
    "DJANGO_SETTINGS_MODULE": "bench.settings",
    "DEBUG": "off",
    "DEMO": "on",  # invented people and signers
    "SITE_URL": "",
    "ALLOWED_HOSTS": "",
    "TRUSTED_PROXY_COUNT": "1",  # each signer comes from a network of their own
    "ADMINS": "",
    "SECRET_KEY": "only-for-the-benchmark-0123456789-abcdefghijklmnopqrstuvwxyz",
    "PII_KEYS": "b25seS1mb3ItdGhlLWJlbmNobWFyay0wMTIzNDU2Nzg=",
    "PEPPER": "only-for-the-benchmark-0123456789abcdef",
    "LOG_KEYS": "b25seS1mb3ItdGhlLWJlbmNobWFyay1vZi1sb2dzISE=",
}


def main() -> None:
    try:
        chosen = parts.choose(**arguments(sys.argv[1:]))
    except parts.Unknown as error:
        sys.exit(str(error))
    if missing := load.wrk_is_missing():
        sys.exit(missing)
    os.environ |= ENVIRONMENT
    from bench.mail_sink import MailSink, free_port

    sink = MailSink(free_port())
    os.environ |= {"PORT": str(free_port()), "MAIL_URL": sink.url}
    django.setup()
    from bench.run import run

    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that all is removed then too
    sink.start()
    try:
        went_well = run(chosen, sink)
    except KeyboardInterrupt:
        sys.exit("Stopped.")
    finally:
        sink.stop()
    sys.exit(0 if went_well else 1)


def arguments(given: Iterable[str]) -> dict[str, str]:
    """part=… and size=… of the command line. Raises Unknown."""
    found = {}
    for each in given:
        name, equals, value = each.partition("=")
        if name not in {"part", "size"} or not equals:
            raise parts.Unknown(f"Write part=NAME and size=NUMBER, not {each!r}.")
        found[name] = value
    return found


if __name__ == "__main__":
    main()
