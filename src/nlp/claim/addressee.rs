//! To whom something was said: "gegenüber X", "im Gespräch mit X", the dative beside "sagen", the accusative beside
//! "auffordern", and the subject where such a verb is passive.

use std::ops::Range;

use super::cues::Cued;
use super::draft::{Ranges, ranges, single};
use super::phrase::{Phrases, Reach};
use super::text::Text;
use super::word_list::List;
use crate::nlp::lexicon::cues::Complement;
use crate::nlp::morph::Number;
use crate::nlp::syntax::words::{Features, starts_upper};

/// To whom the claim of `hit` is said; `content` says whether a clause or quotation is what is said, so that no other
/// phrase can be the object.
pub(super) fn of(at: &Cued<'_>, speaker: &Ranges, content: bool) -> Ranges {
    let Cued { text, phrases, hit, clause, .. } = *at;
    let entry = at.entry();
    let lemma = &*entry.lemma;
    let own = ranges(clause.tokens());
    for stretch in &own {
        let found = told_by_preposition(phrases, stretch, lemma).filter(|_| !hit.passive);
        if let Some(found) = found {
            return single(without_tail(phrases, &found));
        }
    }
    let dative = entry.complement.intersects(Complement::TOLD_DATIVE);
    let accusative = entry.complement.intersects(Complement::TOLD_ACCUSATIVE);
    if !dative && !accusative {
        return Vec::new();
    }
    if hit.passive {
        let dative = fronted(phrases, &own, clause.finite);
        if !dative.is_empty() || !content {
            return dative;
        }
        let subject = at.subject();
        // A bare name may be a dative: "Kern wird vorgeworfen, …".
        let bare = subject.first().is_some_and(|r| !text.features(r.start).has(Features::DETERMINER));
        let told = subject.first().is_some_and(|r| text.lower(r.start) != "es") && (accusative || bare);
        let told = told && subject != *speaker;
        return if told { subject.iter().map(|r| without_tail(phrases, r)).collect() } else { Vec::new() };
    }
    for stretch in &own {
        if let Some(found) = told_by_case(at, stretch, speaker, (dative, content)) {
            return single(found);
        }
    }
    Vec::new()
}

/// "Dem Angeklagten wird vorgeworfen, …": the dative before the verb.
fn fronted(phrases: &Phrases<'_>, own: &Ranges, finite: Option<usize>) -> Ranges {
    let Some(first) = own.first().filter(|r| finite.is_some_and(|f| f > r.start)) else { return Vec::new() };
    let phrase = phrases.noun_phrase(first.start, first.end, Reach::Phrase);
    phrase.filter(|p| phrases.is_oblique(p)).map_or_else(Vec::new, single)
}

/// "gegenüber X", "im Interview mit X", "vor Journalisten", "an X gewandt", and "zu X" beside "sagen".
pub(super) fn told_by_preposition(phrases: &Phrases<'_>, stretch: &Range<usize>, lemma: &str) -> Option<Range<usize>> {
    let text = phrases.text;
    stretch.clone().find_map(|i| {
        let phrase = || phrases.noun_phrase(i + 1, stretch.end, Reach::Phrase).filter(|p| p.len() < 14);
        let talk = || {
            let before = i.checked_sub(1).map_or("", |b| text.lower(b));
            before.ends_with("gespräch") || before.ends_with("interview") || before.ends_with("telefonat")
        };
        let lower = text.lower(i);
        match lower {
            "gegenüber" => phrase(),
            "mit" if i > stretch.start && talk() => phrase(),
            _ if List::BeforeAudience.holds(lower) => phrase().filter(|p| is_audience(phrases, p)),
            _ if lemma == "sagen" && List::ToAudience.holds(lower) => {
                phrase().filter(|p| is_audience(phrases, p) || p.clone().any(|t| phrases.actors.names_actor(t)))
            }
            // "verlangte von den Ländern"
            _ if List::OfAudience.holds(lower) && matches!(lemma, "verlangen" | "fordern" | "erwarten") => phrase(),
            _ if List::TurnedTo.holds(lower) => {
                phrase().filter(|p| matches!(text.lower(p.end), "gewandt" | "gerichtet" | "adressiert"))
            }
            _ => None,
        }
    })
}

fn is_audience(phrases: &Phrases<'_>, phrase: &Range<usize>) -> bool {
    let text = phrases.text;
    let head = phrase.clone().find(|&i| text.features(i).has(Features::NOUN));
    head.is_some_and(|i| List::Audience.is_end_of(text.lower(i)))
}

