//! Compares the tagger with a treebank.

use std::collections::BTreeMap;
use std::fmt;

use pressespiegel::nlp::lexicon::Lexicon;
use pressespiegel::nlp::morph::{Mood, Morph, MorphTagger, Pos, VerbForm};
use pressespiegel::nlp::sentence::Sentence;
use pressespiegel::nlp::token::{Token, tokenize};
use pressespiegel::text::Span;

use super::learn::treebank::{GoldSentence, GoldWord};

/// Right ones of so many.
#[derive(Debug, Clone, Copy, Default)]
struct Share {
    right: usize,
    all: usize,
}

impl Share {
    fn add(&mut self, right: bool) {
        self.all += 1;
        self.right += usize::from(right);
    }
}

/// Sums over sentences.
#[derive(Debug, Default)]
pub struct Score {
    words: usize,
    shares: BTreeMap<&'static str, Share>,
    /// What was said for what, with an example.
    confusions: BTreeMap<(String, String), (usize, Vec<String>)>,
}

impl Score {
    /// Tags `sentences` with `tagger` and counts what is right. Words that the tokenizer cuts otherwise are left out
    /// and counted as "aligned" wrong.
    pub fn add(&mut self, lexicon: &Lexicon, tagger: &MorphTagger, sentences: &[GoldSentence]) {
        for gold in sentences {
            let tokens = tokenize(&gold.text);
            let whole = whole(&gold.text, &tokens);
            let morphs = tagger.tag(lexicon, &gold.text, &tokens, &whole);
            self.words += gold.words.len();
            let aligned = tokens.iter().filter(|t| gold.word_at(t.span).is_some()).count();
            for i in 0..gold.words.len() {
                self.share("aligned", i < aligned);
            }
            for (i, token) in tokens.iter().enumerate() {
                if let Some(word) = gold.word_at(token.span) {
                    self.word(gold, &tokens, word, &morphs[i]);
                    self.particle(gold, &tokens, word, &morphs[i]);
                }
            }
        }
    }

    fn share(&mut self, name: &'static str, right: bool) {
        self.shares.entry(name).or_default().add(right);
    }

    fn word(&mut self, gold: &GoldSentence, tokens: &[Token], word: &GoldWord, morph: &Morph<'_>) {
        let said = format!("{:?}", morph.pos).to_uppercase();
        let verbal = |pos: &str| if pos == "AUX" { "VERB".to_owned() } else { pos.to_owned() };
        self.share("UPOS", said == word.upos);
        self.share("UPOS, AUX as VERB", verbal(&said) == verbal(&word.upos));
        if said != word.upos {
            self.confuse(&word.upos, &said, gold, word.span);
        }
        let content = matches!(word.upos.as_str(), "NOUN" | "VERB" | "ADJ" | "AUX" | "ADV" | "PROPN");
        if content && said == word.upos {
            // A separated verb has its whole lemma at the verb here, and only the verb's in the treebank.
            let bare = morph.particle.map_or("", |p| tokens[p].span.of(&gold.text));
            let lemma = morph.lemma.strip_prefix(bare).unwrap_or(&morph.lemma);
            let name = match word.upos.as_str() {
                "NOUN" => "lemma NOUN",
                "ADJ" => "lemma ADJ",
                "ADV" => "lemma ADV",
                "PROPN" => "lemma PROPN",
                _ => "lemma VERB AUX",
            };
            self.share(name, lemma == word.lemma);
            if lemma != word.lemma {
                self.confuse(&format!("{} {}", word.upos, word.lemma), lemma, gold, word.span);
            }
        }
        self.verb(gold, word, morph);
        self.inflection(gold, word, morph);
    }

