//! Candidates for institutions: "Bundesamt für Statistik", "Universität Bremen", and whatever stands in front of its own
//! acronym: "Bund für Umwelt und Naturschutz Deutschland (BUND)".

use super::candidate::{Candidate, Source};
use super::derived;
use super::lists::List;
use super::words::Words;
use crate::nlp::analysis::EntityType;
use crate::nlp::lexicon::heads::Use;
use crate::nlp::token::TokenKind;

/// Adds the institution that begins at token `i`, or whose acronym stands in brackets there.
pub(super) fn find(words: &Words<'_>, i: usize, found: &mut Vec<Candidate>) {
    if bracketed(words, i, found) {
        return;
    }
    let word = words.word(i);
    if let Some(head) = words.lexicon.heads.of(Use::Seated, word) {
        if let Some(seat_end) = words.joined(i).then(|| seat_end(words, i + 1)).flatten() {
            // "Arbeits- und Sozialgericht Wien".
            let cut = i > 1 && words.joined(i - 2) && words.word(i - 1) == "und" && words.word(i - 2).ends_with('-');
            let first = if cut && words.joined(i - 1) && words.upper(i - 2) { i - 2 } else { i };
            // "Landgericht München I".
            let numbered = words.joined(seat_end - 1) && matches!(words.word(seat_end), "I" | "II");
            let end = seat_end + usize::from(head.subtype == "court" && numbered);
            found.push(Candidate::of(words, first..end, head.kind, head.subtype, Source::Form));
        }
        return;
    }
    if !of_land(words, i, found) {
        fielded(words, i, found);
        of_place(words, i, found);
    }
}

/// "Bucht von Manila", "Schlacht bei Hastings", "Vertrag von Maastricht".
fn of_place(words: &Words<'_>, i: usize, found: &mut Vec<Candidate>) {
    let Some(head) = words.lexicon.heads.of(Use::Of, words.word(i)) else { return };
    let of = words.joined(i) && matches!(words.word(i + 1), "von" | "bei" | "um") && words.joined(i + 1);
    // "Die Bucht von Vera Lindts Hotel".
    let of = of && (words.known_place(i + 2).is_some() || words.lexicon.people.given(words.word(i + 2)).is_none());
    if let Some(end) = of.then(|| seat_end(words, i + 2)).flatten() {
        found.push(Candidate::of(words, i..end, head.kind, head.subtype, Source::Form));
    }
}

/// "das Thüringer Gesundheitsministerium": a ministry or association with the adjective of its land or town.
fn of_land(words: &Words<'_>, i: usize, found: &mut Vec<Candidate>) -> bool {
    let word = words.word(i);
    let of_one = |before: usize| words.on(before, List::Article) || words.is_inflected_adjective(before);
    if !words.before(i).is_some_and(of_one)
        || word.len() < 6
        || !word.ends_with("er")
        || !words.joined(i)
        || !words.upper(i + 1)
    {
        return false;
    }
    let Some(head) = words.lexicon.heads.by_ending(&words.word(i + 1).to_lowercase()) else { return false };
    let public = matches!(head.subtype, "government" | "association");
    if public {
        found.push(Candidate::of(words, i..i + 2, head.kind, head.subtype, Source::Form));
    }
    public
}

/// The end of the place that an institution has behind its head from token `at`: a known one with all its words
/// ("Amtsgericht Bad Homburg", "Landgericht Freiburg im Breisgau"), else a word that is no ordinary one.
fn seat_end(words: &Words<'_>, at: usize) -> Option<usize> {
    if !words.upper(at) {
        return None;
    }
    // "So sagte die Polizei RTL": capitals are no place.
    let unknown = || !words.ordinary(at) && !words.shapes[at].caps;
    words.known_place(at).or_else(|| unknown().then_some(at + 1))
}

