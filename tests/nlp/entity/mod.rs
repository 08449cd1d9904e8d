//! Names: where they begin and end, of what type they are, and which of them are one thing.
//!
//! The rules are tested without the sequence model, so that a new model changes nothing here.

use pressespiegel::nlp::Engine;
use pressespiegel::nlp::analysis::{Entity, EntityType, MentionKind};
use pressespiegel::nlp::document::Document;
use pressespiegel::nlp::entity::EntityReader;
use pressespiegel::nlp::lexicon::Lexicon;
use pressespiegel::nlp::morph::MorphTagger;

use crate::layers::layers;
use proptest::prelude::*;

/// The stages up to entities, without the sequence model.
struct Reader {
    lexicon: Lexicon,
    morph: MorphTagger,
    entity: EntityReader,
}

impl Reader {
    fn new() -> Self {
        let lexicon = Lexicon::new().expect("the embedded data are sound");
        let morph = MorphTagger::new(&lexicon).expect("the embedded data are sound");
        let entity = EntityReader::new(&lexicon).expect("the embedded data are sound");
        Self { lexicon, morph, entity }
    }

    fn read(&self, text: &str) -> Vec<Entity> {
        let layers = layers(&self.lexicon, &self.morph, text, None);
        self.entity.read(&self.lexicon, &layers, &[], None)
    }

    /// The names of a text in their order, each as `exact/type`; adjectives as `exact/type/derived`.
    fn names(&self, text: &str) -> String {
        let mut names: Vec<(usize, usize, String)> = Vec::new();
        for entity in self.read(text) {
            for mention in &entity.mentions {
                let kind = if mention.kind == MentionKind::Derived { "/derived" } else { "" };
                let name = format!("{}/{}{kind}", mention.span.of(text), entity.kind);
                names.push((mention.span.start, usize::MAX - mention.span.end, name));
            }
        }
        names.sort();
        names.into_iter().map(|(_, _, name)| name).collect::<Vec<_>>().join("; ")
    }

    /// The ids in the order of salience.
    fn ids(&self, text: &str) -> Vec<String> {
        self.read(text).into_iter().map(|entity| entity.id.0).collect()
    }
}

