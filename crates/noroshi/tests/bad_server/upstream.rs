//! What the sources have to say on the first and on the second day.

use std::{fmt::Write as _, sync::LazyLock};

use jiff::{SignedDuration, Timestamp};

/// The days of the story.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Day {
    First,
    Second,
}

/// Entries of a large file on the first day: as many as it takes for their absence to be suspicious.
pub(crate) const MANY: u32 = 102;
/// Entries of NVD's year.
const FEW: u32 = 20;

/// The year whose files are served.
pub(crate) static YEAR: LazyLock<i16> = LazyLock::new(|| {
    let now = Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC);
    now.year()
});

/// The date that a day of the story has: that of yesterday or today, as it was when the test began. Everything happens at
/// six o'clock.
pub(crate) fn date(day: Day) -> String {
    static NOW: LazyLock<Timestamp> = LazyLock::new(Timestamp::now);
    let ago = match day {
        Day::First => 24,
        Day::Second => 0,
    };
    (*NOW - SignedDuration::from_hours(ago)).to_string()[..10].to_owned()
}

/// The identifier of an entry.
pub(crate) fn cve(number: u32) -> String {
    format!("CVE-{}-{}", *YEAR, 1000 + number)
}

/// What an entry says on a day: the first of each source is another on the second.
fn text(number: u32, day: Day) -> String {
    match (number, day) {
        (0, Day::Second) => "The beacon burns twice.".to_owned(),
        _ => format!("Beacon {number} burns."),
    }
}

/// Since when an entry is as it is.
fn changed(number: u32, day: Day) -> String {
    match number {
        0 => date(day),
        MANY.. => date(Day::Second),
        _ => date(Day::First),
    }
}

/// An element of NVD's.
pub(crate) fn nvd_entry(number: u32, day: Day) -> String {
    let (id, text, changed) = (cve(number), text(number, day), changed(number, day));
    let cpe = "cpe:2.3:a:example:beacon:*:*:*:*:*:*:*:*";
    format!(
        r#"{{"cve":{{"id":"{id}","sourceIdentifier":"cna@example.org","published":"2020-01-01T00:00:00.000","lastModified":"{changed}T06:00:00.000","vulnStatus":"Analyzed","descriptions":[{{"lang":"en","value":"{text}"}}],"metrics":{{"cvssMetricV31":[{{"source":"nvd@nist.gov","type":"Primary","cvssData":{{"version":"3.1","vectorString":"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H","baseScore":9.8,"baseSeverity":"CRITICAL"}}}}]}},"configurations":[{{"nodes":[{{"operator":"OR","negate":false,"cpeMatch":[{{"vulnerable":true,"criteria":"{cpe}","versionEndExcluding":"2.{number}","matchCriteriaId":"00000000-0000-4000-8000-000000000000"}}]}}]}}],"references":[]}}}}"#
    )
}

/// A page of NVD's, or a feed of it.
pub(crate) fn nvd_page(entries: &[String], start: usize, total: usize, day: Day) -> String {
    format!(
        r#"{{"resultsPerPage":{},"startIndex":{start},"totalResults":{total},"format":"NVD_CVE","version":"2.0","timestamp":"{}T06:00:00.000","vulnerabilities":[{}]}}"#,
        entries.len(),
        date(day),
        entries.join(",")
    )
}

/// The feed of the year, as it was made on the first day.
pub(crate) fn nvd_year() -> String {
    let entries: Vec<_> = (0..FEW).map(|n| nvd_entry(n, Day::First)).collect();
    nvd_page(&entries, 0, entries.len(), Day::First)
}

/// The entries that NVD changed or added on the second day.
pub(crate) fn nvd_changes(day: Day) -> Vec<String> {
    match day {
        Day::First => Vec::new(),
        Day::Second => [0, MANY, MANY + 1, MANY + 2]
            .map(|n| nvd_entry(n, day))
            .to_vec(),
    }
}

/// The catalogue of known exploited vulnerabilities.
pub(crate) fn kev(day: Day) -> String {
    let entries: Vec<_> = (0..many(day)).map(|n| kev_entry(n, day)).collect();
    kev_of(&entries, &date(day))
}

/// How many entries a whole list has.
pub(crate) fn many(day: Day) -> u32 {
    match day {
        Day::First => MANY,
        Day::Second => MANY + 1,
    }
}

pub(crate) fn kev_entry(number: u32, day: Day) -> String {
    format!(
        r#"{{"cveID":"{}","vendorProject":"Example","product":"Beacon","vulnerabilityName":"{}","dateAdded":"2020-05-01","shortDescription":"Fire.","requiredAction":"Water.","dueDate":"2020-06-01","knownRansomwareCampaignUse":"Unknown","notes":"","cwes":["CWE-79"]}}"#,
        cve(number),
        text(number, day)
    )
}

pub(crate) fn kev_of(entries: &[String], date: &str) -> String {
    format!(
        r#"{{"title":"CISA Catalog of Known Exploited Vulnerabilities","catalogVersion":"{date}","dateReleased":"{date}T06:00:00.0000Z","count":{},"vulnerabilities":[{}]}}"#,
        entries.len(),
        entries.join(",")
    )
}

/// The scores of a day.
pub(crate) fn epss(day: Day) -> String {
    epss_of(many(day), day, &date(day))
}

pub(crate) fn epss_of(count: u32, day: Day, date: &str) -> String {
    let mut file =
        format!("#model_version:v2025.03.14,score_date:{date}T06:00:00Z\ncve,epss,percentile\n");
    for number in 0..count {
        let score = (number * 7 + u32::from(day == Day::Second)) % 1000;
        writeln!(file, "{},0.{score:03},0.5", cve(number)).unwrap();
    }
    file
}

