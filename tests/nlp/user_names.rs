//! Names that the user adds: found like known names, shown as they say, and part of the fingerprint.

use std::sync::LazyLock;

use pressespiegel::nlp::analysis::Entity;
use pressespiegel::nlp::lexicon::Lexicon;
use pressespiegel::nlp::lexicon::user::{SubmittedName, UserLexicon, UserName};
use pressespiegel::nlp::{Document, Engine};
use proptest::prelude::*;

static ENGINE: LazyLock<Engine> = LazyLock::new(|| Engine::new().expect("the embedded data are sound"));

static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::new().expect("the embedded data are sound"));

/// `id|name|type|subtype|wikidata|alias|…`, absent ones empty.
fn name(line: &str) -> UserName {
    let fields: Vec<_> = line.split('|').map(str::to_owned).collect();
    let given = |i: usize| fields.get(i).filter(|field| !field.is_empty()).cloned();
    let sent = SubmittedName {
        id: given(0),
        name: given(1).unwrap_or_default(),
        kind: given(2).unwrap_or_default(),
        subtype: given(3),
        wikidata: given(4),
        aliases: fields.get(5..).unwrap_or_default().to_vec(),
    };
    UserName::parse(sent).expect(line)
}

fn lexicon(lines: &[&str]) -> UserLexicon {
    UserLexicon::new(lines.iter().map(|line| name(line)).collect()).expect("no clash")
}

fn read(lines: &[&str], text: &str) -> Vec<Entity> {
    ENGINE.with_user_names(&lexicon(lines)).analyze(Document::new(text)).entities
}

/// The entities in the order of their ids: `id=mention,mention`.
fn found(lines: &[&str], text: &str) -> String {
    let mut found: Vec<_> = read(lines, text)
        .into_iter()
        .map(|entity| {
            let mentions: Vec<_> = entity.mentions.iter().map(|mention| mention.span.of(text)).collect();
            format!("{}={}", entity.id, mentions.join(","))
        })
        .collect();
    found.sort();
    found.join("; ")
}

const KRANICH: &str = "organization:krx|Kranexa|organization|company|Q123|Kranexa Werke|KRX";

#[test]
fn a_name_is_found_in_every_form_and_shown_as_the_user_says() {
    let text = "Kranexa baut um. Die Kranexa-Aktie stieg, und Kranexas Chef freut sich. Auch die Kranexa Werke und KRX \
        sind gemeint.";
    let entities = read(&[KRANICH], text);
    let entity = entities.iter().find(|entity| entity.id.0 == "organization:krx").expect("found");
    assert_eq!((entity.name.as_str(), entity.kind.as_str()), ("Kranexa", "organization"));
    assert_eq!((entity.subtype.as_deref(), entity.wikidata.as_deref()), (Some("company"), Some("Q123")));
    let mentions: Vec<_> = entity.mentions.iter().map(|mention| mention.span.of(text)).collect();
    assert_eq!(mentions, ["Kranexa", "Kranexa", "Kranexas", "Kranexa Werke", "KRX"]);
}

#[test]
fn names_of_the_user_win_for_their_spelling_alone() {
    for (lines, text, expected, reason) in [
        (
            &["|Berlin|product|ship|"][..],
            "Die Reederei schickt Berlin nach Rostock.",
            "location:rostock=Rostock; product:berlin=Berlin",
            "over an embedded name",
        ),
        (
            &["|Berlin|product|ship|"],
            "Die Technische Universität Berlin forscht.",
            "organization:technische-universitaet-berlin=Technische Universität Berlin",
            "a longer name is another name",
        ),
        (
            &["|Angela Merkel|work|painting|"],
            "Das Museum zeigt Angela Merkel im Saal.",
            "work:angela-merkel=Angela Merkel",
            "over a person's name",
        ),
        (
            &["location:kluge|Kluge|location||"],
            "Das sagte Frau Kluge am Montag.",
            "location:kluge=Kluge",
            "over a title",
        ),
        (&["|KRX|organization||"], "Der Krx ist ein Vogel.", "", "an acronym stays in capitals"),
    ] {
        assert_eq!(found(lines, text), expected, "{reason}: {text}");
    }
}

#[test]
fn an_ordinary_word_needs_something_that_speaks_for_a_name() {
    let lines = &["organization:die-zeit|Die Zeit|organization|media||Zeit", "|Heute|work||", "|Wiese|location||"];
    for (text, expected, reason) in [
        ("Die Fahrt kostet Zeit und Geld.", "", "a noun"),
        ("Zeit ist Geld. Heute regnet es.", "", "at the beginning of a sentence"),
        ("Die Kühe stehen auf einer Wiese.", "", "a noun, whatever else it is"),
        ("Die Familie wohnt in Wiese.", "location:wiese=Wiese", "a preposition of place before it"),
        ("Das berichtet Die Zeit am Montag.", "organization:die-zeit=Die Zeit", "two words are no ordinary word"),
    ] {
        assert_eq!(found(lines, text), expected, "{reason}: {text}");
    }
}

