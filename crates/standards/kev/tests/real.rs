//! The real catalogue, where it is at hand.

use noroshi_kev::{Catalogue, Vulnerability};

#[test]
fn writing_what_was_read_gives_the_same_values() {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../../../shared/data/kev/known_exploited_vulnerabilities.json"
    );
    let Ok(text) = std::fs::read_to_string(path) else {
        println!("skipped: ../shared/data is not here");
        return;
    };
    let original: serde_json::Value = serde_json::from_str(&text).unwrap();
    let catalogue: Catalogue = serde_json::from_str(&text).unwrap();
    assert_eq!(
        catalogue.count,
        Some(catalogue.vulnerabilities.len() as u64)
    );
    assert!(catalogue.extra.is_empty());
    assert!(catalogue.vulnerabilities.iter().all(|v| v.extra.is_empty()));
    assert_eq!(serde_json::to_value(&catalogue).unwrap(), original);
}

#[test]
fn addresses_are_found_in_the_notes() {
    let entry = Vulnerability {
        notes: Some("see https://example.org/a;https://example.org/b ; none".to_owned()),
        ..Vulnerability::default()
    };
    let found: Vec<&str> = entry.addresses().collect();
    assert_eq!(found, ["https://example.org/a", "https://example.org/b"]);
}
