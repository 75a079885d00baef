"""How much of a person is shown, and until when a consent stands; the listing keeps to both."""

import django.db.models.deletion
from django.db import migrations, models

# As in `0005_listing`, but for the place, the birth and the basis.
LISTING_OF = """
CREATE OR REPLACE FUNCTION profiles_listing_of(people bigint[])
RETURNS TABLE (
    detainee_id bigint, publish_at timestamptz, fresh_at timestamptz, held_since date, terms text[]
)
LANGUAGE sql STABLE AS $$
SELECT person.id, person.publish_at, greatest(person.publish_at, person.updated_at),
    CASE WHEN newest.status NOT IN ('travel_ban', 'released_conditional', 'released',
        'died_in_custody', 'died_after_release', 'unknown') THEN taken.on_day END,
    ARRAY(
        SELECT 'status=' || newest.status WHERE newest.status IS NOT NULL
        UNION SELECT 'gender=' || person.gender
        UNION SELECT 'occupation=' || person.occupation_group WHERE person.occupation_group <> ''
        -- By the prefecture alone, whether or not the county is shown.
        UNION SELECT 'place=' || coalesce(prefecture.code, place.code)
            FROM profiles_place place LEFT JOIN profiles_place prefecture ON prefecture.id = place.parent_id
            WHERE place.id = person.home_place_id AND basis.covers_place AND person.place_level <> 'none'
        UNION SELECT 'ethnicity=' || ethnicity.code
            FROM profiles_detainee_ethnicities link
            JOIN profiles_ethnicity ethnicity ON ethnicity.id = link.ethnicity_id
            WHERE link.detainee_id = person.id
        UNION SELECT 'reason=' || reason.kind
            FROM profiles_reason reason WHERE reason.detainee_id = person.id AND reason.is_public
        UNION SELECT 'sentence=' || sentenced.sentence
            FROM profiles_legalcase sentenced
            WHERE sentenced.detainee_id = person.id AND sentenced.is_public
                AND sentenced.sentence <> 'none'
        -- An open end reaches on to the last year that there is a term for.
        UNION SELECT 'year=' || year
            FROM profiles_event event, generate_series(1990, 2049) year
            WHERE event.detainee_id = person.id AND event.is_public
                AND event.kind IN ('taken', 'to_camp', 'arrested', 'summoned', 'last_contact')
                AND coalesce(event.when_earliest, event.when_latest) IS NOT NULL
                AND coalesce(event.when_earliest, '-infinity') <= make_date(year, 12, 31)
                AND coalesce(event.when_latest, 'infinity') >= make_date(year, 1, 1)
        UNION SELECT 'born=' || decade
            FROM generate_series(1900, 2040, 10) decade
            WHERE coalesce(person.birth_earliest, person.birth_latest) IS NOT NULL
                AND coalesce(person.birth_earliest, '-infinity') <= make_date(decade + 9, 12, 31)
                AND coalesce(person.birth_latest, 'infinity') >= make_date(decade, 1, 1)
                -- Of who is not named the page tells a decade, if all of it lies in one.
                AND (person.identity = 'full' OR person.birth_earliest >= make_date(decade, 1, 1)
                    AND person.birth_latest <= make_date(decade + 9, 12, 31))
        ORDER BY 1
    )
FROM profiles_detainee person
CROSS JOIN LATERAL (
    SELECT bool_or(basis = 'public_record' OR covers_place) AS covers_place
    FROM profiles_consent consent
    WHERE consent.detainee_id = person.id AND withdrawn_at IS NULL
        AND (expires_on IS NULL OR expires_on > current_date)
        AND (basis = 'public_record'
            OR covers_story AND (covers_name OR person.identity = 'anonymous'))
    HAVING count(*) > 0
) basis
LEFT JOIN LATERAL (
    SELECT claim.status
    FROM profiles_statusclaim claim
    WHERE claim.detainee_id = person.id AND claim.is_public
    ORDER BY claim.as_of_latest DESC NULLS LAST, claim.id DESC
    LIMIT 1
) newest ON true
LEFT JOIN LATERAL (
    SELECT event.when_latest AS on_day
    FROM profiles_event event,
        unnest(ARRAY['taken', 'to_camp', 'arrested', 'summoned', 'last_contact'])
            WITH ORDINALITY AS beginning (kind, rank)
    WHERE event.detainee_id = person.id AND event.is_public AND event.when_latest IS NOT NULL
        AND event.kind = beginning.kind
    ORDER BY beginning.rank, event.when_latest
    LIMIT 1
) taken ON true
WHERE person.id = ANY (people) AND person.state = 'published'
$$
"""


