//! Who speaks when no name stands beside the words: nouns, pronouns, "nach eigenen Angaben", interviews.

use pressespiegel::nlp::analysis::{ClaimKind, ResolvedBy};
use pressespiegel::nlp::{Document, Engine};

fn engine() -> &'static Engine {
    static ENGINE: std::sync::OnceLock<Engine> = std::sync::OnceLock::new();
    ENGINE.get_or_init(|| Engine::new().expect("the engine"))
}

/// The speaker of the last claim that is no assertion: their name, and how they were found when they are an entity.
fn last(text: &str) -> (String, Option<ResolvedBy>) {
    let claims = engine().analyze(Document::new(text)).claims;
    let claim = claims.into_iter().rfind(|c| c.kind != ClaimKind::Assertion);
    let speaker = claim.and_then(|c| c.speaker);
    speaker.map_or_else(Default::default, |s| (s.name, s.resolved_by.filter(|_| s.entity_id.is_some())))
}

#[track_caller]
fn speaks(text: &str, name: &str) {
    let found = last(text);
    assert!(found.0 == name && found.1.is_some(), "{text}\n  expected {name}\n  found {found:?}");
}

/// Somebody speaks, but who they are stays open.
#[track_caller]
fn open(text: &str) {
    let found = last(text);
    assert!(!found.0.is_empty() && found.1.is_none(), "{text}\n  found {found:?}");
}

#[test]
fn own_words_are_those_of_the_subject() {
    for text in [
        "Siemens hat nach eigenen Angaben 300 Stück verkauft.",
        "Nach eigenen Angaben hat Siemens 300 Stück verkauft.",
        "Eigenen Angaben zufolge hat Siemens 300 Stück verkauft.",
        "Siemens, das nach eigenen Angaben mehr als 200 Stück verkauft hat, wächst.",
        "Das Werk, das Siemens nach eigener Darstellung verkauft hat, wächst.",
        "Es heißt, dass Siemens laut eigenen Angaben wächst.",
        "Siemens ist nach eigenem Bekunden zufrieden.",
    ] {
        speaks(text, "Siemens");
    }
    speaks("Jonas Kern kommt. Er hat nach eigenen Worten nichts gewusst.", "Jonas Kern");
}

#[test]
fn own_words_keep_their_owner() {
    // Whose they are stands behind them; and pieces say nothing.
    speaks("Nach eigenen Angaben der Firma Siemens wurden 300 Stück verkauft.", "Siemens");
    open("Nach eigenen Angaben wurden 300 Stück verkauft.");
    speaks("Nach Angaben von Siemens wurden 300 Stück verkauft.", "Siemens");
}

#[test]
fn own_words_show_the_words_of_the_subject_when_nobody_is_known() {
    let (name, by) = last("Das Krankenhaus läuft eigenen Angaben zufolge mit Notstrom.");
    assert_eq!((name.as_str(), by), ("Das Krankenhaus", None));
}

#[test]
fn a_pronoun_may_be_stressed() {
    let text = "Ministerin Ines Wollny versprach Hilfe. Sie selbst sagte im Radio: „Das geht.“";
    speaks(text, "Ines Wollny");
    speaks("Jonas Kern ging. „Es reicht“, sagte er persönlich.", "Jonas Kern");
    open("Der Streit geht weiter. Sie selbst sagte im Radio: „Das geht.“");
}

#[test]
fn a_pronoun_means_who_the_sentence_before_is_about() {
    let text = "„Nein“, sagte Minister Jonas Kern. Peter Hansen wartet vor der Tür. „Ich bleibe“, sagte er.";
    speaks(text, "Peter Hansen");
    let other = "„Nein“, sagte Minister Jonas Kern. Anna Hansen wartet vor der Tür. „Ich bleibe“, sagte er.";
    speaks(other, "Jonas Kern");
}

#[test]
fn a_relative_pronoun_stands_for_what_is_before_its_comma() {
    speaks("Am Montag kam Jonas Kern, der sagte, das Werk schließe.", "Jonas Kern");
    open("Am Montag kam der Anwalt von Jonas Kern, der sagte, das Werk schließe.");
}

#[test]
fn an_office_in_other_words_is_the_same_person() {
    for (text, name) in [
        ("Umweltministerin Carla Ebner kam. Die Ressortchefin forderte mehr Geld.", "Carla Ebner"),
        ("Bürgermeister Axel Thoma kam. „Es war Sabotage“, sagte der Rathauschef.", "Axel Thoma"),
        ("Geschäftsführer Ulrich Kolbe kam. Der Firmenchef forderte mehr Geld.", "Ulrich Kolbe"),
        ("Trainer Alexander Straus kam. Der Coach forderte mehr Geld.", "Alexander Straus"),
        ("Justizminister Moritz Körner kam. Es brauche Zeit, so der CDU-Politiker.", "Moritz Körner"),
        ("Der Ökonom Klaus Wohlrabe kam. Der Forscher forderte mehr Geld.", "Klaus Wohlrabe"),
    ] {
        speaks(text, name);
    }
}