    /// How many of what is marked are found, and how many of what is found are right.
    fn marked(&mut self, names: [&'static str; 2], gold: bool, said: bool) {
        if gold {
            self.share(names[0], said);
        }
        if said {
            self.share(names[1], gold);
        }
    }

    fn verb(&mut self, gold: &GoldSentence, word: &GoldWord, morph: &Morph<'_>) {
        let finite = word.feature("VerbForm") == Some("Fin");
        let said_finite = morph.verb_form == Some(VerbForm::Finite);
        self.marked(["finite, found", "finite, right"], finite, said_finite);
        let form = |finite| if finite { "Fin" } else { "not Fin" };
        if finite != said_finite {
            self.confuse(form(finite), form(said_finite), gold, word.span);
        }
        let subjunctive = word.feature("Mood") == Some("Sub");
        let said_subjunctive = matches!(morph.mood, Some(Mood::SubjunctiveI | Mood::SubjunctiveII));
        self.marked(["Mood=Sub, found", "Mood=Sub, right"], subjunctive, said_subjunctive);
        let mood = |subjunctive| if subjunctive { "Sub" } else { "Ind" };
        if subjunctive != said_subjunctive {
            self.confuse(mood(subjunctive), mood(said_subjunctive), gold, word.span);
        }
        if finite && said_finite {
            let person = morph.person.map(|p| ((p as u8) + 1).to_string());
            self.share("person of finite verbs", person.as_deref() == word.feature("Person"));
            let number = short(morph.number.map(|n| format!("{n:?}")));
            let right = number.as_deref() == word.feature("Number").map(|n| &n[..3]);
            self.share("number of finite verbs", right);
            if !right {
                self.confuse(&format!("V {:?}", word.feature("Number")), &format!("{number:?}"), gold, word.span);
            }
            let tense = short(morph.tense.map(|t| format!("{t:?}")));
            self.share("tense of finite verbs", tense.as_deref() == word.feature("Tense").map(|n| &n[..3]));
        }
    }

    fn inflection(&mut self, gold: &GoldSentence, word: &GoldWord, morph: &Morph<'_>) {
        if !matches!(morph.pos, Pos::Noun | Pos::Pron | Pos::Det)
            || format!("{:?}", morph.pos).to_uppercase() != word.upos
        {
            return;
        }
        let names = match morph.pos {
            Pos::Noun => ["gender NOUN", "number NOUN", "case NOUN"],
            Pos::Pron => ["gender PRON", "number PRON", "case PRON"],
            _ => ["gender DET", "number DET", "case DET"],
        };
        let said = [
            morph.gender.map(|g| format!("{g:?}")),
            morph.number.map(|g| format!("{g:?}")),
            morph.case.map(|g| format!("{g:?}")),
        ];
        let plural = word.feature("Number") == Some("Plur") && morph.pos != Pos::Noun;
        for ((name, said), feature) in names.into_iter().zip(said).zip(["Gender", "Number", "Case"]) {
            let Some(expected) = word.feature(feature) else { continue };
            if feature == "Gender" && plural {
                continue;
            }
            let right = short(said.clone()).is_some_and(|s| expected.starts_with(&s));
            self.share(name, right);
            if !right {
                self.confuse(&format!("{name} {expected}"), &format!("{said:?}"), gold, word.span);
            }
        }
    }

    fn particle(&mut self, gold: &GoldSentence, tokens: &[Token], word: &GoldWord, morph: &Morph<'_>) {
        let own = gold.words.iter().position(|w| w.span == word.span);
        let expected = gold.words.iter().find(|w| w.particle_of == own && own.is_some()).map(|w| w.span);
        let said = morph.particle.map(|p| tokens[p].span);
        if expected.is_some() {
            self.share("separated prefix, found", said == expected);
        }
        if said.is_some() {
            self.share("separated prefix, right", said == expected);
        }
        if said != expected {
            let show = |s: Option<Span>| s.map_or("-", |s| s.of(&gold.text)).to_owned();
            self.confuse(&format!("particle {}", show(expected)), &show(said), gold, word.span);
        }
    }

    fn confuse(&mut self, gold: &str, said: &str, sentence: &GoldSentence, span: Span) {
        let entry = self.confusions.entry((gold.to_owned(), said.to_owned())).or_default();
        entry.0 += 1;
        if entry.1.len() < 12 {
            entry.1.push(span.of(&sentence.text).to_owned());
        }
    }
}

/// The first three letters, as the treebank writes the values of features.
fn short(value: Option<String>) -> Option<String> {
    value.map(|value| value.chars().take(3).collect())
}

/// All tokens as one sentence.
fn whole(text: &str, tokens: &[Token]) -> Vec<Sentence> {
    if tokens.is_empty() {
        return Vec::new();
    }
    vec![Sentence { span: Span::new(0, text.len()), tokens: 0..tokens.len(), paragraph: 0, heading: false }]
}

impl fmt::Display for Score {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} words", self.words)?;
        for (name, share) in &self.shares {
            let promille = share.right * 1000 / share.all.max(1);
            writeln!(f, "{name:28} {:>3}.{} % of {}", promille / 10, promille % 10, share.all)?;
        }
        let mut worst: Vec<_> = self.confusions.iter().collect();
        worst.sort_by_key(|(_, (count, _))| std::cmp::Reverse(*count));
        for ((gold, said), (count, examples)) in worst.into_iter().take(60) {
            writeln!(f, "{count:5} {gold} read as {said}: {}", examples.join(", "))?;
        }
        Ok(())
    }
}