class Migration(migrations.Migration):

    dependencies = [
        ('campaign', '0005_history'),
        ('profiles', '0005_listing'),
    ]

    operations = [
        migrations.AddField(
            model_name='consent',
            name='expires_on',
            field=models.DateField(blank=True, help_text='Hides the profile on that day if no other consent stands.', null=True, verbose_name='ends on'),
        ),
        migrations.AddField(
            model_name='consent',
            name='language',
            field=models.CharField(blank=True, db_default='', help_text='In which it was explained and given.', max_length=60, verbose_name='in which language'),
        ),
        migrations.AddField(
            model_name='consent',
            name='obtained_by',
            field=models.CharField(blank=True, choices=[('writing', 'In writing, signed'), ('message', 'By email or message'), ('call', 'By phone'), ('meeting', 'In person'), ('through_others', 'Through someone they trust')], db_default='', max_length=20, verbose_name='how'),
        ),
        migrations.AddField(
            model_name='consent',
            name='review_on',
            field=models.DateField(blank=True, help_text='It stays in force; the desk reminds us to ask whether it still holds.', null=True, verbose_name='ask again on'),
        ),
        migrations.AddField(
            model_name='detainee',
            name='identity',
            field=models.CharField(choices=[('full', 'Named'), ('partial', 'Partly named, as under “shown as”'), ('anonymous', 'Not named')], db_default='full', default='full', help_text='Who is not named has no portrait either, and an address without a name.', max_length=10, verbose_name='identity'),
        ),
        migrations.AddField(
            model_name='detainee',
            name='place_level',
            field=models.CharField(choices=[('none', 'No places'), ('prefecture', 'The prefecture'), ('county', 'The county')], db_default='prefecture', default='prefecture', help_text='As far as the consent covers places.', max_length=10, verbose_name='places shown'),
        ),
        migrations.AddField(
            model_name='detainee',
            name='shown_as',
            field=models.CharField(blank=True, db_default='', help_text='Of who is partly named: A. M., or Aygül, born in the 1970s.', max_length=80, verbose_name='shown as'),
        ),
        migrations.AddField(
            model_name='place',
            name='parent',
            field=models.ForeignKey(blank=True, limit_choices_to={'parent': None}, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='counties', to='profiles.place', verbose_name='prefecture'),
        ),
        migrations.AlterField(
            model_name='place',
            name='kind',
            field=models.CharField(choices=[('prefecture', 'Prefecture'), ('city', 'Directly administered city'), ('county', 'County')], max_length=10, verbose_name='kind'),
        ),
        migrations.AddConstraint(
            model_name='detainee',
            constraint=models.CheckConstraint(condition=models.Q(('identity', 'full'), ('slug__isnull', True), ('slug__regex', '^p-\\d+$'), _connector='OR'), name='detainee_address_tells_no_hidden_name', violation_error_message='The address of a person who is not named is the reference.'),
        ),
        migrations.AddConstraint(
            model_name='detainee',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('identity', 'partial'), _negated=True), models.Q(('shown_as', ''), _negated=True), _connector='OR'), name='detainee_partly_named_is_shown_as', violation_error_message='Say how a person who is partly named is shown.'),
        ),
        migrations.AddConstraint(
            model_name='place',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'county'), ('parent__isnull', False)), models.Q(models.Q(('kind', 'county'), _negated=True), ('parent__isnull', True)), _connector='OR'), name='place_county_is_in_a_prefecture', violation_error_message='A county, and nothing else, is in a prefecture.'),
        ),
        migrations.RunSQL(LISTING_OF, migrations.RunSQL.noop),
    ]
