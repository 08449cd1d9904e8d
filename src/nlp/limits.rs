//! Every bound on how much is read together and how much is found, with its reason.
//!
//! News never comes near them: the longest sentence of some five thousand texts has 170 words, their answers are 10 to
//! 15 times as long as they are. They are there for texts that are no language: a word repeated ten thousand times must
//! cost time and memory in proportion to its length, and so must its answer.

use std::collections::HashSet;

use super::analysis::{Analysis, Entity, EntityId, Mention, Role, Warning};

/// Tokens of a sentence. Some rules look over a whole sentence for each of its words; a longer one is cut here.
pub(super) const SENTENCE: usize = 400;

/// Tokens that a quotation may tie together to one unit of reading; behind them each sentence stands for itself.
pub(super) const UNIT: usize = 1600;

/// Tokens of a name. The longest real ones, of films and decrees, have fifteen.
pub(super) const NAME_TOKENS: usize = 16;

/// Bytes of a name; its id has few more.
pub(super) const NAME_BYTES: usize = 200;

/// Tokens of a noun phrase, such as the words for a speaker.
pub(super) const PHRASE_TOKENS: usize = 30;

/// Bytes of a phrase that the answer repeats: the name of a speaker, what a figure measures.
pub(super) const PHRASE_BYTES: usize = 200;

/// Tokens that a claim may grow to by sentences that go on with it.
pub(super) const CLAIM: usize = 1600;

/// Entities that a claim names.
pub(super) const NAMED: usize = 48;

/// Pieces of words that the encoder reads of a text with so many different ones; sentences that come again are not counted.
/// It is by far the dearest stage, and nothing else bounds what a text can make it cost; the end of a longer text is read
/// as in the fast profile. Running text has four pieces for each different one when it is six thousand words long, which
/// is more than a long report has. What says the same few words ten times over has more, and less to understand.
pub(super) fn pieces(different: usize) -> usize {
    const MOST: usize = 8_000;
    const FEW: usize = 400;
    const FOR_EACH: usize = 8;
    MOST.min(FEW + FOR_EACH * different)
}

/// Says in the analysis that the encoder has read only so many of the words.
pub(super) fn warn_of_unread(read: usize, words: usize, analysis: &mut Analysis) {
    if read < words {
        analysis.warnings.push(Warning {
            code: "accurate_in_part".into(),
            message: format!(
                "Too long for the accurate profile: behind word {read} of {words}, names were read as in the fast one."
            ),
        });
    }
}

/// Bytes of the answer that every kind of finding may fill whatever the length of the text: short texts say much.
const BASE: usize = 12 * 1024;

/// Bytes of the answer for each byte of the text, by what fills them. Together they keep an answer at forty times the
/// text; ordinary news needs, of each, less than half.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Share {
    /// Entities and their mentions.
    Entities,
    /// Figures.
    Figures,
    /// What figures measure.
    Measures,
    /// Claims.
    Claims,
    /// Sentences and the evidence in them.
    Sentences,
    /// The evidence of entities.
    Evidence,
    /// Ids of entities and figures in claims and figures.
    Ties,
}

impl Share {
    const fn times(self) -> usize {
        match self {
            Self::Sentences => 10,
            Self::Claims => 12,
            Self::Entities => 8,
            Self::Figures => 5,
            Self::Evidence | Self::Ties => 3,
            Self::Measures => 1,
        }
    }
}

/// How much of one kind may still be found in a text, measured in the bytes that the answer has for it.
///
/// What does not fit is left out and counted. Findings that come in text order are measured against the text read so
/// far, so that one odd passage takes nothing from the rest.
#[derive(Debug)]
pub(super) struct Allowance {
    times: usize,
    spent: usize,
    left_out: usize,
}

impl Allowance {
    pub(super) fn new(share: Share) -> Self {
        Self { times: share.times(), spent: 0, left_out: 0 }
    }

    /// Whether a finding of `weight` fits, with `read` bytes of the text behind it; otherwise it counts as left out.
    pub(super) fn admits(&mut self, read: usize, weight: usize) -> bool {
        let fits = self.spent + weight <= BASE + self.times * read;
        if fits {
            self.spent += weight;
        } else {
            self.left_out += 1;
        }
        fits
    }

    /// How many did not fit.
    pub(super) fn left_out(&self) -> usize {
        self.left_out
    }
}

