//! Shifters: negation, degree, unreality, contrast, distance. Each multiplies the weight of the hits in its scope.

use super::super::document::Annotations;
use super::super::syntax::negation::Negator;
use super::super::token::TokenKind;
use super::hits::Hit;
use super::lists::List;
use super::scene::{Clause, Scene};
use super::words::{Class, Shift};
use super::{reverse, tone};

/// A negated good thing is bad, a negated bad thing is mildly good.
pub(super) const NEGATED_GOOD: f64 = -0.8;
const NEGATED_BAD: f64 = -0.65;
/// "kaum" denies less than "nicht".
const NEARLY: f64 = 0.8;
/// Questions and "ob".
const ASKED: f64 = 0.5;
const ASKED_BAD: f64 = 0.75;
const CONDITIONAL: f64 = 0.4;
/// The clause before "aber" and the one after it.
const BEFORE_CONTRAST: f64 = 0.6;
const AFTER_CONTRAST: f64 = 1.25;
const CONCEDED: f64 = 0.5;
const DESPITE: f64 = 0.3;
/// Praise in scare quotes or after "angeblich".
pub(super) const DISTANCED: f64 = -0.6;
/// How far "ohne" and "trotz" reach, in tokens.
pub(super) const NOUN_REACH: usize = 6;
/// How far an adverb of degree may stand after the verb it strengthens.
const DEGREE_REACH: usize = 4;

/// Changes the weights of `hits`; `quoted` says which tokens stand in somebody's claim.
pub(super) fn apply(layers: &Annotations<'_>, scene: &mut Scene, hits: &mut Vec<Hit>, quoted: &[bool]) {
    degrees(layers, scene, hits);
    negations(layers, scene, hits);
    reverse::apply(layers, scene, hits);
    tone::mock_praise(layers, scene, hits);
    tone::stories(layers, scene, hits);
    tone::wishes(layers, scene, hits);
    for hit in hits.iter_mut() {
        let clause = scene.clauses[scene.items[hit.head].clause];
        hit.weight *= clause.hedge;
        // "Warum scheiterte X?" takes for granted that it did, and who asks after trouble mostly has some.
        if clause.whether || scene.question && hit.weight > 0.0 {
            hit.weight *= ASKED;
        } else if scene.question && !scene.presumes {
            hit.weight *= ASKED_BAD;
        }
        if clause.condition {
            hit.weight *= CONDITIONAL;
        }
        if clause.concede {
            hit.weight *= CONCEDED;
        }
        distance(layers, scene, hit, quoted);
    }
    contrast(scene, hits);
    aftermath(layers, scene, hits);
    hits.retain(|h| h.weight.abs() >= 0.05);
    for hit in hits {
        hit.weight = super::super::analysis::rounded(hit.weight.clamp(-1.0, 1.0));
    }
}

/// Adverbs of degree right before a hit, or after a verb. Those that carry sentiment themselves ("dramatisch") are
/// spent by it.
fn degrees(layers: &Annotations<'_>, scene: &mut Scene, hits: &mut Vec<Hit>) {
    for h in 0..hits.len() {
        let hit = hits[h];
        let clause = scene.items[hit.head].clause;
        let before = (hit.first.saturating_sub(2)..hit.first).rev();
        let mut found = before
            .take_while(|&k| scene.items[k].clause == clause && !scene.items[k].noun)
            .find(|&k| is_degree(scene, k));
        if found.is_none() && hit.class == Class::Verb {
            let end = (hit.last + 1 + DEGREE_REACH).min(scene.items.len());
            found = (hit.last + 1..end).take_while(|&k| scene.items[k].clause == clause).find(|&k| {
                is_degree(scene, k)
                    && !of_all(layers, scene, k)
                    && !near(hits, h).iter().any(|o| o.first == k + 1 && o.class != Class::Verb)
            });
        }
        if let Some(k) = found {
            hits[h].weight *= scene.items[k].info.factor;
            scene.items[k].used = true;
        }
    }
    hits.retain(|h| {
        h.first != h.last || !matches!(scene.items[h.head].info.shift, Shift::Boost | Shift::Damp) || {
            !scene.items[h.head].used
        }
    });
}

