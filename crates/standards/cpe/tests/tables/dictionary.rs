//! The official dictionary of 2015 and a sample of 2022.

use std::io::BufReader;

use noroshi_cpe::{
    Name,
    dictionary::{Dictionary, Items, Kind},
};

use crate::{data, stream};

#[test]
fn the_official_dictionary_is_read_and_every_deprecated_name_resolves() {
    let Some(path) = data("cpe/official-cpe-dictionary_v2.3.2015.xml.zst") else {
        return;
    };
    let mut all = 0;
    let mut dictionary = Dictionary::new();
    let mut deprecated = Vec::new();
    let mut successors = 0;
    for item in Items::new(BufReader::new(stream(&path))) {
        let item = item.unwrap();
        all += 1;
        assert!(item.notes.is_empty(), "{}: {:?}", item.name, item.notes);
        assert!(item.foreign.is_empty());
        // Both names of an item are the same one.
        let uri = item.uri.as_deref().unwrap();
        assert_eq!(Name::parse(uri).unwrap(), item.name);
        if item.deprecated {
            deprecated.push(item.name.clone());
        }
        for successor in item.successors() {
            assert_eq!(successor.kind, Some(Kind::Correction));
            successors += 1;
        }
        dictionary.insert(item);
    }
    assert_eq!((all, dictionary.len()), (101_371, 101_371));
    assert_eq!((deprecated.len(), successors), (1532, 2253));
    let (mut unknown, mut longest) = (0, 0);
    for name in &deprecated {
        let resolution = dictionary.resolve(name);
        assert!(!resolution.cut);
        assert!(!resolution.names.is_empty() || resolution.circular);
        longest = longest.max(resolution.passed.len());
        unknown += resolution
            .names
            .iter()
            .filter(|name| dictionary.get(name).is_none())
            .count();
    }
    println!("longest chain {longest}, {unknown} successors that the dictionary does not have");
}

#[test]
fn the_sample_of_2022_says_who_took_the_place() {
    let Some(path) = data("cpe/nvd-cpe-api/official-cpe-dictionary_v2.3.xml.gz") else {
        return;
    };
    let items: Vec<_> = Items::new(BufReader::new(stream(&path)))
        .map(Result::unwrap)
        .collect();
    assert_eq!(items.len(), 2);
    assert_eq!(items[0].references.len(), 2);
    let old = items[1].name.clone();
    let resolution = items.into_iter().collect::<Dictionary>().resolve(&old);
    let names: Vec<_> = resolution.names.iter().map(Name::to_uri).collect();
    assert_eq!(
        names,
        ["cpe:/a:adobe:acrobat_dc:17.011.30070::~~classic~~~"]
    );
}
