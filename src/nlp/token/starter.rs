//! Words of the closed classes that, capitalised, begin a sentence rather than stand for a noun.

use crate::nlp::lexicon::closed::{Class, closed};

/// Whether the capitalised `word` is one that begins sentences: "Danach", "Die", "Er". A noun or a name is not.
#[must_use]
pub fn starts_sentence(word: &str) -> bool {
    word.starts_with(char::is_uppercase) && closed().of_uncapitalised(word).has(Class::Starter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nouns_and_names_start_no_sentence_by_themselves() {
        for word in ["Danach", "Die", "Über", "Ähnlich"] {
            assert!(starts_sentence(word), "{word}");
        }
        for word in ["Mai", "Platz", "Merkel", "die", "DIE", ""] {
            assert!(!starts_sentence(word), "{word}");
        }
    }
}
