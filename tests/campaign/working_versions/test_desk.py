"""A public item is edited at the desk through a working version: keep, preview, compare, publish, undo, discard."""

from typing import Any

from django.contrib.auth.models import User

from campaign.activity.models import Activity
from campaign.history.models import Change, Edit
from campaign.images.models import Picture
from campaign.working_versions import keeping
from campaign.working_versions.models import WorkingVersion
from petitions.models import Petition
from profiles.models import Detainee, Name
from tests.desk import DeskTestCase
from tests.factories import (
    make_detainee,
    make_news,
    make_page,
    make_petition,
    make_picture,
    make_staff,
)

Kind = Activity.Kind
CANARY = "Zanbaqcanary"


def news(item: Any, page: str = "change") -> str:
    return f"/admin/news/newsitem/{item.pk}/{page}/"


class KeepingTests(DeskTestCase):
    def test_what_is_kept_is_in_the_form_and_on_no_public_page(self) -> None:
        for kind, make, field, public in (
            (
                "news/newsitem",
                make_news,
                "headline",
                ("/news/", "/news/feed/", "/news/feed.json", "/"),
            ),
            ("profiles/detainee", make_detainee, "summary", ("/profiles/", "/data/profiles.json")),
            (
                "petitions/petition",
                make_petition,
                "summary",
                ("/petitions/", "/data/petitions.json"),
            ),
            ("campaign/page", make_page, "title", ("/",)),
        ):
            with self.subTest(kind):
                item: Any = make()
                url, edits = f"/admin/{kind}/{item.pk}/change/", Edit.objects.count()
                page = self.fill_in(url, {field: CANARY}, press="_keep")
                self.assertContains(page, "kept as a working version")
                self.assertEqual(self.read(url).values[field], CANARY)
                self.assertContains(self.client.get(f"/admin/{kind}/{item.pk}/version/"), CANARY)
                preview = self.client.get(f"/admin/{kind}/{item.pk}/version-preview/")
                self.assertContains(preview, CANARY)
                self.assertEqual(Edit.objects.count(), edits)
                own = [item.get_absolute_url()]
                own += [
                    f"{own[0]}{each}"
                    for each in ("case-sheet.pdf", "feed/")
                    if kind.startswith("profiles")
                ]
                for address in (*own, *public):
                    self.assertNotIn(CANARY.encode(), self.client.get(address).content, address)

    def test_the_next_text_of_a_public_release_is_not_for_release(self) -> None:
        item = make_news(kind="release")
        self.assertContains(self.client.get(item.get_absolute_url()), "For immediate release")
        self.fill_in(news(item), {"headline": CANARY}, press="_keep")
        preview = self.client.get(news(item, "version-preview"))
        self.assertNotContains(preview, "For immediate release")
        self.assertContains(preview, "Not for publication yet")
        self.assertContains(preview, "badge-published")

    def test_rows_are_kept_with_it_and_have_the_same_keys_once_it_is_published(self) -> None:
        portrait = make_picture(likeness="family", likeness_by="Her sister")
        person = make_detainee()
        url = f"/admin/profiles/detainee/{person.pk}/change/"
        typed = {
            "names-TOTAL_FORMS": "2",
            "names-1-text": CANARY,
            "names-1-language": "ug-Latn",
            "names-1-kind": "primary",
            "names-1-order": "1",
            "portrait": str(portrait.pk),
            "why": "Her aunt wrote.",
        }
        page = self.fill_in(url, typed, press="_keep")
        self.assertContains(page, "kept as a working version")
        self.assertFalse(Name.objects.filter(text=CANARY).exists())
        self.assertIsNone(Detainee.objects.get().portrait)
        values = self.read(url).values
        self.assertEqual(values["names-1-text"], CANARY)
        self.fill_in(url, {"names-1-text": f"{CANARY} two"}, press="_keep")
        self.fill_in(f"/admin/profiles/detainee/{person.pk}/version/", {}, press="_publish")
        name = Name.objects.get(text=f"{CANARY} two")
        self.assertEqual(str(name.pk), values["names-1-id"])
        self.assertEqual(Detainee.objects.get().portrait, portrait)
        self.assertIn(
            "Her aunt wrote.", Change.objects.get(table="profiles_name", row=name.pk).edit.why
        )

    def test_it_is_published_as_one_edit_of_its_writer_and_undone(self) -> None:
        item, publisher = make_news(headline="Old words"), make_staff("publisher")
        self.fill_in(news(item), {"headline": "New words"}, press="_keep")
        self.client.force_login(publisher)
        page = self.fill_in(news(item, "version"), {}, press="_publish")
        self.assertContains(page, "are published")
        self.assertContains(self.client.get(item.get_absolute_url()), "New words")
        self.assertFalse(WorkingVersion.objects.exists())
        edit = Change.objects.filter(table="news_newsitem", row=item.pk).latest("pk").edit
        self.assertEqual(edit.author, self.staff)
        self.assertIn("published by publisher", edit.why)
        self.assertTrue(Activity.objects.filter(kind=Kind.PUBLISHED, actor=publisher).exists())
        self.agree(news(item, f"history/{edit.pk}/undo"))
        item.refresh_from_db()
        self.assertEqual(item.headline, "Old words")

    def test_save_and_publish_is_one_press(self) -> None:
        item = make_news()
        self.fill_in(news(item), {"standfirst": "First."}, press="_keep")
        self.fill_in(news(item), {"headline": "Second"}, press="_publish")
        item.refresh_from_db()
        self.assertEqual((item.standfirst, item.headline), ("First.", "Second"))
        self.assertFalse(WorkingVersion.objects.exists())

    def test_a_mistake_loses_nothing(self) -> None:
        item = make_news()
        self.fill_in(news(item), {"standfirst": "First."}, press="_keep")
        page = self.fill_in(news(item), {"headline": "", "body": "Typed."}, press="_keep")
        self.assertContains(page, "First.")
        self.assertContains(page, "Typed.")
        [change] = WorkingVersion.objects.get().changes
        self.assertEqual(change["after"], {"standfirst": "First."})

    def test_going_back_to_what_is_public_leaves_no_version(self) -> None:
        item = make_news(headline="Old words")
        self.fill_in(news(item), {"headline": "New words"}, press="_keep")
        self.fill_in(news(item), {"headline": "Old words"}, press="_keep")
        self.assertFalse(WorkingVersion.objects.exists())

    def test_what_was_encrypted_again_is_no_change(self) -> None:
        person = make_detainee()
        source = person.sources.get()
        source.contact = "+31 600 000 000"
        source.save()
        url = f"/admin/profiles/detainee/{person.pk}/change/"
        self.fill_in(url, {"sources-0-attribution": "A neighbour"}, press="_keep")
        [change] = WorkingVersion.objects.get().changes
        self.assertEqual(change["after"], {"attribution": "A neighbour"})
        self.fill_in(url, {"sources-0-contact": "+31 611 111 111"}, press="_keep")
        [change] = WorkingVersion.objects.get().changes
        self.assertTrue(change["after"]["contact"].startswith("encrypted:"))

    def test_a_switch_against_an_attack_does_not_wait(self) -> None:
        petition = make_petition()
        url = f"/admin/petitions/petition/{petition.pk}/change/"
        page = self.fill_in(url, {"attack_mode": "on"}, press="_keep")
        self.assertContains(page, "It takes effect at once.")
        self.assertTrue(Petition.objects.get().attack_mode)

    def test_it_is_discarded_after_a_question(self) -> None:
        item = make_news()
        self.fill_in(news(item), {"headline": "New words"}, press="_keep")
        self.assertContains(self.client.get(news(item, "version-discard")), "New words")
        self.assertTrue(WorkingVersion.objects.exists())
        self.send(news(item, "version-discard"), self.read(news(item, "version-discard")), {})
        self.assertFalse(WorkingVersion.objects.exists())
        self.assertTrue(Activity.objects.filter(kind=Kind.DISCARDED).exists())
        page = self.client.get(news(item, "version"), follow=True)
        self.assertContains(page, "has no working version any more")

    def test_the_list_and_the_first_page_show_it(self) -> None:
        item = make_news()
        self.fill_in(news(item), {"headline": "New words"}, press="_keep")
        self.assertContains(self.client.get("/admin/news/newsitem/"), "badge-version")
        self.assertContains(self.client.get("/admin/"), news(item, "version"))

    def test_it_goes_with_its_item_and_with_its_history(self) -> None:
        item = make_news()
        self.fill_in(news(item), {"headline": "New words"}, press="_keep")
        self.client.post(news(item, "history/forget"), {"yes": "yes"})
        self.assertFalse(WorkingVersion.objects.exists())
        self.fill_in(news(item), {"headline": "New words"}, press="_keep")
        item.delete()
        self.assertFalse(WorkingVersion.objects.exists())