#[test]
fn another_office_is_another_person() {
    for text in [
        "Umweltministerin Carla Ebner kam. Der Ressortchef forderte mehr Geld.",
        "Trainer Alexander Straus kam. Der Rathauschef forderte mehr Geld.",
        "Minister Moritz Körner (SPD) kam. Es brauche Zeit, so der CDU-Politiker.",
        "Minister Jonas Kern und Minister Axel Thoma kamen. Der Ressortchef forderte mehr Geld.",
        "Minister Jonas Kern kam. Die Forscher forderten mehr Geld.",
        "Umweltministerin Carla Ebner kam. Die Richterin forderte mehr Geld.",
        "Staatsanwalt Timo Brenner kam. Der Anwalt forderte mehr Geld.",
        "Umweltministerin Carla Ebner kam. Die Juristin des Verbands forderte mehr Geld.",
    ] {
        open(text);
    }
}

#[test]
fn a_trade_or_an_age_means_who_the_text_is_about() {
    speaks("Das sagte Firmenchefin Nora Amrein. Die Juristin forderte mehr Geld.", "Nora Amrein");
    speaks("Gründer Tarek Nasser blieb ruhig. „Es geht“, erklärte der 34-Jährige.", "Tarek Nasser");
    open("Gründer Tarek Nasser blieb ruhig. „Es geht“, erklärte die 34-Jährige.");
    open("Gründer Tarek Nasser blieb ruhig. Die Juristin forderte mehr Geld.");
}

#[test]
fn a_noun_for_an_organisation_means_the_one_of_its_sort() {
    for (text, name) in [
        ("Siemens baut um. Der Konzern kündigte an, zu sparen.", "Siemens"),
        ("Das Ifo-Institut und Siemens reden. Das Institut verweist auf hohe Zölle.", "Ifo-Institut"),
        ("Siemens liest das „Handelsblatt“. Die Zeitung schrieb, das Werk schließe.", "Handelsblatt"),
        ("Das Bundeskartellamt prüft Siemens. Die Behörde sagte, das sei heikel.", "Bundeskartellamt"),
        ("Siemens verhandelt mit der IG Metall. Die Gewerkschaft forderte mehr Geld.", "IG Metall"),
    ] {
        speaks(text, name);
    }
}

#[test]
fn a_noun_for_an_organisation_of_another_sort_or_several_stays_open() {
    for text in [
        "Siemens verhandelt mit der IG Metall. Der Verein forderte mehr Geld.",
        "Siemens und Bosch bauen um. Der Konzern forderte mehr Geld.",
        "Siemens baut um. Die Unternehmen forderten mehr Geld.",
        "Siemens baut um. Der Konkurrent forderte mehr Geld.",
        "Siemens baut um. Die Behörde in Bonn forderte mehr Geld.",
        "Siemens baut um. Ein Konzern forderte mehr Geld.",
    ] {
        open(text);
    }
}

#[test]
fn a_team_round_somebody_speaks_for_them() {
    let text = "Wie das Team um Marco Hutter berichtet, läuft der Roboter schneller.";
    speaks(text, "Marco Hutter");
    open("Wie das Team berichtet, läuft der Roboter schneller.");
}

#[test]
fn a_genitive_may_stand_for_the_article() {
    speaks("Der Verband klagt. Dessen Sprecher Veit Huber sagte, das sei heikel.", "Veit Huber");
}

#[test]
fn who_is_told_does_not_employ_the_speaker() {
    speaks("Die Forscherin Svea Lund kam. „Nein“, sagte die Forscherin der dpa.", "Svea Lund");
}

#[test]
fn a_politician_is_not_their_party() {
    open("Die Täter müssten bestraft werden, sagte der SPD-Politiker.");
    speaks("Die Täter müssten bestraft werden, sagte die SPD.", "SPD");
}

#[test]
fn an_interview_needs_no_marks() {
    let text = "Herr Mertens, was überrascht Sie?\n\nMertens: Die Geduld. Ich hatte mit Streit gerechnet.\n\n\
                Und jetzt?\n\nMertens: Jetzt wird gebaut.";
    let analysis = engine().analyze(Document::new(text));
    let said: Vec<&str> =
        analysis.claims.iter().filter(|c| c.kind == ClaimKind::Direct).map(|c| c.spans[0].of(text)).collect();
    assert_eq!(said, ["Die Geduld. Ich hatte mit Streit gerechnet.", "Jetzt wird gebaut."]);
    assert!(analysis.claims.iter().all(|c| c.speaker.as_ref().is_some_and(|s| s.entity_id.is_some())));
}

#[test]
fn a_name_and_a_colon_alone_are_no_interview() {
    for text in [
        "Jonas Kern: Das Haus wird gebaut.\n\nAnna Hansen: Das Haus steht.",
        "Jonas Kern: 12 Tore\n\nJonas Kern: 14 Tore",
    ] {
        assert!(engine().analyze(Document::new(text)).claims.iter().all(|c| c.kind != ClaimKind::Direct), "{text}");
    }
}
