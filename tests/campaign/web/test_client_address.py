"""The client's address: only the entries of our own proxies count."""

from ipaddress import ip_address

from django.test import RequestFactory, SimpleTestCase, override_settings
from hypothesis import given
from hypothesis import strategies as st

from campaign.web.client_address import client_address, networks, parse_address

v4 = st.ip_addresses(v=4).map(str)
addresses = st.one_of(v4, st.ip_addresses(v=6).map(str))
# Anything that a client may write in front of our proxies' entries.
forged = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=80)


def seen(forwarded: str | None, peer: str = "127.0.0.1") -> str | None:
    headers = {} if forwarded is None else {"HTTP_X_FORWARDED_FOR": forwarded}
    address = client_address(RequestFactory().get("/", REMOTE_ADDR=peer, **headers))  # type: ignore[arg-type]
    return str(address) if address else None


class Forged(SimpleTestCase):
    @given(forged, addresses)
    def test_without_a_proxy_the_header_is_ignored(self, header: str, peer: str) -> None:
        with override_settings(TRUSTED_PROXY_COUNT=0):
            self.assertEqual(seen(header, peer), seen(None, peer))

    @given(forged, st.lists(addresses, min_size=1, max_size=4))
    def test_behind_proxies_what_a_client_writes_moves_nothing(
        self, header: str, hops: list[str]
    ) -> None:
        ours = ", ".join(hops)
        with override_settings(TRUSTED_PROXY_COUNT=len(hops)):
            self.assertEqual(seen(f"{header}, {ours}"), seen(ours))
            self.assertEqual(seen(f"{header},{ours}"), seen(ours))

    @given(st.integers(0, 9), st.text(max_size=200), st.text(max_size=60))
    def test_it_never_raises(self, hops: int, header: str, peer: str) -> None:
        with override_settings(TRUSTED_PROXY_COUNT=hops):
            seen(header, peer)


class Proxies(SimpleTestCase):
    @override_settings(TRUSTED_PROXY_COUNT=2)
    def test_counted_from_the_right(self) -> None:
        self.assertEqual(seen("203.0.113.9, 198.51.100.7, 10.0.0.2"), "198.51.100.7")

    @override_settings(TRUSTED_PROXY_COUNT=2)
    def test_who_goes_past_the_outer_proxy_is_known_by_the_inner_one(self) -> None:
        self.assertEqual(seen("198.51.100.7"), "198.51.100.7")

    @override_settings(TRUSTED_PROXY_COUNT=1)
    def test_without_the_header_it_is_whoever_asked(self) -> None:
        self.assertEqual(seen(None, "198.51.100.7"), "198.51.100.7")

    def test_a_socket_has_no_address(self) -> None:
        self.assertIsNone(seen(None, ""))


class Written(SimpleTestCase):
    def test_as_proxies_write_them(self) -> None:
        for written, address in {
            "192.0.2.7": "192.0.2.7",
            " 192.0.2.7 ": "192.0.2.7",
            "192.0.2.7:4711": "192.0.2.7",
            "2001:db8::1": "2001:db8::1",
            "[2001:db8::1]": "2001:db8::1",
            "[2001:db8::1]:4711": "2001:db8::1",
            "fe80::1%eth0": "fe80::1",
            "[fe80::1%25eth0]:80": "fe80::1",
            "::ffff:192.0.2.7": "192.0.2.7",
            "[::ffff:c000:207]": "192.0.2.7",
        }.items():
            with self.subTest(written):
                self.assertEqual(parse_address(written), ip_address(address))

    def test_what_is_none(self) -> None:
        for written in (
            "", "unknown", "_hidden", "localhost", "192.0.2", "192.0.2.256", "192.0.2.7:", "1.2.3.4.5",
            "192.0.2.07", "[192.0.2.7]x", "2001:db8::1::2", "[2001:db8::1", "١٩٢.0.2.7", "a" * 10_000,
            ":" * 45, "%", "[%]",
        ):  # fmt: skip
            with self.subTest(written[:20]):
                self.assertIsNone(parse_address(written))

    def test_the_networks_of_an_address(self) -> None:
        for address, *expected in (
            ("192.0.2.7", "192.0.2.7/32", "192.0.2.0/24", "192.0.0.0/16"),
            ("2001:db8:1:2:3::4", "2001:db8:1:2::/64", "2001:db8:1::/48", "2001:db8::/32"),
        ):
            with self.subTest(address):
                self.assertEqual(list(networks(ip_address(address))), expected)

    @given(addresses)
    def test_every_address_is_read_as_it_was_written(self, address: str) -> None:
        expected = ip_address(address)
        mapped = getattr(expected, "ipv4_mapped", None)
        self.assertEqual(parse_address(address), mapped or expected)
