//! Mends what the model, which looks a few words around, gets wrong: a clause needs a finite verb, and what a word or
//! the one beside it says for certain.

use super::super::lexicon::cues::CueLexicon;
use super::super::lexicon::words::cell;
use super::Pos;
use super::lookup::{Found, sig};
use super::tag::Tag;

/// One sentence whose tags are mended.
#[derive(Clone, Copy)]
pub(super) struct Words<'s, 'a> {
    /// Its words as they stand in the text.
    pub surface: &'s [&'a str],
    /// What the word table knows of each.
    pub found: &'s [Found<'a>],
    /// Verbs of saying, whose forms are known in full.
    pub cues: &'s CueLexicon,
}

/// Mends the tags of a sentence: first clause by clause, then word by word.
pub(super) fn mend(tags: &mut [Tag], words: Words<'_, '_>) {
    give_verbs(tags, words.found);
    for i in 0..tags.len() {
        tags[i] = words.told(tags, i);
        // "Google verwies auf …": two finite verbs do not stand side by side.
        if i > 0 && tags[i].is_finite() && !capital(words.surface[i]) && words.is_named_verb(tags[i - 1], i - 1) {
            tags[i - 1] = Tag::Name;
        }
    }
}

impl<'a> Words<'_, 'a> {
    /// Word `i`, or nothing beyond the ends.
    fn word(self, i: usize) -> &'a str {
        self.surface.get(i).copied().unwrap_or("")
    }

    /// The tag of word `i`, as it and its neighbours say.
    fn told(self, tags: &[Tag], i: usize) -> Tag {
        let (tag, word) = (tags[i], self.surface[i]);
        let before = |n: usize| i.checked_sub(n).map_or("", |k| self.surface[k]);
        let next = tags.get(i + 1).copied();
        let to = before(1).eq_ignore_ascii_case("zu");
        let adjective = matches!(tag, Tag::Attributive | Tag::Predicative);
        // "Dies bestätigte Kern", but "das bestätigte Konto".
        let pointed = adjective
            && matches!(before(1), "das" | "Das" | "dies" | "Dies")
            && matches!(next, Some(Tag::Name | Tag::Article | Tag::Determiner));
        // "…“, ergänzte Trainer Kern", but "ergänzte Fassung".
        let quoted = adjective && before(1) == "," && matches!(before(2), "“" | "”" | "\"" | "«" | "»" | "‘" | "’");
        // "wie Per Kern sagt": small words have no capital inside a sentence.
        let named = tag.pos() == Pos::Adp && capital(word) && before(1).starts_with(char::is_alphabetic);
        match tag {
            // "verkauft und versucht zu haben"
            Tag::Finite if word.ends_with(['t', 'n']) && self.is_perfect(i) => Tag::Participle,
            // "zu sagen"
            Tag::Finite if to && self.found[i].cells & cell::INFINITIVE != 0 => Tag::Infinitive,
            Tag::AuxFinite if to && self.found[i].cells & cell::INFINITIVE != 0 => Tag::AuxInfinitive,
            // "das erklärte Ziel", but "Das sagte Kern" and "Später lobte Kern".
            Tag::Finite if word.ends_with('e') && self.qualifies(tags, i) => Tag::Attributive,
            _ if named && next == Some(Tag::Name) => Tag::Name,
            _ if (pointed || quoted || may_hide_verb(tag)) && self.is_finite_cue(i) => Tag::Finite,
            _ if word.eq_ignore_ascii_case("sein") && !to && self.is_possessive(tags, i) => Tag::Determiner,
            _ => tag,
        }
    }

    /// Whether word `i`, which may be an adjective, stands between an article or adjective and a noun.
    fn qualifies(self, tags: &[Tag], i: usize) -> bool {
        let before = i.checked_sub(1).map(|k| tags[k]);
        let next = tags.get(i + 1);
        let led = match before {
            Some(Tag::Article | Tag::Determiner | Tag::Attributive) => true,
            // "leicht erhöhte Preise", but "Später erklärte Kern"
            Some(Tag::Predicative) => next == Some(&Tag::Noun) && !capital(self.surface[i - 1]),
            _ => false,
        };
        led && capital(self.word(i + 1)) && self.found[i].sig & sig::INFLECTED != 0
    }

    /// A participle before "zu haben", perhaps with another one between.
    fn is_perfect(self, i: usize) -> bool {
        let closes = |n: usize| self.word(n) == "zu" && matches!(self.word(n + 1), "haben" | "sein");
        closes(i + 1) || matches!(self.word(i + 1), "und" | "oder") && closes(i + 3)
    }

    /// "sein Anwalt", "sein neuer Anwalt", but "will Anwalt sein".
    fn is_possessive(self, tags: &[Tag], i: usize) -> bool {
        let noun = |n: usize| matches!(tags.get(n), Some(Tag::Noun | Tag::Name)) && capital(self.word(n));
        let adjective = matches!(tags.get(i + 1), Some(Tag::Attributive | Tag::Predicative));
        noun(i + 1) || adjective && noun(i + 2)
    }

    /// A word that can only be a finite form of a verb of saying ("sagte", "kündigten"), whatever the model holds it for.
    fn is_finite_cue(self, i: usize) -> bool {
        let Found { cells, sig: may_be, .. } = self.found[i];
        // "bitte" is mostly no verb.
        let open = cells & (cell::INFINITIVE | cell::PARTICIPLE) != 0 || may_be & sig::OTHER != 0;
        if open || capital(self.surface[i]) || may_be & sig::AUXILIARY != 0 {
            return false;
        }
        let forms = self.cues.verb_forms(self.surface[i]);
        !forms.is_empty() && forms.iter().all(|f| f.form.finite() && !f.form.participle() && !f.form.infinitive())
    }

    /// A name that the model holds for a verb; "Google" is one, "Experten bezweifeln" are two words.
    fn is_named_verb(self, tag: Tag, i: usize) -> bool {
        let word = self.surface[i];
        let helps = self.found[i].sig & sig::AUXILIARY != 0;
        tag.is_finite() && !helps && capital(word) && !["en", "ern", "eln"].iter().any(|plural| word.ends_with(plural))
    }
}

