//! The accurate profile: what it reads, that it is better than the fast one, and what holds in both.
//!
//! `UPDATE_BASELINE=1 cargo test --test nlp profiles` writes `profiles.tsv` anew.

use std::cell::Cell;
use std::fmt::Write as _;
use std::ops::Range;
use std::path::PathBuf;
use std::sync::LazyLock;

use pressespiegel::nlp::analysis::{Entity, EntityType, MentionKind};
use pressespiegel::nlp::lexicon::user::{SubmittedName, UserLexicon, UserName};
use pressespiegel::nlp::{Analysis, Document, Engine, Halt, Profile};

use crate::tagger::learn::corpus::{Corpus, Sentence};
use crate::tagger::learn::score::Confusion;

static FAST: LazyLock<Engine> = LazyLock::new(|| Engine::new().expect("the embedded data are sound"));
static ACCURATE: LazyLock<Engine> =
    LazyLock::new(|| FAST.in_profile(Profile::Accurate).expect("the embedded weights are sound"));

/// Own sentences that neither the encoder nor the sequence model was trained on.
const HELD: [&str; 2] = ["gemischt-held", "gemischt2-held"];

fn read(text: &str) -> Analysis {
    ACCURATE.analyze(Document::new(text))
}

/// The ids of the entities, sorted.
fn ids(text: &str) -> Vec<String> {
    let mut ids: Vec<String> = read(text).entities.into_iter().map(|entity| entity.id.0).collect();
    ids.sort();
    ids
}

#[test]
fn a_profile_is_part_of_the_analyzer_and_its_fingerprint() {
    let (fast, accurate) = (FAST.info(), ACCURATE.info());
    assert_eq!((fast.profile, accurate.profile), (Profile::Fast, Profile::Accurate));
    assert_ne!(fast.fingerprint, accurate.fingerprint);
    let back = ACCURATE.in_profile(Profile::Fast).expect("it needs no weights");
    assert_eq!(back.info(), fast);
}

#[test]
fn names_of_the_user_win_in_every_profile() {
    let sent = SubmittedName {
        id: None,
        name: "Lübeck".into(),
        kind: "organization".into(),
        subtype: None,
        wikidata: None,
        aliases: Vec::new(),
    };
    let user = UserLexicon::new(vec![UserName::parse(sent).expect("a name")]).expect("no clash");
    for engine in [&*FAST, &*ACCURATE] {
        let engine = engine.with_user_names(&user);
        let analysis = engine.analyze(Document::new("Vera Lindt wohnt in Lübeck. Lübeck liegt an der Trave."));
        let entity = analysis.entities.iter().find(|entity| entity.name == "Lübeck").expect("found");
        assert_eq!((entity.kind, entity.mentions.len()), (EntityType::Organization, 2));
    }
    let with_names = ACCURATE.with_user_names(&user);
    assert_eq!(with_names.info().profile, Profile::Accurate);
    assert_ne!(with_names.info().fingerprint, FAST.with_user_names(&user).info().fingerprint);
}

#[test]
fn a_name_never_runs_across_a_line_break() {
    let text = "Treffen in Wien\nVera Lindt reiste an.\n• Nordwind\n• Kranexa Werke\n";
    for entity in read(text).entities {
        for mention in entity.mentions {
            assert!(!mention.span.of(text).contains('\n'), "{:?}", mention.span.of(text));
        }
    }
    assert!(ids(text).contains(&"person:vera-lindt".into()), "{:?}", ids(text));
}

#[test]
fn a_very_long_text_is_read_by_the_network_in_part_and_says_so() {
    let told = |text: &str| read(text).warnings.iter().any(|warning| warning.code == "accurate_in_part");
    let sentence = |i| format!("Vera Lindt reiste am {i}. Tag nach Wien und blieb. ");
    let few_words = |sentences| (0..sentences).map(sentence).collect::<Vec<_>>().concat();
    assert!(told(&few_words(1_500)), "nothing but the number is new");
    assert!(!told(&few_words(30)), "an ordinary length");
    // What comes again is read once, so a text that says it again and again is read to its end.
    let always_the_same = "Vera Lindt reiste am Montag nach Wien und blieb. ".repeat(1_500);
    let analysis = read(&always_the_same);
    assert!(analysis.warnings.iter().all(|warning| warning.code != "accurate_in_part"), "{:?}", analysis.warnings);
    let last = analysis.entities.iter().flat_map(|e| &e.mentions).map(|m| m.span.start).max().expect("there are names");
    assert!(last + 60 > always_the_same.len(), "the last name stands at {last} of {}", always_the_same.len());
}

#[test]
fn a_name_that_is_read_once_is_read_at_its_other_places_too() {
    let text = "Vera Lindt ist neu im Amt. Am Abend wartete Lindt. Ohne Lindts Stimme geht nichts.";
    let analysis = read(text);
    let [Entity { mentions, .. }] = &analysis.entities[..] else { panic!("{:?}", ids(text)) };
    assert_eq!(mentions.len(), 3);
}

