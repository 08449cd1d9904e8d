//! Names by letters that only names have: `NurPhoto`.

use super::candidate::{Candidate, Source};
use super::lists::List;
use super::words::Words;
use crate::nlp::analysis::EntityType;

/// `NurPhoto`, `OECD`: letters that only names have.
pub(super) fn find(words: &Words<'_>, i: usize, found: &mut Vec<Candidate>) {
    let (shape, word) = (words.shapes[i], words.word(i));
    let gender_form = word.contains("Innen") || word.ends_with("In");
    let plural = word.ends_with('s') && word[..word.len() - 1].chars().all(char::is_uppercase);
    let camel = shape.camel
        && !word.contains('-')
        && !gender_form
        && !plural
        && !words.on(i, List::CompanyForm)
        && word.len() > 3;
    if camel {
        found.push(Candidate::of(words, i..i + 1, EntityType::Organization, "", Source::Shape));
    }
}

#[cfg(test)]
mod tests {
    use crate::nlp::entity::cases;

    #[test]
    fn capitals_inside_make_a_name_but_not_a_form_of_both_genders() {
        cases::check(
            super::find,
            &[
                ("Das Bild ist von NurPhoto.", "NurPhoto/organization"),
                ("Alle LehrerInnen kamen.", ""),
                ("Die CDs sind alt.", ""),
            ],
        );
    }
}
