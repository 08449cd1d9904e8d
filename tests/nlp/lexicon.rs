//! The embedded lists of names.

use std::collections::BTreeMap;

use pressespiegel::nlp::lexicon::Lexicon;
use pressespiegel::nlp::lexicon::names::id_of;

#[test]
fn a_wikidata_id_belongs_to_one_entity_alone() {
    let lexicon = Lexicon::new().expect("the lists are sound");
    let mut owners = BTreeMap::new();
    for index in 0..u32::try_from(lexicon.names.len()).expect("not so many") {
        let entry = lexicon.names.entry(index);
        let Some(wikidata) = &entry.wikidata else { continue };
        let digits = wikidata.strip_prefix('Q').unwrap_or_default();
        assert!(!digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()), "{}: {wikidata:?}", entry.name);
        let id = id_of(entry.kind, &entry.name);
        let owner = owners.entry(wikidata.clone()).or_insert_with(|| id.clone());
        assert_eq!(*owner, id, "{wikidata} is given to both");
    }
    assert!(owners.len() > 200, "only {} ids were seen", owners.len());
}
