//! Learns weights: the odds of each type of a stretch against being no name, by gradient descent with a penalty for large
//! weights. Floats are fine here; what is written are whole numbers.

use std::fmt::Write as _;

use pressespiegel::nlp::entity::join::features::{Group, count, groups};
use pressespiegel::nlp::entity::join::weights::UNIT;
use pressespiegel::nlp::entity::join::{CLASSES, Proposed, Weights};
use pressespiegel::nlp::{Document, Engine};

use super::texts::Sample;

/// A stretch with what it is.
pub struct Example {
    features: [Vec<u16>; CLASSES],
    /// Its type; `None` when it is no name.
    class: Option<usize>,
}

/// How to learn.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    pub steps: usize,
    pub rate: f64,
    pub penalty: f64,
}

/// The stretches of a text; those that a type may be which is not annotated there are left out.
pub fn examples(engine: &Engine, text: &Sample) -> Vec<Example> {
    let class = |p: &Proposed| {
        text.names.iter().find(|(bytes, _)| *bytes == (p.span.start..p.span.end)).map(|(_, class)| *class)
    };
    let unknown = |p: &Proposed| {
        let read = [p.as_encoder_reads(), p.as_rules_read()];
        read.into_iter().flatten().any(|class| !text.annotated[class])
    };
    let proposed = engine.propose(Document::new(&text.text));
    let told = proposed.into_iter().filter_map(|p| {
        let class = class(&p);
        (class.is_some() || !unknown(&p)).then_some(Example { features: p.features, class })
    });
    told.collect()
}

/// The weights that fit the examples best.
pub fn learn(examples: &[Example], options: Options) -> Vec<f64> {
    let mut weights = vec![0.0; count()];
    let (mut mean, mut square) = (weights.clone(), weights.clone());
    for step in 1..=options.steps {
        let (loss, mut gradient) = loss(examples, &weights);
        gradient.iter_mut().zip(&weights).for_each(|(gradient, weight)| *gradient += options.penalty * weight);
        if step % 50 == 0 {
            eprintln!("step {step}: loss {:.4} an example", loss / examples.len().max(1) as f64);
        }
        // Adam, over all examples at once.
        let decay = 1.0 - step as f64 / (options.steps + 1) as f64;
        let (bias, bias_of_square) = (1.0 - 0.9_f64.powf(step as f64), 1.0 - 0.99_f64.powf(step as f64));
        let moments = mean.iter_mut().zip(&mut square);
        for ((weight, gradient), (mean, square)) in weights.iter_mut().zip(&gradient).zip(moments) {
            *mean = 0.9 * *mean + 0.1 * gradient;
            *square = 0.99 * *square + 0.01 * gradient * gradient;
            let scale = (*square / bias_of_square).sqrt() + 1e-8;
            *weight -= options.rate * decay * *mean / bias / scale;
        }
    }
    weights
}

fn loss(examples: &[Example], weights: &[f64]) -> (f64, Vec<f64>) {
    let mut gradient = vec![0.0; weights.len()];
    let mut loss = 0.0;
    for example in examples {
        let scores: [f64; CLASSES] =
            std::array::from_fn(|class| example.features[class].iter().map(|f| weights[usize::from(*f)]).sum());
        let most = scores.iter().copied().fold(0.0, f64::max);
        let total: f64 = scores.iter().map(|score| (score - most).exp()).sum::<f64>() + (-most).exp();
        let right = example.class.map_or(0.0, |class| scores[class]);
        loss += most + total.ln() - right;
        for (class, score) in scores.iter().enumerate() {
            let odds = (score - most).exp() / total;
            let off = odds - f64::from(u8::from(example.class == Some(class)));
            for feature in &example.features[class] {
                gradient[usize::from(*feature)] += off;
            }
        }
    }
    (loss, gradient)
}

/// Lessens what the sequence model's own word weighs.
pub fn distrust(weights: &mut [f64], trust: f64) {
    for Group { start, size, .. } in groups().filter(|group| group.name == "tagged") {
        weights[usize::from(start)..usize::from(start + size)].iter_mut().for_each(|weight| *weight *= trust);
    }
}

/// Mixes a share of other weights in.
pub fn mix(weights: &mut [f64], prior: &Weights, share: f64) {
    for (weight, prior) in weights.iter_mut().zip(prior.all()) {
        *weight = (1.0 - share) * *weight + share * f64::from(*prior) / f64::from(UNIT);
    }
}

/// The file of weights.
pub fn written(weights: &[f64]) -> String {
    let mut text =
        format!("# Weights of the features by which names are decided, {UNIT} to a factor of e: see CARD.md.\n");
    for Group { name, start, size } in groups() {
        let own = &weights[usize::from(start)..usize::from(start + size)];
        let own: Vec<String> = own.iter().map(|weight| (weight * f64::from(UNIT)).round().to_string()).collect();
        let _ = writeln!(text, "{name}\t{}", own.join("\t"));
    }
    text
}
