//! Search beside the plain way to answer: look at every vulnerability and ask whether it fits.

use std::cmp::Reverse;

use fastrand::Rng;
use noroshi_model::tokens::{self, Token};
use noroshi_store::{RecordRow, VulnerabilityRow, Writer};

use crate::{
    house::{House, Question},
    query::{self, Condition, Node, Operator},
    search::answer::language_bit,
    summary,
    values::{SearchPage, Sort},
};

/// 2026-01-01T00:00Z.
const NOW: i64 = 1_767_225_600_000;
const DAY: i64 = 86_400_000;
const MANY: usize = 3_000;

struct Vulnerability {
    row: VulnerabilityRow,
    /// The tokens of each of its records.
    texts: Vec<Vec<String>>,
}

/// A word; some are in most texts, most in hardly any.
fn word(random: &mut Rng) -> String {
    let n = random.usize(1..=40) * random.usize(1..=40) * random.usize(1..=40) / 1_600;
    match n {
        0 => "the".to_owned(),
        n if n % 5 == 4 => ["認証", "脆弱", "弱性", "注入"][n / 5 % 4].to_owned(),
        n => format!("word{n}"),
    }
}

fn text(random: &mut Rng) -> Vec<String> {
    let mut words: Vec<String> = (0..random.usize(3..12)).map(|_| word(random)).collect();
    words.push(format!("\u{E003}product{}", random.u8(0..30)));
    words
}

fn vulnerability(random: &mut Rng, serial: usize) -> VulnerabilityRow {
    let day = |random: &mut Rng| {
        random
            .bool()
            .then(|| NOW - random.i64(0..9_000) * DAY + random.i64(0..DAY))
    };
    VulnerabilityRow {
        name: format!("CVE-{}-{:04}", random.u16(1999..2027), 1_000 + serial),
        members: 1,
        severity: random.bool().then(|| random.u8(0..5)),
        score: random.bool().then(|| f32::from(random.u8(0..=100)) / 10.0),
        differs: random.u8(0..9) == 0,
        exploited: random.u8(0..20) == 0,
        fix: random.bool(),
        status: random.u8(0..8),
        languages: random.u8(0..4),
        epss: random.bool().then(|| random.f32()),
        sources: u64::from(random.u8(0..4)),
        made_public: day(random),
        first_seen: NOW - random.i64(0..4) * DAY,
        changed: day(random),
        ..VulnerabilityRow::default()
    }
}

/// Writes a vulnerability with a new record of this text, which may be about an earlier one as well.
fn put(
    writer: &mut dyn Writer,
    vulnerability: &mut VulnerabilityRow,
    text: &[String],
    also: Option<u32>,
) {
    let id = writer.vulnerability_or_new(&vulnerability.name).unwrap();
    vulnerability.id = id;
    let record = RecordRow {
        source: ["two", "one"][id as usize % 2].to_owned(),
        name: vulnerability.name.clone(),
        ..RecordRow::default()
    };
    let record = writer.put_record(&record, None, &text.join(" ")).unwrap();
    let of: Vec<(u32, u8)> = [Some(id), also]
        .into_iter()
        .flatten()
        .map(|id| (id, 0))
        .collect();
    writer.put_memberships(record, &of).unwrap();
    writer.put_vulnerability(vulnerability).unwrap();
}

fn question(random: &mut Rng) -> String {
    let parts = random.usize(0..4);
    let mut line = String::new();
    for _ in 0..parts {
        let day = format!("20{:02}-{:02}", random.u8(0..27), random.u8(1..=12));
        let part = match random.u8(0..20) {
            0..=4 => word(random),
            5 => format!("\"{} {}\"", word(random), word(random)),
            6 => format!("{} OR {}", word(random), word(random)),
            7 => format!("-{}", word(random)),
            8 => format!("product:product{}", random.u8(0..30)),
            9 => format!("word{}*", random.u8(0..9)),
            10 => "弱".to_owned(),
            11 => format!("severity>={}", ["low", "high"][random.usize(0..2)]),
            12 => format!("score>={}", f32::from(random.u8(0..100)) / 10.0),
            13 => format!("epss>{}", f32::from(random.u8(0..100)) / 100.0),
            14 => "exploited:yes".to_owned(),
            15 => "-(fix:no differs:severity)".to_owned(),
            16 => format!("public:{day}.."),
            17 => format!("changed:<{day}"),
            18 => format!("id:CVE-20{:02}-*", random.u8(0..27)),
            _ => "(source:one OR status:unanalysed OR lang:ja)".to_owned(),
        };
        line.push_str(&part);
        line.push(' ');
    }
    line
}

