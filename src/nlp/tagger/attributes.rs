//! What the model knows of a word by itself: form, affixes, clusters, and the parts of compounds.

use super::super::lexicon::Lexicon;
use super::super::lexicon::clusters::{WordClass, hash_bytes};
use super::super::lexicon::hash::{fnv_capital, fnv_more};
use super::super::lexicon::kinds::WordKind;

/// Longest prefix and suffix looked at, in characters.
pub const AFFIX: usize = 5;

/// Words longer than this are cut for affixes and shape; no name is longer.
const LONGEST: usize = 64;

/// Hash and class of a part of a word.
pub type Part = (u64, WordClass);

/// A word as the model sees it. Hashes stand for strings.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Attributes {
    /// The word, digits as zeros and all quotation marks alike.
    pub word: u64,
    /// The same in lower case.
    pub lower: u64,
    /// Prefixes of one to five characters, 0 where the word is not longer.
    pub prefixes: [u64; AFFIX],
    /// Suffixes likewise.
    pub suffixes: [u64; AFFIX],
    /// Shape: runs of capitals, small letters and digits, at most two of each.
    pub shape: u64,
    /// Class of the word, or of the form that stands in for it.
    pub class: WordClass,
    /// What kind of name it may be.
    pub kind: Option<WordKind>,
    /// What kind of name the part before the first hyphen may be.
    pub first_kind: Option<WordKind>,
    /// How the class was found.
    pub found: Found,
    /// Class and hash of the part before the first hyphen.
    pub first_part: Option<Part>,
    /// Class and hash of the part after the last hyphen, or of the longest known end of an unknown word.
    pub last_part: Option<Part>,
    /// Begins with a capital.
    pub capital: bool,
    /// Two letters or more, all of them capitals.
    pub all_caps: bool,
    /// A known word in small letters, or a mark: what is hardly ever more than the mortar of a name.
    pub plain: bool,
    /// Words that begin with a capital: the word in small letters without the `s` of a genitive, by which its occurrences
    /// in a text are brought together; 0 for others.
    pub group: u64,
    /// What it does to the bracketing of a sentence.
    pub mark: Mark,
}

/// By which form a word was found in the lexicon.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Found {
    /// Not at all.
    #[default]
    Nowhere,
    /// As written.
    Exactly,
    /// Without the `s` of a genitive.
    WithoutS,
    /// In another case.
    OtherCase,
}

/// Marks that open or close a stretch, or end a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mark {
    /// Any word.
    #[default]
    None,
    /// A quotation mark.
    Quote,
    /// An opening bracket.
    Open,
    /// A closing bracket.
    Close,
    /// A full stop, colon and the like.
    End,
}

/// Characters that are quotation marks.
fn is_quote(c: char) -> bool {
    matches!(c, '"' | '„' | '“' | '”' | '»' | '«' | '›' | '‹' | '‚' | '‘' | '’' | '\'' | '`' | '´')
}

/// Writes `word` into `buffer` with digits as zeros, quotation marks and dashes made alike.
fn normalize(word: &str, buffer: &mut String) {
    buffer.clear();
    let only_quotes = word.chars().all(is_quote);
    if only_quotes {
        buffer.push('"');
        return;
    }
    buffer.extend(word.chars().take(LONGEST).map(|c| match c {
        _ if c.is_numeric() => '0',
        '’' | '‘' | '´' | '`' => '\'',
        '–' | '—' | '‐' | '‑' => '-',
        _ => c,
    }));
}

fn shape_of(word: &str) -> u64 {
    let mut hash = 0_u64;
    let mut last = '\0';
    let mut run = 0;
    for c in word.chars() {
        let class = match c {
            _ if c.is_uppercase() => 'X',
            _ if c.is_alphabetic() => 'x',
            '0' => '0',
            _ if c.is_ascii() => c,
            _ => '_',
        };
        run = if class == last { run + 1 } else { 1 };
        last = class;
        if run <= 2 {
            hash = hash.wrapping_mul(131).wrapping_add(u64::from(class));
        }
    }
    hash
}

fn affixes(word: &str) -> ([u64; AFFIX], [u64; AFFIX]) {
    let mut prefixes = [0; AFFIX];
    let mut suffixes = [0; AFFIX];
    let (mut hash, mut end) = (hash_bytes(&[]), 0);
    for (k, (at, _)) in word.char_indices().skip(1).take(AFFIX).enumerate() {
        hash = fnv_more(hash, &word.as_bytes()[end..at]);
        end = at;
        prefixes[k] = hash;
    }
    for (k, (at, _)) in word.char_indices().rev().take(AFFIX).enumerate() {
        if at > 0 {
            suffixes[k] = hash_bytes(&word.as_bytes()[at..]);
        }
    }
    (prefixes, suffixes)
}

/// Makes [`Attributes`]; keeps its buffers from word to word.
#[derive(Debug, Default)]
pub struct AttributeReader {
    plain: String,
    lower: String,
    other: String,
}

