//! The features of a token in its context, each as a row of the weight table. Training and tagging share them.

use super::super::lexicon::hash::mix;
use super::super::token::{Token, TokenKind};
use super::lookup::{Found, sig};
use super::tag::Tag;

/// Rows of the weight table, as a power of two.
pub(super) const ROW_BITS: u32 = 17;
/// Features of a token.
pub const FEATURES: usize = 48;

/// What a token shows of itself, computed once.
#[derive(Debug, Clone, Copy)]
pub(super) struct View {
    word: u64,
    suffixes: [u64; 5],
    prefix: u64,
    cluster: u64,
    sig: u64,
    shape: u64,
    /// How frequent the word is, and how it compares with its form in the other case.
    use_: u64,
    /// Ends a clause: a mark, "und", or the end of the sentence.
    closes: bool,
    /// What verbs may be among the words after it in the clause.
    ahead: u64,
}

const OUTSIDE: View =
    View { word: 1, suffixes: [1; 5], prefix: 1, cluster: 1, sig: 1, shape: 1, use_: 1, closes: true, ahead: 0 };

impl View {
    pub(super) fn new(text: &str, token: Token, found: &Found<'_>, first: bool) -> Self {
        let word = token.span.of(text);
        let mut suffixes = [0; 5];
        let mut hash = 7;
        let mut chars = word.chars().rev();
        for slot in &mut suffixes {
            if let Some(c) = chars.next() {
                hash = mix(hash, u64::from(u32::from(c.to_lowercase().next().unwrap_or(c))));
            }
            *slot = hash;
        }
        let prefix =
            word.chars().take(3).fold(11, |h, c| mix(h, u64::from(u32::from(c.to_lowercase().next().unwrap_or(c)))));
        let closes = matches!(token.kind, TokenKind::Terminal | TokenKind::Punctuation | TokenKind::Quote)
            || matches!(word, "und" | "oder" | "aber" | "sowie" | "sondern");
        Self {
            word: found.hash,
            suffixes,
            prefix,
            cluster: u64::from(found.class.path),
            sig: u64::from(found.sig),
            shape: shape(word, token.kind, first),
            use_: u64::from(found.class.frequency) * 8 + u64::from(found.class.other_case),
            closes,
            ahead: 0,
        }
    }

    /// Lets each token of a sentence know what verbs may come after it in its clause.
    pub(super) fn look_ahead(views: &mut [Self]) {
        let mut ahead = 0;
        for view in views.iter_mut().rev() {
            if view.is_mark() {
                ahead = 0;
            }
            view.ahead = ahead;
            ahead |= verbal(view.sig);
        }
    }

    fn is_mark(&self) -> bool {
        self.closes && self.sig == 0
    }
}

/// What verb form a word may be, in five bits; nouns by their capital are none.
fn verbal(sig: u64) -> u64 {
    let has = |mask: u32| sig & u64::from(mask) != 0;
    if has(sig::CAPITAL) {
        return 0;
    }
    let third = has(sig::THIRD);
    let plural = has(sig::PLURAL);
    u64::from(third && !has(sig::PARTICIPLE))
        | u64::from(plural && has(sig::INFINITIVE)) << 1
        | u64::from(plural && !has(sig::INFINITIVE)) << 2
        | u64::from(has(sig::PARTICIPLE)) << 3
        | u64::from(has(sig::AUXILIARY)) << 4
}

/// A number for what the word looks like.
fn shape(word: &str, kind: TokenKind, first: bool) -> u64 {
    let mut chars = word.chars();
    let capital = chars.next().is_some_and(char::is_uppercase);
    let inner = chars.clone().any(char::is_uppercase);
    let small = chars.any(char::is_lowercase);
    let digit = word.bytes().any(|b| b.is_ascii_digit());
    let hyphen = word.contains('-');
    let short = word.len() < 4;
    [capital, inner, small, digit, hyphen, first, short].iter().fold(kind as u64, |h, &b| h * 2 + u64::from(b))
}