/// "fast allen": the degree is that of the number.
fn of_all(layers: &Annotations<'_>, scene: &Scene, k: usize) -> bool {
    let next = scene.items.get(k + 1).map_or("", |_| layers.word(scene.base + k + 1));
    next.starts_with("all") || next.starts_with("jede") || next.starts_with(|c: char| c.is_ascii_digit())
}

fn is_degree(scene: &Scene, k: usize) -> bool {
    matches!(scene.items[k].info.shift, Shift::Boost | Shift::Damp) && !scene.items[k].masked
}

/// The hits that begin inside a clause; hits stand in text order, so this costs a search and not a pass.
pub(super) fn within<'h>(scene: &Scene, hits: &'h mut [Hit], clause: usize) -> &'h mut [Hit] {
    let Clause { start, end, .. } = scene.clauses[clause];
    let from = hits.partition_point(|h| h.first < start);
    let until = hits.partition_point(|h| h.first < end);
    &mut hits[from..until.max(from)]
}

fn negate(hit: &mut Hit, factor: f64) {
    hit.weight *= factor * if hit.weight > 0.0 { NEGATED_GOOD } else { NEGATED_BAD };
}

fn negations(layers: &Annotations<'_>, scene: &Scene, hits: &mut [Hit]) {
    for n in 0..scene.items.len() {
        let item = scene.items[n];
        if item.used {
            continue;
        }
        if nothing_of(layers, scene, hits, n) {
            continue;
        }
        if anything_but(layers, scene, n) {
            negate_clause(layers, scene, hits, n, 1.0);
        }
        // Where "weder" already covers the rest of the clause, "noch" adds nothing.
        let covered = |neither: usize| neither < scene.base || scene.items[neither - scene.base].clause == item.clause;
        match item.negator {
            Some(Negator::Clause | Negator::Neither) => negate_clause(layers, scene, hits, n, 1.0),
            Some(Negator::Nearly) => negate_clause(layers, scene, hits, n, NEARLY),
            Some(Negator::Phrase) => negate_noun(layers, scene, hits, n),
            Some(Negator::Nor(neither)) if !covered(neither) => negate_clause(layers, scene, hits, n, 1.0),
            _ => {}
        }
        if item.info.shift == Shift::Without {
            negate_reach(layers, scene, hits, n, item.info.factor);
        }
    }
}

/// Whether item `n` is the "als" of "alles andere als".
fn anything_but(layers: &Annotations<'_>, scene: &Scene, n: usize) -> bool {
    n >= 2
        && layers.word(scene.base + n) == "als"
        && layers.word(scene.base + n - 1) == "andere"
        && layers.word(scene.base + n - 2).eq_ignore_ascii_case("alles")
}

/// "Von einer Krise ist nichts zu spüren", "von Erholung keine Spur": what stands behind "von" is denied.
fn nothing_of(layers: &Annotations<'_>, scene: &Scene, hits: &mut [Hit], n: usize) -> bool {
    let word = |k: usize| if k < scene.items.len() { layers.word(scene.base + k) } else { "" };
    let nothing = match word(n) {
        nothing if List::Nothing.holds(nothing) => {
            word(n + 1) == "zu" && List::Noticed.holds(word(n + 2)) || List::Noticed.holds(word(n + 1))
        }
        "keine" | "kaum" => matches!(word(n + 1), "Rede" | "Spur"),
        _ => false,
    };
    if !nothing {
        return false;
    }
    let clause = scene.items[n].clause;
    let start = scene.clauses[clause].start;
    let of = |k: usize| scene.items[k].clause == clause && matches!(word(k), "von" | "vom" | "Von" | "Vom");
    let Some(of) = (start..n.min(scene.items.len())).find(|&k| of(k)) else { return false };
    let mut found = false;
    for hit in within(scene, hits, clause).iter_mut().filter(|h| of < h.head && h.head <= of + NOUN_REACH) {
        negate(hit, 1.0);
        found = true;
    }
    found
}

