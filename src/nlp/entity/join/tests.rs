//! What decides between stretches, and what makes a file of weights unfit.

use std::fmt::Write as _;

use super::features::{Group, count, groups};
use super::weights::UNIT;
use super::{CLASSES, Proposed, Weights};
use crate::text::Span;

/// Weights of which only those of the first two groups are not 0: four for the types, and one more for each of the next.
fn weights(first: [i32; 4], second: &[i32]) -> Weights {
    let mut text = String::new();
    for (number, Group { name, size, .. }) in groups().enumerate() {
        let given: &[i32] = match number {
            0 => &first,
            1 => second,
            _ => &[],
        };
        let columns = (0..usize::from(size)).map(|i| given.get(i).copied().unwrap_or_default().to_string());
        let _ = writeln!(text, "{name}\t{}", columns.collect::<Vec<_>>().join("\t"));
    }
    Weights::parse(&text).expect("every group is there")
}

/// Number and type of each name.
fn decided(weights: &Weights, proposed: &[Proposed]) -> Vec<(usize, usize)> {
    weights.decide(proposed).into_iter().map(|name| (name.at, name.class)).collect()
}

/// A stretch with one feature of the second group for each type.
fn stretch(start: usize, end: usize, form: u64, features: [u16; CLASSES]) -> Proposed {
    let of_second = groups().nth(1).expect("there are more than one").start;
    let features = std::array::from_fn(|class| vec![class as u16, of_second + features[class]]);
    Proposed { span: Span::new(start, end), form, last: None, told: None, known: None, features }
}

#[test]
fn of_stretches_that_overlap_the_best_stays_and_what_is_worse_than_nothing_goes() {
    let weights = weights([0; 4], &[-UNIT, UNIT, 2 * UNIT]);
    let proposed = [
        stretch(0, 4, 1, [1, 0, 0, 0]),
        stretch(0, 9, 2, [0, 2, 0, 0]),
        stretch(5, 9, 3, [0, 0, 1, 0]),
        stretch(10, 14, 4, [0, 0, 0, 0]),
        stretch(9, 10, 5, [0, 0, 0, 1]),
    ];
    assert_eq!(decided(&weights, &proposed), [(1, 1), (4, 3)]);
}

#[test]
fn a_known_name_of_several_words_is_taken_before_what_stands_in_it() {
    let weights = weights([0; 4], &[-9 * UNIT, UNIT, 2 * UNIT]);
    let whole = |known| Proposed { last: Some(2), known, ..stretch(0, 9, 1, [0, 1, 0, 0]) };
    let inside = stretch(5, 9, 2, [0, 2, 0, 0]);
    assert_eq!(decided(&weights, &[whole(Some((1, 0))), inside.clone()]), [(0, 1)]);
    assert_eq!(decided(&weights, &[whole(None), inside.clone()]), [(1, 1)], "one that nobody knows must be likelier");
    let unlikely = Proposed { known: Some((1, 0)), last: Some(2), ..stretch(0, 9, 1, [0; CLASSES]) };
    assert_eq!(decided(&weights, &[unlikely, inside]), [(1, 1)], "what is worse than nothing takes nothing");
}

#[test]
fn the_surname_of_a_person_is_a_name_wherever_not_much_speaks_against_it() {
    let weights = weights([0; 4], &[-UNIT, 3 * UNIT, -4 * UNIT]);
    let full = |class: usize| {
        let mut features = [0; CLASSES];
        features[class] = 1;
        Proposed { last: Some(2), ..stretch(0, 9, 1, features) }
    };
    let (alone, unlikely) = (stretch(20, 24, 2, [0, 2, 2, 2]), stretch(30, 34, 2, [2; CLASSES]));
    assert_eq!(decided(&weights, &[full(0), alone.clone(), unlikely]), [(0, 0), (1, 0)]);
    assert_eq!(decided(&weights, &[full(1), alone]), [(0, 1)], "what is no person has no surname");
}

