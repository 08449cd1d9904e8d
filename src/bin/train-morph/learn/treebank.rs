//! Reads treebanks in CoNLL-U.

use pressespiegel::nlp::morph::Tag;
use pressespiegel::text::Span;

/// A word with what the treebank says of it.
#[derive(Debug, Clone)]
pub struct GoldWord {
    /// Where in the sentence's text.
    pub span: Span,
    /// Its tag.
    pub tag: Tag,
    /// Whether the treebank's own tag set calls it a common noun.
    pub common: bool,
    /// Universal part of speech.
    pub upos: String,
    /// Dictionary form.
    pub lemma: String,
    /// Features as they stand.
    pub feats: String,
    /// The index of the verb of which this is the particle.
    pub particle_of: Option<usize>,
}

impl GoldWord {
    /// The value of a feature.
    #[must_use]
    pub fn feature(&self, name: &str) -> Option<&str> {
        self.feats.split('|').find_map(|f| f.strip_prefix(name)?.strip_prefix('='))
    }
}

/// A sentence with its words in order.
#[derive(Debug, Clone)]
pub struct GoldSentence {
    /// The text as written.
    pub text: String,
    /// Its words; a contraction such as "im" is one.
    pub words: Vec<GoldWord>,
}

impl GoldSentence {
    /// The word of exactly this span.
    #[must_use]
    pub fn word_at(&self, span: Span) -> Option<&GoldWord> {
        let i = self.words.binary_search_by_key(&span.start, |w| w.span.start).ok()?;
        Some(&self.words[i]).filter(|w| w.span == span)
    }
}

/// Reads all sentences. Words that cannot be found in their sentence's text end that sentence.
#[must_use]
pub fn parse(file: &str) -> Vec<GoldSentence> {
    file.replace("\r\n", "\n").split("\n\n").filter_map(parse_sentence).collect()
}

fn parse_sentence(block: &str) -> Option<GoldSentence> {
    let text = block.lines().find_map(|l| l.strip_prefix("# text = "))?.to_owned();
    let mut words: Vec<GoldWord> = Vec::new();
    // The word that each treebank number became, and each word's head.
    let mut index: Vec<usize> = vec![0];
    let mut heads: Vec<(usize, usize)> = Vec::new();
    let mut at = 0;
    let mut contracted_until = 0;
    for line in block.lines().filter(|l| !l.starts_with('#')) {
        let fields: Vec<&str> = line.split('\t').collect();
        let &[id, form, lemma, upos, xpos, feats, head, relation, ..] = fields.as_slice() else { continue };
        if let Some((_, last)) = id.split_once('-') {
            let start = at + text[at..].find(form)?;
            at = start + form.len();
            contracted_until = last.parse().ok()?;
            words.push(GoldWord {
                span: Span::new(start, at),
                tag: Tag::PrepositionArticle,
                common: false,
                upos: "ADP".into(),
                lemma: String::new(),
                feats: "_".into(),
                particle_of: None,
            });
            continue;
        }
        let Ok(id) = id.parse::<usize>() else { continue };
        if id <= contracted_until {
            if let Some(word) = words.last_mut().filter(|w| w.lemma.is_empty()) {
                lemma.clone_into(&mut word.lemma);
            } else if let Some(word) = words.last_mut() {
                feats.clone_into(&mut word.feats);
            }
            index.push(words.len() - 1);
            continue;
        }
        let Some(found) = text[at..].find(form) else { break };
        let start = at + found;
        at = start + form.len();
        let tag = tag_of(upos, xpos, feats).unwrap_or(Tag::Foreign);
        if relation == "compound:prt" {
            heads.push((words.len(), head.parse().ok()?));
        }
        index.push(words.len());
        words.push(GoldWord {
            span: Span::new(start, at),
            tag,
            common: xpos == "NN",
            upos: upos.into(),
            lemma: lemma.into(),
            feats: feats.into(),
            particle_of: None,
        });
    }
    for (word, head) in heads {
        words[word].particle_of = index.get(head).copied();
    }
    Some(GoldSentence { text, words })
}

/// The tag of a word of a Universal Dependencies treebank with this universal and this language-specific tag.
fn tag_of(upos: &str, xpos: &str, feats: &str) -> Option<Tag> {
    Some(match (upos, xpos) {
        (_, "PTKVZ") => Tag::VerbParticle,
        ("NOUN", _) => Tag::Noun,
        ("PROPN", _) => Tag::Name,
        ("ADJ", "ADJA") => Tag::Attributive,
        ("ADJ", _) => Tag::Predicative,
        ("ADV", "PWAV") => Tag::QuestionAdverb,
        ("ADV", _) => Tag::Adverb,
        ("VERB", "VVIZU") => Tag::ZuInfinitive,
        ("VERB" | "AUX", _) => return tag_of_verb(upos == "AUX", feats),
        ("DET", "ART") => Tag::Article,
        ("DET", _) => Tag::Determiner,
        ("PRON", "PPER") => Tag::Personal,
        ("PRON", "PRF") => Tag::Reflexive,
        ("PRON", "PRELS" | "PRELAT") => Tag::Relative,
        ("PRON", "PDS" | "ART") => Tag::Demonstrative,
        ("PRON", "PWS") => Tag::Interrogative,
        ("PRON", _) => Tag::Indefinite,
        ("ADP", "APPRART") => Tag::PrepositionArticle,
        (_, "KOKOM") => Tag::Comparison,
        ("ADP", _) => Tag::Preposition,
        ("CCONJ", _) => Tag::Coordinating,
        ("SCONJ", _) => Tag::Subordinating,
        ("NUM", _) => Tag::Number,
        ("PART", "PTKNEG") => Tag::Negation,
        ("PART", "PTKZU") => Tag::Zu,
        ("PART", _) => Tag::Particle,
        ("INTJ", _) => Tag::Interjection,
        ("SYM", _) => Tag::Symbol,
        ("PUNCT", _) => Tag::Mark,
        ("X", _) => Tag::Foreign,
        _ => return None,
    })
}

fn tag_of_verb(auxiliary: bool, feats: &str) -> Option<Tag> {
    let form = feats.split('|').find_map(|f| f.strip_prefix("VerbForm="));
    Some(match (form, auxiliary) {
        _ if feats.contains("Mood=Imp") => Tag::Imperative,
        (Some("Inf"), false) => Tag::Infinitive,
        (Some("Inf"), true) => Tag::AuxInfinitive,
        (Some("Part"), false) => Tag::Participle,
        (Some("Part"), true) => Tag::AuxParticiple,
        (Some("Fin"), false) => Tag::Finite,
        (Some("Fin"), true) => Tag::AuxFinite,
        _ => return None,
    })
}
