"""Style sheets within the page: no browser waits for another file before it shows something.

The tag `{% style_sheets "people" "appeal" %}` writes the files of static/css with these names into one element. Its
attribute names them again, so that the middleware can allow them.
"""

import base64
import hashlib
import re
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.templatetags.static import static
from django.utils.safestring import SafeString, mark_safe

FOLDER = settings.BASE_DIR / "static" / "css"
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
RELATIVE = re.compile(r'url\("\.\./([^"]+)"\)')
NAMES = re.compile(rb'<style data-from="([a-z -]{1,200})">')


def element(*names: str) -> SafeString:
    """The element with these style sheets, in this order."""
    return mark_safe(f'<style data-from="{" ".join(names)}">{_text(names)}</style>')  # noqa: S308 - our own files


def hashes(page: bytes) -> list[str]:
    """For the policy: the hashes of the style sheets that a page names.

    They are computed from our files and not from the page, so nothing that was smuggled into it is allowed.
    """
    found = [tuple(names.decode().split(" ")) for names in dict.fromkeys(NAMES.findall(page))]
    return [_hash(names) for names in found if all(_path(name).is_file() for name in names)]


def _hash(names: tuple[str, ...]) -> str:
    digest = hashlib.sha256(_text(names).encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def _text(names: tuple[str, ...]) -> str:
    return "".join(
        _small(name, _path(name).stat().st_mtime_ns if settings.DEBUG else 0) for name in names
    )


def _path(name: str) -> Path:
    return FOLDER / f"{name}.css"


@lru_cache(maxsize=128)
def _small(name: str, changed: int) -> str:
    """A style sheet without comments and line breaks. changed: when, as a part of the key."""
    text = COMMENT.sub("", _path(name).read_text(encoding="utf-8"))
    text = RELATIVE.sub(lambda found: f'url("{static(found[1])}")', text)
    lines = filter(None, map(str.strip, text.splitlines()))
    return "".join(line if line[-1] in "{};," else f"{line} " for line in lines)