fn holds(node: &Node, v: &Vulnerability) -> bool {
    match node {
        Node::All(nodes) => nodes.iter().all(|n| holds(n, v)),
        Node::Any(nodes) => nodes.iter().any(|n| holds(n, v)),
        Node::Not(node) => !holds(node, v),
        Node::Is(condition) => is(condition, v),
    }
}

fn is(condition: &Condition, v: &Vulnerability) -> bool {
    let row = &v.row;
    let within = |at: Option<i64>, dates: &query::Dates| {
        at.is_some_and(|at| (dates.from..dates.until).contains(&at))
    };
    match condition {
        Condition::Words(words) => says(v, words, ""),
        Condition::Named(field, words) => says(v, words, &field.mark().to_string()),
        Condition::Id(id) => row.name == id.as_str(),
        Condition::IdBegins(begin) => row.name.starts_with(begin),
        Condition::Source(name) => row.sources & if name == "one" { 1 } else { 2 } != 0,
        Condition::Severity(None) => row.severity.is_none(),
        Condition::Severity(Some((from, to))) => row
            .severity
            .is_some_and(|s| (summary::band(*from)..=summary::band(*to)).contains(&s)),
        Condition::Score(range) => row.score.is_some_and(|s| range.holds()(f64::from(s))),
        Condition::Epss(range) => row.epss.is_some_and(|s| range.holds()(f64::from(s))),
        Condition::Exploited(yes) => row.exploited == *yes,
        Condition::Fix(yes) => row.fix == *yes,
        Condition::Differs(yes) => row.differs == *yes,
        Condition::Status(word) => {
            let bit = ["rejected", "disputed", "unanalysed"]
                .iter()
                .position(|w| w == word);
            row.status & (1 << bit.unwrap()) != 0
        }
        Condition::Lang(language) => row.languages & language_bit(*language) != 0,
        Condition::Public(dates) => within(row.made_public, dates),
        Condition::Seen(dates) => within(Some(row.first_seen), dates),
        Condition::Changed(dates) => within(row.changed, dates),
    }
}

fn says(v: &Vulnerability, words: &str, mark: &str) -> bool {
    let asked = tokens::question(words);
    let begins = words.ends_with('*') || matches!(asked.last(), Some(Token::Single(_)));
    let asked: Vec<String> = asked
        .iter()
        .map(|t| format!("{mark}{}", t.as_str()))
        .collect();
    let (last, others) = asked.split_last().unwrap();
    v.texts.iter().any(|text| {
        text.windows(asked.len()).any(|found| {
            let (end, before) = found.split_last().unwrap();
            before == others
                && if begins {
                    end.starts_with(last.as_str())
                } else {
                    end == last
                }
        })
    })
}

