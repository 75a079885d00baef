"""The weekly email: at most one a week, whatever is killed, and nothing that the public cannot read."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from typing import Any
from unittest.mock import patch

from django.core.mail import EmailMessage
from django.db import connection
from django.test import Client, override_settings

from campaign.settings import mailer
from followers.following import bounced, content, messages, weekly
from followers.models import Follower
from news.models import NewsItem
from petitions import periods
from petitions.addresses import mailboxes
from petitions.mail import bounces
from petitions.mail.bounces import Outcome
from profiles.models import Detainee
from profiles.safety import merge
from tests.factories import make_detainee, make_staff
from tests.followers.testcases import (
    FRIDAY,
    HER,
    MONDAY,
    WEDNESDAY,
    WEEK,
    FollowerTestCase,
    at,
    let_follow,
    publish_news,
    send_weekly,
    stop_link,
)
from tests.petitions.mail.reports import report
from tests.petitions.post import PostOffice


@contextmanager
def post_office(*to_rcpt: str) -> Iterator[PostOffice]:
    """The mail server for bulk emails, with its first answers."""
    with (
        PostOffice(to_rcpt=list(to_rcpt)) as post,
        override_settings(MAILERS={"bulk": mailer(post.url)}),
    ):
        yield post


class WeeklyTestCase(FollowerTestCase):
    def setUp(self) -> None:
        super().setUp()
        with at(WEDNESDAY):
            let_follow(self.person)

    def on(self, moment: Any = MONDAY) -> list[EmailMessage]:
        with at(moment):
            return send_weekly()


class ContentTests(WeeklyTestCase):
    def test_it_brings_the_news_of_the_week(self) -> None:
        publish_news(
            self.person, headline="A hearing was held", standfirst="In Kashgar.", slug="hearing"
        )
        [message] = self.on()
        self.assertEqual(message.to, [HER])
        for words in ("A hearing was held", "In Kashgar.", "/news/hearing/"):
            self.assertIn(words, message.body)
        self.assertNotIn("Aygül", message.subject)
        self.assertEqual(
            message.extra_headers["List-Unsubscribe-Post"], "List-Unsubscribe=One-Click"
        )
        self.assertIn(stop_link(message), message.extra_headers["List-Unsubscribe"])

    def test_without_news_no_email_goes_out(self) -> None:
        publish_news(make_detainee("Yusup"))
        self.assertEqual(self.on(), [])

    def test_an_item_about_two_things_that_someone_follows_stands_in_it_once(self) -> None:
        with at(WEDNESDAY):
            let_follow(self.petition)
        item = publish_news(self.person, self.petition)
        [message] = self.on()
        self.assertEqual(message.body.count(item.get_absolute_url()), 1)

    def test_nothing_that_the_public_cannot_read_is_in_it(self) -> None:
        hidden = ({"state": "withdrawn"}, {"state": "draft"}, {"when": MONDAY + WEEK})
        for fields in hidden:
            publish_news(self.person, headline="Kanarienvogel", **fields)
        self.assertEqual(self.on(), [])

    def test_what_was_published_before_someone_followed_is_not_in_it(self) -> None:
        publish_news(self.person, when=WEDNESDAY - timedelta(days=1))
        self.assertEqual(self.on(), [])

    def test_a_great_deal_of_news_is_cut_and_the_list_of_news_has_the_rest(self) -> None:
        for number in range(3):
            publish_news(self.person, headline=f"Headline {number}")
        with patch.object(messages, "MOST_ITEMS", 2):
            [message] = self.on()
        self.assertIn("There is 1 more item in our list of news:", message.body)

    def test_news_about_someone_who_was_merged_are_about_the_one_who_stays(self) -> None:
        stays = make_detainee("Aygül M.")
        merge.merge(stays, self.person, take=[], author=make_staff("merger"))
        publish_news(stays)
        self.assertEqual(len(self.on()), 1)

    def test_no_query_is_made_for_each_follower(self) -> None:
        publish_news(self.person)
        with at(WEDNESDAY):
            for number in range(8):
                let_follow(self.person, f"{number}@gmail.com")
        with at(MONDAY), self.assertNumQueries(EIGHT_MORE):
            weekly._enter_batch(MONDAY.date(), 0)

    def test_a_row_that_no_key_opens_holds_up_no_other(self) -> None:
        with at(WEDNESDAY):
            let_follow(self.person, "other@example.org")
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE followers_follower SET content = 'encrypted:AAAA'"
                " WHERE id = (SELECT min(id) FROM followers_follower)"
            )
        publish_news(self.person)
        with self.assertLogs("followers", "ERROR"):
            [message] = self.on()
        self.assertEqual(message.to, ["other@example.org"])
        self.assertEqual(self.on(), [])


EIGHT_MORE = 23  # 14, and one for each of nine rows that is saved


class OnceTests(WeeklyTestCase):
    def test_only_mondays_bring_emails_and_each_item_is_sent_once(self) -> None:
        publish_news(self.person)
        self.assertEqual(self.on(MONDAY - timedelta(days=1)), [])
        self.assertEqual(len(self.on()), 1)
        publish_news(self.person, when=MONDAY)
        for day in range(7):
            self.assertEqual(self.on(MONDAY + WEEK / 7 * day), [])
        self.assertEqual(len(self.on(MONDAY + WEEK)), 1)
        self.assertEqual(self.on(MONDAY + WEEK * 2), [])

    def test_a_worker_that_is_killed_in_between_causes_no_second_email(self) -> None:
        publish_news(self.person)
        for broken in ("smtp.send_batch", "_take_back"):
            killed = patch(f"followers.following.weekly.{broken}", side_effect=SystemExit)
            with killed, suppress(SystemExit):
                self.on()
        self.assertEqual(self.on(), [])
        self.assertEqual(self.on(MONDAY + WEEK), [])

    def test_news_of_a_monday_on_which_the_worker_slept_come_with_the_next_edition(self) -> None:
        publish_news(self.person)
        self.assertEqual(len(self.on(MONDAY + WEEK)), 1)

    def test_what_a_provider_does_not_take_now_is_sent_later_and_once(self) -> None:
        publish_news(self.person)
        with post_office("451 4.7.1 come back later") as post:
            self.on()
            self.assertEqual(post.mails, [])
            for _time in range(3):
                self.on()
        self.assertEqual(len(post.mails), 1)

    def test_what_no_try_could_deliver_comes_with_the_next_edition(self) -> None:
        publish_news(self.person)
        with post_office(*["451 4.7.1 come back later"] * weekly.PASSES) as post:
            for _time in range(weekly.PASSES + 2):
                self.on()
            self.assertEqual(post.mails, [])
            self.on(MONDAY + WEEK)
        self.assertEqual(len(post.mails), 1)

    def test_nothing_is_entered_while_the_mail_server_is_away(self) -> None:
        publish_news(self.person)
        with override_settings(MAILERS={"bulk": mailer("smtp://127.0.0.1:1")}), suppress(OSError):
            self.on()
        self.assertEqual(len(self.on()), 1)


class EndingTests(WeeklyTestCase):
    def test_a_withdrawn_person_ends_the_follow_silently_after_a_while(self) -> None:
        Detainee.objects.update(state="withdrawn")
        publish_news(self.person)
        self.assertEqual(self.on(), [])
        self.assertEqual(self.on(MONDAY + periods.HIDDEN_FOLLOW - WEEK), [])
        self.assertTrue(Follower.objects.exists())
        late = MONDAY + periods.HIDDEN_FOLLOW
        self.assertEqual(self.on(late + timedelta(days=-late.weekday() % 7)), [])
        self.assertFalse(Follower.objects.exists())

    def test_someone_who_is_public_again_is_followed_as_before(self) -> None:
        Detainee.objects.update(state="withdrawn")
        self.on()
        Detainee.objects.update(state="published")
        publish_news(self.person, when=FRIDAY + WEEK)
        self.assertEqual(len(self.on(MONDAY + WEEK)), 1)
        [row] = Follower.objects.all()
        self.assertIsNone(content.read(row).follows[0].hidden_since)

    def test_a_mailbox_that_is_blocked_or_does_not_exist_is_forgotten(self) -> None:
        with at(WEDNESDAY):
            let_follow(self.person, "gone@example.org")
        mailboxes.block(HER)
        mailboxes.mark_bounced(["gone@example.org"])
        publish_news(self.person)
        self.assertEqual(self.on(), [])
        self.assertFalse(Follower.objects.exists())

    def test_an_email_that_comes_back_ends_the_follow(self) -> None:
        [row] = Follower.objects.all()
        with at(MONDAY):
            token = bounced.make_token(row, MONDAY)
            forged = bounces.make_reader_token(row.pk, b"x" * 32, "seed", MONDAY)
            for name, outcome in ((forged, Outcome.UNPROVEN), (token, Outcome.NO_MAILBOX)):
                self.assertTrue(Follower.objects.exists())
                quoted = f"To: {HER}\r\nMessage-ID: <{name}@campaign.example>\r\n"
                self.assertEqual(bounces.receive(report(quoted)), outcome)
        self.assertFalse(Follower.objects.exists())
        self.assertEqual(mailboxes.bounced_among([HER]), {HER})

    def test_a_mailbox_that_the_server_does_not_know_is_forgotten(self) -> None:
        publish_news(self.person)
        with post_office("550 5.1.1 nobody here"):
            self.on()
        self.assertFalse(Follower.objects.exists())

    def test_an_item_that_is_withdrawn_before_monday_is_not_sent(self) -> None:
        publish_news(self.person)
        NewsItem.objects.update(state="withdrawn")
        self.assertEqual(self.on(), [])
        self.assertEqual(Client().get(self.of_person).status_code, 200)
