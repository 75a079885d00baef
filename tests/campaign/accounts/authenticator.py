"""A passkey in software: it answers the questions of the site as a browser and its device do."""

import json
import secrets
from base64 import urlsafe_b64encode
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2 import cbor
from fido2.cose import ES256
from fido2.webauthn import AttestedCredentialData

UP, AT = 0x01, 0x40  # a person was present; a new key is attached


def _b64(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


class Authenticator:
    def __init__(self, origin: str = "http://localhost") -> None:
        self.origin = origin
        self.host = origin.partition("://")[2].partition(":")[0]
        self.id = secrets.token_bytes(16)
        self.key = ec.generate_private_key(ec.SECP256R1())

    def create(self, options: dict[str, Any]) -> str:
        public = ES256.from_cryptography_key(self.key.public_key())  # type: ignore[no-untyped-call]
        credential = AttestedCredentialData.create(bytes(16), self.id, public)
        data = self._data(UP | AT) + credential
        attestation = cbor.encode({"fmt": "none", "attStmt": {}, "authData": data})
        client_data = self._client_data("webauthn.create", options)
        return self._answer(clientDataJSON=client_data, attestationObject=attestation)

    def get(self, options: dict[str, Any]) -> str:
        data, client_data = self._data(UP), self._client_data("webauthn.get", options)
        signature = self.key.sign(data + sha256(client_data).digest(), ec.ECDSA(hashes.SHA256()))
        return self._answer(clientDataJSON=client_data, authenticatorData=data, signature=signature)

    def _data(self, flags: int) -> bytes:
        return sha256(self.host.encode()).digest() + bytes([flags]) + bytes(4)

    def _client_data(self, kind: str, options: dict[str, Any]) -> bytes:
        given = {"type": kind, "challenge": options["challenge"], "origin": self.origin}
        return json.dumps(given).encode()

    def _answer(self, **response: bytes) -> str:
        encoded = {name: _b64(value) for name, value in response.items()}
        own_id = _b64(self.id)
        return json.dumps(
            {"id": own_id, "rawId": own_id, "type": "public-key", "response": encoded,
             "clientExtensionResults": {}}
        )  # fmt: skip
