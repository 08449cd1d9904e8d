//! A title above a text: whatever both hold, every place lies in one of them.

use pressespiegel::nlp::analysis::Analysis;
use pressespiegel::nlp::{Document, Engine};
use pressespiegel::text::{Headed, Span};
use proptest::prelude::*;
use std::sync::LazyLock;

static ENGINE: LazyLock<Engine> = LazyLock::new(|| Engine::new().expect("the embedded data is whole"));

fn read(title: &str, text: &str) -> Analysis {
    ENGINE.analyze(Document { title: Some(title), ..Document::new(text) })
}

/// Every place of an analysis.
fn places(analysis: &Analysis) -> Vec<Span> {
    let mut places: Vec<Span> = analysis.entities.iter().flat_map(|e| &e.mentions).map(|m| m.span).collect();
    for claim in &analysis.claims {
        places.extend(claim.spans.iter().chain(&claim.frame));
        places.extend(claim.speaker.iter().flat_map(|speaker| &speaker.spans));
        places.extend(claim.cue.iter().flat_map(|cue| &cue.spans));
    }
    places.extend(analysis.figures.iter().map(|figure| figure.span));
    places.extend(analysis.figures.iter().filter_map(|figure| figure.measured));
    for sentence in &analysis.sentiment.sentences {
        places.push(sentence.span);
        places.extend(sentence.evidence.iter().map(|evidence| evidence.span));
    }
    places
}

fn check(title: &str, text: &str) {
    let headed = Headed { title, text };
    let analysis = read(title, text);
    for place in places(&analysis) {
        assert!(!headed.exact(place).is_empty(), "{place:?} lies neither in {title:?} nor in {text:?}");
    }
    for sentence in &analysis.sentiment.sentences {
        for evidence in &sentence.evidence {
            assert!(sentence.span.contains(evidence.span), "{evidence:?} of {sentence:?}: {title:?}, {text:?}");
        }
    }
    for claim in analysis.claims.iter().filter(|claim| claim.restated_by.is_some()) {
        assert!(headed.title_span(claim.spans[0]).is_some(), "only a title is restated: {title:?}, {text:?}");
    }
}

fn parts() -> impl Strategy<Value = String> {
    let parts = vec![
        "„",
        "“",
        "\"",
        "Holst",
        "Arne Holst",
        "sagte",
        ":",
        ", ",
        ".",
        " ",
        " ",
        "\n",
        "\n\n",
        "5",
        "Millionen Euro",
        "ß€",
        "e\u{301}",
        "👩‍🚀",
        "&amp;",
        "<p>",
        "Kon\u{ad}zern",
        "laut",
        "Wirt-\nschaft",
        "DER RAT TAGT",
        "\r\n",
        "gut",
        "Skandal",
    ];
    prop::collection::vec(prop::sample::select(parts), 0..14).prop_map(|parts| parts.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn every_place_lies_in_the_title_or_in_the_text(title in parts(), text in parts()) {
        check(&title, &text);
    }

    #[test]
    fn so_it_is_with_any_characters(title in "\\PC{0,60}", text in "\\PC{0,120}") {
        check(&title, &text);
    }
}

#[test]
fn a_blank_title_changes_nothing() {
    for text in ["Arne Holst sagte: „Es wird kalt.“", "Der Umsatz stieg um 5 Prozent.\n\nGut so.", ""] {
        for title in ["", " ", "\n\u{a0}"] {
            assert_eq!(read(title, text), ENGINE.analyze(Document::new(text)), "{title:?}");
        }
    }
}

#[test]
fn a_name_of_the_title_is_that_of_the_text() {
    let (title, text) = ("Holst tritt zurück", "Der Chef der Nordwind AG, Arne Holst, geht. Holst sagte es am Montag.");
    let analysis = read(title, text);
    let headed = Headed { title, text };
    let holst = analysis.entities.iter().find(|entity| entity.name == "Arne Holst").expect("he is named");
    let first = holst.mentions[0].span;
    assert_eq!((headed.exact(first), headed.title_span(first)), ("Holst", Some(Span::new(0, 5))));
    assert!(holst.mentions.len() >= 3, "{:?}", holst.mentions);
    let without = ENGINE.analyze(Document::new(text));
    let share = |analysis: &Analysis| analysis.entities.iter().find(|e| e.name == "Arne Holst").map(|e| e.salience);
    assert!(share(&analysis) > share(&without), "a title says what a text is about");
}
