//! An ordered logistic model: how ill or well a name is spoken of is the sum of the weights of its evidence times the
//! share of each, and two bounds on that sum part ill, neither and well.
//!
//! Everything is computed in the order of the examples and from fixed starting values, so that a run can be repeated.

use pressespiegel::nlp::sentiment::Relation;

use crate::examples::Example;
use crate::table::ByHand;

/// How many relations there are.
pub const KINDS: usize = Relation::ALL.len();

/// What the training may weigh.
#[derive(Debug, Clone, Copy)]
pub struct Settings {
    /// What it costs to leave the shares that a person set, by the square of the distance.
    pub price: f64,
    /// How often an own example counts; they are few, and each is sure.
    pub own: f64,
    /// Rare labels count more, by this power of how rare they are.
    pub balance: f64,
    /// By how much the scale of the model exceeds that of the shares set by a person.
    pub scale: f64,
    /// Steps of the descent.
    pub steps: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self { price: 0.003, own: 3.0, balance: 0.5, scale: 2.0, steps: 3_000 }
    }
}

/// What is learned.
#[derive(Debug, Clone)]
pub struct Model {
    /// By relation.
    pub shares: [f64; KINDS],
    /// Spoken of well from this score on.
    pub good: f64,
    /// Spoken of ill from minus this score on.
    pub bad: f64,
}

impl Model {
    /// The label of an example: 0 ill, 1 neither, 2 well.
    pub fn label(&self, example: &Example) -> usize {
        let sum = dot(&self.shares, &example.sums);
        let score = sum / (sum * sum + 1.0).sqrt();
        if score <= -self.bad { 0 } else { 1 + usize::from(score >= self.good) }
    }
}

fn dot(a: &[f64; KINDS], b: &[f64; KINDS]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// Macro F1 and accuracy of pairs of wanted and got labels.
pub fn measure(pairs: &[(usize, usize)]) -> (f64, f64) {
    let count = |f: &dyn Fn(&(usize, usize)) -> bool| pairs.iter().filter(|p| f(p)).count() as f64;
    let f1 = |label: usize| {
        let right = count(&|p| *p == (label, label));
        2.0 * right / (count(&|p| p.0 == label) + count(&|p| p.1 == label)).max(1.0)
    };
    ((0..3).map(f1).sum::<f64>() / 3.0, count(&|p| p.0 == p.1) / (pairs.len().max(1)) as f64)
}

/// Learns from news and own examples, near the shares that a person set.
pub fn train(news: &[Example], own: &[Example], by_hand: &ByHand, settings: Settings) -> Model {
    // What is fixed is nothing, and stays so.
    let wanted = by_hand.map(|share| share.unwrap_or(0.0) * settings.scale);
    let counts = [0, 1, 2].map(|label| news.iter().filter(|e| e.label == label).count().max(1) as f64);
    let rare = counts.map(|count| (news.len() as f64 / (3.0 * count)).powf(settings.balance));
    let weighed: Vec<(&Example, f64)> =
        news.iter().map(|e| (e, rare[e.label])).chain(own.iter().map(|e| (e, settings.own))).collect();
    let total: f64 = weighed.iter().map(|(_, weight)| weight).sum();
    let (mut shares, mut bounds) = (wanted, [-1.0, 1.0]);
    for _ in 0..settings.steps {
        let mut slope = [0.0; KINDS];
        let mut bound_slope = [0.0; 2];
        for (example, weight) in &weighed {
            let (by_sum, by_bound) = slopes(dot(&shares, &example.sums), bounds, example.label);
            let weight = weight / total;
            slope.iter_mut().zip(&example.sums).for_each(|(s, x)| *s += weight * by_sum * x);
            bound_slope.iter_mut().zip(by_bound).for_each(|(s, b)| *s += weight * b);
        }
        for (at, share) in shares.iter_mut().enumerate().filter(|(at, _)| by_hand[*at].is_some()) {
            *share -= slope[at] + 2.0 * settings.price * (*share - wanted[at]);
        }
        bounds.iter_mut().zip(bound_slope).for_each(|(bound, slope)| *bound -= slope);
    }
    let largest = shares.iter().fold(0.0_f64, |m, s| m.max(s.abs()));
    let hundredths = |share: f64| (share / largest * 100.0).round() / 100.0 + 0.0;
    let model = Model { shares: shares.map(hundredths), good: 1.0, bad: 1.0 };
    with_poles(&model, news, own)
}

/// The slopes of the loss by the sum and by both bounds.
fn slopes(sum: f64, bounds: [f64; 2], label: usize) -> (f64, [f64; 2]) {
    let below = bounds.map(|bound| 1.0 / (1.0 + (sum - bound).exp()));
    let rise = below.map(|p| p * (1.0 - p));
    match label {
        0 => (rise[0] / below[0].max(1e-9), [-rise[0] / below[0].max(1e-9), 0.0]),
        1 => {
            let p = (below[1] - below[0]).max(1e-9);
            ((rise[1] - rise[0]) / p, [rise[0] / p, -rise[1] / p])
        }
        _ => {
            let p = (1.0 - below[1]).max(1e-9);
            (-rise[1] / p, [0.0, rise[1] / p])
        }
    }
}

/// The poles that judge the examples best: by macro F1 and accuracy of the news, and macro F1 of the own ones. The worth of
/// poles is that of all around them, as a single pair may be lucky.
fn with_poles(model: &Model, news: &[Example], own: &[Example]) -> Model {
    /// In fiftieths.
    const TRIED: std::ops::RangeInclusive<i32> = 3..=30;
    /// How far around, in fiftieths.
    const AROUND: u32 = 2;
    let poles =
        |bad: i32, good: i32| Model { good: f64::from(good) / 50.0, bad: f64::from(bad) / 50.0, ..model.clone() };
    let worth = |bad: i32, good: i32| {
        let tried = poles(bad, good);
        let of =
            |examples: &[Example]| measure(&examples.iter().map(|e| (e.label, tried.label(e))).collect::<Vec<_>>());
        let ((f1, accuracy), (own_f1, _)) = (of(news), of(own));
        f1 + accuracy + own_f1
    };
    let single: Vec<(i32, i32, f64)> =
        TRIED.flat_map(|bad| TRIED.map(move |good| (bad, good))).map(|(b, g)| (b, g, worth(b, g))).collect();
    let mut best = (f64::MIN, 0, 0);
    for &(bad, good, _) in &single {
        let around = single.iter().filter(|s| s.0.abs_diff(bad) <= AROUND && s.1.abs_diff(good) <= AROUND);
        let (sum, count) = around.fold((0.0, 0.0), |(sum, count), s| (sum + s.2, count + 1.0));
        if sum / count > best.0 + 1e-9 {
            best = (sum / count, bad, good);
        }
    }
    poles(best.1, best.2)
}
