//! The scores of entities, computed again from what is listed of them.

use std::collections::BTreeSet;

use pressespiegel::nlp::Analysis;
use pressespiegel::nlp::analysis::{Entity, EntityBasis, EntityEvidence, MentionKind, Score, SentimentLabel, Voice};

use super::analyze;

/// Own short articles in which the author and quoted people speak of the same things, in different ways.
const ARTICLES: [&str; 5] = [
    "Die Nordwort AG hat ihre Kunden getäuscht. „Die Nordwort AG ist ein hervorragendes Unternehmen“, sagte Katharina \
     Lüders. Der Skandal um die Nordwort AG erschüttert die Branche. Lüders lobte Paul Rost.",
    "Paul Rost verteidigt die Reform. Anna Kern kritisierte Rost scharf: „Paul Rost hat versagt, und seine Reform ist \
     ein Desaster.“ Der Minister habe die Gemeinden betrogen, sagte Kern. Trotz der Kritik feierte Rost einen Erfolg.",
    "Der FC Brandsee hat gegen den SV Hohenau verloren. „Hohenau war besser“, räumte Trainer Jan Wolters ein. Der \
     SV Hohenau jubelt über den Sieg. Brandsee droht der Abstieg, doch Wolters bleibt zuversichtlich.",
    "Laut Vera Lindt ist die Voltag AG in die Krise gerutscht. Die Voltag AG weist den Vorwurf zurück. Das Unternehmen \
     meldete einen Rekordgewinn. Lindt sprach von Betrug bei der Voltag AG. „Wir vertrauen der Voltag AG“, sagte Rost.",
    "👩‍🚀 Die Behörde Astra scheiterte erneut. „Astra hat großartige Arbeit geleistet“, sagte Anna Kern. Laut Kern ist \
     der Erfolg von Astra ein Durchbruch.\r\nPaul Rost nannte Astra eine Pleite, aber Kern widersprach.",
];

/// The formula that the stage documents, written down once more.
fn score<'a>(evidence: impl Iterator<Item = &'a EntityEvidence>, sentences: u32) -> Score {
    let (mut positive, mut negative) = (0.0, 0.0);
    for evidence in evidence {
        if evidence.weight > 0.0 {
            positive += evidence.weight;
        } else {
            negative -= evidence.weight;
        }
    }
    let d: f64 = positive - negative;
    let score = if d == 0.0 { 0.0 } else { d / (d * d + f64::from(sentences)).sqrt() };
    let score = (score * 10_000.0).round() / 10_000.0;
    let (weaker, stronger) = if positive < negative { (positive, negative) } else { (negative, positive) };
    let label = if weaker >= 0.35 && weaker >= 0.5 * stronger {
        SentimentLabel::Mixed
    } else if score >= pole("pole-good") {
        SentimentLabel::Positive
    } else if score <= -pole("pole-bad") {
        SentimentLabel::Negative
    } else {
        SentimentLabel::Neutral
    };
    Score { score, label }
}

/// A pole as the data file tells it.
fn pole(name: &str) -> f64 {
    let mut rows =
        include_str!("../../../src/nlp/sentiment/data/shares.tsv").lines().filter_map(|l| l.split_once('\t'));
    let value = rows.find(|(row, _)| *row == name).and_then(|(_, value)| value.parse().ok());
    value.unwrap_or_else(|| panic!("shares.tsv has no {name}"))
}

fn basis(entity: &Entity) -> &EntityBasis {
    entity.sentiment.basis.as_ref().unwrap_or_else(|| panic!("nothing is listed of {}", entity.name))
}

fn assert_same(told: Score, again: Score, of: &str) {
    assert!((told.score - again.score).abs() < 1e-9 && told.label == again.label, "{of}: {told:?}, but {again:?}");
}

/// Whether all that is said of entities follows from what is listed, and what is listed from the text.
pub fn check(analysis: &Analysis, text: &str) {
    for entity in &analysis.entities {
        let (basis, of) = (basis(entity), format!("{} in {text:?}", entity.name));
        let said = |voice: Voice| basis.evidence.iter().filter(move |e| e.voice == voice);
        assert_same(entity.sentiment.overall, score(basis.evidence.iter(), basis.sentences), &of);
        for (told, voice, sentences) in [
            (entity.sentiment.author, Voice::Author, basis.author),
            (entity.sentiment.quoted, Voice::Quoted, basis.quoted),
        ] {
            assert_eq!(told.is_some(), sentences > 0, "{of}: {voice}");
            assert!(sentences > 0 || said(voice).next().is_none(), "{of}: {voice}");
            if let Some(told) = told {
                assert_same(told, score(said(voice), sentences), &of);
            }
        }
        check_evidence(analysis, entity, &of);
        check_counts(analysis, entity, &of);
    }
}

/// What falls on an entity is part of what its sentence lists.
fn check_evidence(analysis: &Analysis, entity: &Entity, of: &str) {
    let evidence = &basis(entity).evidence;
    assert!(evidence.is_sorted_by_key(|e| e.span.start), "{of}: {evidence:?}");
    let listed: Vec<_> = analysis.sentiment.sentences.iter().flat_map(|s| &s.evidence).collect();
    for part in evidence {
        let from = listed.partition_point(|e| e.span.start < part.span.start);
        let mut same = listed[from..].iter().take_while(|e| e.span.start == part.span.start);
        assert!(same.any(|e| e.span == part.span && part.weight.abs() <= e.weight.abs()), "{of}: {part:?}");
        assert!(part.weight != 0.0, "{of}: {part:?}");
    }
}