#[test]
fn all_places_of_a_spelling_have_the_type_that_most_speaks_for() {
    let weights = weights([0; 4], &[0, UNIT, 2 * UNIT, 9 * UNIT]);
    let place = |at: usize, features| stretch(10 * at, 10 * at + 4, 7, features);
    let proposed = [place(0, [1, 2, 0, 0]), place(1, [2, 1, 0, 0]), place(2, [1, 2, 0, 0])];
    assert_eq!(decided(&weights, &proposed), [(0, 1), (1, 1), (2, 1)], "one place is outvoted");
    let other = stretch(10, 14, 8, [2, 1, 0, 0]);
    assert_eq!(decided(&weights, &[proposed[0].clone(), other])[1], (1, 0), "another spelling has a type of its own");
    let certain = [place(0, [1, 2, 0, 0]), place(1, [3, 1, 0, 0]), place(2, [0, 3, 0, 0]), place(3, [0, 3, 0, 0])];
    assert_eq!(decided(&weights, &certain)[1], (1, 0), "somebody else of that name");
}

#[test]
fn the_noun_before_a_name_tells_what_it_is_wherever_it_stands() {
    let weights = weights([0; 4], &[0, UNIT, 2 * UNIT]);
    let mut proposed: Vec<Proposed> = (0..4).map(|at| stretch(10 * at, 10 * at + 4, 7, [0, 0, 2, 1])).collect();
    proposed[2].told = Some(3);
    assert_eq!(decided(&weights, &proposed), [(0, 3), (1, 3), (2, 3), (3, 3)]);
}

#[test]
fn what_is_surely_a_name_is_one_at_its_other_places_unless_much_speaks_against_it() {
    let weights = weights([0; 4], &[-9 * UNIT, 2 * UNIT, -UNIT, -4 * UNIT]);
    let place = |at: usize, form, like: u16| stretch(10 * at, 10 * at + 4, form, [like, 0, 0, 0]);
    let proposed = [place(0, 7, 1), place(1, 7, 2), place(2, 7, 3), place(3, 8, 2)];
    assert_eq!(decided(&weights, &proposed), [(0, 0), (1, 0)]);
}

#[test]
fn a_file_of_weights_that_is_not_whole_is_refused_with_its_line() {
    let good: Vec<String> =
        groups().map(|group| format!("{}{}", group.name, "\t0".repeat(usize::from(group.size)))).collect();
    assert!(Weights::parse(&good.join("\n")).is_ok());
    let changed = |line: usize, with: &str| {
        let mut lines = good.clone();
        lines[line] = with.to_owned();
        lines.join("\n")
    };
    for (text, place, reason) in [
        (String::new(), "line 1", "empty"),
        (good[..2].join("\n"), "line 3", "groups are missing"),
        (changed(0, "kinds\t0\t0\t0\t0"), "line 1", "unknown group"),
        (changed(0, "kind\t0\t0\t0"), "line 1", "too few"),
        (changed(0, "kind\t0\t0\t0\t0\t0"), "line 1", "too many"),
        (changed(0, "kind\t0\t0\t0\t0.5"), "line 1", "not whole"),
        (changed(0, "kind\t0\t0\t0\t2000000"), "line 1", "sums could overflow"),
        (format!("# remark\n{}\nmore\t0", good.join("\n")), "line 15", "one group too many"),
    ] {
        let error = Weights::parse(&text).expect_err(reason);
        assert_eq!(error.place, place, "{reason}: {error}");
    }
    assert_eq!(count(), groups().map(|group| usize::from(group.size)).sum::<usize>());
}

#[test]
fn the_surname_of_somebody_named_in_full_is_that_person_and_two_of_them_are_two() {
    let weights = weights([0; 4], &[-9 * UNIT, UNIT, 2 * UNIT]);
    let full = |start, form, surname| Proposed { last: Some(surname), ..stretch(start, start + 9, form, [2, 0, 0, 0]) };
    let brewery = |start, form| stretch(start, start + 4, form, [1, 0, 2, 0]);
    assert_eq!(decided(&weights, &[full(0, 1, 2), brewery(20, 2)]), [(0, 0), (1, 0)]);
    assert_eq!(decided(&weights, &[full(0, 1, 2), brewery(20, 3)]), [(0, 0), (1, 2)], "not that of somebody else");
    let side_by_side = |second| {
        let pair = Proposed { last: Some(second), ..stretch(40, 49, 9, [2, 0, 0, 0]) };
        let alone = |start, form| stretch(start, start + 4, form, [1, 0, 0, 0]);
        decided(&weights, &[full(0, 1, 2), full(20, 3, 4), alone(40, 2), pair, alone(45, second)])
    };
    assert_eq!(side_by_side(4), [(0, 0), (1, 0), (2, 0), (4, 0)]);
    assert_eq!(side_by_side(5), [(0, 0), (1, 0), (3, 0)], "a name that begins like somebody's surname");
}
