"""The files of the open data: their content, their schema, their stability."""

import gzip
import hashlib
import json
import subprocess
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings
from django.test import override_settings
from jsonschema import Draft202012Validator, FormatChecker

from profiles.models import (
    Amendment,
    Detainee,
    Event,
    ExternalRecord,
    Name,
    Relationship,
    Reply,
    Source,
    StatusClaim,
)
from profiles.models.places import Ethnicity, Place
from profiles.open_data.fields import VERSION
from tests.factories import make_detainee, make_picture, make_statements, make_yarkand
from tests.profiles.open_data.reading import OpenDataTestCase

WHOLE = ("profiles.json", "profiles.csv", "profiles.ftm.json")


def make_detailed_person(**fields: Any) -> Detainee:
    kashgar = Place.objects.get(code="kashgar")
    person = make_detainee(
        "Abliz Misal",
        names={"ug-Arab": "ئابلىز مىسال", "zh-Hans": "阿布力孜·示例"},
        covers=("name", "story", "place", "photo", "quote", "relatives"),
        **{  # type: ignore[arg-type]
            "gender": "male",
            "birth": "about 1971",
            "home_place": kashgar,
            "occupation": "Teacher | poet",
            "occupation_group": "educator",
            "portrait": make_picture(alt="A man, laughing"),
            "checked_on": date(2026, 3, 1),
        }
        | fields,
    )
    person.ethnicities.add(Ethnicity.objects.get(code="uyghur"))
    Name.objects.create(detainee=person, text="Abliz Muellim", kind="nickname", order=9)
    source = Source.objects.create(
        detainee=person, kind="relative", attribution="a relative abroad", date="June 2019",
        url="https://example.org/testimony", contact="+1 555 0100",
    )  # fmt: skip
    make_statements(
        person, charge="disturbing order", reason="He travelled.", quote="Come.", source=source
    )
    person.legal_cases.update(sentence="fixed", sentence_months=180, verdict_on="2019")
    Reply.objects.create(detainee=person, kind="denied", authority="A ministry", text="He is well.")
    Relationship.objects.create(
        detainee=person, kind="child", description="two children", is_public=True
    )
    Amendment.objects.create(detainee=person, text="The year was put right.")
    ExternalRecord.objects.create(detainee=person, registry="wikidata", number="Q7747")
    for kind, when in (("summoned", "May 2017"), ("taken", "summer 2017"), ("call", "")):
        Event.objects.create(detainee=person, kind=kind, when=when, place=kashgar)
    return person


class SchemaTests(OpenDataTestCase):
    def validator(self) -> Draft202012Validator:
        schema = json.loads(self.read("profiles.schema.json"))
        Draft202012Validator.check_schema(schema)
        return Draft202012Validator(schema, format_checker=FormatChecker())

    def test_every_json_file_is_valid_by_its_schema(self) -> None:
        make_detailed_person()
        make_detainee("Yusup", covers=("name", "story"), status="unknown", as_of="")
        make_detainee(covers=("story",), identity="anonymous", slug="p-0", birth="1984")
        validator = self.validator()
        for query in ({}, {"status": "prison"}, {"limit": "1"}, {"q": "nobody at all"}):
            with self.subTest(query):
                validator.validate(self.data(**query))
        self.assertFalse(validator.is_valid(self.data() | {"staff_notes": "x"}))
        [*_rest, last] = self.people()
        self.assertFalse(
            validator.is_valid(self.data() | {"people": [last | {"staff_notes": "x"}]})
        )

    def test_it_is_valid_without_any_people(self) -> None:
        data = self.data()
        self.validator().validate(data)
        self.assertEqual((data["people"], data["count"], data["changed_at"]), ([], 0, None))

    def test_json_and_schema_state_their_version_and_origin(self) -> None:
        data = self.data()
        self.assertEqual((data["version"], data["publisher"]), (VERSION, settings.CAMPAIGN_NAME))
        self.assertEqual(data["licence"], "https://creativecommons.org/licenses/by/4.0/")
        self.assertEqual(json.loads(self.read("profiles.schema.json"))["version"], VERSION)