/// Says in the analysis that `count` of `what` were left out of it; one warning tells of all.
pub(super) fn warn(analysis: &mut Analysis, count: usize, what: &str) {
    const CODE: &str = "truncated";
    if count == 0 {
        return;
    }
    match analysis.warnings.iter_mut().find(|warning| warning.code == CODE) {
        Some(warning) => {
            let told = warning.message.trim_end_matches('.').len();
            warning.message = format!("{}, {count} {what}.", &warning.message[..told]);
        }
        None => analysis.warnings.push(Warning {
            code: CODE.into(),
            message: format!(
                "Left out, as there are more than a text of this length is answered with: {count} {what}."
            ),
        }),
    }
}

/// Leaves out, of entities that stand in the order of their salience, what is more than the text is answered with.
pub(super) fn bound_entities(text: &str, analysis: &mut Analysis) {
    /// What an entity takes beside its names and places.
    const ENTITY: usize = 350;
    /// What a mention takes beside its place.
    const MENTION: usize = 42;
    /// What a role takes beside its words and places.
    const ROLE: usize = 60;
    let mut allowance = Allowance::new(Share::Entities);
    let mut mentions = Allowance::new(Share::Entities);
    let weight = |mention: &Mention| MENTION + placed(mention.span.of(text));
    let role = |role: &Role| {
        let places: usize = role.spans.iter().map(|span| placed(span.of(text))).sum();
        ROLE + written(&role.text) + role.organization.as_ref().map_or(0, |id| written(&id.0)) + places
    };
    analysis.entities.retain_mut(|entity| {
        let subtype = entity.subtype.as_ref().map_or(0, String::len);
        let own =
            ENTITY + written(&entity.id.0) + written(&entity.name) + subtype + entity.role.as_ref().map_or(0, role);
        if !allowance.admits(text.len(), own + entity.mentions.first().map_or(0, weight)) {
            return false;
        }
        let mut first = true;
        mentions.spent = allowance.spent;
        entity.mentions.retain(|mention| std::mem::take(&mut first) || mentions.admits(text.len(), weight(mention)));
        allowance.spent = mentions.spent;
        true
    });
    if allowance.left_out() > 0 {
        untie_lost(&mut analysis.entities);
    }
    let (entities, mentions) = (allowance.left_out(), mentions.left_out());
    warn(analysis, entities, "entities");
    warn(analysis, mentions, "mentions");
}

/// Takes the organisations out of roles that are no longer there themselves.
fn untie_lost(entities: &mut [Entity]) {
    let kept: HashSet<EntityId> = entities.iter().map(|entity| entity.id.clone()).collect();
    for role in entities.iter_mut().filter_map(|entity| entity.role.as_mut()) {
        role.organization = role.organization.take().filter(|id| kept.contains(id));
    }
}

/// The bytes that words take in the answer: a mark or break is written as two, another control character as six.
pub(super) fn written(words: &str) -> usize {
    words
        .bytes()
        .map(|b| match b {
            b'"' | b'\\' | b'\n' | b'\r' | b'\t' => 2,
            0..0x20 => 6,
            _ => 1,
        })
        .sum()
}

/// The bytes that a place in the text takes with its words.
pub(super) fn placed(words: &str) -> usize {
    /// `{"start":1234567,"end":1234567,"exact":""},`
    const AROUND: usize = 44;
    AROUND + written(words)
}

/// The words up to a length, cut at a blank where there is one.
pub(super) fn shortened(words: &str, longest: usize) -> &str {
    if words.len() <= longest {
        return words;
    }
    let mut end = longest;
    while !words.is_char_boundary(end) {
        end -= 1;
    }
    let head = &words[..end];
    head.rfind(char::is_whitespace).map_or(head, |blank| head[..blank].trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_cut_at_a_blank_or_between_characters() {
        for (words, longest, cut) in [
            ("Ada Kern", 8, "Ada Kern"),
            ("Ada Kern", 7, "Ada"),
            ("Äußerung", 4, "Äu"),
            ("Äußerung", 1, ""),
            ("Ada  Kern", 5, "Ada"),
        ] {
            assert_eq!(shortened(words, longest), cut, "{words} to {longest}");
        }
    }

    #[test]
    fn words_weigh_what_json_makes_of_them() {
        for (words, weight) in [("Kern", 4), ("ß", 2), ("\"", 2), ("a\nb", 4), ("\u{1}", 6)] {
            assert_eq!(written(words), weight, "{words:?}");
        }
    }

    #[test]
    fn an_allowance_grows_with_the_text_read_and_counts_the_rest() {
        let mut figures = Allowance::new(Share::Figures);
        assert!(figures.admits(0, BASE));
        assert!(!figures.admits(0, 1));
        assert!(figures.admits(1000, 5000));
        assert!(!figures.admits(1000, 1));
        assert_eq!(figures.left_out(), 2);
    }
}
