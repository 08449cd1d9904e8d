//! Constructions of reported speech, one line each, with counter-examples; and what holds for any text.

use pressespiegel::nlp::analysis::{Certainty, Claim, ClaimKind};
use pressespiegel::nlp::{Analysis, Document, Engine};
use proptest::prelude::*;

fn engine() -> &'static Engine {
    static ENGINE: std::sync::OnceLock<Engine> = std::sync::OnceLock::new();
    ENGINE.get_or_init(|| Engine::new().expect("the engine"))
}

fn analyze(text: &str) -> Analysis {
    engine().analyze(Document::new(text))
}

/// Kind, content and speaker of every claim but assertions.
fn claims(text: &str) -> Vec<(ClaimKind, String, String)> {
    let said = analyze(text).claims.into_iter().filter(|c| c.kind != ClaimKind::Assertion);
    said.map(|c| {
        let words =
            |spans: &[pressespiegel::text::Span]| spans.iter().map(|s| s.of(text)).collect::<Vec<_>>().join(" … ");
        let speaker = c.speaker.as_ref().map_or(String::new(), |s| words(&s.spans));
        (c.kind, words(&c.spans), speaker)
    })
    .collect()
}

#[track_caller]
fn check(text: &str, kind: ClaimKind, content: &str, speaker: &str) {
    let found = claims(text);
    let expected = (kind, content.to_owned(), speaker.to_owned());
    assert!(found.contains(&expected), "{text}\n  expected {expected:?}\n  found {found:?}");
}

#[track_caller]
fn nothing(text: &str) {
    let found = claims(text);
    assert!(found.is_empty(), "{text}\n  found {found:?}");
}

#[test]
fn frames_stand_before_inside_and_behind() {
    check("Der Minister sagte, dass er komme.", ClaimKind::Indirect, "dass er komme", "Der Minister");
    check("Er komme, sagte der Minister.", ClaimKind::Indirect, "Er komme", "der Minister");
    check("„Ich komme“, sagte der Minister.", ClaimKind::Direct, "„Ich komme“", "der Minister");
    check("Der Minister sagte: „Ich komme.“", ClaimKind::Direct, "„Ich komme.“", "Der Minister");
}

#[test]
fn das_alone_may_be_the_subject_of_what_is_said() {
    for said in ["das dauere", "das gehe schief", "das sei heikel"] {
        check(&format!("Die Behörde sagte, {said}."), ClaimKind::Indirect, said, "Die Behörde");
    }
    nothing("Er sah das Haus, das sein Vater baute.");
}

#[test]
fn a_name_that_is_spelled_as_a_verb_is_no_verb() {
    let text = "Google verwies auf sein Modell.";
    check(text, ClaimKind::Reported, text, "Google");
    check("Kern rief an. Komme er, sei alles gut, sagte er.", ClaimKind::Indirect, "Komme er, sei alles gut", "er");
}

#[test]
fn separable_verbs_are_put_together() {
    check("Die Bahn teilte mit, der Zug falle aus.", ClaimKind::Indirect, "der Zug falle aus", "Die Bahn");
    check("Sie wies darauf hin, dass Karten fehlen.", ClaimKind::Indirect, "dass Karten fehlen", "Sie");
    let found = analyze("Die Bahn teilte am Montag mit, der Zug falle aus.");
    let lemmas: Vec<&str> = found.claims.iter().filter_map(|c| c.cue.as_ref()).map(|c| c.lemma.as_str()).collect();
    assert_eq!(lemmas, ["mitteilen"]);
}

#[test]
fn a_particle_of_another_verb_is_no_cue() {
    nothing("Der Verein sagte das Spiel ab.");
    nothing("Die Sitzung findet im Rathaus statt.");
}

