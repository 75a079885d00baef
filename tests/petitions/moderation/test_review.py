"""Staff approve or reject quarantined signatures."""

from unittest.mock import patch

from django.contrib.admin.models import LogEntry

from petitions.counting import tallies
from petitions.models import Invalidation, Kind, Signature
from petitions.moderation import invalidations, review
from petitions.transparency import count_audit
from tests.factories import make_petition, make_signature, make_staff
from tests.petitions.moderation.test_invalidations import finish, happened
from tests.petitions.test_concurrency import make_link
from tests.petitions.testcases import SigningTestCase, press


class ReviewTests(SigningTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.author = make_staff()
        self.quarantined = make_signature(
            self.petition, state="quarantined", quarantine_reason="domain"
        )

    def count(self) -> int:
        self.assertEqual(count_audit.differences(), [])
        return tallies.count(self.petition.pk)

    def test_accepting_one_that_its_signer_confirmed_counts_it(self) -> None:
        self.assertEqual(review.approve([self.quarantined], self.author), 1)
        self.quarantined.refresh_from_db()
        self.assertEqual(
            (self.quarantined.state, self.quarantined.quarantine_reason), ("confirmed", "")
        )
        self.assertEqual(self.count(), 1)
        self.assertEqual(happened(self.petition), {Kind.ACCEPTED: 1})
        self.assertEqual(LogEntry.objects.get().object_id, str(self.quarantined.pk))

    def test_accepting_twice_counts_once(self) -> None:
        review.approve([self.quarantined], self.author)
        self.assertEqual(review.approve([self.quarantined], self.author), 0)
        self.assertEqual(self.count(), 1)

    def test_one_that_waits_for_its_signer_counts_when_they_confirm(self) -> None:
        waiting = make_signature(self.petition, confirmed=False, quarantine_reason="domain")
        link = make_link(waiting)
        review.approve([waiting], self.author)
        self.assertEqual(self.count(), 0)
        press(link)
        self.assertEqual(self.count(), 1)

    def test_one_that_was_accepted_and_invalidated_counts_again_when_that_is_undone(self) -> None:
        review.approve([self.quarantined], self.author)
        [invalidation] = review.reject([self.quarantined], self.author, "A slip")
        self.assertEqual(self.count(), 0)
        invalidations.undo(invalidation)
        finish(invalidation)
        self.assertEqual(self.count(), 1)

    def test_rejecting_is_an_invalidation_that_is_done_and_can_be_undone(self) -> None:
        counted = make_signature(self.petition)
        elsewhere = make_signature(make_petition(), state="quarantined", quarantine_reason="domain")
        made = review.reject([self.quarantined, counted, elsewhere], self.author, "Made-up names")
        self.assertEqual([(each.state, each.done) for each in made], [("done", 2), ("done", 1)])
        self.assertEqual(made[0].uncounted, 1)
        self.assertEqual(self.count(), 0)
        invalidations.undo(made[0])
        finish(made[0])
        self.quarantined.refresh_from_db()
        self.assertEqual(
            (self.quarantined.state, self.quarantined.quarantine_reason), ("quarantined", "domain")
        )
        self.assertEqual(self.count(), 1)

    def test_what_was_rejected_is_not_rejected_twice(self) -> None:
        review.reject([self.quarantined], self.author, "One")
        [second] = review.reject([self.quarantined], self.author, "Two")
        self.assertEqual(second.done, 0)
        self.assertEqual(Signature.objects.get().invalidation, Invalidation.objects.earliest("pk"))

    def test_all_of_a_filter_are_accepted_in_batches_and_entered_once(self) -> None:
        for _ in range(6):
            make_signature(self.petition, state="quarantined", quarantine_reason="domain")
        make_signature(self.petition, state="quarantined", quarantine_reason="network")
        counted = make_signature(self.petition)
        of_domain = Signature.objects.filter(quarantine_reason="domain")
        with patch.object(review, "BATCH_SIZE", 2):
            accepted = review.approve_all(of_domain, self.author, seconds=60)
        self.assertEqual(accepted, (7, False))
        self.assertEqual(self.count(), 8)
        self.assertIn("Approved 7", LogEntry.objects.get().change_message)
        counted.refresh_from_db()
        self.assertEqual(Signature.objects.get(state="quarantined").quarantine_reason, "network")

    def test_it_stops_when_its_time_is_up_and_says_that_some_are_left(self) -> None:
        self.assertEqual(
            review.approve_all(Signature.objects.all(), self.author, seconds=0), (0, True)
        )