/// A record of the CVE list.
pub(crate) fn cve_record(number: u32, day: Day) -> String {
    format!(
        r#"{{"dataType":"CVE_RECORD","dataVersion":"5.1","cveMetadata":{{"cveId":"{}","assignerOrgId":"00000000-0000-4000-8000-000000000000","state":"PUBLISHED","dateUpdated":"{}T06:00:00.000Z"}},"containers":{{"cna":{{"providerMetadata":{{"orgId":"00000000-0000-4000-8000-000000000000"}},"descriptions":[{{"lang":"en","value":"{}"}}],"affected":[{{"vendor":"Example","product":"Beacon","versions":[{{"version":"1","status":"affected"}}]}}],"references":[{{"url":"https://example.org/"}}]}}}}}}"#,
        cve(number),
        changed(number, day),
        text(number, day)
    )
}

/// An identifier of JVN iPedia.
pub(crate) fn jvndb_id(number: u32) -> String {
    format!("JVNDB-{}-{:06}", *YEAR, 1 + number)
}

/// An entry of JVN iPedia in full.
pub(crate) fn vulinfo(number: u32, day: Day) -> String {
    format!(
        r#"<Vulinfo><VulinfoID>{}</VulinfoID><VulinfoData><Title>{}</Title><VulinfoDescription><Overview>狼煙が上がります。</Overview></VulinfoDescription><Affected><AffectedItem affectedstatus="vulnerable"><Name>Example</Name><ProductName>Beacon</ProductName><Cpe version="2.2">cpe:/a:example:beacon</Cpe><VersionNumber>2.0</VersionNumber></AffectedItem></Affected><Related><RelatedItem type="advisory"><Name>Common Vulnerabilities and Exposures (CVE)</Name><VulinfoID>{}</VulinfoID><URL>https://example.org/</URL></RelatedItem></Related><DateFirstPublished>2020-01-01T00:00:00+09:00</DateFirstPublished><DateLastUpdated>{}T18:00:00+09:00</DateLastUpdated></VulinfoData></Vulinfo>"#,
        jvndb_id(number),
        text(number, day),
        cve(number),
        changed(number, day)
    )
}

/// Entries of JVN iPedia in full, in one document.
pub(crate) fn vuldef(entries: &[String], lang: &str) -> String {
    let status = status("getVulnDetailInfo", entries.len(), entries.len(), 1);
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?><VULDEF-Document version="3.2" xmlns="http://jvn.jp/vuldef/" xmlns:status="http://jvndb.jvn.jp/myjvn/Status" xml:lang="{lang}">{}{status}</VULDEF-Document>"#,
        entries.concat()
    )
}

/// The Status node of JVN iPedia's.
pub(crate) fn status(method: &str, total: usize, here: usize, first: usize) -> String {
    format!(
        r#"<status:Status version="3.3" method="{method}" lang="ja" retCd="0" retMax="50" errCd="" errMsg="" totalRes="{total}" totalResRet="{here}" firstRes="{first}" feed="hnd"/>"#
    )
}

/// The yearly file of JVN iPedia's entries in full.
pub(crate) fn jvndb_year(day: Day, lang: &str) -> String {
    let count = match lang {
        "ja" => many(day),
        _ => 3,
    };
    let entries: Vec<_> = (0..count).map(|n| vulinfo(n, day)).collect();
    vuldef(&entries, lang)
}

/// What is new at JVN iPedia, in short: the entries by number.
pub(crate) fn jvndb_news(day: Day) -> Vec<u32> {
    match day {
        Day::First => vec![1, 2],
        Day::Second => vec![0, MANY],
    }
}

/// An overview of JVN iPedia's entries.
pub(crate) fn overview(numbers: &[u32], day: Day, end: &str) -> String {
    let items: Vec<_> = numbers
        .iter()
        .map(|&n| {
            let (id, date) = (jvndb_id(n), changed(n, day));
            format!(
                r#"<item rdf:about="https://jvndb.jvn.jp/{id}.html"><title>{}</title><link>https://jvndb.jvn.jp/{id}.html</link><sec:identifier>{id}</sec:identifier><dcterms:issued>2020-01-01T00:00+09:00</dcterms:issued><dcterms:modified>{date}T18:00+09:00</dcterms:modified></item>"#,
                text(n, day)
            )
        })
        .collect();
    rdf(&items, "https://jvndb.jvn.jp/rss", day, end)
}

/// The newest reports of JVN.
pub(crate) fn jvn(day: Day, lang: &str) -> String {
    let base = match lang {
        "ja" => "https://jvn.jp/jp",
        _ => "https://jvn.jp/en/jp",
    };
    let count = 5 + u32::from(day == Day::Second);
    let items: Vec<_> = (0..count)
        .map(|n| {
            let address = format!("{base}/JVN{:08}/", 10_000_000 + n);
            format!(
                r#"<item rdf:about="{address}"><title>{}</title><link>{address}</link><dc:date>{}T18:00+09:00</dc:date></item>"#,
                text(n, day),
                changed(if n < 5 { n } else { MANY }, day)
            )
        })
        .collect();
    rdf(&items, base, day, "")
}

pub(crate) fn rdf(items: &[String], about: &str, day: Day, end: &str) -> String {
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:sec="http://jvn.jp/rss/mod_sec/3.0/" xmlns:status="http://jvndb.jvn.jp/myjvn/Status" xml:lang="ja"><channel rdf:about="{about}"><title>JVN</title><dc:date>{}T18:00+09:00</dc:date></channel>{}{end}</rdf:RDF>"#,
        date(day),
        items.concat()
    )
}
