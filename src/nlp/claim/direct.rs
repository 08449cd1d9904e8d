//! Words in quotation marks that no verb frames: alone, behind a colon, or inside somebody's indirect speech.

use std::ops::Range;

use super::attribution::says_nobody;
use super::cues::Cues;
use super::draft::{Draft, Ranges, Rule, single};
use super::extent;
use super::phrase::{Phrases, Reach};
use super::text::Text;
use super::word_list::List;
use crate::nlp::analysis::{ClaimKind, ResolvedBy};
use crate::nlp::lexicon::cues::Complement;
use crate::nlp::limits;
use crate::nlp::quote::Unit;
use crate::nlp::syntax::clause::{Clause, ClauseKind};
use crate::nlp::syntax::marks::Quoted;
use crate::nlp::syntax::segment::Separator;
use crate::nlp::syntax::words::{Features, starts_upper};

/// Who spoke last, for quotations and Konjunktiv sentences that go on without a frame.
#[derive(Debug, Clone, Default)]
pub(super) struct LastSpeaker {
    pub(super) speaker: Ranges,
    /// The unit of their last claim.
    pub(super) unit: usize,
    pub(super) paragraph: usize,
    /// They are only the subject of the sentence before, which is no claim.
    pub(super) silent: bool,
    /// Their last words are in the Konjunktiv.
    pub(super) reported: bool,
    /// Where they are silent and nobody: who spoke before them.
    pub(super) spoke: Ranges,
}

/// Whole quotations of `unit` that no cue verb took.
pub(super) fn free_quotes<'a>(
    phrases: &Phrases<'_>,
    unit: &Unit,
    taken: &[bool],
    last: Option<&'a LastSpeaker>,
    here: Option<&Ranges>,
) -> Vec<Draft> {
    let text = phrases.text;
    let mut drafts: Vec<Draft> = Vec::new();
    for (index, clause) in unit.clauses.iter().enumerate() {
        if clause.kind != ClauseKind::Quoted || taken[index] {
            continue;
        }
        if names_work(phrases, clause) {
            continue;
        }
        let sentence = extent::sentence(unit, index);
        let mut draft = Draft::new(Rule::Beside, ClaimKind::Direct, clause.segments.clone());
        let before = index.checked_sub(1).filter(|&b| b >= sentence.start);
        // In what is no sentence frames are not looked for; it would cost too much.
        let plain = unit.clauses.len() > super::MOST_CLAUSES;
        let colon = before.filter(|&b| clause.before == Separator::Colon && unit.clauses[b].kind != ClauseKind::Quoted);
        let after = Some(index + 1).filter(|&a| {
            a < sentence.end && unit.clauses[a].kind == ClauseKind::Main && text.verb_first(&unit.clauses[a])
        });
        // „Der Zug“ ist ein Buch: a title.
        if after.filter(|_| colon.is_none()).is_some_and(|a| is_title(text, &unit.clauses[a])) {
            continue;
        }
        if let Some(frame) = colon.or(after).filter(|_| !plain) {
            let root = extent::root(unit.clauses, frame);
            draft.speaker = beside(phrases, unit, root);
            draft.frame = extent::frame(text, unit, root, &draft.content);
            let finite = unit.clauses[root].finite.filter(|_| after.is_some());
            if let Some(finite) = finite.filter(|&f| !text.features(f).has(Features::AUXILIARY)) {
                draft.cue = vec![finite];
                draft.lemma = Some(text.layers.morphs[finite].lemma.to_string());
            }
        } else if let Some(speaker) = bracketed(phrases, clause) {
            draft.frame = single(speaker.start..speaker.end + 1);
            draft.speaker = single(speaker);
        } else if let Some(signed) = signature(phrases, clause.end()).filter(|_| before.is_none()) {
            draft.frame = single(signed.start - 1..signed.end);
            draft.speaker = single(signed);
        } else {
            if !is_utterance(text, clause.start(), clause.end()) {
                continue;
            }
            draft.rule = Rule::Loose;
        }
        if draft.speaker.is_empty() {
            // "Und weiter: …", or no frame at all.
            let speaker = |l: &'a LastSpeaker| if l.spoke.is_empty() { &l.speaker } else { &l.spoke };
            let before = || last.filter(|l| unit.paragraph <= l.paragraph + 1).map(speaker);
            let known = drafts.last().map(|d| &d.speaker).or(here).or_else(before);
            draft.speaker = known.cloned().unwrap_or_default();
            draft.resolved_by = Some(ResolvedBy::Continuation);
        }
        drafts.push(draft);
    }
    drafts
}

