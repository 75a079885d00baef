"""The database records every change, whatever made it."""

from django.apps import apps
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.db.models import ForeignKey
from django.db.transaction import TransactionManagementError
from django.test import TestCase

from campaign.history import changes
from campaign.history.changes import TrackChanges
from campaign.history.models import Change, Edit
from profiles.models import (
    Consent,
    Depiction,
    Detainee,
    Distinct,
    Due,
    ImportRow,
    Listing,
    Name,
    OpenRecord,
    PublicChange,
    Shortfall,
    Source,
    Tip,
)
from profiles.models.places import Ethnicity
from tests.databases import as_owner
from tests.factories import make_detainee, make_picture, make_staff
from tests.testcases import CommittingTestCase


def last_change() -> Change:
    return Change.objects.select_related("edit__author").latest("pk")


class TrackingTests(TestCase):
    author: User
    person: Detainee

    @classmethod
    def setUpTestData(cls) -> None:
        cls.author = make_staff()
        cls.person = make_detainee(staff_notes="Before")

    def test_who_changed_what_when_and_why(self) -> None:
        changes.attribute_to(self.author, "A cousin wrote.")
        self.person.staff_notes = "After"
        self.person.save()
        change = last_change()
        self.assertEqual(change.edit.author, self.author)
        self.assertEqual(change.edit.why, "A cousin wrote.")
        self.assertEqual((change.subject, change.subject_pk), ("profiles.detainee", self.person.pk))
        self.assertEqual(change.before, {"staff_notes": "Before"})
        self.assertEqual(change.after, {"staff_notes": "After"})

    def test_what_hangs_on_a_person_is_in_her_history(self) -> None:
        name = Name.objects.create(detainee=self.person, text="Aygul")
        change = last_change()
        self.assertEqual((change.subject_pk, change.row), (self.person.pk, name.pk))
        self.assertIsNone(change.before)
        self.assertEqual((change.after or {})["text"], "Aygul")
        name.delete()
        change = last_change()
        self.assertIsNone(change.after)
        self.assertEqual((change.before or {})["text"], "Aygul")

    def test_a_row_that_moves_to_another_person_is_in_both_histories(self) -> None:
        other = make_detainee()
        Name.objects.filter(detainee=self.person).update(detainee=other, text="Aygul")
        change = last_change()
        self.assertEqual((change.subject_pk, change.moved_from), (other.pk, self.person.pk))

    def test_neither_bulk_updates_nor_sql_get_past_it(self) -> None:
        Detainee.objects.update(staff_notes="In bulk")
        self.assertEqual(last_change().after, {"staff_notes": "In bulk"})
        with connection.cursor() as cursor:
            cursor.execute("UPDATE profiles_detainee SET staff_notes = 'By hand'")
        self.assertEqual(last_change().after, {"staff_notes": "By hand"})
        self.assertIsNone(last_change().edit.author)
        Name.objects.bulk_create([Name(detainee=self.person, text=text) for text in ("A", "B")])
        self.assertEqual(Change.objects.filter(table="profiles_name", after__text="B").count(), 1)

    def test_many_to_many_and_pictures_are_kept_too(self) -> None:
        uyghur = Ethnicity.objects.get(code="uyghur")
        self.person.ethnicities.add(uyghur)
        change = last_change()
        self.assertEqual((change.subject, change.subject_pk), ("profiles.detainee", self.person.pk))
        self.assertEqual((change.after or {})["ethnicity_id"], uyghur.pk)
        picture = make_picture()
        self.assertEqual(last_change().subject_pk, picture.pk)

    def test_what_is_saved_as_it_was_is_no_change(self) -> None:
        before = Change.objects.count()
        self.person.save()
        self.assertEqual(Change.objects.count(), before)

    def test_what_is_encrypted_stays_encrypted(self) -> None:
        Source.objects.create(detainee=self.person, kind="relative", contact="Kanarienvogel")
        self.assertNotIn("Kanarienvogel", str(last_change().after))
        self.assertIn("encrypted:", (last_change().after or {})["contact"])

    def test_all_of_one_signature_is_one_edit(self) -> None:
        changes.attribute_to(self.author)
        self.person.names.update(text="One")
        Consent.objects.update(notes="Two")
        first = last_change().edit
        self.assertEqual(first.changes.count(), 2)
        changes.attribute_to(self.author)
        self.person.names.update(text="Three")
        self.assertNotEqual(last_change().edit, first)

    def test_a_signature_that_changes_nothing_leaves_nothing(self) -> None:
        before = Edit.objects.count()
        changes.attribute_to(self.author)
        self.person.save()
        self.assertEqual(Edit.objects.count(), before)