/// "Bundesamt für Statistik", "Institut für Weltwirtschaft".
fn fielded(words: &Words<'_>, i: usize, found: &mut Vec<Candidate>) {
    let word = words.word(i);
    let stem = word.strip_suffix("es").or_else(|| word.strip_suffix('s')).unwrap_or(word);
    if !words.joined(i) {
        return;
    }
    let next = words.word(i + 1);
    let uniting = matches!(next, "der" | "Deutscher")
        && (words.on(i, List::Uniting) || words.lists.marks(stem).on(List::Uniting));
    if !(matches!(next, "für" | "zur") || uniting) || indefinite(words, i) {
        return;
    }
    let fielded = words.lexicon.heads.of(Use::Fielded, word).map(|head| head.subtype);
    let Some(subtype) = fielded.or(uniting.then_some("association")) else {
        return;
    };
    let start = if next == "Deutscher" { i + 1 } else { i + 2 };
    let last = field_end(words, i, start);
    if last > i {
        // "Bayerisches Landesamt für Umwelt".
        let first = words.before(i).filter(|b| words.upper(*b) && derived::stem(words.word(*b)).is_some()).unwrap_or(i);
        found.push(Candidate::of(words, first..last + 1, EntityType::Organization, subtype, Source::Form));
    }
}

/// The last token of an institution's field that begins at token `start`; `i` where there is none.
fn field_end(words: &Words<'_>, i: usize, start: usize) -> usize {
    let head = words.word(i).to_lowercase();
    let governing = ["ministerium", "ministeriums", "departement", "departements"].iter().any(|h| head.ends_with(h));
    let mut end = start;
    let mut last = i;
    while end < words.len() && end < i + 10 && words.joined(end - 1) {
        let next = words.word(end);
        // "Zentrum für Quantenoptik der Universität Graz": the university is named by itself.
        let owner = matches!(next, "der" | "des")
            && words.joined(end)
            && words.lexicon.heads.of(Use::Seated, words.word(end + 1)).is_some();
        if owner && last > i {
            break;
        }
        if words.upper(end) {
            last = end;
        } else if !(words.on(end, List::InField)
            || next == ","
            || next.ends_with('e')
            || next.ends_with("en")
            || next.ends_with('-'))
            || next.ends_with("te")
            || next.ends_with("ten")
        {
            break;
        }
        if matches!(next, "die" | ",") && !words.joined(end + 1) {
            break;
        }
        let country = |at: usize| matches!(words.word(at), "Deutschland" | "Österreich" | "Schweiz" | "Bayern");
        let goes_on = |at: usize| matches!(words.word(at), "und" | "der" | "des") || country(at);
        let inflected = last == end && (next.ends_with("er") || next.ends_with('e') || next.ends_with("en"));
        let adjective = inflected && words.joined(end) && words.upper(end + 1) && derived::stem(next).is_some();
        // "Departement für Verteidigung, Bevölkerungsschutz und Sport": only governments have such lists for a field.
        let listed = last == end && governing && words.joined(end) && words.word(end + 1) == "," && {
            let joint = |at: usize| words.joined(at - 1) && matches!(words.word(at), "und" | ",");
            end + 3 < words.len() && words.joined(end + 1) && words.upper(end + 2) && joint(end + 3)
        };
        if last == end && end + 1 < words.len() && !goes_on(end + 1) && !adjective && !listed {
            break;
        }
        end += 1 + usize::from(listed);
    }
    last
}

/// "ein Verein für Kinder", "ein neues Zentrum für Pflege": one of many, not the one of that name.
fn indefinite(words: &Words<'_>, i: usize) -> bool {
    let article = |at: usize| words.on(at, List::OneOfMany);
    let Some(before) = words.before(i) else { return false };
    let adjective = || !words.upper(before) && words.shapes[before].word;
    article(before) || adjective() && words.before(before).is_some_and(article)
}

/// Token `at` is an acronym in brackets: the words before it whose initials it has are its long form, where one of them
/// says that it is an institution or a law.
fn bracketed(words: &Words<'_>, at: usize, found: &mut Vec<Candidate>) -> bool {
    let short = words.word(at);
    let upper = short.chars().filter(|c| c.is_uppercase()).count();
    if upper < 2 || short.len() > 10 || at < 2 || at + 1 >= words.len() || words.word(at - 1) != "(" {
        return false;
    }
    if words.word(at + 1) != ")" || words.on(at, List::NoAcronym) || words.layers.tokens[at].kind != TokenKind::Word {
        return false;
    }
    let open = at - 1;
    let mut start = open;
    let mut best = None;
    while start > 0 && open - start < MOST_WORDS && words.joined(start - 1) && runs_on(words, start - 1) {
        start -= 1;
        let same = short.chars().next() == words.word(start).chars().next();
        if same && words.upper(start) && !words.on(start, List::Function) && spells(words, short, start, open) {
            best = Some(start);
        }
    }
    let Some((first, (kind, subtype))) = best.and_then(|first| Some((first, head(words, first, open)?))) else {
        return false;
    };
    found.push(Candidate::of(words, first..open, kind, subtype, Source::Form));
    true
}