/// "nicht": what follows in the clause; where nothing does, the verb or predicate before it.
fn negate_clause(layers: &Annotations<'_>, scene: &Scene, hits: &mut [Hit], n: usize, factor: f64) {
    let clause = scene.items[n].clause;
    let inside = |h: &Hit| scene.items[h.head].clause == clause && !presupposed(layers, scene, h);
    let hits = within(scene, hits, clause);
    let mut after = false;
    for hit in hits.iter_mut().filter(|h| h.last > n && inside(h)) {
        negate(hit, factor);
        after = true;
    }
    if after {
        return;
    }
    if List::Nobody.holds(layers.word(scene.base + n)) {
        hits.iter_mut().filter(|h| inside(h)).for_each(|h| negate(h, factor));
        return;
    }
    let start = scene.clauses[clause].start;
    if let Some(hit) = hits
        .iter_mut()
        .rev()
        .find(|h| h.last < n && inside(h) && (h.class != Class::Noun || h.thing.is_some() || h.first <= start + 1))
    {
        negate(hit, factor);
    }
}

/// "Niemand räumt den vermüllten Strand auf": an attribute behind a definite article is taken for granted.
fn presupposed(layers: &Annotations<'_>, scene: &Scene, hit: &Hit) -> bool {
    let noun = scene.items.get(hit.last + 1).is_some_and(|next| next.noun);
    let before = hit.first.checked_sub(1).map_or("", |k| layers.word(scene.base + k));
    noun && hit.class == Class::Adjective && List::DefiniteArticle.holds(before)
}

/// "kein": its noun phrase; where that says nothing, the rest of the clause.
fn negate_noun(layers: &Annotations<'_>, scene: &Scene, hits: &mut [Hit], n: usize) {
    let clause = scene.items[n].clause;
    let noun = (n + 1..scene.items.len().min(n + 1 + NOUN_REACH))
        .take_while(|&k| scene.items[k].clause == clause)
        .find(|&k| scene.items[k].noun);
    let end = noun.unwrap_or(n);
    let mut found = false;
    for hit in within(scene, hits, clause).iter_mut().filter(|h| h.head > n && h.head <= end) {
        negate(hit, 1.0);
        found = true;
    }
    if !found {
        negate_clause(layers, scene, hits, n, 1.0);
    }
}

/// "ohne": up to its first noun hit or the end of the clause.
fn negate_reach(layers: &Annotations<'_>, scene: &Scene, hits: &mut [Hit], n: usize, factor: f64) {
    let clause = scene.items[n].clause;
    let reach = n + NOUN_REACH;
    for hit in within(scene, hits, clause)
        .iter_mut()
        .filter(|h| h.first > n && h.head <= reach && scene.items[h.head].clause == clause)
        .filter(|h| h.class != Class::Verb || layers.word(scene.base + h.first - 1) == "zu" || h.first != h.last)
    {
        negate(hit, factor);
        if hit.class == Class::Noun {
            break;
        }
    }
}

/// Scare quotes, "angeblich" and "trotz".
fn distance(layers: &Annotations<'_>, scene: &Scene, hit: &mut Hit, quoted: &[bool]) {
    let clause = scene.items[hit.head].clause;
    for k in hit.first.saturating_sub(NOUN_REACH)..hit.first {
        let item = scene.items[k];
        if item.clause != clause {
            continue;
        }
        let gap = (k + 1..hit.first).any(|m| scene.items[m].noun || scene.items[m].verb);
        match item.info.shift {
            Shift::Despite if !gap => hit.weight *= DESPITE,
            Shift::Distance if !gap && hit.first - k <= 2 => {
                hit.weight *= if hit.weight > 0.0 { DISTANCED * item.info.factor } else { 0.6 };
            }
            _ => {}
        }
    }
    let token = scene.base + hit.head;
    if quoted.get(token).copied().unwrap_or(false) {
        return;
    }
    let quote = |i: usize| layers.tokens.get(i).is_some_and(|t| t.kind == TokenKind::Quote);
    let open = (1..=2).find(|&d| token >= d && quote(token - d));
    let close = (1..=2).find(|&d| quote(token + d));
    if let (Some(open), Some(close)) = (open, close) {
        if open + close > 2 && layers.word(token + 1 - open).starts_with(char::is_uppercase) {
            hit.weight = 0.0;
        } else if hit.weight > 0.0 {
            hit.weight *= DISTANCED;
        }
    }
}

