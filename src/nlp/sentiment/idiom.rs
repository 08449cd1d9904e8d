//! Expressions of several words: "in die Knie zwingen", "unter Druck stehen", "rote Zahlen".
//!
//! An expression has a kernel, words that stand together, and where it needs one a verb that stands anywhere in the
//! same clause. Kernel words match by stem, so inflection is free.

use super::hash::WordMap;
use super::load::weight;
use super::stem::{StemClass, fold, stem};
use super::words::Role;

/// One expression.
#[derive(Debug)]
pub(super) struct Idiom {
    /// Its weight.
    pub weight: f64,
    /// Stems of the kernel.
    pub kernel: Vec<Box<str>>,
    /// Which kernel word it is filed under.
    pub anchor: usize,
    /// Numbers of the lemmas and stems of the verbs, one of which must stand in the clause; empty when the kernel is
    /// enough.
    pub verbs: Vec<u32>,
    /// Whom it falls on.
    pub role: Role,
}

/// All expressions, by the stem of their longest word.
#[derive(Debug, Default)]
pub(super) struct Idioms {
    /// In file order.
    pub list: Vec<Idiom>,
    /// Indices into the list.
    pub anchors: WordMap<Vec<u32>>,
    /// Every verb of an expression, with its number.
    pub verbs: WordMap<u32>,
}

impl Idioms {
    /// Adds the expression of one line: weight, kernel, verbs, role.
    pub(super) fn add(&mut self, fields: &[&str]) -> Result<(), String> {
        let kernel: Vec<Box<str>> = fields[1].split(' ').map(|w| key(w).into_boxed_str()).collect();
        let anchor = (0..kernel.len()).max_by_key(|&i| (kernel[i].len(), i)).unwrap_or(0);
        let verbs = fields.get(2).copied().unwrap_or("");
        let verbs =
            verbs.split(' ').filter(|v| !v.is_empty()).map(|verb| self.number(verb)).collect::<Result<_, _>>()?;
        let role = match fields.get(3).copied().unwrap_or("") {
            "" => Role::Plain,
            "judge" => Role::Judge,
            "deed" => Role::Deed,
            "affect" => Role::Affect,
            "beat" => Role::Beat,
            "lose" => Role::Lose,
            other => return Err(format!("{other:?} is not a role")),
        };
        let index = u32::try_from(self.list.len()).map_err(|_| "too many expressions".to_owned())?;
        self.anchors.entry(kernel[anchor].clone()).or_default().push(index);
        self.list.push(Idiom { weight: weight(fields[0])?, kernel, anchor, verbs, role });
        Ok(())
    }

    /// The number of a verb, the same wherever it stands.
    fn number(&mut self, verb: &str) -> Result<u32, String> {
        let next = u32::try_from(self.verbs.len()).map_err(|_| "too many verbs".to_owned())?;
        Ok(*self.verbs.entry(key(verb).into_boxed_str()).or_insert(next))
    }
}

/// The key of a word in expressions: its stem as a verb or adjective, whatever it is; short words stay whole.
pub(super) fn key(word: &str) -> String {
    let mut out = String::new();
    key_into(word, &mut out);
    out
}

/// [`key`] into a buffer.
pub(super) fn key_into(word: &str, out: &mut String) {
    if word.len() < 5 {
        fold(word, out);
    } else {
        stem(word, StemClass::Other, out);
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::Reads::{Bad, Nothing};
    use super::super::testing::check_words;

    #[test]
    fn an_expression_needs_its_kernel_and_its_verb() {
        check_words(&[
            ("Die Firma steht unter Druck.", "unter Druck", Bad, "kernel and verb"),
            ("Die Firma steht unter dem Dach.", "unter", Nothing, "another kernel"),
            ("Die Bank zwingt den Konzern in die Knie.", "in die Knie", Bad, "the verb stands across the clause"),
            ("Er sitzt in den Knien.", "Knie", Nothing, "without the verb"),
        ]);
    }
}