/// So many words has the long form of an acronym.
const MOST_WORDS: usize = 12;

/// A word that may stand inside the name of an institution.
fn runs_on(words: &Words<'_>, at: usize) -> bool {
    let word = words.word(at);
    let small = words.on(at, List::InLongForm) || matches!(word, "," | "&");
    let adjective = || word.ends_with('e') || ["en", "er", "es", "-"].iter().any(|ending| word.ends_with(ending));
    words.upper(at) || small || words.shapes[at].word && adjective()
}

/// Whether every capitalised word in `first..end` gives a letter of `short`, in this order, and all letters of `short`
/// are found in the words.
fn spells(words: &Words<'_>, short: &str, first: usize, end: usize) -> bool {
    let mut letters = short.chars();
    for at in first..end {
        if let Some(initial) = words.word(at).chars().next().filter(|_| words.upper(at))
            && !letters.any(|letter| letter.to_lowercase().eq(initial.to_lowercase()))
        {
            return false;
        }
    }
    let mut text = (first..end).flat_map(|at| words.word(at).chars()).flat_map(char::to_lowercase);
    short.chars().flat_map(char::to_lowercase).filter(|c| c.is_alphabetic()).all(|want| text.any(|c| c == want))
}

/// Type and subtype by the first noun of the long form that says them; nouns after a preposition are its field.
fn head(words: &Words<'_>, first: usize, end: usize) -> Option<(EntityType, &'static str)> {
    for at in first..end {
        if !words.upper(at) {
            return None;
        }
        let word = words.word(at).to_lowercase();
        if ["gesetz", "verordnung", "richtlinie", "abkommen"].iter().any(|law| word.ends_with(law)) {
            return Some((EntityType::Law, "law"));
        }
        if let Some(head) = words.lexicon.heads.by_ending(&word) {
            return Some((head.kind, head.subtype));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use crate::nlp::entity::cases;

    #[test]
    fn an_institution_has_a_field_or_a_seat_and_is_the_only_one() {
        cases::check(
            super::find,
            &[
                ("Das Bundesamt für Statistik zählt.", "Bundesamt für Statistik/organization agency"),
                ("Das Landgericht München I entschied.", "Landgericht München I/organization court"),
                ("Der Verband der Quallenfischer warnt.", "Verband der Quallenfischer/organization association"),
                ("Das Amtsgericht Bad Homburg entschied.", "Amtsgericht Bad Homburg/organization court"),
                ("Das Landgericht Freiburg im Breisgau tagt.", "Landgericht Freiburg im Breisgau/organization court"),
                ("Das Landgericht Frankfurt/Main tagt.", "Landgericht Frankfurt/Main/organization court"),
                ("Das Amtsgericht Gründe nennt.", ""),
                ("Die Polizei Quelmburg warnt.", "Polizei Quelmburg/organization agency"),
                ("Das sagte die Polizei RTL am Abend.", ""),
                ("Die JVA Tegel ist voll.", "JVA Tegel/organization agency"),
                ("Der Präsident des Landgerichts Köln ging.", "Landgerichts Köln/organization court"),
                ("Das Institut schweigt.", ""),
                (
                    "Das Thüringer Gesundheitsministerium warnt.",
                    "Thüringer Gesundheitsministerium/organization government",
                ),
                ("Der junge Bauernverband hofft.", ""),
                ("Dann kommt die Bucht von Manila.", "Bucht von Manila/location water"),
                ("Die Schlacht bei Hastings war lang.", "Schlacht bei Hastings/event event"),
                ("Ein Vertrag von Dauer war es.", ""),
                ("In der Bucht von Vera Lindts Hotel lag Öl.", ""),
                ("Die Thüringer Bratwurst schmeckt.", ""),
                ("Sie gründete einen Verein für Kinder.", ""),
                ("Das Bruttoinlandsprodukt (BIP) wächst.", ""),
            ],
        );
    }
}