impl AttributeReader {
    /// What is known of `word`. Cost: some ten look-ups for an unknown word, fewer for others.
    pub fn read(&mut self, lexicon: &Lexicon, word: &str) -> Attributes {
        normalize(word, &mut self.plain);
        self.lower.clear();
        self.lower.extend(self.plain.chars().flat_map(char::to_lowercase));
        let (prefixes, suffixes) = affixes(&self.lower);
        let letters = word.chars().filter(|c| c.is_alphabetic()).count();
        let capital = word.chars().next().is_some_and(char::is_uppercase);
        let all_caps = letters > 1 && !word.chars().any(char::is_lowercase);
        let (class, found) = self.class_of(lexicon, word, capital);
        let kind = if capital { self.kind_of(lexicon, word) } else { None };
        let first_kind = word.split_once('-').and_then(|(first, _)| lexicon.kinds.get(first));
        let (first_part, last_part) = self.parts_of(lexicon, found);
        let group = if capital && letters > 1 {
            hash_bytes(self.lower.strip_suffix('s').unwrap_or(&self.lower).as_bytes()).max(1)
        } else {
            0
        };
        let plain = if letters == 0 {
            !word.chars().any(|c| c.is_numeric() || matches!(c, '&' | '+' | '@' | '#'))
        } else {
            found == Found::Exactly && word.chars().all(char::is_lowercase)
        };
        Attributes {
            word: hash_bytes(self.plain.as_bytes()),
            lower: hash_bytes(self.lower.as_bytes()),
            prefixes,
            suffixes,
            shape: shape_of(&self.plain),
            class,
            kind,
            first_kind,
            found,
            first_part,
            last_part,
            capital,
            all_caps,
            plain,
            group,
            mark: mark_of(&self.plain),
        }
    }

    fn kind_of(&mut self, lexicon: &Lexicon, word: &str) -> Option<WordKind> {
        let stem =
            || word.strip_suffix('s').map(|stem| stem.trim_end_matches(['\'', '’'])).filter(|stem| stem.len() > 2);
        let kinds = &lexicon.kinds;
        kinds.get(word).or_else(|| stem().and_then(|stem| kinds.get(stem))).or_else(|| {
            self.other.clear();
            let mut chars = word.chars();
            self.other.extend(chars.next());
            self.other.extend(chars.flat_map(char::to_lowercase));
            if self.other == word { None } else { kinds.get(&self.other) }
        })
    }

    fn class_of(&mut self, lexicon: &Lexicon, word: &str, capital: bool) -> (WordClass, Found) {
        let clusters = &lexicon.clusters;
        if let Some(class) = clusters.get(word) {
            return (class, Found::Exactly);
        }
        // A form is looked up only where it differs from those before it.
        if self.plain != word
            && let Some(class) = clusters.get(&self.plain)
        {
            return (class, Found::Exactly);
        }
        let stem = word.strip_suffix('s').map(|stem| stem.trim_end_matches(['\'', '’']));
        if let Some(class) = stem.filter(|stem| stem.len() > 2).and_then(|stem| clusters.get(stem)) {
            return (class, Found::WithoutS);
        }
        self.other.clear();
        if capital {
            let mut chars = word.chars();
            self.other.extend(chars.next());
            self.other.extend(chars.flat_map(char::to_lowercase));
            if self.other != word
                && let Some(class) = clusters.get(&self.other)
            {
                return (class, Found::OtherCase);
            }
        }
        if self.lower != self.plain
            && let Some(class) = clusters.get(&self.lower)
        {
            return (class, Found::OtherCase);
        }
        (WordClass::default(), Found::Nowhere)
    }

    /// The first and last part of a hyphenated word, or the known end of an unknown one.
    fn parts_of(&self, lexicon: &Lexicon, found: Found) -> (Option<Part>, Option<Part>) {
        let part = |part: &str| (hash_bytes(part.as_bytes()), lexicon.clusters.get(part).unwrap_or_default());
        if let (Some((first, _)), Some((_, last))) = (self.plain.split_once('-'), self.plain.rsplit_once('-'))
            && !first.is_empty()
            && !last.is_empty()
        {
            return (Some(part(first)), Some(part(last)));
        }
        if found != Found::Nowhere || self.lower.chars().count() < 7 {
            return (None, None);
        }
        // Compounds end in a known noun: the longest end of four letters or more that is one, not too rare.
        for (at, _) in self.lower.char_indices().skip(3) {
            let end = &self.lower[at..];
            if end.len() < 4 {
                break;
            }
            let hash = fnv_capital(end);
            if let Some(class) = lexicon.clusters.by_hash(hash).filter(|class| class.frequency > 3) {
                return (None, Some((hash, class)));
            }
        }
        (None, None)
    }
}

fn mark_of(plain: &str) -> Mark {
    match plain {
        "\"" | "``" | "''" => Mark::Quote,
        "(" | "[" => Mark::Open,
        ")" | "]" => Mark::Close,
        "." | "!" | "?" | ":" | "-" | "*" | "|" | ";" => Mark::End,
        _ => Mark::None,
    }
}
