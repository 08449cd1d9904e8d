//! Shows why a text's stretches are names, or none: their scores as each type, and the features of the best.

use std::fmt::Write as _;

use pressespiegel::nlp::entity::join::features::groups;
use pressespiegel::nlp::entity::join::{CLASSES, Proposed, Weights};
use pressespiegel::nlp::{Document, Engine};

/// Prints a line for each stretch: its place, its words, whether it is a name (`PLOX`, else `-`), its scores, and of the
/// best type every feature with its weight.
pub fn explain(engine: &Engine, weights: &Weights, text: &str) {
    let proposed = engine.propose(Document::new(text));
    let names = weights.decide(&proposed);
    for (at, stretch) in proposed.iter().enumerate() {
        let found = names.iter().find(|name| name.at == at).map(|name| name.class);
        let scores: [i32; CLASSES] = std::array::from_fn(|class| weights.score_of(stretch, class));
        let best = found.or_else(|| (0..CLASSES).max_by_key(|class| scores[*class])).unwrap_or_default();
        let kind = found.map_or('-', |class| ['P', 'L', 'O', 'X'][class]);
        let words = &text[stretch.span.start..stretch.span.end];
        println!("{}\t{kind}\t{words}\t{scores:?}\t{}", stretch.span.start, named(stretch, best, weights));
    }
}

fn named(stretch: &Proposed, class: usize, weights: &Weights) -> String {
    let mut shown = String::new();
    for feature in &stretch.features[class] {
        let group = groups().find(|group| (group.start..group.start + group.size).contains(feature));
        let Some(group) = group else { continue };
        let weight = weights.all()[usize::from(*feature)];
        let _ = write!(shown, "{}.{}:{weight} ", group.name, feature - group.start);
    }
    shown
}
