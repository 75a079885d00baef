"""Staff write, publish and withdraw in the admin, and the public sees it at once."""

from io import BytesIO

from django.conf import settings
from django.contrib import admin
from django.db import transaction
from django.urls import NoReverseMatch, reverse
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from campaign.accounts import factors
from campaign.accounts.models import AuthenticatorApp
from campaign.history import changes
from campaign.images.models import Picture
from news.models import NewsItem
from petitions.moderation import invalidations
from profiles.models import Detainee
from profiles.models.places import Ethnicity
from tests.browser.accessibility import WCAG, violations
from tests.browser.site import build_site
from tests.browser.testcases import BrowserTestCase
from tests.campaign.images.test_uploads import picture
from tests.factories import (
    make_delivery,
    make_detainee,
    make_news,
    make_petition,
    make_signature,
    make_staff,
    make_translation,
    make_yarkand,
)

# What Django's own widgets and tables lack is not for us to mend.
DJANGOS_OWN = (".datetimeshortcuts",)


class StaffTests(BrowserTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.desk = self.new_visitor(logs_in=True)
        self.client.force_login(make_staff("reyhan"))
        self.desk.context.add_cookies(
            [
                {
                    "name": name,
                    "value": self.client.cookies[name].value,
                    "url": self.live_server_url,
                }
                for name in (settings.SESSION_COOKIE_NAME, settings.PROOF_COOKIE_NAME)
            ]
        )

    def test_staff_log_in(self) -> None:
        desk = self.visit("/admin/", logs_in=True)
        desk.get_by_label("User name").fill("reyhan")
        desk.get_by_label("Password").fill("password")
        key = AuthenticatorApp.objects.get(user__username="reyhan").key
        desk.get_by_label("Code").fill(factors.current_code(key))
        desk.get_by_role("button", name="Log in").click()
        expect(desk.get_by_role("link", name="Add a person")).to_be_visible()

    def test_a_person_is_written_published_found_and_withdrawn(self) -> None:
        desk = self.desk
        desk.goto("/admin/")
        desk.get_by_role("link", name="Add a person").click()
        part(desk, "names", 0).get_by_role("textbox").first.fill("Patigül Misal")
        desk.get_by_role("button", name="Add another Name").click()
        part(desk, "names", 1).get_by_role("textbox").first.fill("پاتىگۈل مىسال")
        part(desk, "names", 1).get_by_role("combobox").first.select_option("ug-Arab")
        desk.get_by_label("Gender").select_option("female")
        desk.get_by_label("Born").fill("about 1980")
        desk.get_by_role("textbox", name="Summary").fill("A nurse, taken from the ward in 2018.")
        desk.get_by_role("textbox", name="Story").fill("She worked **nights**.")
        self.choose_home("Hotan")
        self.upload_portrait("A woman in a white coat.")
        claim = part(desk, "claims", 0)
        claim.get_by_label("Status").select_option("prison")
        claim.get_by_label("As of").fill("March 2021")
        claim.get_by_label("Source:", exact=True).select_option("A new source, here")
        claim.get_by_label("Kind of source").select_option("relative")
        claim.get_by_label("Source, as named in public").fill("A sister abroad")

        desk.get_by_role("button", name="Save and continue editing").click()
        expect(desk.get_by_text("Record the consent").first).to_be_visible()
        self.assertNotIn("Patigül", self.visit("/profiles/").get_by_role("main").inner_text())

        desk.get_by_role("button", name="Add another Consent").click()
        consent = part(desk, "consents", 0)
        consent.get_by_label("Basis").select_option("consent")
        consent.get_by_label("Given by").select_option("sibling")
        consent.get_by_label("Name and contact of the giver").fill("Her sister, +31 600 000 000")
        consent.get_by_label("Given on").fill("12 March 2021")
        consent.get_by_label("How").select_option("call")
        consent.get_by_label("In which language").fill("Uyghur")
        consent.get_by_label("Name", exact=True).check()
        consent.get_by_label("Story", exact=True).check()
        consent.get_by_label("Photo", exact=True).check()
        desk.get_by_role("button", name="Save and publish").click()
        expect(desk.get_by_text("is published.")).to_be_visible()

        person = Detainee.objects.get()
        visitor = self.visit("/profiles/")
        visitor.get_by_role("link", name="Patigül Misal").click()
        expect(visitor.get_by_role("heading", level=1)).to_have_text("Patigül Misal")
        expect(visitor.get_by_text("She worked nights.")).to_be_visible()
        expect(visitor.get_by_text("In prison").first).to_be_visible()
        expect(visitor.get_by_role("img", name="A woman in a white coat.")).to_be_visible()
        self.assertNotIn("Hotan", visitor.content())  # the family did not agree to that
        self.assertEqual(visitor.url, self.live_server_url + person.get_absolute_url())

        desk.goto(f"/admin/profiles/detainee/{person.pk}/change/")
        desk.get_by_role("link", name="Unpublish").click()
        desk.get_by_role("button", name="Unpublish").click()
        expect(desk.get_by_text("is unpublished")).to_be_visible()
        # The browser that saw her a moment ago may keep the page for the seconds it was told to.
        gone = self.new_visitor().goto(person.get_absolute_url())
        assert gone is not None
        self.assertEqual(gone.status, 410)
        self.assertNotIn("Patigül", gone.text())
        self.assertNotIn("Patigül", self.visit("/profiles/").content())

    def test_a_news_item_is_written_and_published(self) -> None:
        desk = self.desk
        desk.goto("/admin/")
        desk.get_by_role("link", name="Add a news item").click()
        desk.get_by_label("Headline").press_sequentially("Two teachers are free")
        desk.get_by_label("Standfirst").fill("They came home on Friday.")
        desk.get_by_label("Text").fill("Their *families* were at the gate.")
        expect(desk.get_by_label("Address:")).to_have_value("two-teachers-are-free")
        desk.get_by_role("button", name="Save and publish").click()
        expect(desk.get_by_text("is published.")).to_be_visible()

        visitor = self.visit("/news/")
        visitor.get_by_role("link", name="Two teachers are free").click()
        expect(visitor.get_by_text("Their families were at the gate.")).to_be_visible()
        self.assertEqual(NewsItem.objects.get().slug, "two-teachers-are-free")

    def test_every_page_of_the_desk_keeps_to_its_security_policy(self) -> None:
        """Every visit sees to that; here every kind of page is visited."""
        build_site()
        for model in admin.site._registry:
            name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
            self.desk.goto(reverse(f"{name}_changelist"))
            expect(self.desk.get_by_role("heading", level=1)).to_be_visible()
            thing = model._default_manager.last()
            for view in ("change", "history", "delete", "preview"):
                try:
                    path = reverse(f"{name}_{view}", args=[thing.pk if thing else 1])
                except NoReverseMatch:
                    continue
                self.desk.goto(path)
                expect(self.desk.get_by_role("heading", level=1).first).to_be_visible()

    def test_the_desk_conforms_to_wcag(self) -> None:
        pages: tuple[str, ...] = (
            "/admin/",
            "/admin/profiles/detainee/add/",
            "/admin/petitions/petition/add/",
            "/admin/news/newsitem/add/",
            "/admin/campaign/page/add/",
            "/admin/writing/",
            "/admin/campaign/picture/add/",
            "/admin/campaign/picture/choose/",
            "/admin/auth/user/add/",
            "/admin/profiles/importbatch/add/",
            "/admin/profiles/place/add/",
        )
        faults = {"login": violations(self.visit("/admin/login/", logs_in=True), *WCAG)}
        person = make_detainee(home_place=make_yarkand())
        person.ethnicities.add(Ethnicity.objects.get(code="uyghur"))
        item = make_news()
        make_translation(item, made_from="older")
        pages += (
            f"/admin/profiles/detainee/{person.pk}/change/",
            f"/admin/news/newsitem/{item.pk}/change/",
            f"/admin/news/newsitem/{item.pk}/translations/ug/",
        )
        for path in pages:
            self.desk.goto(path)
            self.open_all()
            faults[path] = violations(self.desk, *WCAG, leave_out=DJANGOS_OWN)
        self.assertEqual({path: found for path, found in faults.items() if found}, {})

    def open_all(self) -> None:
        """All sections of a form, and all rows."""
        self.desk.evaluate(
            "for (const each of document.querySelectorAll('[data-section]')) each.open = true"
        )
        for each in self.desk.locator("[data-fold]:visible").all():
            each.click()

    def test_a_petitions_desk_and_what_it_leads_to_conform_to_wcag(self) -> None:
        petition = make_petition()
        for number in range(3):
            make_signature(
                petition,
                f"{number}@flood.example",
                state="quarantined",
                quarantine_reason="many: domain",
            )
        delivery = make_delivery(petition)
        here = f"petition__id__exact={petition.pk}"
        faults = {}
        for path in (
            "/admin/",
            f"/admin/petitions/petition/{petition.pk}/change/",
            f"/admin/petitions/petition/{petition.pk}/close/",
            f"/admin/petitions/petition/{petition.pk}/desk/",
            f"/admin/petitions/delivery/{delivery.pk}/change/",
            f"/admin/petitions/dossier/add/?petition={petition.pk}",
            f"/admin/petitions/paperbatch/add/?petition={petition.pk}",
            f"/admin/petitions/update/add/?petition={petition.pk}",
            "/admin/petitions/accessrule/add/",
            "/admin/petitions/addressrule/",
            "/admin/petitions/switches/",
            "/admin/campaign/limit/",
            f"/admin/petitions/signature/?{here}&held=*",
            f"/admin/petitions/signature/?{here}&network=x",
            f"/admin/petitions/signature/reason/?petition={petition.pk}",
            "/admin/petitions/signeraccess/",
            f"/admin/petitions/signature/export/?{here}",
            "/admin/petitions/invalidation/add/",
        ):
            self.desk.goto(path)
            faults[path] = violations(self.desk, *WCAG, leave_out=DJANGOS_OWN)
        self.desk.goto(f"/admin/petitions/signature/?{here}")
        self.desk.get_by_text("Show signers").first.click()
        faults["asked for a reason"] = violations(self.desk, *WCAG, leave_out=DJANGOS_OWN)
        self.desk.get_by_label("Why do you need to see signers?").select_option("review")
        self.desk.get_by_role("button", name="Show signers").click()
        expect(self.desk.get_by_role("button", name="Hide signers again")).to_be_visible()
        faults["signers are shown"] = violations(self.desk, *WCAG, leave_out=DJANGOS_OWN)
        self.desk.locator("#searchbar").fill("Gülnar")
        self.desk.locator("#changelist-search [type=submit]").click()
        expect(self.desk.locator("#searchbar")).to_have_value("Gülnar")
        self.assertNotIn("lnar", self.desk.url)
        self.assertEqual({path: found for path, found in faults.items() if found}, {})

    def test_a_hidden_name_is_shown_again_only_with_the_box_ticked(self) -> None:
        person = make_detainee()
        with transaction.atomic():
            changes.attribute_to(None)
            person.names.create(text="Secret Name")
        with transaction.atomic():
            changes.attribute_to(None)
            person.names.filter(text="Secret Name").update(is_public=False)
        desk = self.desk
        desk.goto(reverse("admin:profiles_detainee_history", args=[person.pk]))
        desk.get_by_role("link", name="Undo this change").first.click()
        box = desk.get_by_role("region", name="Everyone will see this again at once")
        expect(box).to_contain_text("Secret Name")
        self.assertEqual(violations(desk, *WCAG, leave_out=DJANGOS_OWN), [])
        undo = desk.get_by_role("button", name="Undo this change")
        undo.click()
        expect(undo).to_be_visible()  # the browser does not send it
        self.assertNotIn("Secret Name", self.visit(person.get_absolute_url()).content())
        desk.get_by_label("I have checked everything").check()
        undo.click()
        expect(desk.get_by_text("Done.")).to_be_visible()
        self.assertIn("Secret Name", self.visit(person.get_absolute_url()).content())

    def test_what_is_held_is_rejected_all_at_once_from_the_desk(self) -> None:
        petition = make_petition()
        for number in range(3):
            make_signature(
                petition,
                name=f"Bot {number}",
                state="quarantined",
                quarantine_reason="many: domain",
            )
        desk = self.desk
        desk.goto(f"/admin/petitions/petition/{petition.pk}/desk/")
        desk.get_by_role("region", name="Quarantined").get_by_role(
            "link", name="All", exact=True
        ).click()
        desk.wait_for_load_state()  # the box that ticks all is the work of a script
        desk.locator("#action-toggle").check()
        desk.get_by_label("Action:").select_option("reject")
        desk.get_by_role("button", name="Run").click()
        desk.get_by_label("Reason").fill("Made-up names")
        self.assertEqual(violations(desk, *WCAG, leave_out=DJANGOS_OWN), [])
        desk.get_by_role("button", name="Reject").click()
        expect(desk.get_by_text("3 were invalidated")).to_be_visible()

        desk.goto("/admin/petitions/invalidation/")
        desk.get_by_role("link", name="Made-up names").click()
        desk.get_by_role("button", name="Undo").click()
        expect(desk.get_by_text("Being undone")).to_be_visible()
        self.assertEqual(violations(desk, *WCAG, leave_out=DJANGOS_OWN), [])
        invalidations.run_batches(seconds=60)
        expect(desk.get_by_text("Undone", exact=True)).to_be_visible()  # without a click

    def choose_home(self, place: str) -> None:
        self.desk.locator(".field-home_place").get_by_role("combobox").first.click()
        self.desk.get_by_role("searchbox").last.fill(place)
        self.desk.get_by_role("listbox").get_by_role("option", name=place).click()

    def test_a_click_on_the_face_keeps_it_in_sight(self) -> None:
        desk = self.desk
        desk.goto("/admin/campaign/picture/add/")
        desk.get_by_label("File").set_input_files(
            {"name": "x.png", "mimeType": "image/png", "buffer": picture("PNG", (600, 400))}
        )
        desk.get_by_label("Description").fill("A woman at a desk")
        desk.get_by_label("Credit").fill("Her family")
        desk.get_by_role("button", name="Save", exact=True).click()
        whole = desk.locator("[data-focus-whole]")
        expect(whole).to_be_visible()
        desk.wait_for_load_state()  # the picture has its size only then
        box = whole.bounding_box()
        assert box is not None
        whole.click(position={"x": box["width"] * 0.81, "y": box["height"] * 0.12})
        expect(desk.get_by_label("Across, from the left")).to_have_value("80")
        cut = desk.locator("[data-focus-cut]")
        expect(cut).to_have_css("object-position", "80% 10%")
        desk.get_by_label("Down, from the top").press("ArrowRight")
        expect(cut).to_have_css("object-position", "80% 20%")
        self.assertEqual(violations(desk, *WCAG, leave_out=DJANGOS_OWN), [])
        desk.get_by_role("button", name="Save", exact=True).click()
        expect(desk.get_by_text("was changed successfully")).to_be_visible()
        self.assertEqual(Picture.objects.values_list("focus_x", "focus_y").get(), (80, 20))

    def upload_portrait(self, alt: str) -> None:
        file = BytesIO()
        Image.new("RGB", (300, 400), "#0b6bb0").save(file, "PNG")
        desk = self.desk
        desk.get_by_role("link", name="Portrait").click()
        desk.get_by_role("button", name="Choose or upload a picture: Portrait").click()
        dialog = desk.get_by_role("dialog", name="Choose a picture")
        dialog.get_by_label("Choose a file").set_input_files(
            {"name": "portrait.png", "mimeType": "image/png", "buffer": file.getvalue()}
        )
        dialog.get_by_label("Description:").fill(alt)
        dialog.get_by_label("Credit:").fill("Private")
        dialog.get_by_label("Likeness").select_option("family")
        dialog.get_by_label("Confirmed by").fill("her sister")
        self.assertEqual(violations(desk, *WCAG, leave_out=DJANGOS_OWN), [])
        dialog.get_by_role("button", name="Upload and use it").click()
        expect(desk.locator("[data-words]")).to_have_text(alt)


def part(desk: Page, of: str, number: int) -> Locator:
    """One row of the names, claims or consents in the form of a person."""
    return desk.locator(f"#{of}-{number}")
