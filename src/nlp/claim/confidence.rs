//! How likely a claim is right: its content is somebody's words and its speaker is the one who said them.
//!
//! A sum of named points, in percent. They were set from the share right among some 260 claims judged by hand in company
//! and regional news (`SmartData` of DFKI, CC BY 4.0), 207 of which the rules still make, and from the marked articles in
//! `tests/nlp`, which are easier; the table there compares what is claimed with what is right. No text that may not be used
//! so took part.

use super::draft::{Draft, Rule};
use super::phrase::Phrases;
use super::word_list::List;
use crate::nlp::analysis::ResolvedBy;
use crate::nlp::lexicon::Lexicon;
use crate::nlp::syntax::words::Features;

/// What a rule is worth when a name in the phrase tells the speaker.
const fn base(rule: Rule) -> i32 {
    match rule {
        Rule::Framed | Rule::Sourced => 95,
        Rule::FramedTwice | Rule::PointingWord | Rule::Named => 88,
        Rule::Measured => 90,
        Rule::Nested | Rule::Stated => 84,
        Rule::PointingBack => 86,
        Rule::Continued | Rule::Reported => 80,
        Rule::Beside | Rule::Headline | Rule::Loose | Rule::Hearsay => 72,
        Rule::NestedLoosely => 66,
        Rule::Plan => 62,
        Rule::Noun => 58,
        Rule::AfterSilence => 40,
    }
}

/// Whose words they are taken to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Who {
    Nobody,
    /// A phrase with a noun for a person or organisation, or a name.
    Actor,
    /// Any other phrase.
    Thing,
    /// A pronoun that stands for nobody known.
    LostPronoun,
}

/// The probability that the claim is right, 0 to 1 in steps of a hundredth.
pub(super) fn of(phrases: &Phrases<'_>, lexicon: &Lexicon, draft: &Draft, by: Option<ResolvedBy>) -> f64 {
    let mut points = base(draft.rule);
    if !matches!(draft.rule, Rule::Measured | Rule::Stated) {
        points += speaker(draft, who(phrases, lexicon, draft), by);
    }
    // Each sentence between makes it less likely that they still speak.
    points -= 8 * i32::try_from(draft.distance.min(4)).unwrap_or(4);
    let words = draft.content.iter().map(ExactSizeIterator::len).sum::<usize>();
    if words < 2 && draft.rule != Rule::Named {
        points -= 15;
    }
    f64::from(points.clamp(5, 97)) / 100.0
}

fn speaker(draft: &Draft, who: Who, by: Option<ResolvedBy>) -> i32 {
    let report = draft.rule == Rule::Reported;
    let continued =
        matches!(draft.rule, Rule::Continued | Rule::AfterSilence | Rule::Plan | Rule::Hearsay | Rule::Loose);
    match (by, who) {
        (Some(ResolvedBy::Pronoun), _) => -6,
        (Some(ResolvedBy::Continuation), _) if !continued => -10,
        (Some(_), _) => 0,
        (None, Who::Actor) => -2,
        (None, Who::Thing) if report => -30,
        (None, Who::Thing) if matches!(draft.rule, Rule::Sourced | Rule::PointingWord) => -3,
        (None, Who::Thing) => -14,
        (None, Who::LostPronoun) => -22,
        (None, Who::Nobody) => -38,
    }
}

fn who(phrases: &Phrases<'_>, lexicon: &Lexicon, draft: &Draft) -> Who {
    let Some(range) = draft.voice().first() else { return Who::Nobody };
    let text = phrases.text;
    let acts = |i: usize| {
        let noun = text.features(i).has(Features::NOUN);
        noun && (phrases.actors.names_actor(i)
            || is_actor(lexicon, text.word(i))
            || is_actor(lexicon, &text.layers.morphs[i].lemma))
    };
    if range.clone().any(acts) {
        return Who::Actor;
    }
    if range.len() == 1 && text.features(range.start).has(Features::PRONOUN) { Who::LostPronoun } else { Who::Thing }
}

fn is_actor(lexicon: &Lexicon, word: &str) -> bool {
    let lower = word.to_lowercase();
    lexicon.nouns.role(word).is_some() || lexicon.nouns.type_noun(word).is_some() || List::Groups.is_end_of(&lower)
}

#[cfg(test)]
mod tests {
    use crate::nlp::claim::testing::claims;

    #[test]
    fn a_claim_is_surer_the_clearer_its_speaker_and_its_frame() {
        let last = |text: &str| claims(text).pop().expect(text).confidence;
        for (surer, less_sure, reason) in [
            (
                "Ada Kern sagte, der Zug fahre.",
                "Der Minister sagte, der Zug fahre.",
                "a name before a noun for somebody",
            ),
            ("Der Minister sagte, der Zug fahre.", "Das Papier sagte, der Zug fahre.", "somebody before a thing"),
            ("Das Papier sagte, der Zug fahre.", "Er sagte, der Zug fahre.", "a thing before somebody unknown"),
            ("Er sagte, der Zug fahre.", "Der Zug fahre, hieß es.", "somebody unknown before nobody"),
            (
                "Ada Kern sagte, der Zug fahre.",
                "Die Behauptung von Ada Kern, der Zug fahre, ist falsch.",
                "a verb before a noun",
            ),
            (
                "Ada Kern sagte, der Bus ruhe. Der Zug fahre am Montag.",
                "Ada Kern sprach. Der Zug fahre am Montag.",
                "who said something before who said nothing",
            ),
        ] {
            assert!(last(surer) > last(less_sure), "{reason}: {surer} / {less_sure}");
        }
        let plain = [last("Ada Kern sagte, der Zug fahre."), last("Laut Ada Kern fährt der Zug.")];
        assert!((plain[0] - plain[1]).abs() < 1e-9, "one plain frame is as sure as the other: {plain:?}");
    }
}
