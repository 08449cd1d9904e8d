//! Words that say what a figure is not comparable by, from `words.tsv`.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::store::search::words::{Word, wanted};

const DATA: &str = include_str!("words.tsv");

/// What a word says about a figure near it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Nothing: "betragen", "Angabe".
    Light,
    /// In the same sentence: that it is not so, or not yet.
    Open,
    /// In the same clause: that it is of another time.
    Earlier,
    /// In the same clause: that it is a part, a difference or an addition.
    Part,
    /// It moves from day to day.
    Moving,
    /// Right before the figure: that it is what another is compared with.
    Before,
}

impl Role {
    fn of(name: &str) -> Option<Self> {
        Some(match name {
            "light" => Self::Light,
            "open" => Self::Open,
            "earlier" => Self::Earlier,
            "part" => Self::Part,
            "moving" => Self::Moving,
            "before" => Self::Before,
            _ => return None,
        })
    }
}

static ROLES: LazyLock<HashMap<String, Vec<Role>>> = LazyLock::new(|| {
    let mut roles: HashMap<String, Vec<Role>> = HashMap::new();
    for (word, names) in DATA.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('\t')) {
        let own: Vec<Role> = names.split(',').filter_map(Role::of).collect();
        for (forms, form) in wanted(word.trim_start_matches('=')) {
            let forms = if word.starts_with('=') { Vec::new() } else { forms };
            for form in forms.into_iter().chain([form]) {
                roles.entry(form).or_default().extend(&own);
            }
        }
    }
    roles
});

/// Whether a word has a role, in one of its dictionary forms or as it is written.
pub fn is(word: &Word, role: Role) -> bool {
    let mut forms = word.terms.own.iter().chain([&word.terms.form]);
    forms.any(|form| ROLES.get(form).is_some_and(|roles| roles.contains(&role)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::search::words::read;

    #[test]
    fn every_row_of_the_file_is_sorted_and_has_roles() {
        let rows: Vec<_> = DATA.lines().filter(|line| !line.starts_with('#')).collect();
        assert!(rows.is_sorted(), "sort the rows by bytes: {:?}", rows.windows(2).find(|pair| pair[0] > pair[1]));
        for row in rows {
            let (word, names) = row.split_once('\t').unwrap_or_else(|| panic!("no tab in {row:?}"));
            assert!(names.split(',').all(|name| Role::of(name).is_some()), "a role of {word} is unknown");
            assert_eq!(wanted(word.trim_start_matches('=')).len(), 1, "{word} is one word");
        }
    }

    #[test]
    fn words_have_their_roles_in_every_form() {
        for (word, role, expected) in [
            ("betrug", Role::Light, true),
            ("Angaben", Role::Light, true),
            ("erwartet", Role::Open, true),
            ("soll", Role::Open, true),
            ("Vorjahres", Role::Earlier, true),
            ("davon", Role::Part, true),
            ("Aktien", Role::Moving, true),
            ("nach", Role::Before, true),
            ("einst", Role::Earlier, true),
            ("einen", Role::Earlier, false),
            ("Umsatz", Role::Light, false),
            ("gestorben", Role::Open, false),
        ] {
            let words = read(&format!("x {word}"));
            assert_eq!(words.last().is_some_and(|word| is(word, role)), expected, "{word} {role:?}");
        }
    }
}
