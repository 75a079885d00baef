"""Which provider a network belongs to: the operator's file, and what is said if it cannot be used."""

from ipaddress import ip_address
from pathlib import Path
from tempfile import TemporaryDirectory

from django.core.exceptions import ImproperlyConfigured
from django.test import SimpleTestCase, override_settings

from campaign.web import providers

GOOD = """192.0.2.0\t192.0.2.127\t64500\tNL\tEXAMPLE
192.0.2.128\t192.0.2.255\t64501\tFR\tOTHER
198.51.100.0\t198.51.100.255\t0\tNone\tNot routed
2001:db8::\t2001:db8:ffff:ffff:ffff:ffff:ffff:ffff\t64500\tNL\tEXAMPLE
"""


class ProviderTests(SimpleTestCase):
    def setUp(self) -> None:
        folder = TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.file = Path(folder.name) / "networks.tsv"
        self.enterContext(override_settings(NETWORKS_FILE=str(self.file)))
        providers.table.cache_clear()
        self.addCleanup(providers.table.cache_clear)

    def test_each_address_has_the_provider_of_its_range(self) -> None:
        self.file.write_text(GOOD)
        for address, provider in (
            ("192.0.2.0", "AS64500"), ("192.0.2.127", "AS64500"), ("192.0.2.128", "AS64501"),
            ("192.0.3.0", ""), ("192.0.1.255", ""), ("198.51.100.1", ""), ("2001:db8::1", "AS64500"),
            ("2001:db9::1", ""), ("::1", ""),
        ):  # fmt: skip
            with self.subTest(address):
                self.assertEqual(providers.provider_of(ip_address(address)), provider)

    def test_without_a_file_no_provider_is_known(self) -> None:
        with override_settings(NETWORKS_FILE=""):
            self.assertEqual(providers.provider_of(ip_address("192.0.2.1")), "")

    def test_a_file_that_cannot_be_used_is_told_in_one_line(self) -> None:
        for text, words in (
            ("", "has no networks"), ("<html>", "line 1 "), (GOOD + "nonsense\n", "line 5 "),
            (GOOD + "192.0.2.0\t192.0.2.9\t1\n", "line 5 "), ("192.0.2.9\t192.0.2.0\t1\n", "line 1 "),
            ("192.0.2.9\t2001:db8::\t1\n", "line 1 "), ("192.0.2.0\t192.0.2.9\tAS1\n", "line 1 "),
        ):  # fmt: skip
            with self.subTest(text[-30:]):
                self.file.write_text(text)
                with self.assertRaisesMessage(ImproperlyConfigured, words) as refused:
                    providers.table()
                self.assertNotIn("\n", str(refused.exception))
        self.file.unlink()
        self.assertRaisesMessage(ImproperlyConfigured, "cannot be read", providers.table)