/// What has been read of the clause so far.
#[derive(Debug, Clone, Copy, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a bit of the state's number")]
pub(super) struct Clause {
    finite: bool,
    subordinate: bool,
    /// The open finite verb is an auxiliary.
    auxiliary: bool,
    /// The sentence has had the finite verb of a main clause.
    main: bool,
}

impl Clause {
    /// The state after a token with that tag.
    pub(super) fn after(self, tag: Tag, view: &View) -> Self {
        match tag {
            Tag::Mark if view.closes => Self { main: self.main, ..Self::default() },
            Tag::Subordinating | Tag::Relative | Tag::Interrogative | Tag::QuestionAdverb => {
                Self { finite: false, subordinate: true, auxiliary: false, ..self }
            }
            Tag::Finite => Self { finite: true, auxiliary: false, main: self.main || !self.subordinate, ..self },
            Tag::AuxFinite => Self { finite: true, auxiliary: true, main: self.main || !self.subordinate, ..self },
            _ => self,
        }
    }

    fn number(self) -> u64 {
        u64::from(self.finite)
            + 2 * u64::from(self.subordinate)
            + 4 * u64::from(self.auxiliary)
            + 8 * u64::from(self.main)
    }
}

/// The rows of token `i` of a sentence, given the tags before it.
pub(super) fn rows(views: &[View], i: usize, before: [Tag; 2], clause: Clause) -> [u32; FEATURES] {
    let at = |offset: isize| i.checked_add_signed(offset).and_then(|j| views.get(j)).unwrap_or(&OUTSIDE);
    let (w, p1, p2, n1, n2, n3) = (at(0), at(-1), at(-2), at(1), at(2), at(3));
    let (last, state) = (before[0] as u64, clause.number());
    let last2 = last * 64 + before[1] as u64;
    let closed = u64::from(n1.closes);
    let closed2 = closed * 2 + u64::from(n2.closes);
    let verb = w.sig & VERBAL;
    let values: [u64; FEATURES] = [
        w.word,
        w.suffixes[0],
        w.suffixes[1],
        w.suffixes[2],
        w.suffixes[3],
        w.suffixes[4],
        w.prefix,
        w.cluster,
        low(w.cluster, 4),
        low(w.cluster, 7),
        w.sig,
        w.shape,
        p1.word,
        n1.word,
        p2.word,
        n2.word,
        p1.cluster,
        n1.cluster,
        n2.cluster,
        n1.sig,
        n2.sig,
        n3.sig,
        p1.suffixes[2],
        n1.suffixes[2],
        last,
        last2,
        mix(last, w.word),
        mix(last, w.sig),
        mix(last, w.shape),
        mix(last2, w.sig),
        mix(last, w.suffixes[2]),
        mix(last, low(w.cluster, 7)),
        mix(last, n1.sig),
        mix(w.sig, n1.sig),
        mix(w.word, n1.word),
        mix(w.word, p1.word),
        mix(w.word, low(n1.cluster, 6)),
        mix(w.word, low(p1.cluster, 6)),
        mix(state, w.sig),
        mix(state * 4 + closed2, verb),
        mix(state * 4 + closed2, w.suffixes[1]),
        mix(state * 2 + closed, w.word),
        mix(w.shape, n1.shape),
        mix(w.sig, w.suffixes[2]),
        w.use_,
        mix(w.use_, w.shape),
        mix(mix(state * 32 + w.ahead, closed), verb),
        mix(w.ahead, w.word),
    ];
    std::array::from_fn(|template| row_of(template as u64, values[template]))
}

/// The coarser cluster of so many bits.
const fn low(cluster: u64, bits: u32) -> u64 {
    cluster & ((1 << bits) - 1)
}

/// What tells the forms of verbs apart.
const VERBAL: u64 = (sig::FINITE | sig::INFINITIVE | sig::PARTICIPLE | sig::ZU | sig::PREFIX | sig::CAPITAL) as u64;

fn row_of(template: u64, value: u64) -> u32 {
    (mix(template.wrapping_mul(0x51_7c_c1_b7_27_22_0a_95), value) >> (64 - ROW_BITS)) as u32
}
