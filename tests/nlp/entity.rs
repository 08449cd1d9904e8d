//! Names: where they begin and end, of what type they are, and which of them are one thing.

use pressespiegel::nlp::analysis::Entity;
use pressespiegel::nlp::{Document, Engine};

/// The names of a text in their order, each as `exact/type`.
fn names(engine: &Engine, text: &str) -> Vec<String> {
    let mut names: Vec<(usize, String)> = Vec::new();
    for entity in read(engine, text) {
        for mention in &entity.mentions {
            names.push((mention.span.start, format!("{}/{}", mention.span.of(text), entity.kind)));
        }
    }
    names.sort();
    names.into_iter().map(|(_, name)| name).collect()
}

fn read(engine: &Engine, text: &str) -> Vec<Entity> {
    engine.analyze(Document::new(text)).entities
}

/// Each text with the names that must be found in it, in order, parted by `; `.
fn check(cases: &[(&str, &str)]) {
    let engine = Engine::new().expect("the embedded data are sound");
    let mut wrong = Vec::new();
    for (text, want) in cases {
        let got = names(&engine, text).join("; ");
        if got != *want {
            wrong.push(format!("{text}\n  want {want}\n  got  {got}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {} wrong:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

#[test]
fn known_names_are_found_with_their_type() {
    check(&[
        ("Angela Merkel reiste nach Paris.", "Angela Merkel/person; Paris/location"),
        ("Der Umsatz von Siemens stieg.", "Siemens/organization"),
        ("Mit ChatGPT lassen sich Texte schreiben.", "ChatGPT/product"),
        ("Die DSGVO gilt seit 2018.", "DSGVO/law"),
        ("Die Europäische Zentralbank zögert.", "Europäische Zentralbank/organization"),
        ("Der Rat der Europäischen Zentralbank tagt.", "Europäischen Zentralbank/organization"),
        ("Im Zweiten Weltkrieg wurde die Stadt zerstört.", "Zweiten Weltkrieg/event"),
        ("Die Vereinten Nationen warnen.", "Vereinten Nationen/organization"),
    ]);
}

#[test]
fn spelling_variants_are_known() {
    check(&[
        ("Die Firma Aleph-Alpha sitzt in Heidelberg.", "Aleph-Alpha/organization; Heidelberg/location"),
        ("Das Team von Open AI wächst.", "Open AI/organization"),
        ("Er fragte Chat-GPT.", "Chat-GPT/product"),
    ]);
}

#[test]
fn a_genitive_ends_a_name() {
    check(&[
        ("Metas Gewinn steigt.", "Metas/organization"),
        ("Deutschlands Wirtschaft wächst.", "Deutschlands/location"),
    ]);
}

#[test]
fn names_in_compounds_cover_the_name_only() {
    check(&[
        ("Die Meta-Aktie fiel.", "Meta/organization"),
        ("Der US-Präsident schwieg.", "US/location"),
        ("Der SPD-Chef trat zurück.", "SPD/organization"),
        ("Die EU-Kommission prüft.", "EU-Kommission/organization"),
        ("Eine Meta-Analyse zeigt das.", ""),
        ("Das kostet zehn US-Dollar.", ""),
    ]);
}

#[test]
fn people_are_known_by_given_name_title_and_role() {
    check(&[
        ("Der Journalist Jonas Feldkamp fragt nach.", "Jonas Feldkamp/person"),
        ("Frau Kluge lehnte ab.", "Kluge/person"),
        ("Ursula von der Leyen sprach.", "Ursula von der Leyen/person"),
        ("„Wir warten ab“, sagte Schneider.", "Schneider/person"),
        ("Der Schneider nähte.", ""),
    ]);
}

#[test]
fn a_surname_is_the_person_named_in_full() {
    let engine = Engine::new().expect("the embedded data are sound");
    let text = "Jonas Feldkamp leitet das Haus. Feldkamp ist 40 Jahre alt, sagt Feldkamp.";
    let entities = read(&engine, text);
    assert_eq!(entities.len(), 1, "{entities:?}");
    assert_eq!(entities[0].id.0, "person:jonas-feldkamp");
}

#[test]
fn saliences_sum_to_about_one() {
    let engine = Engine::new().expect("the embedded data are sound");
    let sum: f64 = read(&engine, "Berlin, Paris und Rom: Angela Merkel reist.").iter().map(|e| e.salience).sum();
    assert!((sum - 1.0).abs() < 0.01, "{sum}");
}
