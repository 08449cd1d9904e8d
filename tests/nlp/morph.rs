//! Morphology: one line a case. The word meant stands in square brackets.

use std::sync::LazyLock;

use pressespiegel::nlp::lexicon::Lexicon;
use pressespiegel::nlp::morph::{Morph, MorphTagger};
use pressespiegel::nlp::sentence::split;
use pressespiegel::nlp::token::tokenize;
use proptest::prelude::*;

use crate::token::odd_text;

static ENGINE: LazyLock<(Lexicon, MorphTagger)> = LazyLock::new(|| {
    let lexicon = Lexicon::new().unwrap();
    let tagger = MorphTagger::new(&lexicon).unwrap();
    (lexicon, tagger)
});

/// Reads the text and hands over the morphs of the words in square brackets, with all of the text's words.
fn read<T>(marked: &str, describe: impl Fn(&Morph<'_>, &[&str]) -> T) -> Vec<T> {
    let mut text = String::new();
    let mut starts = Vec::new();
    for c in marked.chars() {
        match c {
            '[' => starts.push(text.len()),
            ']' => {}
            _ => text.push(c),
        }
    }
    let (lexicon, tagger) = &*ENGINE;
    let tokens = tokenize(&text);
    let words: Vec<&str> = tokens.iter().map(|t| t.span.of(&text)).collect();
    let morphs = tagger.tag(lexicon, &text, &tokens, &split(&text, &tokens));
    assert_eq!(morphs.len(), tokens.len());
    starts
        .iter()
        .map(|start| {
            let i = tokens.iter().position(|t| t.span.start == *start).expect("a token starts at the bracket");
            describe(&morphs[i], &words)
        })
        .collect()
}

fn short(value: Option<impl std::fmt::Debug>) -> String {
    value.map_or("-".into(), |v| format!("{v:?}"))
}

/// Compares what `describe` says of each marked word with what is expected, all cases at once.
fn check(cases: &[(&str, &str)], describe: impl Fn(&Morph<'_>, &[&str]) -> String) {
    let mut wrong = Vec::new();
    for (marked, expected) in cases {
        let found = read(marked, &describe).join(", ");
        if found != *expected {
            wrong.push(format!("{marked}\n    expected {expected}\n    found    {found}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {} wrong:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

/// Lemma and, for finite verbs, mood, tense, person and number in short.
fn verb(morph: &Morph<'_>, _: &[&str]) -> String {
    let form = short(morph.verb_form);
    if form != "Finite" {
        return format!("{} {form}", morph.lemma);
    }
    let mood =
        short(morph.mood).replace("Indicative", "Ind").replace("SubjunctiveII", "K2").replace("SubjunctiveI", "K1");
    let tense = &short(morph.tense)[..4.min(short(morph.tense).len())];
    let person = match short(morph.person).as_str() {
        "First" => '1',
        "Second" => '2',
        _ => '3',
    };
    format!("{} {mood} {tense} {person}{}", morph.lemma, &short(morph.number)[..1])
}

#[test]
fn verbs_of_saying_are_found_in_every_form() {
    check(
        &[
            ("Der Minister [sagte], das sei falsch.", "sagen Ind Past 3S"),
            ("Das [sagt] der Minister.", "sagen Ind Pres 3S"),
            ("Viele Experten [warnen] vor dem Gesetz.", "warnen Ind Pres 3P"),
            ("Sie [erklärten], dass es reicht.", "erklären Ind Past 3P"),
            ("Er hat [gesagt], dass er kommt.", "sagen Participle"),
            ("Sie habe das nie [behauptet].", "behaupten Participle"),
            ("Die Firma [bestritt] die Vorwürfe.", "bestreiten Ind Past 3S"),
            ("Der Konzern [gab] das bekannt.", "bekanntgeben Ind Past 3S"),
            ("Er will das nicht [kommentieren].", "kommentieren Infinitive"),
            ("Die Behörde [schrieb], sie prüfe das.", "schreiben Ind Past 3S"),
            ("Ich [sage] das nicht.", "sagen Ind Pres 1S"),
            ("Wir [fordern] mehr Geld.", "fordern Ind Pres 1P"),
        ],
        verb,
    );
}

#[test]
fn the_subjunctive_is_told_from_the_indicative() {
    check(
        &[
            ("Er sagte, das [sei] falsch.", "sein K1 Pres 3S"),
            ("Die Zahlen [seien] falsch.", "sein K1 Pres 3P"),
            ("Sie [habe] nichts gewusst, sagte sie.", "haben K1 Pres 3S"),
            ("Ich [habe] nichts gewusst.", "haben Ind Pres 1S"),
            ("Er [gehe] davon aus, sagte er.", "ausgehen K1 Pres 3S"),
            ("Der Konzern [plane] neue Werke.", "planen K1 Pres 3S"),
            ("Es [könne] noch dauern.", "können K1 Pres 3S"),
            ("Es [kann] noch dauern.", "können Ind Pres 3S"),
            ("Man [müsse] abwarten.", "müssen K1 Pres 3S"),
            ("Das [werde] teuer.", "werden K1 Pres 3S"),
            ("Das [wird] teuer.", "werden Ind Pres 3S"),
            ("Die Regierung [wolle] handeln.", "wollen K1 Pres 3S"),
            ("Das [wäre] schön.", "sein K2 Past 3S"),
            ("Das [war] schön.", "sein Ind Past 3S"),
            ("Sie [hätten] mehr Zeit gebraucht.", "haben K2 Past 3P"),
            ("Sie [hatten] mehr Zeit.", "haben Ind Past 3P"),
            ("Die Firma [würde] gern wachsen.", "werden K2 Past 3S"),
            ("Das [könnte] klappen.", "können K2 Past 3S"),
            ("Das [konnte] klappen.", "können Ind Past 3S"),
            ("Er [käme] gern.", "kommen K2 Past 3S"),
            ("Er [kam] gern.", "kommen Ind Past 3S"),
        ],
        verb,
    );
}

#[test]
fn separated_verbs_are_put_together() {
    let joined = |m: &Morph<'_>, words: &[&str]| format!("{} {}", m.lemma, m.particle.map_or("-", |p| words[p]));
    check(
        &[
            ("Der Konzern [teilte] am Montag mit, dass er wächst.", "mitteilen mit"),
            ("Er [geht] davon aus, dass es reicht.", "ausgehen aus"),
            ("Sie [wies] auf die Gefahr hin.", "hinweisen hin"),
            ("Die Firma [kündigte] neue Werke an.", "ankündigen an"),
            ("Der Minister [räumte] Fehler ein.", "einräumen ein"),
            ("Er [lehnte] das Angebot ab und ging.", "ablehnen ab"),
            ("Sie [teilte] den Kuchen mit ihrem Bruder.", "teilen -"),
            ("Er [ging] mit ihr nach Hause.", "gehen -"),
        ],
        joined,
    );
    check(
        &[
            ("Er versprach, neue Werke [anzukündigen].", "ankündigen Infinitive"),
            ("Das hat er [angekündigt].", "ankündigen Participle"),
            ("Weil er das [ankündigte], stieg der Kurs.", "ankündigen Ind Past 3S"),
        ],
        verb,
    );
}

#[test]
fn what_belongs_to_no_verb_stays_apart() {
    let joined = |m: &Morph<'_>, words: &[&str]| format!("{} {}", m.lemma, m.particle.map_or("-", |p| words[p]));
    check(
        &[
            ("Die Ministerin [sagte] dazu, das Gesetz komme.", "sagen -"),
            ("Er [sprach] davon, dass es reicht.", "sprechen -"),
            ("Der Preis [stieg] auf zehn Euro.", "steigen -"),
            ("Sie [stellte] am Freitag ihr Buch vor.", "vorstellen vor"),
            ("Sie [stellte] das Buch vor das Regal.", "stellen -"),
            ("Der Konzern [baut] Stellen ab.", "abbauen ab"),
            ("Die Partei [schließt] das aus.", "ausschließen aus"),
            ("Die Kurse [brachen] am Montag ein.", "einbrechen ein"),
            ("Das [hängt] vom Wetter ab.", "abhängen ab"),
            ("Er [fügte] hinzu, dass es reicht.", "hinzufügen hinzu"),
            ("Sie [warf] ihm vor, zu lügen.", "vorwerfen vor"),
            ("Das Amt [gab] das am Dienstag bekannt.", "bekanntgeben bekannt"),
        ],
        joined,
    );
}

#[test]
fn finite_verbs_are_found_in_every_kind_of_clause() {
    let form = |m: &Morph<'_>, _: &[&str]| format!("{:?} {}", m.pos, short(m.verb_form));
    check(
        &[
            ("Experten [bezweifeln], dass das stimmt.", "Verb Finite"),
            ("Das Unternehmen [erklärt], dass es wächst.", "Verb Finite"),
            ("Die Regierung hat das [erklärt].", "Verb Participle"),
            ("Die Forscher [vermuten] einen Fehler.", "Verb Finite"),
            ("Die Forscher wollen das nicht [vermuten].", "Verb Infinitive"),
            ("Er weiß, dass die Preise [steigen].", "Verb Finite"),
            ("Die Preise werden [steigen].", "Verb Infinitive"),
            ("Es ist schwer, das zu [ändern].", "Verb Infinitive"),
            ("Wenn die Preise [sinken], kaufen alle.", "Verb Finite"),
            ("Die Frau, die das Haus [kaufte], ist reich.", "Verb Finite"),
            ("[Kommt] der Minister heute?", "Verb Finite"),
            ("Das Haus wurde [verkauft].", "Verb Participle"),
            ("Die Firma [verkauft] das Haus.", "Verb Finite"),
            ("Sie [wird] das tun.", "Aux Finite"),
            ("Sie hätte das [tun] können.", "Verb Infinitive"),
        ],
        form,
    );
}

#[test]
fn verbs_have_the_person_of_their_subject() {
    check(
        &[
            ("[Habe] ich das gesagt?", "haben Ind Pres 1S"),
            ("Du [kommst] morgen.", "kommen Ind Pres 2S"),
            ("Wir [gehen] nach Hause.", "gehen Ind Pres 1P"),
            ("Die Leute [gehen] nach Hause.", "gehen Ind Pres 3P"),
            ("Ihr [geht] nach Hause.", "gehen Ind Pres 2P"),
            ("Sie [geht] nach Hause.", "gehen Ind Pres 3S"),
            ("Ich [ging] nach Hause.", "gehen Ind Past 1S"),
            ("Ich [würde] gehen.", "werden K2 Past 1S"),
            ("Die Löhne [sänken], sagte er.", "sinken K2 Past 3P"),
            ("Der Vorstand [trete] zurück, hieß es.", "zurücktreten K1 Pres 3S"),
            ("Es [gebe] keine Pläne, sagte er.", "geben K1 Pres 3S"),
            ("Das [lasse] sich nicht ändern, sagte sie.", "lassen K1 Pres 3S"),
        ],
        verb,
    );
}

#[test]
fn nouns_have_lemma_gender_and_number() {
    let noun = |m: &Morph<'_>, _: &[&str]| format!("{} {} {}", m.lemma, short(m.gender), short(m.number));
    check(
        &[
            ("Die [Häuser] sind alt.", "Haus Neuter Plural"),
            ("Das [Haus] ist alt.", "Haus Neuter Singular"),
            ("Die [Regierungen] streiten.", "Regierung Feminine Plural"),
            ("Der Preis des [Autos] steigt.", "Auto Neuter Singular"),
            ("Die [Bundesregierung] schweigt.", "Bundesregierung Feminine Singular"),
            ("Die [Hochleistungschips] sind teuer.", "Hochleistungschip Masculine Plural"),
            ("Das [KI-Sprachmodell] lernt.", "KI-Sprachmodell Neuter Singular"),
            ("Mit den [US-Firmen] reden alle.", "US-Firma Feminine Plural"),
            ("Die [Ministerin] kam.", "Ministerin Feminine Singular"),
            ("Die [Ministerinnen] kamen.", "Ministerin Feminine Plural"),
            ("Der [Sprecher] sagte nichts.", "Sprecher Masculine Singular"),
            ("Die [Sprecher] sagten nichts.", "Sprecher Masculine Plural"),
            ("Die [Fälle] häufen sich.", "Fall Masculine Plural"),
            ("Die [Klimaschutzverordnung] gilt.", "Klimaschutzverordnung Feminine Singular"),
        ],
        noun,
    );
}

#[test]
fn pronouns_have_person_number_and_gender() {
    let pronoun =
        |m: &Morph<'_>, _: &[&str]| format!("{} {} {} {}", m.lemma, short(m.person), short(m.number), short(m.gender));
    check(
        &[
            ("[Er] kam spät.", "er Third Singular Masculine"),
            ("[Sie] kam spät.", "sie Third Singular Feminine"),
            ("[Sie] kamen spät.", "sie Third Plural -"),
            ("Das sagte [sie] gestern.", "sie Third Singular Feminine"),
            ("Das sagten [sie] gestern.", "sie Third Plural -"),
            ("[Es] regnet.", "es Third Singular Neuter"),
            ("[Ich] komme.", "ich First Singular -"),
            ("Man hilft [ihm].", "er Third Singular Masculine"),
            ("Man hilft [ihnen].", "sie Third Plural -"),
            ("[Wir] helfen.", "wir First Plural -"),
        ],
        pronoun,
    );
}

#[test]
fn words_have_their_part_of_speech() {
    let pos = |m: &Morph<'_>, _: &[&str]| format!("{:?} {}", m.pos, m.lemma);
    check(
        &[
            ("Der [schnelle] Wagen siegt.", "Adj schnell"),
            ("Die [größten] Firmen siegen.", "Adj groß"),
            ("Der [Berliner] Senat tagt.", "Adj Berliner"),
            ("Die [angekündigten] Pläne fehlen.", "Adj angekündigt"),
            ("[Angela] Merkel kam.", "Propn Angela"),
            ("Angela [Merkel] kam.", "Propn Merkel"),
            ("[Microsoft] wächst.", "Propn Microsoft"),
            ("Er kommt [nicht].", "Part nicht"),
            ("Er kommt, [weil] es regnet.", "Sconj weil"),
            ("Äpfel [und] Birnen.", "Cconj und"),
            ("Er wohnt [im] Wald.", "Adp in"),
            ("Er hofft [zu] gewinnen.", "Part zu"),
            ("Der Mann, [der] dort steht, singt.", "Pron der"),
            ("[Der] Mann singt.", "Det der"),
            ("Das sind [20] Leute.", "Num 20"),
            ("Er kommt [heute].", "Adv heute"),
            ("Laut [dem] Minister ist alles gut.", "Det der"),
        ],
        pos,
    );
}

#[test]
fn the_particle_of_a_later_sentence_is_found_in_its_own() {
    let text = "Es regnet. Der Konzern teilte das am Montag mit.";
    let (lexicon, tagger) = &*ENGINE;
    let tokens = tokenize(text);
    let sentences = split(text, &tokens);
    let morphs = tagger.tag(lexicon, text, &tokens, &sentences);
    let particles: Vec<&str> = morphs.iter().filter_map(|m| Some(tokens[m.particle?].span.of(text))).collect();
    assert_eq!(particles, ["mit"]);
}

proptest! {
    #[test]
    fn every_token_has_a_morph_and_particles_point_into_the_sentence(text in odd_text()) {
        let (lexicon, tagger) = &*ENGINE;
        let tokens = tokenize(&text);
        let sentences = split(&text, &tokens);
        let morphs = tagger.tag(lexicon, &text, &tokens, &sentences);
        prop_assert_eq!(morphs.len(), tokens.len());
        for sentence in &sentences {
            for i in sentence.tokens.clone() {
                prop_assert!(morphs[i].particle.is_none_or(|p| p > i && sentence.tokens.contains(&p)));
                prop_assert!(!morphs[i].lemma.is_empty());
            }
        }
    }
}