#[test]
fn a_name_with_the_id_of_a_known_one_takes_its_place() {
    let before = found(&[], "Volkswagen und VW sind eins.");
    assert_eq!(before, "organization:volkswagen=Volkswagen,VW", "the test needs a name with an alias");
    let lines = &["organization:volkswagen|Volkswagen Konzern|organization|carmaker|Q1|Die Wolfsburger"];
    let text = "Volkswagen und VW sind eins, sagen Die Wolfsburger.";
    assert_eq!(found(lines, text), "organization:volkswagen=Volkswagen,VW,Die Wolfsburger");
    let entity = read(lines, text).remove(0);
    assert_eq!((entity.name.as_str(), entity.wikidata.as_deref()), ("Volkswagen Konzern", Some("Q1")));
    assert_eq!(entity.subtype.as_deref(), Some("carmaker"));
}

#[test]
fn an_entity_that_comes_to_the_id_of_the_users_is_shown_as_theirs() {
    let lines = &["person:vera-lindt|V. Lindt-Kern|person|minister|Q7|Lindt-Kern"];
    let text = "Vera Lindt sprach zuerst. Später kam Lindt-Kern.";
    let entity = read(lines, text).into_iter().find(|entity| entity.id.0 == "person:vera-lindt").expect("found");
    assert_eq!((entity.name.as_str(), entity.wikidata.as_deref()), ("V. Lindt-Kern", Some("Q7")));
    assert_eq!(entity.mentions.len(), 2);
}

#[test]
fn the_fingerprint_is_that_of_data_and_names() {
    let fingerprint = |lines: &[&str]| ENGINE.with_user_names(&lexicon(lines)).info().fingerprint.clone();
    let built_in = ENGINE.info().fingerprint.clone();
    assert_eq!(fingerprint(&[]), built_in);
    let two = ["organization:number-one|Eins AG|organization||", "|Zwei AG|organization||"];
    let turned = [two[1], two[0]];
    assert_eq!(fingerprint(&two), fingerprint(&turned));
    assert_ne!(fingerprint(&two), fingerprint(&two[..1]));
    assert_ne!(fingerprint(&two), built_in);
    let again = ENGINE.with_user_names(&lexicon(&two)).with_user_names(&UserLexicon::default());
    assert_eq!(again.info().fingerprint, built_in, "the names of an engine are its own");
    assert!(
        again.analyze(Document::new("Eins AG wächst.")).entities.iter().all(|e| e.id.0 != "organization:number-one")
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_accepted_name_is_read_without_panic_and_equally(
        spelling in "[A-ZÄÖa-zß0-9 &+._'’/?-]{1,24}|\\PC{1,12}",
        alias in "[A-ZÄÖ][a-zäöüß]{2,9}( [A-Z][a-z]{2,9})?",
    ) {
        let sent = SubmittedName { name: spelling.clone(), kind: "product".into(), aliases: vec![alias.clone()], ..SubmittedName::default() };
        let Ok(name) = UserName::parse(sent) else { return Ok(()) };
        let lexicon = UserLexicon::new(vec![name]).expect("one name alone");
        let engine = ENGINE.with_user_names(&lexicon);
        let text = format!("Die {alias} ist da. {spelling} auch; {spelling}s Nähe, die {alias}-Frage, {spelling}.");
        let first = engine.analyze(Document::new(&text));
        prop_assert_eq!(&first, &ENGINE.with_user_names(&lexicon).analyze(Document::new(&text)));
        for mention in first.entities.iter().flat_map(|entity| &entity.mentions) {
            prop_assert!(text.get(mention.span.start..mention.span.end).is_some());
        }
    }

    #[test]
    fn an_invented_name_is_found(syllables in prop::collection::vec("[bdfgklmnprtwz][aeiou]", 3..5), last in "[xyq]") {
        let word = format!("{}{last}", syllables.concat());
        let word = format!("{}{}", word[..1].to_uppercase(), &word[1..]);
        prop_assume!(!LEXICON.is_ordinary(&word));
        let line = format!("|{word}|product||");
        let text = format!("Am Montag stellte das Team {word} in Rostock vor.");
        let expected = format!("product:{}={word}", word.to_lowercase());
        prop_assert!(found(&[&line], &text).contains(&expected), "{}: {}", word, found(&[&line], &text));
    }
}