#[test]
fn sources_need_no_verb() {
    check("Laut Polizei war die Straße glatt.", ClaimKind::Indirect, "war die Straße glatt", "Polizei");
    check("Die Straße war laut Polizei glatt.", ClaimKind::Indirect, "Die Straße war … glatt", "Polizei");
    check("Die Straße sei glatt, so die Polizei.", ClaimKind::Indirect, "Die Straße sei glatt", "die Polizei");
    let zufolge = "Einer Studie zufolge sinkt die Zahl.";
    check(zufolge, ClaimKind::Indirect, "sinkt die Zahl", "Einer Studie");
}

#[test]
fn words_that_only_look_like_sources_are_none() {
    nothing("Sie lachte laut und ging nach Hause.");
    nothing("Nach dem Spiel feierten die Fans.");
    nothing("So endete der Abend.");
}

#[test]
fn titles_names_and_scare_quotes_are_no_claims() {
    nothing("Die Zeitschrift „Der Gärtner“ erscheint im Mai.");
    nothing("Das sogenannte „Wunder“ blieb aus.");
    nothing("Ein solcher Strom wird als „Jetstream“ bezeichnet.");
}

#[test]
fn konjunktiv_continues_a_speaker() {
    let text = "Der Trainer sagte, er bleibe. Das Team sei jung.";
    check(text, ClaimKind::IndirectFreeIndirect, "Das Team sei jung.", "Der Trainer");
    nothing("Es sei denn, es regnet.");
}

#[test]
fn reports_need_an_object() {
    check("Der Verband forderte mehr Geld.", ClaimKind::Reported, "Der Verband forderte mehr Geld.", "Der Verband");
    nothing("Das Unglück forderte drei Todesopfer.");
}

#[test]
fn frames_stand_inside_what_is_said() {
    check("Die Zahlen, sagte sie, stimmten nicht.", ClaimKind::Indirect, "Die Zahlen … stimmten nicht", "sie");
    check("Der Vertrag, betonte Kern, sei gültig.", ClaimKind::Indirect, "Der Vertrag … sei gültig", "Kern");
    check(
        "Im Herbst, so der Minister, falle der Preis.",
        ClaimKind::Indirect,
        "Im Herbst … falle der Preis",
        "der Minister",
    );
    nothing("Der Zug, ein alter Wagen, rollte los.");
}

#[test]
fn a_view_is_a_source_when_it_is_somebodys() {
    for (text, content, speaker) in [
        ("Aus Sicht der Industrie sind Zölle nötig.", "sind Zölle nötig", "Sicht der Industrie"),
        ("Ihm zufolge ist die Welle vorbei.", "ist die Welle vorbei", "Ihm"),
        ("Gerüchten zu Folge geht der Chef.", "geht der Chef", "Gerüchten"),
        ("Gemäss einem Sprecher ruht die Baustelle.", "ruht die Baustelle", "einem Sprecher"),
        ("Ginge es nach Kern, würden Zölle abgeschafft.", "würden Zölle abgeschafft", "Kern"),
        ("Glaubt man den Zahlen, sinkt die Quote.", "sinkt die Quote", "den Zahlen"),
        ("In den Augen der Kritiker ist das zu wenig.", "ist das zu wenig", "der Kritiker"),
        ("Wie aus Kreisen zu erfahren war, geht der Chef.", "geht der Chef", "Kreisen"),
    ] {
        check(text, ClaimKind::Indirect, content, speaker);
    }
    nothing("Aus heutiger Sicht ist das klar.");
    nothing("Gemäß dem Gesetz ist das verboten.");
    nothing("Es geht nach Hause.");
}

#[test]
fn nouns_of_saying_frame_clauses() {
    let text = "Die Ankündigung der Regierung, man werde sparen, überraschte die Märkte.";
    check(text, ClaimKind::Indirect, "man werde sparen", "der Regierung");
    check(
        "Das Argument des Ministers: Der Export brauche Luft.",
        ClaimKind::Indirect,
        "Der Export brauche Luft",
        "des Ministers",
    );
    // Whose reproach it is stays open.
    check("Kern wehrt sich gegen den Vorwurf, er habe gelogen.", ClaimKind::Indirect, "er habe gelogen", "");
}