/// "Nach langer Verletzung wieder fit", "lebend aus den Trümmern": trouble that is over weighs less beside good news of the same clause.
fn aftermath(layers: &Annotations<'_>, scene: &Scene, hits: &mut [Hit]) {
    for h in 0..hits.len() {
        let hit = hits[h];
        let clause = scene.items[hit.head].clause;
        let after = (hit.first.saturating_sub(3)..hit.first)
            .any(|k| scene.items[k].clause == clause && List::TroubleBefore.holds(layers.word(scene.base + k)));
        let good = |o: &Hit| o.weight > 0.0 && scene.items[o.head].clause == clause;
        if after && hit.weight < 0.0 && hit.class == Class::Noun && near(hits, h).iter().any(good) {
            hits[h].weight *= DESPITE;
        }
    }
}

/// The hits around hit `h`; a bound for work that compares hits with each other.
fn near(hits: &[Hit], h: usize) -> &[Hit] {
    &hits[h.saturating_sub(8)..hits.len().min(h + 9)]
}

/// "aber", "doch": hits before weigh less, hits after more.
fn contrast(scene: &Scene, hits: &mut [Hit]) {
    let Some(turn) = scene.clauses.iter().position(|c| c.contrast) else { return };
    let start = scene.clauses[turn].start;
    if start == 0 || !hits.iter().any(|h| h.head >= start) {
        return;
    }
    for hit in hits {
        hit.weight *= if hit.head < start { BEFORE_CONTRAST } else { AFTER_CONTRAST };
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::Reads::{Bad, Good};
    use super::super::testing::{check_weaker, check_words};

    #[test]
    fn shifters_turn_what_stands_in_their_scope() {
        check_words(&[
            ("Der Plan ist gut.", "gut", Good, "nothing that shifts"),
            ("Der Plan ist nicht gut.", "gut", Bad, "negated"),
            ("Der Plan ist nicht nur gut.", "gut", Good, "a negated focus"),
            ("Das ist alles andere als ein Erfolg.", "Erfolg", Bad, "anything but"),
            ("Von einer Krise ist nichts zu spüren.", "Krise", Good, "nothing of it"),
            ("Von einer Krise ist viel zu spüren.", "Krise", Bad, "much of it"),
            ("Es gibt keine Krise.", "Krise", Good, "a negated noun"),
            ("Die Reise verlief ohne Unfall.", "Unfall", Good, "without it"),
            ("Die Reise verlief mit Unfall.", "Unfall", Bad, "with it"),
            ("Der „Erfolg“ blieb klein.", "Erfolg", Bad, "scare quotes"),
            ("Der Erfolg blieb klein.", "Erfolg", Good, "no scare quotes"),
        ]);
    }

    #[test]
    fn shifters_weaken_what_stands_in_their_scope() {
        check_weaker(&[
            ("Der Plan ist gut.", "Der Plan ist sehr gut.", "gut", "degree"),
            ("Trotz der Krise wächst die Stadt.", "Die Regierung erlebt die Krise.", "Krise", "in spite of it"),
            (
                "Nach langer Verletzung feiert er den Sieg.",
                "Er beklagt eine Verletzung.",
                "Verletzung",
                "over, beside good news",
            ),
        ]);
    }
}
