"""A closed record is nowhere at the desk for anyone who is not on its list: every URL is tried."""

from datetime import timedelta
from typing import Any

from django.contrib.auth.models import User
from django.utils import timezone

from campaign.images.models import Picture
from tests.campaign.closed_records.closed import (
    WORD,
    ClosedWorld,
    desk_addresses,
    make_outsider,
)
from tests.canaries import CANARY
from tests.desk import DeskTestCase

LISTS_WITH_SEARCH = ("profiles/detainee", "news/newsitem", "campaign/picture", "profiles/tip")


class WalkTests(DeskTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.world = ClosedWorld(User.objects.get(username="staff"))
        self.outsiders = {
            "publisher": make_outsider(),
            "administrator": make_outsider("root", is_superuser=True),
        }

    def closed_keys(self) -> set[tuple[str, int]]:
        world = self.world
        rows = (world.person, world.news, world.picture, world.news_picture, world.tip)
        return {(row._meta.label, row.pk) for row in rows}

    def texts(self, answer: Any) -> str:
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        return body.decode(errors="replace") + str(answer.headers)

    def assert_nothing_seen(self, method: str) -> None:
        found, closed = [], self.closed_keys()
        for address, row in list(desk_addresses()):
            if "/logout/" in address:
                continue
            answer = getattr(self.client, method)(address)
            if CANARY.lower() in self.texts(answer).lower():
                found.append(address)
            if row is not None and (row._meta.label, row.pk) in closed:
                self.assertIn(answer.status_code, {302, 403, 404, 405}, address)
        self.assertNotIn(CANARY.lower(), self.client.get("/admin/").text.lower())
        self.assertEqual(found, [])

    def test_no_page_shows_it_to_those_who_publish(self) -> None:
        self.world.set_state(state="in_review")
        self.client.force_login(self.outsiders["publisher"])
        self.assert_nothing_seen("get")

    def test_no_page_shows_it_to_administrators(self) -> None:
        later = timezone.now() + timedelta(days=2)
        self.world.set_state(state="published", publish_at=later)
        self.client.force_login(self.outsiders["administrator"])
        self.assert_nothing_seen("get")

    def test_no_form_or_button_changes_it(self) -> None:
        before = self.world.own_rows()
        self.assertTrue(all(before.values()))
        self.client.force_login(self.outsiders["administrator"])
        self.assert_nothing_seen("post")
        self.assertEqual(self.world.own_rows(), before)

    def test_whoever_is_on_the_list_sees_it(self) -> None:
        self.client.force_login(self.world.reader)
        person, news = self.world.person.pk, self.world.news.pk
        for address in (
            "/admin/",
            "/admin/profiles/detainee/",
            f"/admin/profiles/detainee/{person}/change/",
            f"/admin/profiles/detainee/{person}/history/",
            f"/admin/profiles/detainee/{person}/preview/",
            f"/admin/news/newsitem/{news}/change/",
            f"/admin/news/newsitem/{self.world.open_news.pk}/change/",
            f"/admin/petitions/petition/{self.world.petition.pk}/change/",
            f"/admin/campaign/picture/{self.world.shared.pk}/change/",
            f"/admin/profiles/tip/{self.world.tip.pk}/change/",
            f"/admin/profiles/importbatch/{self.world.batch.pk}/change/",
        ):
            with self.subTest(address):
                self.assertIn(CANARY, self.client.get(address).text)

    def test_no_search_finds_it(self) -> None:
        for user, number in ((self.outsiders["publisher"], 0), (self.world.reader, 1)):
            self.client.force_login(user)
            for name in LISTS_WITH_SEARCH:
                with self.subTest(name, number=number):
                    found = self.client.get(f"/admin/{name}/", {"q": WORD})
                    count = found.context["cl"].result_count
                    self.assertEqual(min(count, 1), number)

    def test_it_answers_as_if_it_did_not_exist(self) -> None:
        self.client.force_login(self.outsiders["administrator"])
        for kind, pk in (
            ("profiles/detainee", self.world.person.pk),
            ("news/newsitem", self.world.news.pk),
        ):
            for page in (
                "change", "history", "delete", "links", "preview", "publish", "withdraw", "reschedule"
            ):  # fmt: skip
                there, nowhere = (f"/admin/{kind}/{each}/{page}/" for each in (pk, 987654))
                for method in (self.client.get, self.client.post):
                    with self.subTest(there):
                        answers = [method(each, follow=True) for each in (there, nowhere)]
                        one, other = (
                            (each.status_code, each.redirect_chain and each.redirect_chain[-1])
                            for each in answers
                        )
                        self.assertEqual(one, other)

    def test_a_file_of_its_picture_is_not_given_out(self) -> None:
        picture: Picture = self.world.picture
        for user in self.outsiders.values():
            self.client.force_login(user)
            for path in (f"{picture.pk}/1.jpg", f"{picture.pk}/original/"):
                answer = self.client.get(f"/admin/campaign/picture/{path}")
                self.assertEqual(answer.status_code, 404)
