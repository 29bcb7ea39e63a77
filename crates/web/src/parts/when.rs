//! Dates: ISO day shown, weekday, time and zone on hover, the exact instant in the markup.

use noroshi_model::{AssumedZone, Language, Moment, moment};
use noroshi_words::zone_name;

use super::Markup;

const DAY: i64 = 86_400_000;

/// The day that a source states, as its own day where it gives one; on hover, its own words.
pub(crate) fn stated(moment: &Moment, zone: AssumedZone, language: Language) -> Option<Markup> {
    let instant = moment.instant?;
    let Some(own) = moment.own_day() else {
        return Some(time(
            instant,
            zone,
            language,
            &moment::day_of(instant, zone),
        ));
    };
    let midnight = Moment::parse(&own, AssumedZone::Utc).instant?;
    let mut out = Markup::default();
    out.raw("<time datetime=\"")
        .text(&own)
        .raw("\" title=\"")
        .text(&weekday_name(midnight, AssumedZone::Utc, language))
        .raw(" ")
        .text(moment.original.trim())
        .raw("\">")
        .text(&own)
        .raw("</time>");
    Some(out)
}

/// The day of an instant.
pub(crate) fn day(instant: i64, zone: AssumedZone, language: Language) -> Markup {
    let zone = moment::zone_of_claim(instant, zone);
    time(instant, zone, language, &moment::day_of(instant, zone))
}

/// The day and the minute of an instant.
pub(crate) fn minute(instant: i64, zone: AssumedZone, language: Language) -> Markup {
    let full = moment::rfc3339(instant, zone);
    let shown = full.get(..16).unwrap_or(&full).replace('T', " ");
    time(instant, zone, language, &shown)
}

fn time(instant: i64, zone: AssumedZone, language: Language, shown: &str) -> Markup {
    let full = moment::rfc3339(instant, zone);
    let clock = full.get(..19).unwrap_or(&full).replace('T', " ");
    let weekday = weekday_name(instant, zone, language);
    let mut out = Markup::default();
    out.raw("<time datetime=\"")
        .text(&moment::rfc3339(instant, AssumedZone::Utc))
        .raw("\" title=\"")
        .text(&format!("{weekday} {clock} {}", zone_name(zone)))
        .raw("\">")
        .text(shown)
        .raw("</time>");
    out
}

fn weekday_name(instant: i64, zone: AssumedZone, language: Language) -> String {
    let place = usize::try_from(weekday(instant, zone)).unwrap_or(0);
    noroshi_words::say(language, WEEKDAYS[place])
}

const WEEKDAYS: [&str; 7] = [
    "weekday-monday",
    "weekday-tuesday",
    "weekday-wednesday",
    "weekday-thursday",
    "weekday-friday",
    "weekday-saturday",
    "weekday-sunday",
];

/// 0 is Monday; 1970-01-01 was a Thursday.
fn weekday(instant: i64, zone: AssumedZone) -> i64 {
    let shift = match zone {
        AssumedZone::Utc => 0,
        AssumedZone::Japan => 9 * 3_600_000,
    };
    (instant.saturating_add(shift).div_euclid(DAY) + 3).rem_euclid(7)
}

#[cfg(test)]
mod tests {
    use noroshi_model::{AssumedZone, Language, Moment};

    use super::{day, minute, stated};

    #[test]
    fn a_date_names_its_weekday_and_zone() {
        let instant = Moment::parse("2026-07-03T20:30:00Z", AssumedZone::Utc)
            .instant
            .unwrap();
        assert_eq!(
            day(instant, AssumedZone::Japan, Language::Ja).to_string(),
            "<time datetime=\"2026-07-03T20:30:00Z\" title=\"土曜日 2026-07-04 05:30:00 JST\">2026-07-04</time>"
        );
        assert!(
            minute(instant, AssumedZone::Utc, Language::En)
                .to_string()
                .ends_with("title=\"Friday 2026-07-03 20:30:00 UTC\">2026-07-03 20:30</time>")
        );
    }

    #[test]
    fn a_day_of_a_source_is_shown_as_that_day_to_readers_everywhere() {
        let jvn = Moment::parse("2024-03-01T00:00:00+09:00", AssumedZone::Japan);
        for (zone, language, weekday) in [
            (AssumedZone::Utc, Language::En, "Friday"),
            (AssumedZone::Japan, Language::Ja, "金曜日"),
        ] {
            let shown = stated(&jvn, zone, language).unwrap().to_string();
            let title = format!("{weekday} 2024-03-01T00:00:00+09:00");
            assert_eq!(
                shown,
                format!("<time datetime=\"2024-03-01\" title=\"{title}\">2024-03-01</time>")
            );
            let listed = day(jvn.instant.unwrap(), zone, language).to_string();
            assert!(listed.ends_with(">2024-03-01</time>"), "{listed}");
        }
    }
}
