//! Every distinct criterion of NVD's data.

use noroshi_cpe::{Name, Relation};

use crate::{data, text};

#[test]
fn every_criterion_is_read_written_back_the_same_and_matches_itself() {
    let Some(path) = data("cpe/nvd-criteria-distinct.txt.zst") else {
        return;
    };
    let (mut all, mut strict, mut noted) = (0, 0, 0);
    for written in text(&path).lines() {
        let (name, notes) = Name::parse_tolerant(written).unwrap();
        all += 1;
        noted += usize::from(!notes.is_empty());
        strict += usize::from(Name::parse(written).is_ok_and(|strict| strict == name));
        assert_eq!(name.to_formatted_string(), written);
        assert_eq!(name.compare(&name), Relation::Equal, "{written}");
        // Each sixteenth through the other bindings as well, to keep the test short.
        if all % 16 == 0 {
            assert_eq!(Name::parse(&name.to_uri()).unwrap(), name, "{written}");
            assert_eq!(Name::parse(&name.to_wfn()).unwrap(), name, "{written}");
        }
    }
    println!("{all} criteria, {strict} strict, {noted} with notes");
    assert_eq!(all, 190_753);
    assert_eq!(all - strict, noted);
}
