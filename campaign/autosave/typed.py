"""What was typed: the fields of a form as they were sent, without files, passwords, codes and tokens."""

import json
import re
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, QueryDict
from django.utils import timezone

from campaign.autosave.marks import RESTORE, Mark, mark_of_this_form
from campaign.privacy.encryption import decrypt_bytes, encrypt_bytes

MAX_BYTES = 512 * 1024
MAX_SEALED = 900_000  # letters: Django refuses forms of a million (DATA_UPLOAD_MAX_MEMORY_SIZE)
PURPOSE = "unsaved-work.sealed"
HAS_FILE = "_file"  # the script says that a file was chosen

# The page's own fields and buttons begin with "_". The menu of actions is no part of what someone wrote.
_NOT_TYPED = re.compile(
    r"(_.*|csrfmiddlewaretoken|CHANGE_FORM-.*|action|.*password.*|otp_token|passkey)"
)


class TooLongError(Exception):
    """More was typed than can be kept."""


@dataclass(frozen=True, slots=True)
class Typed:
    """fields: names and values in their order. lost_file: whether a file was chosen, which is not kept."""

    fields: list[tuple[str, str]]
    lost_file: bool = False

    @classmethod
    def of(cls, request: HttpRequest) -> "Typed":
        fields = [
            (name, str(value))
            for name, values in request.POST.lists()
            if not _NOT_TYPED.fullmatch(name)
            for value in values
        ]
        return cls(fields, HAS_FILE in request.POST or any(request.FILES.values()))

    def to_json(self) -> str:
        """Raises TooLongError."""
        text = json.dumps([self.lost_file, self.fields], ensure_ascii=False)
        if len(text.encode()) > MAX_BYTES:
            raise TooLongError
        return text

    @classmethod
    def from_json(cls, text: str) -> "Typed":
        lost_file, fields = json.loads(text)
        return cls([(name, value) for name, value in fields], lost_file)

    def query_dict(self) -> QueryDict:
        data = QueryDict(mutable=True)
        for name, value in self.fields:
            data.appendlist(name, value)
        return data


@dataclass(frozen=True, slots=True)
class Rescued:
    """A form that arrived without a session. The log-in page carries it, sealed, in a hidden field.

    query: of its address, such as that of a small window.
    """

    mark: Mark
    typed: Typed
    query: str
    at: datetime

    @classmethod
    def of(cls, request: HttpRequest) -> "Rescued | None":
        """None if this is no form of the desk, which all carry a mark."""
        mark = mark_of_this_form(request)
        if mark is None:
            return None
        query = request.GET.copy()
        query.pop(RESTORE, None)
        return cls(mark, Typed.of(request), query.urlencode(), timezone.now())

    def sealed(self) -> str:
        """Raises TooLongError."""
        values = [self.mark.as_list(), self.typed.to_json(), self.query, self.at.isoformat()]
        content = encrypt_bytes(zlib.compress(json.dumps(values).encode()), PURPOSE)
        sealed = urlsafe_b64encode(content).decode()
        if len(sealed) > MAX_SEALED:
            raise TooLongError
        return sealed

    @classmethod
    def unsealed(cls, sealed: str) -> "Rescued":
        """Raises ValueError if we have not sealed it."""
        content = decrypt_bytes(urlsafe_b64decode(sealed.encode()), PURPOSE)
        mark, typed, query, at = json.loads(zlib.decompress(content))
        return cls(Mark.from_list(mark), Typed.from_json(typed), query, datetime.fromisoformat(at))