class RecordTests(OpenDataTestCase):
    def test_a_record_holds_the_facts_of_the_page_as_codes_and_date_ranges(self) -> None:
        person = make_detailed_person()
        [record] = self.people()
        self.assertEqual(record["reference"], person.reference)
        self.assertEqual(record["url"], settings.SITE_URL + person.get_absolute_url())
        self.assertEqual([name["kind"] for name in record["names"]][-1], "nickname")
        self.assertEqual(record["home"], {"code": "kashgar", "name": str(person.home_place)})
        self.assertEqual((record["status"], record["gender"]), ("prison", "male"))
        self.assertEqual(
            record["birth"],
            {"text": "about 1971", "earliest": "1970-01-01", "latest": "1972-12-30",
             "precision": "year", "about": True},
        )  # fmt: skip
        self.assertEqual(record["held_since"]["text"], "summer 2017")
        self.assertEqual(
            [event["when"] and event["when"]["precision"] for event in record["events"]],
            ["month", "part", None],
        )
        self.assertEqual(record["legal_cases"][0]["sentence_months"], 180)
        self.assertEqual(record["relatives"][0]["description"], "two children")
        self.assertEqual(record["amendments"][0]["text"], "The year was put right.")
        self.assertTrue(record["portrait"]["url"].startswith(settings.SITE_URL + "/profiles/"))
        self.assertEqual(record["portrait"]["alt"], "A man, laughing")

    def test_relatives_are_linked_if_both_families_agree(self) -> None:
        both = ("name", "story", "relatives")
        one, other = make_detainee(covers=both), make_detainee(covers=both)
        Relationship.objects.create(detainee=one, kind="parent", other=other, is_public=True)
        first, second = self.people()
        self.assertEqual(first["relatives"][0]["reference"], other.reference)
        self.assertEqual(second["relatives"][0]["relation"], "child")
        other.consents.update(covers_relatives=False)
        self.assertEqual([person["relatives"] for person in self.people()], [[], []])

    def test_data_without_consent_is_left_out(self) -> None:
        for scope, field in (("photo", "portrait"), ("place", "home"), ("quote", "quotes")):
            with self.subTest(scope):
                person = make_detailed_person()
                [*_others, before] = self.people()
                self.assertTrue(before[field])
                person.consents.update(**{f"covers_{scope}": False})
                [*_others, after] = self.people()
                self.assertFalse(after[field])
                if scope == "place":
                    self.assertNotIn("Kashgar", json.dumps(after["events"] + after["claims"]))

    def test_a_county_is_included_only_if_it_was_chosen(self) -> None:
        person = make_detainee(home_place=make_yarkand())
        self.assertEqual(self.people()[0]["home"]["code"], "kashgar")
        Detainee.objects.filter(pk=person.pk).update(place_level="county")
        self.assertEqual(self.people()[0]["home"]["code"], "yarkand")

    def test_an_unnamed_person_has_no_name(self) -> None:
        hidden = make_detailed_person(identity="anonymous", slug="p-1", birth="1984")
        partly = make_detailed_person(
            identity="partial", slug="p-2", shown_as="A. M.", birth="12 May 1984"
        )
        first, second = self.people()
        self.assertEqual(first["name"], f"Name withheld, {hidden.reference}")
        self.assertEqual(first["birth"]["text"], "1980s")
        self.assertEqual((second["name"], second["birth"]["text"]), ("A. M.", "1984"))
        for person in (first, second):
            self.assertEqual((person["names"], person["portrait"]), ([], None))
        for file in WHOLE:
            self.assertNotIn("Abliz", self.read(file))
        self.assertEqual(self.references(q=partly.reference), [partly.reference])

    def test_invented_people_are_left_out_and_the_demo_says_why(self) -> None:
        make_detainee(is_demo=True)
        self.assertEqual((self.people(), self.rows(), self.entities()), ([], [], []))
        self.assertEqual(self.people(status="prison"), [])
        self.assertIsNone(self.data()["note"])
        with override_settings(DEMO=True):
            self.assertIn("invented", self.data()["note"])