fn capital(word: &str) -> bool {
    word.starts_with(char::is_uppercase)
}

/// Tags that the model gives to finite verbs it does not know: all but those of words that stand with nouns.
fn may_hide_verb(tag: Tag) -> bool {
    use Pos::{Adj, Adp, Aux, Cconj, Det, Noun, Num, Propn, Punct, Sym};
    !matches!(tag.pos(), Adj | Adp | Aux | Cconj | Det | Noun | Num | Propn | Punct | Sym)
}

/// Goes over the clauses of one sentence, cut at its marks, and gives those a finite verb that have none.
fn give_verbs(tags: &mut [Tag], found: &[Found<'_>]) {
    let mut start = 0;
    while start < tags.len() {
        let end = (start..tags.len()).find(|&i| tags[i] == Tag::Mark).unwrap_or(tags.len());
        if end > start {
            let begins = tags[..start].iter().all(|t| *t == Tag::Mark);
            let next = tags.get(end + 1).copied();
            if let Some(i) = missing(&tags[start..end], &found[start..end], begins, next) {
                let auxiliary = found[start + i].sig & sig::AUXILIARY != 0;
                tags[start + i] = if auxiliary { Tag::AuxFinite } else { Tag::Finite };
            }
        }
        start = end + 1;
    }
}

/// The word that must be the finite verb of a clause that has none yet.
fn missing(tags: &[Tag], found: &[Found<'_>], begins: bool, next: Option<Tag>) -> Option<usize> {
    if tags.iter().any(|t| t.is_finite() || *t == Tag::Imperative) {
        return None;
    }
    let first = tags[0];
    let subordinate = matches!(first, Tag::Subordinating | Tag::Relative)
        || (matches!(first, Tag::Preposition) && tags.get(1) == Some(&Tag::Relative));
    if subordinate {
        let last = tags.iter().rposition(|t| t.is_verb())?;
        let plural = found[last].cells & (cell::PRESENT_PLURAL | cell::PRESENT_3) != 0;
        let to = last > 0 && tags[last - 1] == Tag::Zu;
        return (plural && !to && tags[last] != Tag::ZuInfinitive).then_some(last);
    }
    // "Vom Erfolg beflügelt, ging er": the verb of the main clause follows.
    if !begins || next.is_some_and(Tag::is_finite) || tags.contains(&Tag::ZuInfinitive) || tags.contains(&Tag::Zu) {
        return None;
    }
    let verb = tags.iter().position(|t| matches!(t, Tag::Infinitive | Tag::Participle | Tag::AuxInfinitive))?;
    let subject = tags[..verb]
        .iter()
        .any(|t| matches!(t, Tag::Noun | Tag::Name | Tag::Personal | Tag::Demonstrative | Tag::Indefinite));
    let wanted = if tags[verb] == Tag::Participle { cell::PRESENT_3 } else { cell::PRESENT_PLURAL };
    let followed = verb + 1 < tags.len()
        || next.is_some_and(|t| {
            matches!(t, Tag::Subordinating | Tag::Relative | Tag::Interrogative | Tag::QuestionAdverb)
        });
    (subject && followed && found[verb].cells & wanted != 0).then_some(verb)
}
