//! What the data files say of a word, and how a word of the text finds its entry.

use super::super::lexicon::named::named;
use super::super::morph::{Morph, Pos};
use super::compound::{self, Affixes};
use super::hash::WordMap;
use super::stem::{StemClass, lower, stem, without_infix};

/// Part of speech of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Class {
    /// Carries no sentiment of its own, only a function.
    #[default]
    Function,
    /// A noun.
    Noun,
    /// A verb.
    Verb,
    /// An adjective, adverb or participle.
    Adjective,
}

/// Whom a verb's sentiment falls on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Role {
    /// The subject, and weakly the object: "scheitern", "glänzen".
    #[default]
    Plain,
    /// The object, never the subject: "kritisieren", "loben".
    Judge,
    /// The subject does it to the object: "betrügen", "überfallen".
    Deed,
    /// The object is in it, whoever does it: "schließen", "verletzen".
    Affect,
    /// Good for the subject, bad for the object: "besiegen", "überholen".
    Beat,
    /// Bad for the subject, good for whom it lost to: "unterliegen".
    Lose,
}

named! {
    /// How a word changes the sentiment of others. What denies is told by the syntax stage.
    #[derive(Default)]
    pub(super) enum Shift {
        /// Not at all.
        #[default]
        None = "none",
        /// "ohne": its noun phrase or infinitive.
        Without = "without",
        /// "sehr", "deutlich": strengthens its neighbour.
        Boost = "boost",
        /// "etwas", "leicht": weakens its neighbour.
        Damp = "damp",
        /// "verhindern", "beenden": bad things as its object turn good.
        Reverse = "reverse",
        /// "Ende", "Bekämpfung": the bad or good thing in its genitive turns.
        ReverseOf = "reverse_of",
        /// "gefährden", "verspielen": good things as its object turn bad.
        Undo = "undo",
        /// "ausbleiben", "vorbei": neither good nor bad things come.
        Cancel = "cancel",
        /// "halten für", "nennen": the subject says what it thinks of the object.
        Opinion = "opinion",
        /// "könnte", "möglicherweise": not yet real.
        Hedge = "hedge",
        /// "wenn", "falls".
        Condition = "condition",
        /// "ob".
        Whether = "whether",
        /// "aber", "doch": what follows weighs more.
        Contrast = "contrast",
        /// "obwohl", "zwar": this clause weighs less.
        Concede = "concede",
        /// "trotz": its noun phrase weighs less.
        Despite = "despite",
        /// "angeblich", "sogenannt": praise is not meant.
        Distance = "distance",
    }
}

/// Everything known of a word.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Info {
    /// Polarity and strength, −1 to 1; 0 for function words.
    pub weight: f64,
    /// Part of speech.
    pub class: Class,
    /// For verbs.
    pub role: Role,
    /// +1 says more, −1 says less.
    pub direction: i8,
    /// +1: more of it is good; −1: less of it is good.
    pub thing: i8,
    /// What it does to others.
    pub shift: Shift,
    /// By how much.
    pub factor: f64,
    /// Whether the entry came from the parts of a compound.
    pub compound: bool,
}

impl Info {
    /// Listed, but saying nothing.
    fn is_neutral(&self) -> bool {
        self.weight == 0.0 && self.thing == 0 && self.direction == 0 && self.shift == Shift::None
    }

    /// The sign of wanting more of it: from the table, else from a noun's own polarity.
    pub(super) fn wanted(&self) -> i8 {
        if self.thing != 0 || self.class != Class::Noun || self.direction != 0 {
            self.thing
        } else if self.weight > 0.0 {
            1
        } else {
            -i8::from(self.weight < 0.0)
        }
    }
}

/// The lexicon, by lemma and by stem.
#[derive(Debug, Default)]
pub(super) struct Words {
    /// By lemma, spelled as in a dictionary.
    pub lemmas: WordMap<Info>,
    /// Nouns by stem; `None` where two lemmas of different sign share one.
    pub nouns: WordMap<Option<Info>>,
    /// Verbs and adjectives by stem.
    pub others: WordMap<Option<Info>>,
    /// Parts of compounds.
    pub affixes: Affixes,
}

impl Words {
    /// Files `info` under `lemma`, joining it with what is known of the lemma already.
    pub(super) fn insert(&mut self, lemma: &str, info: Info) {
        let known = self.lemmas.entry(lemma.into()).or_default();
        merge(known, &info);
        let info = *known;
        let mut key = String::new();
        let noun = info.class == Class::Noun || lemma.starts_with(char::is_uppercase);
        let (class, map) = if noun { (StemClass::Noun, &mut self.nouns) } else { (StemClass::Other, &mut self.others) };
        stem(lemma, class, &mut key);
        if !noun && info.class != Class::Adjective && lemma.ends_with("enden") {
            // "abwenden" is no participle.
            lower(&lemma[..lemma.len() - 2], &mut key);
        }
        if key.len() < 3 {
            return;
        }
        match map.get_mut(key.as_str()) {
            None => {
                map.insert(key.into(), Some(info));
            }
            Some(entry) => match entry {
                Some(other) if other.weight * info.weight < 0.0 => *entry = None,
                // A lemma listed as neutral protects its forms from a neighbour with the same stem.
                Some(other) if other.is_neutral() => {}
                Some(other) if info.is_neutral() => *other = info,
                Some(other) if other.weight.abs() < info.weight.abs() || info.thing != 0 || info.direction != 0 => {
                    *other = info;
                }
                _ => {}
            },
        }
    }