class CsvTests(OpenDataTestCase):
    def test_each_person_is_one_row_and_lists_have_one_order(self) -> None:
        make_detailed_person()
        make_detainee("Yusup", covers=("name", "story"))
        first, second = self.rows()
        self.assertEqual(first["names_text"].split("|")[0], "Abliz Misal")
        self.assertEqual(first["names_language"], "ug-Latn|ug-Arab|zh-Hans|ug-Latn")
        self.assertEqual(first["events_kind"], "summoned|taken|call")
        self.assertEqual(first["events_when"], "May 2017|summer 2017|")
        self.assertEqual(first["occupation"], "Teacher | poet")
        self.assertEqual((first["birth"], first["birth_earliest"]), ("about 1971", "1970-01-01"))
        self.assertEqual((second["home_code"], second["quotes_text"]), ("", ""))
        self.assertEqual((first["withholds"], second["portrait_url"]), ("false", ""))

    def test_formulas_are_escaped(self) -> None:
        make_detainee("=A1+1", summary='@SUM(A1)\n"quoted", and more')
        [row] = self.rows()
        self.assertEqual((row["name"], row["summary"][:2]), ("'=A1+1", "'@"))
        self.assertTrue(row["summary"].endswith('"quoted", and more'))

    def test_it_has_no_byte_order_mark(self) -> None:
        self.assertTrue(self.read("profiles.csv").startswith("reference,url,"))


class FollowTheMoneyTests(OpenDataTestCase):
    # The properties that we use, from the published model (4.11).
    THING = {"name", "alias", "previousName", "weakAlias", "country", "address", "summary",
             "sourceUrl", "publisher", "wikidataId", "modifiedAt"}  # fmt: skip
    PROPERTIES = {
        "Person": THING | {"gender", "birthDate", "ethnicity", "profession", "status"},
        "Event": THING | {"date", "startDate", "endDate", "location", "involved"},
        "Family": {"person", "relative", "relationship"},
        "Associate": {"person", "associate", "relationship"},
    }

    def test_every_property_is_one_of_the_published_model(self) -> None:
        person = make_detailed_person()
        for kind in ("sibling", "same_case"):
            other = make_detainee(covers=("name", "story", "relatives"))
            Relationship.objects.create(detainee=person, kind=kind, other=other, is_public=True)
        entities = self.entities()
        self.assertEqual({entity["schema"] for entity in entities}, set(self.PROPERTIES))
        self.assertEqual(len({entity["id"] for entity in entities}), len(entities))
        for entity in entities:
            self.assertRegex(entity["id"], r"^[0-9A-Za-z][0-9A-Za-z._-]*$")
            self.assertLessEqual(set(entity["properties"]), self.PROPERTIES[entity["schema"]])
            for values in entity["properties"].values():
                self.assertTrue(values and all(isinstance(value, str) for value in values))

    def test_a_date_is_no_more_exact_than_is_known(self) -> None:
        make_detailed_person()
        person, *events = (entity["properties"] for entity in self.entities())
        self.assertNotIn("birthDate", person)  # about 1971
        self.assertEqual(events[0]["date"], ["2017-05"])
        self.assertEqual(
            (events[1]["startDate"], events[1]["endDate"]), (["2017-06-01"], ["2017-08-31"])
        )
        self.assertFalse({"date", "startDate", "endDate"} & set(events[2]))

    def events(self) -> dict[str, str]:
        """Return the summary of each event by its id, in the order of the file."""
        return {
            entity["id"]: entity["properties"].get("summary", [""])[0]
            for entity in self.entities()
            if entity["schema"] == "Event"
        }

    def test_an_event_keeps_its_id_when_others_before_it_change(self) -> None:
        person = make_detainee()

        def tell_of(when: str, description: str) -> Event:
            return Event.objects.create(
                detainee=person, kind="call", when=when, description=description
            )

        tell_of("2018", "The second.")
        later = tell_of("2019", "The third.")
        before = self.events()
        first = tell_of("2017", "The first.")
        with_first = self.events()
        self.assertEqual([*with_first.values()], ["The first.", "The second.", "The third."])
        self.assertLess(before.items(), with_first.items())
        first.delete()
        self.assertEqual(self.events(), before)
        # A new row with the same content keeps the id; another text changes it.
        later.delete()
        later = tell_of("2019", "The third.")
        self.assertEqual(self.events(), before)
        Event.objects.filter(pk=later.pk).update(description="The last.")
        self.assertEqual(len(self.events().keys() & before.keys()), 1)

    def test_the_ids_of_events_reveal_nothing_about_hidden_events(self) -> None:
        person = make_detainee()
        Event.objects.create(detainee=person, kind="call", when="2018", description="Told.")
        told = self.events()
        other = make_detainee()
        for description in ("Hidden.", "Told."):
            Event.objects.create(
                detainee=other, kind="call", when="2018", description=description,
                is_public=description == "Told.",
            )  # fmt: skip
        [one] = told
        self.assertEqual([*self.events()], [one, one.replace(person.reference, other.reference)])

    def test_events_with_the_same_content_have_different_ids(self) -> None:
        person = make_detainee()
        for _each in range(3):
            Event.objects.create(detainee=person, kind="call", when="2018")
        self.assertEqual(len(self.events()), 3)

    def test_names_are_in_the_properties_that_matching_uses(self) -> None:
        make_detailed_person()
        properties = self.entities()[0]["properties"]
        self.assertEqual(properties["name"], ["Abliz Misal", "ئابلىز مىسال", "阿布力孜·示例"])
        self.assertEqual(properties["alias"], ["Abliz Muellim"])


