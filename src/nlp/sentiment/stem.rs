//! Inflection taken off by suffix alone, for words whose lemma nobody knows.
//!
//! Lexicon and text go through the same function, so a stem need not be a word; it must only be the same for the
//! forms of one lemma and seldom the same for two. Strong verbs are beyond it: their lemma comes from the morphology.

use super::lists::List;

/// No ending is longer, in bytes.
const LONGEST_ENDING: usize = 6;
/// So many bytes of a word are never taken for an ending.
const SHORTEST_STEM: usize = 4;
/// No particle of a verb is longer, in bytes.
const LONGEST_PARTICLE: usize = 8;

/// What a word is for stemming: the endings differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum StemClass {
    /// A noun.
    Noun,
    /// A verb or an adjective; they share a stem ("verletzen", "verletzt", "Verletzte").
    Other,
}

/// Writes `word` in lower case with umlauts and ß folded into `out`.
pub(super) fn fold(word: &str, out: &mut String) {
    out.clear();
    for c in word.chars() {
        match c {
            'a'..='z' | '-' => out.push(c),
            'A'..='Z' => out.push(c.to_ascii_lowercase()),
            'ä' | 'Ä' => out.push('a'),
            'ö' | 'Ö' => out.push('o'),
            'ü' | 'Ü' => out.push('u'),
            'ß' => out.push_str("ss"),
            _ => out.extend(c.to_lowercase()),
        }
    }
}

/// Writes `word` in lower case into `out`.
pub(super) fn lower(word: &str, out: &mut String) {
    out.clear();
    for c in word.chars() {
        if c.is_ascii() {
            out.push(c.to_ascii_lowercase());
        } else if c == 'ß' {
            out.push_str("ss");
        } else {
            out.extend(c.to_lowercase());
        }
    }
}

/// Writes the stem of `word` into `out`.
///
/// Umlauts come and go in nouns only ("Rückgang", "Rückgänge"); in verbs they tell words apart ("fordern", "fördern").
pub(super) fn stem(word: &str, class: StemClass, out: &mut String) {
    match class {
        StemClass::Noun => fold(word, out),
        StemClass::Other => lower(word, out),
    }
    if class == StemClass::Other && (out.ends_with("euer") || out.ends_with("auer")) {
        return;
    }
    if class == StemClass::Other && out.ends_with("det") && out.len() >= 6 {
        out.truncate(out.len() - 2);
        return;
    }
    let endings = if class == StemClass::Noun { List::NounEnding } else { List::OtherEnding };
    let from = out.len().saturating_sub(LONGEST_ENDING).max(SHORTEST_STEM);
    if let Some(ending) = endings.end_from(out, from).map(str::len) {
        out.truncate(out.len() - ending);
    }
    if class == StemClass::Other {
        restore(out);
    }
}

/// Puts the "e" back that inflection takes: "miserable", "teure", "dunkle".
fn restore(out: &mut String) {
    let [.., first, second, last] = *out.as_bytes() else { return };
    let missing = match last {
        b'l' => matches!(second, b'b' | b'd' | b'f' | b'g' | b'k' | b'p' | b't'),
        b'r' => second == b'u' && matches!(first, b'e' | b'a'),
        _ => false,
    };
    if missing {
        out.insert(out.len() - 1, 'e');
    }
}

/// The stem of a participle or zu-infinitive without its "ge" or "zu", where `stem` has one.
pub(super) fn without_infix(stem: &str) -> Option<String> {
    if let Some(rest) = stem.strip_prefix("ge")
        && rest.len() >= 3
    {
        return Some(rest.to_owned());
    }
    let ends = (1..stem.len().min(LONGEST_PARTICLE + 1)).filter(|&at| stem.is_char_boundary(at));
    ends.map(|at| stem.split_at(at)).find_map(|(particle, rest)| {
        let root = rest.strip_prefix("ge").or_else(|| rest.strip_prefix("zu")).filter(|root| root.len() >= 3)?;
        List::VerbParticle.holds(particle).then(|| format!("{particle}{root}"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stemmed(word: &str, class: StemClass) -> String {
        let mut out = String::new();
        stem(word, class, &mut out);
        out
    }

    #[test]
    fn forms_of_one_lemma_share_a_stem() {
        use StemClass::{Noun, Other};
        for (class, forms) in [
            (Noun, &["Rückgang", "Rückgänge", "Rückgangs", "Rückgängen"][..]),
            (Noun, &["Krise", "Krisen"]),
            (Noun, &["Gegner", "Gegners", "Gegnern"]),
            (Noun, &["Opfer", "Opfern", "Opfers"]),
            (Other, &["kritisieren", "kritisiert", "kritisierte", "kritisierten"]),
            (Other, &["schlecht", "schlechte", "schlechten", "schlechter", "schlechtes"]),
            (Other, &["erfolgreich", "erfolgreiche", "erfolgreichsten", "erfolgreicher"]),
            (Other, &["verletzen", "verletzt", "verletzte", "verletzten"]),
            (Other, &["miserabel", "miserable", "miserables", "miserablen"]),
            (Other, &["teuer", "teure", "teures", "teurer"]),
        ] {
            for form in forms {
                assert_eq!(stemmed(form, class), stemmed(forms[0], class), "{form}");
            }
        }
    }

    #[test]
    fn different_words_keep_different_stems() {
        assert_ne!(stemmed("gut", StemClass::Other), stemmed("Güte", StemClass::Noun));
        assert_ne!(stemmed("fordern", StemClass::Other), stemmed("fördern", StemClass::Other));
        assert_ne!(stemmed("warnen", StemClass::Other), stemmed("waren", StemClass::Other));
    }

    #[test]
    fn participles_lose_their_infix() {
        assert_eq!(without_infix(&stemmed("gelobt", StemClass::Other)).as_deref(), Some("lob"));
        let plain = stemmed("abstürzen", StemClass::Other);
        assert_eq!(without_infix(&stemmed("abgestürzt", StemClass::Other)), Some(plain.clone()));
        assert_eq!(without_infix(&stemmed("abzustürzen", StemClass::Other)), Some(plain));
        assert_eq!(without_infix("krise"), None);
    }
}