#[test]
fn nobody_says_nothing() {
    nothing("Niemand glaubt, dass der Zug kommt.");
    nothing("Die Bahn teilte nicht mit, warum der Zug ausfiel.");
    nothing("Das Gericht verurteilte den 30-Jährigen.");
}

#[test]
fn datelines_belong_to_nobody() {
    let text = "München (dpa) - Die Regierung fordert mehr Geld.";
    check(text, ClaimKind::Reported, "Die Regierung fordert mehr Geld.", "Die Regierung");
}

#[test]
fn the_subject_is_told_by_number_case_and_place() {
    for (text, speaker) in [
        ("Die Vorwürfe wies der Verband zurück.", "der Verband"),
        ("Sein Anwalt kritisierte das Urteil.", "Sein Anwalt"),
        ("Ein mit dem Fall vertrauter Beamter kritisierte das Urteil.", "Ein mit dem Fall vertrauter Beamter"),
        ("Drei Tage nach dem Spiel kritisierte der Trainer das Urteil.", "der Trainer"),
    ] {
        check(text, ClaimKind::Reported, text, speaker);
    }
}

#[test]
fn a_possessive_of_another_sentence_belongs_to_the_subject() {
    let content = "„ein Luftschloss“";
    let text = "Deren Sprecherin Anna Kern nannte das Vorhaben „ein Luftschloss“.";
    check(text, ClaimKind::Direct, content, "Deren Sprecherin Anna Kern");
    let text = "Die Firma, deren Sprecherin Anna Kern ist, nannte das Vorhaben „ein Luftschloss“.";
    assert!(!claims(text).iter().any(|(_, _, speaker)| speaker.starts_with("deren")), "{:?}", claims(text));
}

#[test]
fn addressees_are_told_by_case_and_preposition() {
    let told = |text: &str| {
        let found = analyze(text).claims.into_iter().next().and_then(|c| c.addressee);
        found.map_or(String::new(), |a| a.name)
    };
    for (text, expected) in [
        ("„Ich gehe“, sagte Jörn Petersen dem Nordkurier.", "dem Nordkurier"),
        ("Petersen sagte der Zeitung, er gehe.", "der Zeitung"),
        ("Der Minister sagte Journalisten, er gehe.", "Journalisten"),
        ("Die Firma teilte dem Parlament mit, der Umsatz sinke.", "dem Parlament"),
        ("Gegenüber der Polizei erklärte er, er sei allein gewesen.", "der Polizei"),
        ("Im Gespräch mit dem Magazin sagte sie, das sei genug.", "dem Magazin"),
        ("„Das reicht“, so Kern im Interview mit dem Sender.", "dem Sender"),
        ("Der Rat forderte die Regierung auf, zu sparen.", "die Regierung"),
        ("Die Regierung wurde aufgefordert, zu sparen.", "Die Regierung"),
        ("Dem Trainer wird vorgeworfen, gelogen zu haben.", "Dem Trainer"),
        ("Die Grünen warfen der Geschäftsführung Versäumnisse vor.", "der Geschäftsführung"),
        ("Die Opposition wirft dem Kanzler Olaf Kern Wortbruch vor.", "dem Kanzler Olaf Kern"),
        ("Er sagte am Montag, er gehe.", ""),
        ("Der Minister sagte im Bundestag, er gehe.", ""),
        ("Kern empfahl den Umstieg.", ""),
    ] {
        assert_eq!(told(text), expected, "{text}");
    }
}

#[test]
fn words_quoted_inside_a_quotation_are_a_claim_of_their_own() {
    let text = "„Der Chef sagte ‚Wir schaffen das‘, und dann ging er“, erzählte Kern.";
    check(text, ClaimKind::Direct, "‚Wir schaffen das‘", "Der Chef");
}

