"""A time stamp authority of RFC 3161, with a root certificate and one of its own. It builds its answers by hand."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID
from rfc3161_client._rust import parse_timestamp_request

from tests.petitions.checkpoints.servers import Reply

REPLY = "application/timestamp-reply"


def der(tag: int, *parts: bytes) -> bytes:
    content = b"".join(parts)
    length = len(content)
    if length < 0x80:
        return bytes([tag, length]) + content
    size = length.to_bytes((length.bit_length() + 7) // 8)
    return bytes([tag, 0x80 | len(size)]) + size + content


def sequence(*parts: bytes) -> bytes:
    return der(0x30, *parts)


def set_of(*parts: bytes) -> bytes:
    return der(0x31, *sorted(parts))


def integer(number: int) -> bytes:
    return der(0x02, number.to_bytes(number.bit_length() // 8 + 1))


def oid(dotted: str) -> bytes:
    first, second, *rest = map(int, dotted.split("."))
    content = bytearray()
    for arc in (40 * first + second, *rest):
        groups = [arc & 0x7F]
        while arc := arc >> 7:
            groups.insert(0, arc & 0x7F | 0x80)
        content += bytes(groups)
    return der(0x06, bytes(content))


SHA256_ID = sequence(oid("2.16.840.1.101.3.4.2.1"))
TST_INFO = oid("1.2.840.113549.1.9.16.1.4")


def asked(body: bytes) -> tuple[bytes, int]:
    """The digest and the nonce of a request."""
    request = parse_timestamp_request(body)
    assert request.cert_req
    assert request.nonce is not None
    return request.message_imprint.message, request.nonce


class Authority:
    def __init__(self) -> None:
        self.root_key = ec.generate_private_key(ec.SECP256R1())
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.root = self.certificate("Root", self.root_key, is_root=True)
        self.own = self.certificate("Stamps", self.key, is_root=False)
        self.clock = datetime.now(UTC)
        self.stamped: list[str] = []  # the digests

    def certificate(
        self, name: str, key: ec.EllipticCurvePrivateKey, *, is_root: bool
    ) -> x509.Certificate:
        def named(text: str) -> x509.Name:
            return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, text)])

        now = datetime.now(UTC)
        builder = (
            x509.CertificateBuilder()
            .subject_name(named(name))
            .issuer_name(named("Root"))
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=3650))
            .add_extension(x509.BasicConstraints(ca=is_root, path_length=None), critical=True)
        )
        if not is_root:
            usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
            builder = builder.add_extension(usage, critical=True)
        return builder.sign(self.root_key, SHA256())

    def respond(self, path: str, body: bytes) -> Reply:
        digest, nonce = asked(body)
        self.stamped.append(digest.hex())
        return 200, REPLY, self.response(digest, nonce)

    def response(self, digest: bytes, nonce: int, status: int = 0) -> bytes:
        info = sequence(
            integer(1),
            oid("1.2.3.4.1"),
            sequence(SHA256_ID, der(0x04, digest)),
            integer(len(self.stamped) + 1),
            der(0x18, f"{self.clock:%Y%m%d%H%M%SZ}".encode()),
            integer(nonce),
        )
        signed = sequence(
            integer(3),
            set_of(SHA256_ID),
            sequence(TST_INFO, der(0xA0, der(0x04, info))),
            der(0xA0, self.own.public_bytes(Encoding.DER)),
            set_of(self.signer(info)),
        )
        token = sequence(oid("1.2.840.113549.1.7.2"), der(0xA0, signed))
        return sequence(sequence(integer(status)), token)

    def signer(self, info: bytes) -> bytes:
        certificate = sha256(self.own.public_bytes(Encoding.DER)).digest()
        attributes = [
            sequence(oid("1.2.840.113549.1.9.3"), set_of(TST_INFO)),
            sequence(oid("1.2.840.113549.1.9.4"), set_of(der(0x04, sha256(info).digest()))),
            sequence(
                oid("1.2.840.113549.1.9.16.2.47"),
                set_of(sequence(sequence(sequence(der(0x04, certificate))))),
            ),
        ]
        return sequence(
            integer(1),
            sequence(self.own.issuer.public_bytes(), integer(self.own.serial_number)),
            SHA256_ID,
            der(0xA0, *sorted(attributes)),
            sequence(oid("1.2.840.10045.4.3.2")),
            der(0x04, self.key.sign(set_of(*attributes), ec.ECDSA(SHA256()))),
        )