/// The numbers of sentences fit the mentions and each other.
fn check_counts(analysis: &Analysis, entity: &Entity, of: &str) {
    let basis = basis(entity);
    let sentences = &analysis.sentiment.sentences;
    let mentions = entity.mentions.iter().filter(|m| m.kind != MentionKind::Derived);
    let mentioned: BTreeSet<_> = mentions.map(|m| sentences.partition_point(|s| s.span.end <= m.span.start)).collect();
    // A name inside a longer one is no mention of its own here, so there may be fewer.
    assert!(basis.sentences as usize <= mentioned.len(), "{of}: {basis:?}");
    let (fewest, most) = (basis.author.max(basis.quoted), basis.author + basis.quoted);
    assert!((fewest..=most).contains(&basis.sentences), "{of}: {basis:?}");
}

#[test]
fn the_scores_of_entities_can_be_computed_again_from_what_is_listed_of_them() {
    let (mut by_author, mut by_others) = (0, 0);
    for text in ARTICLES {
        let analysis = analyze(text);
        check(&analysis, text);
        for evidence in analysis.entities.iter().flat_map(|e| &basis(e).evidence) {
            match evidence.voice {
                Voice::Author => by_author += 1,
                Voice::Quoted => by_others += 1,
            }
        }
    }
    assert!(
        by_author >= 10 && by_others >= 10,
        "{by_author} words of authors and {by_others} of others fall on something"
    );
}

#[test]
fn one_word_may_fall_on_two_entities_with_different_weights() {
    let text = "Der FC Brandsee hat den SV Hohenau besiegt.";
    let analysis = analyze(text);
    let weight = |name: &str| {
        let entity = analysis.entities.iter().find(|e| e.name == name).unwrap_or_else(|| panic!("no {name}"));
        let evidence = basis(entity).evidence.first().unwrap_or_else(|| panic!("nothing falls on {name}"));
        (evidence.span.of(text), evidence.weight)
    };
    let (winner, loser) = (weight("FC Brandsee"), weight("SV Hohenau"));
    assert_eq!((winner.0, loser.0), ("besiegt", "besiegt"));
    assert!(winner.1 > 0.0 && loser.1 < 0.0, "{winner:?} {loser:?}");
}

#[test]
fn the_order_of_sentences_does_not_change_their_number_in_each_voice() {
    let beside = "„Ein Desaster“, sagte Paul Rost über die Voltag AG.";
    let inside = "„Die Voltag AG hat versagt“, sagte Anna Kern.";
    for text in [format!("{beside} {inside}"), format!("{inside} {beside}")] {
        let analysis = analyze(&text);
        check(&analysis, &text);
        let voltag = analysis.entities.iter().find(|e| e.name == "Voltag AG").expect("it is named");
        let EntityBasis { sentences, author, quoted, evidence } = basis(voltag);
        assert_eq!((*sentences, *author, *quoted, evidence.len()), (2, 1, 2, 2), "{text}: {evidence:?}");
    }
}

#[test]
fn the_place_that_a_report_opens_with_has_no_part_in_it() {
    let evidence = |text: &str| {
        let analysis = analyze(text);
        let entity = analysis.entities.iter().find(|entity| entity.name == "Wien").expect("it is a city");
        basis(entity).evidence.len()
    };
    for (text, has) in [
        ("Wien (APA) – Die Nordwort AG ist mit dem Antrag gescheitert.", false),
        ("Wien – Die Nordwort AG ist mit dem Antrag gescheitert.", false),
        ("Wien/Graz (APA) - Der Betrug der Nordwort AG ist ein Skandal.", false),
        ("Wien ist mit dem Antrag gescheitert.", true),
        ("Wien – ein Skandal.", true),
    ] {
        assert_eq!(evidence(text) > 0, has, "{text}");
    }
}

#[test]
fn the_worked_entity_of_the_documentation_scores_as_told() {
    let text = "Der Skandal belastet die Voltag AG. „Die Voltag AG wächst wieder“, sagte Katharina Lüders.";
    let analysis = analyze(text);
    check(&analysis, text);
    let sentiment = &analysis.entities.iter().find(|e| e.name == "Voltag AG").expect("it is named").sentiment;
    let basis = sentiment.basis.as_ref().expect("it is listed");
    let minus = |value: f64| value.to_string().replace('-', "−");
    let sum = |voice: Option<Voice>| {
        let weights = basis.evidence.iter().filter(|e| voice.is_none_or(|v| v == e.voice)).map(|e| e.weight);
        minus((weights.sum::<f64>() * 10_000.0).round() / 10_000.0)
    };
    let words: Vec<_> = basis.evidence.iter().map(|e| (e.span.of(text), e.weight, e.voice)).collect();
    assert_eq!(
        words,
        [("Skandal", -0.287, Voice::Author), ("belastet", -0.205, Voice::Author), ("wächst", 0.3, Voice::Quoted)]
    );
    let readme: Vec<_> = include_str!("../../../README.md").lines().collect();
    let shows = |begin: String, end: String| {
        let row = readme.iter().any(|line| line.starts_with(&begin) && line.ends_with(&end));
        assert!(row, "the README has no row from {begin} to {end}");
    };
    for (exact, weight, voice) in words {
        shows(format!("| \"{exact}\" |"), format!("| {} | {voice} |", minus(weight)));
    }
    let (author, quoted) = (sentiment.author.expect("he speaks"), sentiment.quoted.expect("she speaks"));
    for (name, voice, sentences, Score { score, label }) in [
        ("author", Some(Voice::Author), basis.author, author),
        ("quoted", Some(Voice::Quoted), basis.quoted, quoted),
        ("both", None, basis.sentences, sentiment.overall),
    ] {
        shows(format!("| {name} | {} | {sentences} |", sum(voice)), format!("| {} | {label} |", minus(score)));
    }
}