#[test]
fn names_are_found_with_their_type_and_nothing_else_is() {
    let reader = Reader::new();
    let mut wrong = Vec::new();
    let mut group = "";
    let lines = include_str!("cases.tsv").lines().filter(|line| !line.starts_with('#'));
    for line in lines {
        if let Some(name) = line.strip_prefix("@ ") {
            group = name;
            continue;
        }
        let (text, want) = line.split_once('\t').expect("a tab parts text and names");
        let got = reader.names(text);
        if got != want {
            wrong.push(format!("{group}: {text}\n  want {want}\n  got  {got}"));
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn mentions_of_one_thing_are_one_entity() {
    let reader = Reader::new();
    for (text, want) in [
        ("Jonas Feldkamp leitet das Haus. Feldkamp ist 40, sagt Feldkamp.", vec!["person:jonas-feldkamp"]),
        ("Jonas Feldkamp sprach. Feldkamps Rede war kurz.", vec!["person:jonas-feldkamp"]),
        ("Die Firma Aleph Alpha wächst. Aleph-Alpha sucht Leute.", vec!["organization:aleph-alpha"]),
        ("OpenAI wächst. Open AI sucht Leute, so OpenAIs Chef.", vec!["organization:openai"]),
        ("Die EZB zögert. Die Europäische Zentralbank wartet ab.", vec!["organization:europaeische-zentralbank"]),
        ("Jörg Böhmer kam. Joerg Boehmer ging.", vec!["person:joerg-boehmer"]),
        ("Die Nordwind AG wächst. Die Chefs der Nordwind AG jubeln.", vec!["organization:nordwind-ag"]),
        ("Das Institut für Quallenkunde (IQK) misst. Das IQK zählt.", vec!["organization:institut-fuer-quallenkunde"]),
    ] {
        assert_eq!(reader.ids(text), want, "{text}");
    }
}

/// Lines of `resolution.tsv`: a text, a tab, its entities by id, each as `id [subtype]: mention | mention`.
#[test]
fn mentions_come_to_the_entities_of_the_table() {
    let reader = Reader::new();
    let mut wrong = Vec::new();
    for line in include_str!("resolution.tsv").lines().filter(|line| !line.starts_with(['#', '@'])) {
        let (text, want) = line.split_once('\t').expect("a tab parts text and entities");
        let mut entities: Vec<String> = Vec::new();
        for entity in reader.read(text) {
            let subtype = entity.subtype.map(|s| format!(" [{s}]")).unwrap_or_default();
            let mentions: Vec<&str> = entity.mentions.iter().map(|m| m.span.of(text)).collect();
            entities.push(format!("{}{subtype}: {}", entity.id, mentions.join(" | ")));
        }
        entities.sort();
        let got = entities.join("; ");
        if got != want {
            wrong.push(format!("{text}\n  want {want}\n  got  {got}"));
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn a_place_of_adjectives_alone_has_little_salience_and_is_not_named() {
    let entities =
        Reader::new().read("Siemens baut in Erlangen. Französische Firmen und die französische Regierung zögern.");
    let france = entities.last().expect("three entities");
    assert_eq!(france.id.0, "location:frankreich");
    assert!(france.salience < 0.05 && !france.is_named());
    assert!(entities[0].is_named());
}

#[test]
fn speakers_and_subjects_are_more_salient_than_others() {
    let entities = Reader::new().read("Es regnet in Graz. „Wir warten“, sagte Jonas Feldkamp dort.");
    let salience = |id: &str| entities.iter().find(|e| e.id.0 == id).map(|e| e.salience);
    let reader = Reader::new().read("Es regnet in Graz. Dort wartet heute Jonas Feldkamp.");
    let silent = reader.iter().find(|e| e.id.0 == "person:jonas-feldkamp").map(|e| e.salience);
    assert!(salience("person:jonas-feldkamp") > silent);
}

#[test]
fn namesakes_stay_apart() {
    let reader = Reader::new();
    let text = "Felix Brandner und Maria Brandner treffen sich. Brandner schweigt.";
    let mut ids = reader.ids(text);
    ids.sort();
    assert_eq!(ids, ["person:brandner", "person:felix-brandner", "person:maria-brandner"]);
}

#[test]
fn the_last_letter_of_a_surname_is_kept_unless_something_is_possessed() {
    let reader = Reader::new();
    for (text, id) in [
        ("„Wir wachsen“, sagte Katharina Lüders.", "person:katharina-lueders"),
        ("Katharina Lüders lobte den Plan.", "person:katharina-lueders"),
        ("Das ist Katharina Wedells Plan.", "person:katharina-wedell"),
        ("Der Plan Katharina Müllers überzeugt.", "person:katharina-mueller"),
    ] {
        assert_eq!(reader.ids(text), [id], "{text}");
    }
}

#[test]
fn a_namesake_of_somebody_known_keeps_the_surname() {
    let ids = Reader::new().ids("Max Merkel trainierte die Mannschaft. Merkel war streng.");
    assert_eq!(ids, ["person:max-merkel"]);
}

#[test]
fn the_role_before_a_surname_says_whether_the_known_bearer_is_meant() {
    let reader = Reader::new();
    for (text, id, reason) in [
        ("Bundeskanzler Merz reist nach Kiel.", "person:friedrich-merz", "an office that he may hold"),
        ("CDU-Chef Merz mahnt.", "person:friedrich-merz", "the head of a party is a politician"),
        ("Altkanzler Scholz liest vor.", "person:olaf-scholz", "a former office"),
        ("Kanzler Merz sprach zuerst. Dann ging Merz.", "person:friedrich-merz", "the name alone is the same one"),
        ("Klempner Merz reparierte das Rohr.", "person:merz", "a calling that nobody is known by"),
        ("Förster Merz ging voran. Später kam Merz allein.", "person:merz", "and so the name alone, too"),
        ("Torwart Merz hielt den Ball.", "person:merz", "a sport that he is not known for"),
        ("Bürgermeister Merz eröffnet den Markt.", "person:merz", "an office that every town has"),
        ("Ministerin Merz reist ab.", "person:merz", "a woman"),
    ] {
        let people: Vec<String> = reader.ids(text).into_iter().filter(|found| found.starts_with("person:")).collect();
        assert_eq!(people, [id], "{text}: {reason}");
    }
}

#[test]
fn a_company_is_its_model_where_the_noun_says_so() {
    let reader = Reader::new();
    let model = &reader.read("Das Sprachmodell DeepSeek antwortet schnell.")[0];
    assert_eq!((model.kind, model.subtype.as_deref()), (EntityType::Product, Some("ai_model")));
    let maker = &reader.read("Das Startup DeepSeek sitzt in China.")[0];
    assert_eq!((maker.kind, maker.subtype.as_deref()), (EntityType::Organization, Some("company")));
}

#[test]
fn roles_and_lists_give_subtypes() {
    let reader = Reader::new();
    for (text, want) in [
        ("Der Journalist Jonas Feldkamp fragt.", "journalist"),
        ("Die Ministerin Petra Wieland schweigt.", "politician"),
        ("Siemens wächst.", "company"),
        ("Die Zeitung „Abendruf“ schrieb.", "media"),
        ("Frankreich wählt.", "country"),
    ] {
        assert_eq!(reader.read(text)[0].subtype.as_deref(), Some(want), "{text}");
    }
}

#[test]
fn saliences_sum_to_about_one_and_the_first_is_the_largest() {
    let entities = Reader::new().read("Berlin, Paris und Rom: Angela Merkel reist. Merkel mag Rom.");
    let sum: f64 = entities.iter().map(|e| e.salience).sum();
    assert!((sum - 1.0).abs() < 0.01, "{sum}");
    assert!(entities.is_sorted_by(|a, b| a.salience >= b.salience));
}

#[test]
fn the_whole_engine_finds_names_too() {
    let engine = Engine::new().expect("the embedded data are sound");
    let analysis = engine.analyze(Document::new("Angela Merkel reiste nach Paris."));
    let mut ids: Vec<_> = analysis.entities.iter().map(|e| e.id.0.as_str()).collect();
    ids.sort_unstable();
    assert_eq!(ids, ["location:paris", "person:angela-merkel"]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn any_text_gives_sound_mentions(text in "(\\PC|[ \n.„“\"()-]|Merkel|Meta|US|GmbH|von |Dr\\. |für |Institut |deutsche |Berliner |Universität Köln |und |Anna |Peter ){0,60}") {
        let reader = READER.with(std::rc::Rc::clone);
        for entity in reader.read(&text) {
            prop_assert!(!entity.mentions.is_empty() && !entity.name.is_empty());
            prop_assert!((0.0..=1.0).contains(&entity.salience));
            prop_assert!(entity.mentions.is_sorted_by(|a, b| a.span.end <= b.span.start), "{:?}", entity.mentions);
            for mention in &entity.mentions {
                prop_assert!(text.get(mention.span.range()).is_some_and(|exact| !exact.is_empty()));
            }
        }
    }
}

thread_local! {
    static READER: std::rc::Rc<Reader> = std::rc::Rc::new(Reader::new());
}