#[test]
fn one_thing_is_one_entity_however_it_is_named() {
    let cases = [
        ("Der MSV Duisburg verlor in Kiel. Am Abend schwieg der MSV.", "organization:msv-duisburg", 2),
        ("Alex Wiemers kam. Alexander Wiemers leitet Nordwind. Wiemers schwieg.", "person:alexander-wiemers", 3),
        ("Kamala Harris kam. Harris' Rede gefiel.", "person:kamala-harris", 2),
        ("Vera Lindt lobte Steglitz-Zehlendorf. Steglitz-Zehlendorf wächst.", "location:steglitz-zehlendorf", 2),
        ("Der Sprecher des Weißen Hauses kam. Das Weiße Haus schwieg.", "location:weisses-haus", 2),
        ("Der Präsident nannte den Golf von Mexiko anders. Mexiko protestierte.", "location:mexiko", 1),
    ];
    for (text, id, mentions) in cases {
        let analysis = read(text);
        let entity = analysis.entities.iter().find(|entity| entity.id.0 == id);
        assert_eq!(entity.map(|entity| entity.mentions.len()), Some(mentions), "{id} of {:?}", ids(text));
    }
}

#[test]
fn a_longer_name_is_read_whole_and_two_names_stay_two() {
    let cases: [(&str, &[&str]); 5] = [
        ("Wie MDR Thüringen berichtet, brennt es.", &["MDR Thüringen"]),
        ("Dann kommt die Bucht von Manila, einige Schiffe liegen dort.", &["Bucht von Manila"]),
        ("Die Verbraucherzentrale Nordrhein-Westfalen warnt.", &["Verbraucherzentrale Nordrhein-Westfalen"]),
        ("In der Bucht von Vera Lindts Yacht lag Öl.", &["Vera Lindt"]),
        ("Das verlangt die EU, Italien widerspricht.", &["EU", "Italien"]),
    ];
    for (text, names) in cases {
        let found: Vec<String> = read(text).entities.into_iter().map(|entity| entity.name).collect();
        assert_eq!(found, names, "{text}");
    }
}

#[test]
fn an_analysis_is_given_up_while_the_encoder_reads() {
    let text = "Vera Lindt wohnt in Lübeck. ".repeat(20);
    let asked = Cell::new(0_u32);
    let whole = ACCURATE.analyze_unless(
        Document::new(&text),
        &mut (),
        &Halt::unless(&|| {
            asked.set(asked.get() + 1);
            true
        }),
    );
    assert!(whole.is_some());
    for last in [1, asked.get() / 2, asked.get() - 1] {
        let asked = Cell::new(0_u32);
        let go_on = || {
            asked.set(asked.get() + 1);
            asked.get() < last
        };
        assert!(ACCURATE.analyze_unless(Document::new(&text), &mut (), &Halt::unless(&go_on)).is_none(), "{last}");
    }
}

#[test]
fn a_text_is_read_alike_whatever_was_read_before() {
    let text = "Vera Lindt, Chefin von Nordwind, sprach in Lübeck mit der EU.";
    let first = read(text);
    read("Ganz etwas anderes steht in Wien.");
    let elsewhere = std::thread::spawn(|| read("Vera Lindt, Chefin von Nordwind, sprach in Lübeck mit der EU."));
    assert_eq!(first, elsewhere.join().expect("it reads"));
    assert_eq!(first, read(text));
}

/// A text with the names in it, by place and class as the corpora number them.
fn text_of(sentences: &[Sentence]) -> (String, Vec<(Range<usize>, usize)>) {
    let (mut text, mut names) = (String::new(), Vec::new());
    for sentence in sentences {
        let mut places = Vec::new();
        for word in &sentence.words {
            if !places.is_empty() && !matches!(word.as_str(), "," | "." | ":" | "“") {
                text.push(' ');
            }
            places.push(text.len()..text.len() + word.len());
            text.push_str(word);
        }
        let place = |tokens: &Range<usize>| places[tokens.start].start..places[tokens.end - 1].end;
        names.extend(sentence.names.iter().map(|(tokens, class)| (place(tokens), *class)));
        text.push('\n');
    }
    (text, names)
}

/// The names that the whole pipeline finds.
fn found(engine: &Engine, text: &str) -> Vec<(Range<usize>, usize)> {
    let class = |kind| match kind {
        EntityType::Person => 0,
        EntityType::Organization => 1,
        EntityType::Location => 2,
        _ => 3,
    };
    let mut found: Vec<(Range<usize>, usize)> = Vec::new();
    for entity in engine.analyze(Document::new(text)).entities {
        let names = entity.mentions.iter().filter(|mention| mention.kind == MentionKind::Name);
        found.extend(names.map(|mention| (mention.span.range(), class(entity.kind))));
    }
    let outer = found.clone();
    found.retain(|(own, _)| !outer.iter().any(|(o, _)| o != own && o.start <= own.start && own.end <= o.end));
    found
}