class LastingTests(OpenDataTestCase):
    def test_a_file_stays_the_same_to_the_byte_while_nothing_public_changes(self) -> None:
        person = make_detailed_person()
        make_detainee()
        before = {file: self.read(file) for file in WHOLE}
        Detainee.objects.filter(pk=person.pk).update(staff_notes="Ask her sister.")
        person.save()
        StatusClaim.objects.create(detainee=person, status="camp", is_public=False)
        for file, content in before.items():
            with self.subTest(file):
                self.assertEqual(self.read(file), content)

    def test_a_public_change_is_in_the_next_file(self) -> None:
        person, other = make_detainee(), make_detainee()
        first = self.data()
        Detainee.objects.filter(pk=person.pk).update(summary="Another one.")
        second = self.data()
        self.assertEqual(second["people"][0]["summary"], "Another one.")
        self.assertGreaterEqual(second["changed_at"], first["changed_at"])
        self.assertEqual(second["people"][1], first["people"][1])
        self.assertEqual(self.references(), [person.reference, other.reference])

    def test_checksums_are_as_sha256sum_reads_them(self) -> None:
        make_detailed_person()
        with TemporaryDirectory() as folder:
            for file in (*WHOLE, "profiles.schema.json", "checksums.txt"):
                (Path(folder) / file).write_bytes(self.client.get(f"/data/{file}").getvalue())
            subprocess.run(
                ["sha256sum", "--check", "--strict", "checksums.txt"],
                cwd=folder, check=True, capture_output=True,
            )  # fmt: skip

    def test_the_etag_is_the_checksum_and_gives_304(self) -> None:
        make_detainee()
        for file in WHOLE:
            address = f"/data/{file}"
            response = self.client.get(address)
            content = response.getvalue()
            self.assertEqual(response["ETag"], f'W/"{hashlib.sha256(content).hexdigest()}"')
            again = self.client.get(address, headers={"If-None-Match": response["ETag"]})
            self.assertEqual((again.status_code, again.content), (304, b""))
            head = self.client.head(address)
            self.assertEqual(head["Content-Length"], response["Content-Length"])
            self.assertEqual(head.getvalue(), b"")
            packed = self.client.get(address, headers={"Accept-Encoding": "gzip"})
            self.assertEqual(packed["Content-Encoding"], "gzip")
            body = packed.getvalue()
            self.assertEqual(packed["Content-Length"], str(len(body)))
            self.assertEqual(gzip.decompress(body), content)

    def test_any_site_may_read_them(self) -> None:
        for file in (*WHOLE, "profiles.schema.json", "checksums.txt", "profiles.json?gender=male"):
            response = self.client.get(f"/data/{file}")
            self.assertEqual(response["Access-Control-Allow-Origin"], "*", file)
            self.assertEqual(response["Cross-Origin-Resource-Policy"], "cross-origin")
            response.getvalue()
            self.assertEqual(self.client.post(f"/data/{file}").status_code, 405)