class ColleaguesTests(DeskTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.colleague = make_staff("colleague")
        self.item = make_news(headline="Old", standfirst="Old.", body="Old.")

    def keep(self, by: User, form: Any = None, press: str = "_keep", **typed: str) -> Any:
        self.client.force_login(by)
        return self.send(news(self.item), form or self.read(news(self.item)), typed, press=press)

    def kept(self) -> Any:
        return keeping.version_of(self.item).changes[0]["after"]  # type: ignore[union-attr]

    def test_two_editors_of_one_version_keep_each_others_changes(self) -> None:
        self.keep(self.staff, headline="New")
        form = self.read(news(self.item))
        self.keep(self.colleague, standfirst="New.")
        page = self.keep(self.staff, form, body="New.")
        self.assertContains(page, "Colleague changed this after you opened it")
        self.assertEqual(self.kept(), {"headline": "New", "standfirst": "New.", "body": "New."})

    def test_of_one_field_the_second_has_to_decide(self) -> None:
        self.keep(self.staff, headline="New")
        form = self.read(news(self.item))
        self.keep(self.colleague, headline="Theirs")
        page = self.keep(self.staff, form, headline="Mine")
        self.assertContains(page, "It is now: “Theirs”")
        self.assertEqual(self.kept(), {"headline": "Theirs"})

    def test_no_one_publishes_what_a_colleague_kept_since(self) -> None:
        form = self.read(news(self.item))
        self.keep(self.colleague, headline="Theirs")
        page = self.keep(self.staff, form, press="_publish", body="Mine.")
        self.assertContains(page, "It was changed after you looked at it.")
        self.item.refresh_from_db()
        self.assertEqual((self.item.headline, self.item.body), ("Old", "Old."))

    def test_a_conflict_with_the_public_text_is_decided_in_the_form(self) -> None:
        self.keep(self.staff, headline="Mine")
        live = f"{news(self.item)}?published=1"
        self.fill_in(live, {"headline": "Theirs", "body": "Live."}, press="_publish")
        page = self.fill_in(news(self.item, "version"), {}, press="_publish")
        self.assertContains(page, "Someone has changed the public text since")
        form = self.client.get(news(self.item))
        self.assertContains(form, "Theirs")  # in the head
        self.assertContains(form, 'value="Mine"')
        self.assertContains(form, "Live.")
        self.fill_in(news(self.item), {}, press="_keep")
        self.fill_in(news(self.item, "version"), {}, press="_publish")
        self.item.refresh_from_db()
        self.assertEqual((self.item.headline, self.item.body), ("Mine", "Live."))

    def test_a_version_that_does_not_fit_any_more_is_never_half_published(self) -> None:
        picture = make_picture()
        self.keep(self.staff, headline="Mine", image=str(picture.pk))
        Picture.objects.filter(pk=picture.pk).delete()
        page = self.client.get(news(self.item), follow=True)
        self.assertContains(page, "does not fit")
        page = self.fill_in(news(self.item, "version"), {}, press="_publish")
        self.assertContains(page, "does not fit")
        self.item.refresh_from_db()
        self.assertEqual(self.item.headline, "Old")

    def test_of_something_unpublished_it_waits_and_can_be_taken_over(self) -> None:
        self.keep(self.staff, headline="Mine")
        self.send(news(self.item, "withdraw"), self.read(news(self.item, "withdraw")), {})
        self.assertEqual(self.read(news(self.item)).values["headline"], "Old")
        self.fill_in(news(self.item, "version"), {}, press="_take_over")
        self.item.refresh_from_db()
        self.assertEqual((self.item.headline, self.item.state), ("Mine", "withdrawn"))


class SafetyTests(DeskTestCase):
    def test_a_name_that_must_stay_hidden_is_kept_and_not_published(self) -> None:
        person = make_detainee(
            "Aygül Misal", identity="anonymous", slug="p-1", summary="A teacher."
        )
        Detainee.objects.filter(pk=person.pk).update(slug=person.reference.lower())
        desk = f"/admin/profiles/detainee/{person.pk}/"
        self.fill_in(f"{desk}change/", {"summary": "We know Aygül Misal well."}, press="_keep")
        self.assertContains(self.client.get(f"{desk}version/"), "You cannot publish it now:")
        page = self.fill_in(f"{desk}version/", {}, press="_publish")
        self.assertContains(page, "but is readable in: summary.")
        self.assertEqual(Detainee.objects.get().summary, "A teacher.")