#[track_caller]
fn check(house: &House, known: &[Vulnerability], question: &Question) {
    let page = house.search(question).unwrap();
    // The second time it is kept, the third it comes from there.
    assert_eq!(house.search(question).unwrap(), page);
    assert_eq!(house.search(question).unwrap(), page);
    let root = query::parse(&question.query, crate::clock::now()).root;
    let mut expected: Vec<&Vulnerability> = known
        .iter()
        .filter(|v| v.row.members > 0 && holds(&root, v))
        .collect();
    assert_eq!(page.total, expected.len(), "{question:?}");
    facets(&page, &expected, question);
    #[expect(clippy::cast_possible_truncation, reason = "as the order says it")]
    let key = |v: &Vulnerability| {
        let row = &v.row;
        match question.sort {
            Sort::Changed => row.changed.unwrap_or(i64::MIN),
            Sort::Public => row.made_public.unwrap_or(i64::MIN),
            Sort::Seen => row.first_seen,
            Sort::Score => row.score.map_or(-10, |s| (s * 10.0).round() as i64),
            Sort::Epss => row.epss.map_or(-1_000_000, |p| (f64::from(p) * 1e6) as i64),
            Sort::Id => 0,
        }
    };
    expected.sort_by_key(|v| Reverse((key(v), v.row.name.clone())));
    // Behind the last row comes what would be next by position, whatever `start` says.
    let further = Question {
        start: question.start + question.limit,
        ..question.clone()
    };
    if page.last.is_some() {
        let behind = house.search_behind(question, page.last).unwrap();
        let next = house.search(&further).unwrap();
        assert_eq!(behind.rows, next.rows, "{question:?}");
    }
    let shown: Vec<&str> = page.rows.iter().map(|row| row.id.as_str()).collect();
    let wanted: Vec<&str> = expected
        .iter()
        .skip(question.start)
        .take(question.limit)
        .map(|v| v.row.name.as_str())
        .collect();
    assert_eq!(shown, wanted, "{question:?}");
}

fn facets(page: &SearchPage, expected: &[&Vulnerability], question: &Question) {
    let mut counted = 0;
    for facet in &page.facets {
        for value in &facet.values {
            let condition = query::condition(facet.field, Operator::Is, &value.value, NOW).unwrap();
            let count = expected.iter().filter(|v| is(&condition, v)).count();
            assert_eq!(
                value.count, count,
                "{} {} {question:?}",
                facet.field, value.value
            );
            counted += count;
        }
    }
    assert!(counted > 0 || expected.is_empty());
    let bands: usize = page.bands.iter().map(|b| b.count).sum();
    assert_eq!(bands, expected.len());
    let years: usize = page.years.iter().map(|b| b.count).sum();
    assert_eq!(
        years,
        expected
            .iter()
            .filter(|v| v.row.made_public.is_some())
            .count()
    );
}

#[test]
fn the_fast_way_answers_as_the_plain_way_does_before_and_after_a_change() {
    let folder = tempfile::tempdir().unwrap();
    let house = House::open(folder.path()).unwrap();
    let mut random = Rng::with_seed(1);
    let mut known: Vec<Vulnerability> = Vec::new();
    let add = |house: &House, known: &mut Vec<Vulnerability>, random: &mut Rng, n: usize| {
        house
            .store
            .write(&mut |writer| {
                for _ in 0..n {
                    let text = text(random);
                    let mut row = vulnerability(random, known.len());
                    let also = (random.u8(0..10) == 0 && !known.is_empty())
                        .then(|| random.usize(0..known.len()));
                    put(writer, &mut row, &text, also.map(|at| known[at].row.id));
                    if let Some(at) = also {
                        let other = &mut known[at];
                        writer.put_vulnerability(&other.row)?;
                        other.texts.push(text.clone());
                    }
                    known.push(Vulnerability {
                        row,
                        texts: vec![text],
                    });
                }
                Ok(())
            })
            .unwrap();
    };
    let questions: Vec<Question> = (0..120)
        .map(|_| Question {
            query: question(&mut random),
            sort: Sort::ALL[random.usize(0..Sort::ALL.len())],
            start: [0, 0, 20, 700][random.usize(0..4)],
            limit: random.usize(1..60),
            with_facets: true,
        })
        .collect();
    add(&house, &mut known, &mut random, MANY);
    for question in &questions {
        check(&house, &known, question);
    }
    // What is kept in memory must follow: new ones, changed ones, ones that are gone.
    add(&house, &mut known, &mut random, 20);
    house
        .store
        .write(&mut |writer| {
            for at in (0..MANY).step_by(37) {
                let row = &mut known[at].row;
                row.members = u32::from(at % 2 == 0);
                row.score = Some(9.9);
                row.exploited = true;
                writer.put_vulnerability(row)?;
            }
            Ok(())
        })
        .unwrap();
    for question in &questions {
        check(&house, &known, question);
    }
}