#[test]
fn confidence_falls_with_what_is_unclear() {
    let confidence = |text: &str| analyze(text).claims.last().map_or(0.0, |c| c.confidence);
    let named = confidence("Jonas Kern sagte, er bleibe.");
    let continued = confidence("Jonas Kern sagte, er bleibe. Das Team sei jung.");
    let nobody = confidence("Das Team sei jung.");
    assert!(named > continued && continued > nobody, "{named} {continued} {nobody}");
}

fn certainty(text: &str) -> Option<Certainty> {
    analyze(text).claims.first().map(|c: &Claim| c.certainty)
}

#[test]
fn certainty_follows_cue_negation_and_hedges() {
    for (text, expected) in [
        ("Sie sagte, der Zug fahre.", Certainty::Asserted),
        ("Sie vermutete, der Zug fahre.", Certainty::Hedged),
        ("Sie sagte, der Zug könnte fahren.", Certainty::Hedged),
        ("Sie bestritt, dass der Zug fährt.", Certainty::Denied),
        ("Sie bezweifelte, dass der Zug fährt.", Certainty::Doubted),
        ("Sie forderte, dass der Zug fährt.", Certainty::Demanded),
        ("Sie kündigte an, dass der Zug fährt.", Certainty::Announced),
        ("Sie fragte, ob der Zug fährt.", Certainty::Questioned),
        ("Sie wollte wissen, ob der Zug fährt.", Certainty::Questioned),
        ("Ginge es nach Kern, würde der Zug fahren.", Certainty::Demanded),
        ("Der Rat stellt die Zahlen infrage.", Certainty::Doubted),
        ("Sie schloss nicht aus, dass der Zug fährt.", Certainty::Hedged),
    ] {
        assert_eq!(certainty(text), Some(expected), "{text}");
    }
}

fn well_formed(text: &str) {
    let analysis = analyze(text);
    for (at, claim) in analysis.claims.iter().enumerate() {
        assert_eq!(claim.id.to_string(), format!("c{}", at + 1));
        assert!(!claim.spans.is_empty());
        let parts = claim.spans.iter().chain(&claim.frame);
        let parts =
            parts.chain(claim.speaker.iter().flat_map(|s| &s.spans)).chain(claim.cue.iter().flat_map(|c| &c.spans));
        for span in parts.chain(claim.addressee.iter().flat_map(|a| &a.spans)) {
            assert!(text.get(span.range()).is_some_and(|s| !s.is_empty()), "{span:?} in {text:?}");
        }
        assert!((0.0..=1.0).contains(&claim.confidence));
        assert!(claim.nested_in.is_none_or(|outer| outer < claim.id));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_text_gives_well_formed_claims(text in "\\PC{0,200}") {
        well_formed(&text);
    }

    #[test]
    fn any_mix_of_marks_and_cues_gives_well_formed_claims(
        parts in prop::collection::vec(
            prop::sample::select(vec![
                "„", "“", "”", "\"", "»", "«", "‹", "›", "‚", "‘", "'", ",", ".", ":", "\n\n", "dass", "sagte", "er",
                "laut", "zufolge", "nach", "Angaben", "so", "sei", "wie", "und", "die Polizei", "ß€", "🙂", "mit", "(", ")",
            ]),
            0..40,
        )
    ) {
        well_formed(&parts.join(" "));
        well_formed(&parts.concat());
    }
}

#[test]
fn a_hundred_thousand_marks_are_read() {
    for mark in ["„", "“", "\"", "»", "'", "„a“ ", "„a, "] {
        well_formed(&mark.repeat(100_000));
    }
    well_formed(&"sagte er, dass ".repeat(20_000));
    well_formed(&"Laut A sagte B: „C.“ ".repeat(5_000));
    well_formed(&"nach eigenen Angaben ".repeat(20_000));
}