/// The dative or accusative in a stretch of the frame.
fn told_by_case(
    at: &Cued<'_>,
    stretch: &Range<usize>,
    speaker: &Ranges,
    (dative, content): (bool, bool),
) -> Option<Range<usize>> {
    let Cued { text, phrases, hit, .. } = *at;
    let mut i = stretch.start;
    while i < stretch.end {
        if hit.tokens.contains(&i) || speaker.iter().any(|r| r.contains(&i)) {
            i += 1;
            continue;
        }
        if text.features(i).has(Features::PREPOSITION) {
            i = phrases.noun_phrase(i + 1, stretch.end, Reach::Phrase).map_or(i + 1, |p| p.end);
            continue;
        }
        let lower = text.lower(i);
        let pronoun = if dative {
            matches!(lower, "ihm" | "ihnen" | "mir" | "uns") || lower == "ihr" && !opens_own_phrase(phrases, i, stretch)
        } else {
            matches!(lower, "ihn" | "uns" | "mich")
        };
        if pronoun && i > stretch.start {
            return Some(i..i + 1);
        }
        if phrases.opens_phrase(i)
            && let Some(phrase) = phrases.noun_phrase(i, stretch.end, Reach::Phrase)
        {
            let fits = if dative { is_told(phrases, &phrase, content) } else { is_asked(phrases, &phrase) };
            let marked = content || is_marked(phrases, &phrase);
            if fits
                && marked
                && !speaker.is_empty()
                && (is_audience(phrases, &phrase) || !is_time(phrases.text, &phrase))
            {
                return Some(without_tail(phrases, &phrase));
            }
            i = phrase.end;
            continue;
        }
        i += 1;
    }
    None
}

fn opens_own_phrase(phrases: &Phrases<'_>, i: usize, stretch: &Range<usize>) -> bool {
    phrases.noun_phrase(i, stretch.end, Reach::Phrase).is_some_and(|p| p.len() > 1)
}

/// A dative, or where it cannot be the object a bare name or plural: "sagte Reportern, …".
fn is_told(phrases: &Phrases<'_>, phrase: &Range<usize>, content: bool) -> bool {
    let text = phrases.text;
    let first = text.lower(phrase.start);
    let marked = List::DativeMarked.holds(first);
    if marked {
        // "den Umstieg" is an accusative.
        let head = phrase.clone().find(|&i| text.features(i).has(Features::NOUN));
        let many = head.is_some_and(|i| {
            text.layers.morphs[i].number != Some(Number::Singular) && text.lower(i).ends_with(['n', 's'])
        });
        return phrases.is_oblique(phrase) && (!matches!(first, "den" | "seinen" | "ihren") || many);
    }
    let bare = starts_upper(text.word(phrase.start)) && text.features(phrase.start).has(Features::NOUN);
    let many = text.lower(phrase.end - 1).ends_with('n') && !text.features(phrase.start).has(Features::NAME);
    content && bare && (many && phrase.len() == 1 || phrase.clone().any(|t| phrases.actors.names_actor(t)))
}

/// In the report of a speech act only what an article marks, or a name.
fn is_marked(phrases: &Phrases<'_>, phrase: &Range<usize>) -> bool {
    let text = phrases.text;
    text.features(phrase.start).has(Features::DETERMINER) || phrase.clone().any(|t| phrases.actors.names_actor(t))
}

/// "dankte den Helfern für …", "warf dem Konzern Betrug vor": what the verb governs is no part of it.
fn without_tail(phrases: &Phrases<'_>, phrase: &Range<usize>) -> Range<usize> {
    let text = phrases.text;
    let common = |i: usize| text.features(i).has(Features::NOUN) && !text.features(i).has(Features::NAME);
    let object = |i: usize| common(i) && !phrases.actors.names_actor(i) && text.features(i - 1).has(Features::NOUN);
    let tail = |i: &usize| matches!(text.lower(*i), "für" | "von" | "vom" | "aus" | "in") || object(*i);
    phrase.start..phrase.clone().skip(1).find(tail).unwrap_or(phrase.end)
}

/// An accusative: not marked as dative or genitive.
fn is_asked(phrases: &Phrases<'_>, phrase: &Range<usize>) -> bool {
    let text = phrases.text;
    let features = text.features(phrase.start);
    let first = text.lower(phrase.start);
    let dative = List::NeverAccusative.holds(first);
    !dative && !features.has(Features::PRONOUN) && phrase.clone().any(|i| text.features(i).has(Features::NOUN))
}

/// "am Montag", "vergangene Woche", "diesen Abend" tell when, not whom.
fn is_time(text: Text<'_>, phrase: &Range<usize>) -> bool {
    phrase.clone().any(|i| {
        let lower = text.lower(i);
        List::Times.is_end_of(lower)
    })
}

#[cfg(test)]
mod tests {
    use crate::nlp::claim::testing::claims;

    #[test]
    fn an_addressee_is_told_by_case_and_preposition() {
        for (text, expected) in [
            ("Petersen sagte der Zeitung, er gehe.", Some("der Zeitung")),
            ("Gegenüber der Polizei erklärte er, er sei allein gewesen.", Some("der Polizei")),
            ("Der Rat forderte die Regierung auf, zu sparen.", Some("die Regierung")),
            ("Er sagte am Montag, er gehe.", None),
            ("Kern empfahl den Umstieg.", None),
        ] {
            let told = claims(text).into_iter().next().and_then(|claim| claim.addressee).map(|told| told.name);
            assert_eq!(told.as_deref(), expected, "{text}");
        }
    }
}