/// Who the words beside a quotation name; nobody where they are somebody's as well: "Wichtig seien Vorbilder: „…“".
fn beside(phrases: &Phrases<'_>, unit: &Unit, root: usize) -> Ranges {
    let clause = &unit.clauses[root];
    if phrases.text.reportive(clause) {
        return Ranges::new();
    }
    let mut subject = phrases.subject(unit.clauses, root);
    // "Dabei bleibt es: „…“"
    subject.retain(|r| r.len() > 1 || !matches!(phrases.text.lower(r.start), "es" | "das" | "dies"));
    if subject.is_empty() && clause.finite.is_none() { led_in(phrases, clause) } else { subject }
}

/// Somebody's words in marks inside a sentence of the author's, right behind a claim of theirs in the same paragraph.
pub(super) fn fragments(
    phrases: &Phrases<'_>,
    unit: &Unit,
    number: usize,
    drafts: &[Draft],
    last: &LastSpeaker,
) -> Vec<Draft> {
    /// Fewer words are a name or a word that the author takes up.
    const FEWEST: usize = 5;
    let text = phrases.text;
    if last.silent || unit.paragraph != last.paragraph || number > last.unit + 1 || !drafts.is_empty() {
        return Vec::new();
    }
    let verbal = Features::FINITE | Features::INFINITIVE | Features::PARTICIPLE;
    let said = |q: &&Quoted| {
        let words = || (q.open + 1..q.close).filter(|&i| !text.features(i).has(Features::PUNCTUATION));
        let clause = unit.clauses.iter().any(|c| c.kind == ClauseKind::Quoted && c.tokens().any(|i| i == q.open));
        let wording = words().count() >= FEWEST && words().any(|i| text.features(i).intersects(verbal));
        q.depth == 0 && !clause && q.close - q.open <= limits::UNIT && wording && !starts_upper(text.word(q.open + 1))
    };
    let quotes = text.layers.syntax.quotes[unit.quotes.clone()].iter().take(8).filter(said);
    quotes
        .map(|q| {
            let mut draft = Draft::new(Rule::Loose, ClaimKind::Direct, single(q.open..q.close + 1));
            draft.speaker.clone_from(&last.speaker);
            draft.resolved_by = Some(ResolvedBy::Continuation);
            draft
        })
        .collect()
}

/// A form of "sein" right behind the marks.
fn is_title(text: Text<'_>, clause: &Clause) -> bool {
    let being = |f: usize| &*text.layers.morphs[f].lemma == "sein";
    clause.before != Separator::Comma && clause.finite.is_some_and(being)
}

/// "(Motto: „…“)": what stands in brackets before the colon of a quotation that ends them.
fn in_brackets(text: Text<'_>, clause: &Clause) -> Option<Range<usize>> {
    /// Words before the colon that are looked at.
    const NEAR: usize = 12;
    let colon = clause.start().checked_sub(1).filter(|&c| text.word(c) == ":")?;
    let mark = (colon.saturating_sub(NEAR)..colon).rfind(|&i| matches!(text.word(i), "(" | ")"))?;
    (text.word(mark) == "(" && text.word(clause.end()) == ")").then_some(mark + 1..colon)
}

/// "(Ada Kern: „…“)": who speaks.
fn bracketed(phrases: &Phrases<'_>, clause: &Clause) -> Option<Range<usize>> {
    let inside = in_brackets(phrases.text, clause)?;
    let phrase = phrases.noun_phrase(inside.start, inside.end, Reach::Phrase)?;
    (phrase == inside && phrases.names_speaker(&phrase)).then_some(phrase)
}

/// "Kerns Erstwerk: „…“", "(Motto: „…“)": a title or name behind a colon, and nobody who says it.
fn names_work(phrases: &Phrases<'_>, clause: &Clause) -> bool {
    let text = phrases.text;
    if let Some(inside) = in_brackets(text, clause) {
        return !phrases.names_speaker(&inside);
    }
    let work = |i: usize| text.features(i).has(Features::NOUN) && List::Works.is_end_of(text.lower(i));
    clause.start().checked_sub(2).is_some_and(|last| text.word(last + 1) == ":" && work(last))
}