    /// The entry of a word of the text; `buffer` is scratch space that holds the word's noun stem afterwards.
    ///
    /// Lemma first, then the form itself, then the stem, last the parts of a compound.
    pub(super) fn find(&self, word: &str, initial: bool, morph: &Morph<'_>, buffer: &mut String) -> Option<Info> {
        let capital = word.starts_with(char::is_uppercase);
        let lemma = morph.lemma.as_ref();
        // "weniger" and "höher" are entries beside their lemmas "wenig" and "hoch".
        if lemma != word
            && let Some(info) = self.lemmas.get(word)
            && info.direction != 0
        {
            return Some(*info);
        }
        if let Some(info) = self.lemmas.get(lemma)
            && fits(info, morph.pos)
        {
            return Some(*info);
        }
        if lemma != word
            && let Some(info) = self.lemmas.get(word)
            && fits(info, morph.pos)
        {
            return Some(*info);
        }
        // "schließt ... wieder" is no verb "wiederschließen".
        if morph.pos == Pos::Verb
            && let Some(info) = lemma.strip_prefix("wieder").and_then(|rest| self.lemmas.get(rest))
        {
            return Some(*info);
        }
        if matches!(morph.pos, Pos::Propn | Pos::Punct | Pos::Num | Pos::Sym | Pos::Det | Pos::Adp) && !capital {
            return None;
        }
        if initial && capital && morph.pos != Pos::Noun {
            let lower = word.to_lowercase();
            if let Some(info) = self.lemmas.get(lower.as_str()) {
                return Some(*info);
            }
        }
        self.by_stem(word, initial, morph.pos, buffer)
    }

    fn by_stem(&self, word: &str, initial: bool, pos: Pos, buffer: &mut String) -> Option<Info> {
        if word.len() < 5 {
            return None;
        }
        let capital = word.starts_with(char::is_uppercase);
        // "Können wir" begins with a verb.
        let verb = initial && matches!(pos, Pos::Verb | Pos::Aux);
        if capital && !verb {
            stem(word, StemClass::Noun, buffer);
            if let Some(info) = self.nouns.get(buffer.as_str()) {
                return *info;
            }
            if pos != Pos::Propn
                && let Some(info) = compound::noun(self, buffer)
            {
                return Some(info);
            }
            if !initial && pos != Pos::Adj || pos == Pos::Propn {
                return None;
            }
        }
        stem(word, StemClass::Other, buffer);
        if let Some(info) = self.others.get(buffer.as_str()) {
            return *info;
        }
        if let Some(rest) = without_infix(buffer)
            && let Some(info) = self.others.get(rest.as_str())
        {
            return *info;
        }
        compound::adjective(self, buffer).or_else(|| compound::raised(self, buffer))
    }
}

/// Whether an entry may be meant by a word of this part of speech; unknown parts of speech fit all.
fn fits(info: &Info, pos: Pos) -> bool {
    match pos {
        Pos::Propn => info.class == Class::Noun && (info.thing != 0 || info.weight.abs() >= 0.3),
        Pos::Noun => info.class != Class::Verb,
        // "einigen" in "in einigen Fällen" is no agreement.
        Pos::Det | Pos::Pron => info.class != Class::Noun && (info.class != Class::Verb || info.shift != Shift::None),
        Pos::X | Pos::Adj | Pos::Num | Pos::Intj | Pos::Sym => true,
        _ => info.class != Class::Noun,
    }
}

/// Adds what `new` says to what is `known`; the first weight stands.
fn merge(known: &mut Info, new: &Info) {
    if known.class == Class::Function {
        known.class = new.class;
        known.weight = new.weight;
        known.role = new.role;
    }
    if known.direction == 0 {
        known.direction = new.direction;
    }
    if known.thing == 0 {
        known.thing = new.thing;
    }
    if known.shift == Shift::None {
        known.shift = new.shift;
        known.factor = new.factor;
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::Reads::{Bad, Good, Nothing};
    use super::super::testing::check_words;

    #[test]
    fn a_word_is_found_by_lemma_form_and_stem_where_its_part_of_speech_fits() {
        check_words(&[
            ("Die Lage ist katastrophal.", "katastrophal", Bad, "a lemma"),
            ("Sie einigten sich am Abend.", "einigten", Good, "a form of a verb"),
            ("In einigen Fällen kam er.", "einigen", Nothing, "a determiner that looks like it"),
            ("Das Können war groß.", "Können", Good, "a noun"),
            ("Können wir gehen?", "Können", Nothing, "a verb at the beginning"),
        ]);
    }
}
