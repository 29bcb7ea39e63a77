//! NVD's configurations: ranges, and a table of AND, OR and negate with the expected three-valued answer.

#![expect(clippy::unwrap_used, reason = "a test may")]

use std::cmp::Ordering;

use Truth::{False, True, Unknown};
use noroshi_cpe::{
    Criterion, CriterionError, Dash, Name, Truth,
    configuration::{self, ConfigurationError},
};
use serde_json::{Value as Json, json};

/// Whole numbers; anything else cannot be compared.
fn numbers(version: &str, bound: &str) -> Option<Ordering> {
    let number = |text: &str| text.parse::<u64>().ok();
    Some(number(version)?.cmp(&number(bound)?))
}

fn holds(criterion: &Criterion, product: &Name, dash: Dash) -> Truth {
    criterion.holds(product, dash, |release, bound| {
        numbers(&release.version, bound)
    })
}

/// A criterion as JSON: `product`, `product:version`, `product >=1 <3`, with `!` before what is not vulnerable.
fn criterion(text: &str) -> Json {
    let (vulnerable, text) = match text.strip_prefix('!') {
        Some(text) => (false, text),
        None => (true, text),
    };
    let mut words = text.split(' ');
    let (product, version) = match words.next().unwrap().split_once(':') {
        Some(split) => split,
        None => (text.split(' ').next().unwrap(), "*"),
    };
    let name = format!("cpe:2.3:a:x:{product}:{version}:*:*:*:*:*:*:*");
    let mut json = json!({ "vulnerable": vulnerable, "criteria": name });
    for word in words {
        let (member, bound) = match word.split_at(word.find(|c: char| c.is_alphanumeric()).unwrap())
        {
            (">=", bound) => ("versionStartIncluding", bound),
            (">", bound) => ("versionStartExcluding", bound),
            ("<=", bound) => ("versionEndIncluding", bound),
            (_, bound) => ("versionEndExcluding", bound),
        };
        json[member] = bound.into();
    }
    json
}

fn node(operator: &str, negate: bool, criteria: &[&str]) -> Json {
    let criteria: Vec<_> = criteria.iter().map(|text| criterion(text)).collect();
    json!({ "operator": operator, "negate": negate, "cpeMatch": criteria })
}

fn or(criteria: &[&str]) -> Json {
    node("OR", false, criteria)
}

fn and(criteria: &[&str]) -> Json {
    node("AND", false, criteria)
}

fn not(mut node: Json) -> Json {
    node["negate"] = (!node["negate"].as_bool().unwrap_or(false)).into();
    node
}

fn all(nodes: &[Json]) -> Json {
    json!({ "operator": "AND", "nodes": nodes })
}

fn any(nodes: &[Json]) -> Json {
    json!({ "operator": "OR", "nodes": nodes })
}

/// Products as words: `fw:2`, or `fw` for one without a version, `fw:-` for one that says so.
fn answer(configuration: &Json, products: &str) -> Truth {
    let products: Vec<Name> = products
        .split_whitespace()
        .map(|product| format!("cpe:/a:x:{product}").parse().unwrap())
        .collect();
    let test = configuration::read(configuration).unwrap();
    test.evaluate(&mut |criterion| {
        let each = products
            .iter()
            .map(|product| holds(criterion, product, Dash::NotApplicable));
        each.fold(False, Truth::or)
    })
}

#[test]
fn configurations_have_the_answers_of_three_valued_logic() {
    let range = "fw >=2 <5";
    let running = all(&[or(&["fw <5"]), or(&["!hw"])]);
    let table = [
        // One criterion.
        (or(&["fw"]), "fw:1", True),
        (or(&["fw"]), "fw", True),
        (or(&["fw"]), "other:1", False),
        (or(&["fw"]), "", False),
        (or(&["fw:1"]), "fw:1", True),
        (or(&["fw:1"]), "fw:2", False),
        (or(&["fw:1"]), "fw", Unknown),
        (or(&["fw:-"]), "fw:1", False),
        // Ranges.
        (or(&[range]), "fw:1", False),
        (or(&[range]), "fw:2", True),
        (or(&[range]), "fw:4", True),
        (or(&[range]), "fw:5", False),
        (or(&[range]), "fw", Unknown),
        (or(&[range]), "fw:-", Unknown),
        (or(&[range]), "fw:nightly", Unknown),
        (or(&["fw >2 <=5"]), "fw:2", False),
        (or(&["fw >2 <=5"]), "fw:5", True),
        // A range on a name that has a version: both must hold.
        (or(&["fw:3 <5"]), "fw:3", True),
        (or(&["fw:3 <5"]), "fw:4", False),
        (or(&["fw:7 <5"]), "fw:7", False),
        (or(&["fw:3 <5"]), "fw", Unknown),
        // OR and AND in a node.
        (or(&["fw", "gw"]), "gw:1", True),
        (and(&["fw", "gw"]), "gw:1", False),
        (and(&["fw", "gw"]), "gw:1 fw:1", True),
        (or(&["fw:1", "gw:1"]), "fw gw:1", True),
        (or(&["fw:1", "gw:1"]), "fw gw:2", Unknown),
        (and(&["fw:1", "gw:1"]), "fw gw:1", Unknown),
        (and(&["fw:1", "gw:1"]), "fw gw:2", False),
        // Negated.
        (not(or(&["fw"])), "fw:1", False),
        (not(or(&["fw"])), "gw:1", True),
        (not(or(&["fw:1"])), "fw", Unknown),
        (not(and(&["fw", "gw"])), "fw:1", True),
        (not(not(or(&["fw"]))), "fw:1", True),
        // Running on: the firmware is vulnerable on the hardware.
        (running.clone(), "fw:4 hw", True),
        (running.clone(), "fw:4", False),
        (running.clone(), "fw:5 hw", False),
        (running.clone(), "fw hw", Unknown),
        (running.clone(), "hw", False),
        // Nested.
        (not(running.clone()), "fw:4 hw", False),
        (not(running.clone()), "fw hw", Unknown),
        (any(&[running.clone(), or(&["gw"])]), "gw:1", True),
        (
            any(&[running.clone(), or(&["gw:1"])]),
            "gw fw:5 hw",
            Unknown,
        ),
        (all(&[or(&["fw"]), not(or(&["patch:1"]))]), "fw:1", True),
        (
            all(&[or(&["fw"]), not(or(&["patch:1"]))]),
            "fw:1 patch:1",
            False,
        ),
        (
            all(&[or(&["fw"]), not(or(&["patch:1"]))]),
            "fw:1 patch",
            Unknown,
        ),
        (
            all(&[any(&[or(&["fw"]), and(&["gw", "hw"])]), or(&["os"])]),
            "gw:1 hw:1 os:1",
            True,
        ),
        (
            all(&[any(&[or(&["fw"]), and(&["gw", "hw"])]), or(&["os"])]),
            "gw:1 os:1",
            False,
        ),
        // An operand is missing.
        (or(&[]), "fw:1", Unknown),
        (not(or(&[])), "fw:1", Unknown),
        (all(&[]), "fw:1", Unknown),
        (all(&[or(&["fw"]), or(&[])]), "fw:1", Unknown),
        (all(&[or(&["fw"]), or(&[])]), "gw:1", False),
        (any(&[or(&["fw"]), or(&[])]), "fw:1", True),
        (any(&[or(&["fw"]), or(&[])]), "gw:1", Unknown),
        // No operator: NVD writes configurations of one node without one.
        (json!({ "nodes": [or(&["fw"])] }), "fw:1", True),
    ];
    for (configuration, products, expected) in &table {
        assert_eq!(
            answer(configuration, products),
            *expected,
            "{products}: {configuration}"
        );
    }
}