class SigningTests(CommittingTestCase):
    def test_a_signature_ends_with_its_transaction(self) -> None:
        author = make_staff()
        with transaction.atomic():
            changes.attribute_to(author, "Mine")
            picture = make_picture()
        picture.alt = "Somebody else's words"
        picture.save()
        self.assertIsNone(last_change().edit.author)
        self.assertEqual(last_change().edit.why, "")

    def test_what_is_rolled_back_leaves_no_trace(self) -> None:
        with transaction.atomic():
            with transaction.atomic():
                make_picture()
                transaction.set_rollback(True)
            make_picture()
        self.assertEqual([change.edit.changes.count() for change in Change.objects.all()], [1])
        self.assertEqual(Edit.objects.count(), 1)

    def test_without_a_transaction_there_is_nothing_to_sign(self) -> None:
        with self.assertRaises(TransactionManagementError):
            changes.attribute_to(None)


# Import rows and pairs of different people are records themselves. The others are computed from tracked rows.
NOT_KEPT = {ImportRow, Tip, Distinct, Listing, PublicChange, OpenRecord, Due, Shortfall, Depiction}


class RegistrationTests(TestCase):
    def test_every_table_that_belongs_to_a_person_is_kept(self) -> None:
        for model in apps.get_app_config("profiles").get_models(include_auto_created=True):
            of_a_person = any(
                isinstance(field, ForeignKey) and field.related_model is Detainee
                for field in model._meta.concrete_fields
            )
            if (of_a_person and model not in NOT_KEPT) or model is Detainee:
                with self.subTest(model._meta.label), connection.cursor() as cursor:
                    cursor.execute(
                        "SELECT count(*) FROM pg_trigger WHERE tgrelid = %s::regclass "
                        "AND tgfoid = 'campaign_keep_change'::regproc",
                        [model._meta.db_table],
                    )
                    self.assertEqual(cursor.fetchone(), (1,))

    def test_what_the_database_makes_of_other_columns_is_left_out(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT tgrelid::regclass::text, attname FROM pg_trigger "
                "JOIN pg_attribute ON attrelid = tgrelid AND attnum > 0 "
                "WHERE tgfoid = 'campaign_keep_change'::regproc "
                "AND (attgenerated <> '' OR atttypid = 'tsvector'::regtype) "
                "AND NOT string_to_array(encode(tgargs, 'escape'), '\\000') @> ARRAY[attname::text]"
            )
            self.assertEqual(cursor.fetchall(), [], "add them to `without` of the model's `Kept`")

    def test_a_model_is_registered_and_taken_out_by_its_migrations(self) -> None:
        kept = TrackChanges(name="kept_for_a_test", of="detainee")
        with as_owner(), connection.schema_editor() as editor:
            editor.remove_constraint(Name, TrackChanges(name="name_kept", of="detainee"))
            before = Change.objects.count()
            person = make_detainee()
            Name.objects.filter(detainee=person).update(text="Not kept")
            self.assertFalse(Change.objects.filter(pk__gt=before, table="profiles_name").exists())
            editor.add_constraint(Name, kept)
            Name.objects.filter(detainee=person).update(text="Kept")
        self.assertEqual(last_change().after, {"text": "Kept"})