fn scores() -> String {
    let mut table = "# Strict spans with type, F1 in percent: file, fast, accurate\n".to_owned();
    for held in HELD {
        let path = format!("{}/tests/nlp/corpus/{held}.conll", env!("CARGO_MANIFEST_DIR"));
        let corpus = std::fs::read_to_string(path).expect("the file of the corpus");
        let corpus = Corpus::parse(&corpus, 0, 1.0).expect("it is sound");
        let score = |engine: &Engine| {
            let mut confusion = Confusion::default();
            for sentences in corpus.articles() {
                let (text, names) = text_of(sentences);
                confusion.add(&names, &found(engine, &text), corpus.classes);
            }
            100.0 * confusion.total().f1()
        };
        let _ = writeln!(table, "{held}\t{:.2}\t{:.2}", score(&FAST), score(&ACCURATE));
    }
    table
}

/// Held-out sentences are read by the whole pipeline as well as committed in both profiles, and better by the accurate one.
#[test]
fn the_accurate_profile_reads_held_out_sentences_better() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/nlp/profiles.tsv");
    let table = scores();
    if std::env::var_os("UPDATE_BASELINE").is_some() {
        std::fs::write(&path, &table).expect("the file can be written");
    }
    let committed = std::fs::read_to_string(&path).expect("the committed scores");
    assert_eq!(table, committed, "UPDATE_BASELINE=1 writes the present scores; lower ones need a reason");
    for line in table.lines().skip(1) {
        let scores: Vec<f64> = line.split('\t').skip(1).map(|score| score.parse().expect("a number")).collect();
        assert!(scores[1] > scores[0], "{line}");
    }
}

/// What entities of held-out sentences claim to be sure of against the share right, in five bands.
fn sureness(engine: &Engine) -> Vec<(f64, f64, usize)> {
    let mut bands = [(0.0, 0.0, 0_usize); 5];
    for held in HELD {
        let path = format!("{}/tests/nlp/corpus/{held}.conll", env!("CARGO_MANIFEST_DIR"));
        let corpus = std::fs::read_to_string(path).expect("the file of the corpus");
        let corpus = Corpus::parse(&corpus, 0, 1.0).expect("it is sound");
        for sentences in corpus.articles() {
            let (text, names) = text_of(sentences);
            let found = found(engine, &text);
            for entity in engine.analyze(Document::new(&text)).entities {
                let own = entity.mentions.iter().map(|mention| mention.span.range());
                let own: Vec<_> = found.iter().filter(|(place, _)| own.clone().any(|own| own == *place)).collect();
                let right = own.iter().filter(|found| names.contains(found)).count();
                let sure = entity.confidence.expect("each is told");
                let bounds = [0.6, 0.8, 0.9, 0.96];
                let (claimed, share, count) = &mut bands[bounds.iter().filter(|from| sure >= **from).count()];
                if !own.is_empty() {
                    *claimed += sure;
                    *share += f64::from(u8::from(2 * right >= own.len()));
                    *count += 1;
                }
            }
        }
    }
    #[expect(clippy::cast_precision_loss, reason = "some hundred entities")]
    let mean = |(claimed, share, count): (f64, f64, usize)| (claimed / count as f64, share / count as f64, count);
    bands.into_iter().filter(|(_, _, count)| *count > 0).map(mean).collect()
}

#[test]
fn entities_are_as_sure_as_they_are_right() {
    for engine in [&*FAST, &*ACCURATE] {
        let bands = sureness(engine);
        for (claimed, right, count) in &bands {
            // By chance, the share of so few is off by this, and compounds are no names to the corpus.
            #[expect(clippy::cast_precision_loss, reason = "some hundred entities")]
            let slack = 0.06 + 2.0 * (claimed * (1.0 - claimed) / *count as f64).sqrt();
            assert!((claimed - right).abs() < slack, "{claimed:.2} claimed, {right:.2} right of {count}: {bands:?}");
        }
        assert!(bands.len() > 2, "{bands:?}");
        // A handful of the least sure would tell nothing.
        let unsure = bands.iter().filter(|(claimed, _, _)| *claimed < 0.8);
        let (rights, of) = unsure.fold((0.0, 0.0), |(rights, of), (_, right, count)| {
            #[expect(clippy::cast_precision_loss, reason = "some hundred entities")]
            let count = *count as f64;
            (rights + right * count, of + count)
        });
        assert!(of >= 20.0, "{bands:?}");
        let (least, most) = (rights / of, bands[bands.len() - 1].1);
        assert!(most > least + 0.2, "the surest are more often right: {bands:?}");
    }
}