#[test]
fn a_node_of_1_1_has_children() {
    let old = json!({
        "operator": "AND",
        "children": [
            { "operator": "OR", "children": [], "cpe_match": [
                { "vulnerable": true, "cpe23Uri": "cpe:2.3:o:x:fw:*:*:*:*:*:*:*:*", "versionEndExcluding": "5", "cpe_name": [] }
            ] },
            { "operator": "OR", "children": [], "cpe_match": [
                { "vulnerable": false, "cpe23Uri": "cpe:2.3:h:x:hw:-:*:*:*:*:*:*:*", "cpe_name": [] }
            ] }
        ],
        "cpe_match": []
    });
    let test = configuration::read(&old).unwrap();
    let vulnerable: Vec<_> = test.facts().iter().map(|c| c.vulnerable).collect();
    assert_eq!(vulnerable, [Some(true), Some(false)]);
    let written = test.facts()[0].to_json();
    assert_eq!(written, old["children"][0]["cpe_match"][0]);
}

#[test]
fn nvd_counts_a_name_without_version_as_inside_every_range() {
    let criterion = Criterion::from_json(&criterion("fw >=2 <5")).unwrap();
    let product = "cpe:/a:x:fw:-".parse().unwrap();
    assert_eq!(holds(&criterion, &product, Dash::Unspecified), True);
    assert_eq!(holds(&criterion, &product, Dash::NotApplicable), Unknown);
}

#[test]
fn the_comparison_is_given_version_and_update_without_quoting() {
    let criterion = Criterion::from_json(&criterion("fw <9")).unwrap();
    let product = r"cpe:2.3:a:x:fw:1\:7.0:update1:*:*:*:*:*:*"
        .parse()
        .unwrap();
    let mut seen = Vec::new();
    criterion.holds(&product, Dash::NotApplicable, |release, bound| {
        seen.push(format!("{} {:?} {bound}", release.version, release.update));
        None
    });
    assert_eq!(seen, [r#"1:7.0 Some("update1") 9"#]);
}

#[test]
fn a_criterion_is_written_back_as_it_was_read() {
    for json in [
        criterion("fw >=2 <5"),
        json!({ "criteria": "cpe:2.3:o:X:y:1", "matchCriteriaId": null, "new": [1], "versionEndIncluding": "" }),
    ] {
        assert_eq!(Criterion::from_json(&json).unwrap().to_json(), json);
    }
}

#[test]
fn what_contradicts_itself_is_refused() {
    let two =
        json!({ "criteria": "cpe:/a:x", "versionEndIncluding": "1", "versionEndExcluding": "2" });
    assert!(matches!(
        Criterion::from_json(&two),
        Err(CriterionError::TwoBounds { .. })
    ));
    for wrong in [
        json!([]),
        json!({}),
        json!({ "criteria": 1 }),
        json!({ "criteria": "x" }),
    ] {
        assert!(Criterion::from_json(&wrong).is_err());
    }
    let xor = json!({ "operator": "XOR" });
    assert!(matches!(
        configuration::read(&xor),
        Err(ConfigurationError::Operator { .. })
    ));
    let mut deep = or(&["fw"]);
    for _ in 0..100 {
        deep = all(&[deep]);
    }
    assert!(matches!(
        configuration::read(&deep),
        Err(ConfigurationError::TooDeep)
    ));
    let wrong = json!({ "nodes": "none" });
    assert!(matches!(
        configuration::read(&wrong),
        Err(ConfigurationError::Shape)
    ));
}