/// "So Trainer X: „…“", "Dazu X: „…“", "Zitat X: „…“": who stands behind the words that lead in; "Für Trainer X kein Thema:
/// „…“": whose view it is.
fn led_in(phrases: &Phrases<'_>, clause: &Clause) -> Ranges {
    let text = phrases.text;
    let viewed = clause.tokens().find(|i| text.lower(*i) == "für").and_then(|i| {
        let phrase = phrases.noun_phrase(i + 1, clause.end(), Reach::Phrase)?;
        phrase.clone().any(|i| phrases.actors.is_person(i)).then_some(phrase)
    });
    if let Some(viewed) = viewed {
        return single(viewed);
    }
    let leads = |i: &usize| {
        let lower = text.lower(*i);
        matches!(lower, "so" | "dazu" | "zitat" | "o-ton")
            || text.features(*i).intersects(Features::ADVERB | Features::COORDINATOR)
    };
    let Some(start) = clause.tokens().find(|i| !leads(i)) else { return Vec::new() };
    let phrase = phrases.noun_phrase(start, clause.end(), Reach::Phrase);
    phrase.filter(|phrase| phrases.names_speaker(phrase)).map_or_else(Vec::new, single)
}

/// "„…“ – Ada Kern, Vorsitzende": a name behind a dash that ends the sentence or paragraph.
fn signature(phrases: &Phrases<'_>, end: usize) -> Option<Range<usize>> {
    let text = phrases.text;
    let dashed = matches!(text.word(end), "–" | "—" | "-" | "―");
    let sentence = text.layers.sentences.get(text.layers.sentence_of(end + 1)).filter(|_| dashed)?;
    let phrase = phrases.noun_phrase(end + 1, sentence.tokens.end, Reach::Phrase)?;
    let rest = end + 1..sentence.tokens.end;
    let verb = rest.clone().any(|i| text.features(i).has(Features::FINITE));
    let person = phrase.clone().any(|i| phrases.actors.is_person(i));
    (person && !verb && rest.len() < 24).then_some(phrase)
}

/// Enough words, and a verb or an end of sentence among them.
fn is_utterance(text: Text<'_>, start: usize, end: usize) -> bool {
    let words = (start..end).filter(|&i| !text.features(i).has(Features::PUNCTUATION)).count();
    let verb = (start..end).any(|i| text.features(i).has(Features::FINITE));
    let sentence = (start..end).any(|i| matches!(text.word(i), "." | "!" | "?"));
    words >= 3 && (verb || sentence)
}

/// Quotations inside the content of `outer`, each a claim of its own with the same frame.
pub(super) fn nested(phrases: &Phrases<'_>, cues: Cues<'_>, unit: &Unit, outer: &Draft) -> Vec<Draft> {
    let text = phrases.text;
    let quotes = &text.layers.syntax.quotes[unit.quotes.clone()];
    if outer.kind == ClaimKind::Direct {
        let deep = quotes.iter().filter(|q| q.depth == 1 && outer.holds(q.open) && outer.holds(q.close));
        return deep.take(8).filter_map(|q| quoted_within(phrases, cues, q, outer)).collect();
    }
    let inside = quotes.iter().filter(|q| {
        let named = outer.speaker.iter().any(|r| r.contains(&q.open));
        q.depth == 0 && outer.holds(q.open) && !named && q.close - q.open <= limits::UNIT && is_wording(text, q)
    });
    // More than this many in one sentence is no German.
    inside
        .take(32)
        .map(|q| {
            let mut draft = Draft { kind: ClaimKind::Direct, content: single(q.open..q.close + 1), ..outer.clone() };
            draft.rule =
                if matches!(outer.rule, Rule::Framed | Rule::Sourced) { Rule::Nested } else { Rule::NestedLoosely };
            draft
        })
        .collect()
}

