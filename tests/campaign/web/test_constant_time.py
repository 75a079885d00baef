"""Answers to forms with an email address leave at multiples of a tick, so their timing shows nothing."""

from typing import Any
from unittest.mock import patch

from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory, SimpleTestCase

from campaign.web.responses import TICK, constant_time
from petitions.views import my_signatures, signing


class ConstantTimeTests(SimpleTestCase):
    def paused(self, *, took: float, method: str = "POST") -> float:
        """How long an answer that took so many ticks is delayed, in ticks."""
        clock = iter((100.0, 100.0 + took * TICK))

        @constant_time
        def view(request: HttpRequest) -> HttpResponse:
            return HttpResponse()

        with (
            patch("campaign.web.responses.time.monotonic", lambda: next(clock)),
            patch("campaign.web.responses.time.sleep") as sleep,
        ):
            view(getattr(RequestFactory(), method.lower())("/"))
        slept: float = sum(call.args[0] for call in sleep.call_args_list)
        return slept / TICK

    def test_an_answer_waits_for_the_next_tick(self) -> None:
        for took, paused in ((0.25, 0.75), (0.3, 0.7), (1.25, 0.75), (3.9, 0.1)):
            with self.subTest(took):
                self.assertAlmostEqual(self.paused(took=took), paused, places=5)

    def test_reading_waits_for_nothing(self) -> None:
        self.assertEqual(self.paused(took=0.25, method="GET"), 0)

    def test_the_forms_whose_work_depends_on_an_address_keep_it(self) -> None:
        """The sign form needs it not: it reads no table (tests/petitions/signing/test_sign.py)."""
        for view in (signing.check_your_email, my_signatures.request_link):
            wrapped: Any = view
            names = set()
            while wrapped is not None:
                names.add(wrapped.__code__.co_qualname)
                wrapped = getattr(wrapped, "__wrapped__", None)
            self.assertIn("constant_time.<locals>.delayed", names)
