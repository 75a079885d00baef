"""Which form of a page a browser gets, by what it accepts."""

from django.test import SimpleTestCase

from campaign.slow_lines import compression

PREFERRED = {
    "": "",
    "identity": "",
    "br": "br",
    "gzip": "gzip",
    "x-gzip": "gzip",
    "gzip, deflate, br, zstd": "br",
    "BR, GZIP": "br",
    "br;q=0.5, gzip;q=0.9": "gzip",
    "br;q=0.9, gzip;q=0.5": "br",
    "br;q=0, gzip": "gzip",
    "br ; q=0.0 , gzip ; q=0": "",
    "*": "br",
    "*;q=0": "",
    "br;q=0, *": "gzip",
    "gzip, *;q=0": "gzip",
    "identity, br;q=0.5": "",
    "identity;q=0.5, br;q=0.5": "br",
    "br;q=nonsense, gzip;q=": "",
    "abracadabra": "",
}


class CompressionTests(SimpleTestCase):
    def test_the_highest_rank_wins_and_brotli_if_they_are_alike(self) -> None:
        found = {header: compression.preferred(header) for header in PREFERRED}
        self.assertEqual(found, PREFERRED)

    def test_a_file_that_there_is_only_with_gzip_is_never_brotli(self) -> None:
        self.assertEqual(compression.preferred("br, gzip", ("gzip",)), "gzip")
        self.assertEqual(compression.preferred("br", ("gzip",)), "")

    def test_what_fits_into_one_packet_is_not_compressed(self) -> None:
        self.assertEqual(compression.compress(b"a" * 100), {})
