//! Companies and registered clubs by their legal form: `Muster & Söhne GmbH`, "Förderverein Kunstmuseum e.V.".

use super::candidate::{Candidate, Source};
use super::lists::List;
use super::words::Words;
use crate::nlp::analysis::EntityType;

/// "Muster & Söhne GmbH": a company form and the capitalised words before it.
pub(super) fn find(words: &Words<'_>, i: usize, found: &mut Vec<Candidate>) {
    let registered = words.word(i) == "eV" || words.word(i) == "e." && words.joined(i) && words.word(i + 1) == "V.";
    if !(registered || ends_name(words, i)) || words.before(i).is_none() {
        return;
    }
    let mut first = i;
    while first > 0 && i - first < 5 && words.joined(first - 1) && company_word(words, first - 1) {
        first -= 1;
    }
    // "Förderverein Kunstmuseum e.V.": a club's name begins with what it is.
    if registered && let Some(club) = words.before(first).filter(|b| words.upper(*b) && !words.on(*b, List::Function)) {
        first = club;
    }
    while first < i && (!words.upper(first) || words.on(first, List::Function)) {
        first += 1;
    }
    if first == i {
        return;
    }
    let mut end = i + 1;
    while end < words.len()
        && words.joined(end - 1)
        && end < i + 5
        && (ends_name(words, end) || matches!(words.word(end), "&" | "Co" | "Co."))
    {
        end += 1;
    }
    end += usize::from(words.word(i) == "e.");
    let subtype = if registered { "association" } else { "company" };
    found.push(Candidate::of(words, first..end, EntityType::Organization, subtype, Source::Form));
}

/// Whether the word ends the name of a company: `GmbH`, "Holding".
pub(super) fn ends_name(words: &Words<'_>, i: usize) -> bool {
    words.on(i, List::CompanyForm) || words.on(i, List::CompanyWord)
}

/// The name of a company without what ends it.
pub(super) fn core<'a>(words: &Words<'a>, candidate: &Candidate) -> Option<&'a str> {
    without(words, candidate, |i| ends_name(words, i))
}

/// The organisation that the lexicon knows by the name without its legal form, where that is no ordinary word: "Siemens"
/// of "Siemens AG".
pub(super) fn known(words: &Words<'_>, candidate: &Candidate) -> Option<u32> {
    let name = without(words, candidate, |i| words.on(i, List::CompanyForm))?;
    let names = &words.lexicon.names;
    let forms = names.forms_of(name).map(|form| names.form(form)).filter(|form| !form.ambiguous);
    let mut entries = forms.map(|form| form.entry);
    entries.find(|entry| names.entry(*entry).kind == EntityType::Organization)
}

fn without<'a>(words: &Words<'a>, candidate: &Candidate, is_form: impl Fn(usize) -> bool) -> Option<&'a str> {
    let forms = (candidate.first + 1..candidate.end).rev().take_while(|i| is_form(*i)).count();
    let last = candidate.end.checked_sub(forms + 1).filter(|_| forms > 0)?;
    words.layers.text.get(candidate.span.start..words.layers.tokens[last].span.end)
}

fn company_word(words: &Words<'_>, i: usize) -> bool {
    let word = words.word(i);
    if matches!(word, "&" | "+") {
        return true;
    }
    words.upper(i)
        && !(words.lexicon.nouns.type_noun(word).is_some() && words.ordinary(i))
        && words.lexicon.nouns.role(word).is_none_or(|_| words.lexicon.people.surname(word).is_some())
}

#[cfg(test)]
mod tests {
    use crate::nlp::entity::cases;

    #[test]
    fn a_legal_form_makes_the_words_before_it_a_company() {
        cases::check(
            super::find,
            &[
                ("Die Brückner GmbH baut um.", "Brückner GmbH/organization company"),
                ("Er gründete die Huber & Söhne KG.", "Huber & Söhne KG/organization company"),
                ("Die AG tagte.", ""),
                ("Sie gründete die Quelm Holding.", "Quelm Holding/organization company"),
            ],
        );
    }
}