/// „Der Chef sagte ‚Wir schaffen das‘“: what somebody quotes, with the words before it as its frame.
fn quoted_within(phrases: &Phrases<'_>, cues: Cues<'_>, quote: &Quoted, outer: &Draft) -> Option<Draft> {
    let text = phrases.text;
    let end = quote.open - usize::from(matches!(text.word(quote.open - 1), ":" | ","));
    let start = (outer.start()..end).rev().take(16).take_while(|&i| !text.features(i).has(Features::PUNCTUATION));
    let start = start.last()?;
    let takes = |i: usize| {
        let forms = cues.lexicon.verb_forms(text.lower(i));
        forms.iter().find(|f| cues.entry(f.cue).complement.intersects(Complement::QUOTE))
    };
    let (verb, form) = (start..end).rev().find_map(|i| takes(i).map(|f| (i, f)))?;
    let finite = (start..end).find(|&i| text.features(i).has(Features::FINITE))?;
    let speaker = phrases.noun_phrase(start, finite, Reach::Phrase).filter(|p| !phrases.is_oblique(p)).map(single)?;
    let entry = cues.entry(form.cue);
    if says_nobody(text, &speaker) {
        return None;
    }
    let mut draft = Draft::new(Rule::Nested, ClaimKind::Direct, single(quote.open..quote.close + 1));
    draft.speaker = speaker;
    draft.cue = if verb == finite { vec![verb] } else { vec![finite, verb] };
    draft.cued_by(entry);
    draft.frame = single(start..quote.open);
    Some(draft)
}

/// Whether words in marks are somebody's wording, not a title or a name.
fn is_wording(text: Text<'_>, quote: &Quoted) -> bool {
    let words: Vec<usize> =
        (quote.open + 1..quote.close).filter(|&i| !text.features(i).has(Features::PUNCTUATION)).collect();
    let Some(&first) = words.first() else { return false };
    let after_noun = quote.open.checked_sub(1).is_some_and(|b| {
        let features = text.features(b);
        features.has(Features::NOUN) && !features.has(Features::NAME)
    });
    let lower = words.iter().filter(|&&i| !starts_upper(text.word(i))).count();
    if !starts_upper(text.word(first)) {
        // „bis zu“ says nothing.
        let small = Features::PREPOSITION | Features::DETERMINER | Features::COORDINATOR;
        return words.iter().any(|&i| !text.features(i).intersects(small));
    }
    // Capital first word: a title when it follows the noun it names, or holds nothing but nouns.
    lower >= 2 && (!after_noun || words.iter().any(|&i| text.features(i).has(Features::FINITE)))
}

#[cfg(test)]
mod tests {
    use crate::nlp::claim::testing::check;

    #[test]
    fn a_quotation_has_its_speaker_beside_it() {
        check(&[
            (
                "Ada Kern tritt ab. „Das war ein gutes Jahr für uns alle.“",
                Some(("„Das war ein gutes Jahr für uns alle.“", "Ada Kern")),
            ),
            ("Dazu Ada Kern: „Der Zug fährt am Montag.“", Some(("„Der Zug fährt am Montag.“", "Ada Kern"))),
            (
                "Das Land hob das Verbot auf. Für Trainerin Ada Kern kein Thema: „Wir fahren am Montag weg.“",
                Some(("„Wir fahren am Montag weg.“", "Trainerin Ada Kern")),
            ),
            (
                "Ada Kern kam an. Für den Abend kein Wunder: „Wir fahren am Montag weg.“",
                Some(("„Wir fahren am Montag weg.“", "Ada Kern")),
            ),
            ("„Der Zug fährt am Montag.“ – Ada Kern, Vorsitzende", Some(("„Der Zug fährt am Montag.“", "Ada Kern"))),
            ("Ada Kern las das Buch „Der Zug“.", None),
            (
                "Ada Kern sagte, es regne. Der Klub versäumte es, „dem Team eine klare Richtung zu geben“.",
                Some(("„dem Team eine klare Richtung zu geben“", "Ada Kern")),
            ),
            (
                "„Es regnet sehr“, sagte Ada Kern. Dabei bleibt es: „Wir fahren weg.“",
                Some(("„Wir fahren weg.“", "Ada Kern")),
            ),
            ("Ada Kern las aus ihrem Buch. Es ist ihr Erstwerk: „Sie befinden sich hier“.", None),
            ("Ada Kern leitet den Bauhof (Motto: „Wir fahren für alle“).", None),
            ("Der Zug kam an (Ada Kern: „Wir fahren für alle“).", Some(("„Wir fahren für alle“", "Ada Kern"))),
            ("Ada Kern las. „Lesen Sie nie mit Fremden“ ist das erste Kapitel.", None),
            (
                "Ada Kern sagte, das Team sei jung. Wichtig seien auch Vorbilder: „Wir fahren am Montag weg.“",
                Some(("„Wir fahren am Montag weg.“", "Ada Kern")),
            ),
            (
                "„Es regnet sehr“, sagte Ada Kern. Die Bahn wächst. „Wir fahren am Montag alle weg.“",
                Some(("„Wir fahren am Montag alle weg.“", "Ada Kern")),
            ),
        ]);
    }
}
