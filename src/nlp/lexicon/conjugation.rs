//! The forms of a German verb, from its infinitive and, for a strong one, its principal parts.
//!
//! Limits: no first and second person singular but the present in -e, no Konjunktiv II with umlaut; cues need neither.

use super::closed::{Class, closed};

/// Which forms of a verb a word can be; one spelling often is several ("erklärt").
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Form(u8);

impl Form {
    /// "sagt", "sagte", "sagten".
    pub(crate) const FINITE: Self = Self(1);
    /// "gesagt".
    pub(crate) const PARTICIPLE: Self = Self(2);
    /// "sagen".
    pub(crate) const INFINITIVE: Self = Self(4);

    fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether it can be finite.
    pub(crate) fn finite(self) -> bool {
        self.0 & Self::FINITE.0 != 0
    }

    /// Whether it can be a past participle.
    pub(crate) fn participle(self) -> bool {
        self.0 & Self::PARTICIPLE.0 != 0
    }

    /// Whether it can be an infinitive.
    pub(crate) fn infinitive(self) -> bool {
        self.0 & Self::INFINITIVE.0 != 0
    }
}

/// All forms of the verb `base`; `parts` is `-` or "third person,past,participle". `None` when `base` is no infinitive.
pub(crate) fn conjugate(base: &str, parts: &str) -> Option<Vec<(String, Form)>> {
    let stem = base.strip_suffix("en").or_else(|| base.strip_suffix('n'))?;
    let mut forms = Vec::new();
    push(&mut forms, base.to_owned(), Form::INFINITIVE.with(Form::FINITE));
    push(&mut forms, format!("{stem}e"), Form::FINITE);
    if parts == "-" {
        let link = if needs_link(stem) { "e" } else { "" };
        for ending in ["t", "te", "ten"] {
            push(&mut forms, format!("{stem}{link}{ending}"), Form::FINITE);
        }
        let ge = if takes_ge(base) { "ge" } else { "" };
        push(&mut forms, format!("{ge}{stem}{link}t"), Form::PARTICIPLE);
        return Some(forms);
    }
    let mut parts = parts.split(',');
    let (third, past, participle) = (parts.next()?, parts.next()?, parts.next()?);
    push(&mut forms, third.to_owned(), Form::FINITE);
    push(&mut forms, past.to_owned(), Form::FINITE);
    let plural = if past.ends_with('e') { "n" } else { "en" };
    push(&mut forms, format!("{past}{plural}"), Form::FINITE);
    push(&mut forms, participle.to_owned(), Form::PARTICIPLE);
    for further in parts {
        push(&mut forms, further.to_owned(), Form::FINITE);
    }
    Some(forms)
}

fn push(forms: &mut Vec<(String, Form)>, word: String, form: Form) {
    match forms.iter_mut().find(|(known, _)| *known == word) {
        Some((_, known)) => *known = known.with(form),
        None => forms.push((word, form)),
    }
}

fn takes_ge(base: &str) -> bool {
    let inseparable = |at: usize| {
        let prefix = base.get(..at).filter(|_| base.len() > at + 3);
        prefix.is_some_and(|prefix| closed().of(prefix).has(Class::InseparablePrefix))
    };
    !(1..base.len()).any(inseparable) && !base.ends_with("ieren")
}

/// "redet", "rechnet", "leugnet" have a linking e; "lernt" and "warnt" have none.
fn needs_link(stem: &str) -> bool {
    let mut end = stem.chars().rev();
    match (end.next(), end.next()) {
        (Some('d' | 't'), _) => true,
        (Some('n' | 'm'), Some(before)) => {
            "bcdfgkpqstvwxz".contains(before) || (before == 'h' && stem.ends_with("chn"))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(base: &str, parts: &str, expected: &[&str]) {
        let forms = conjugate(base, parts).expect(base);
        for word in expected {
            assert!(forms.iter().any(|(form, _)| form == word), "{word} of {base}: {forms:?}");
        }
    }

    #[test]
    fn weak_verbs_are_conjugated() {
        check("sagen", "-", &["sage", "sagt", "sagte", "sagten", "gesagt"]);
        check("erklären", "-", &["erklärt", "erklärte"]);
        check("kritisieren", "-", &["kritisiert", "kritisierte"]);
        check("rechnen", "-", &["rechnet", "rechnete", "gerechnet"]);
        check("warnen", "-", &["warnt", "warnte", "gewarnt"]);
        check("äußern", "-", &["äußert", "äußerte", "geäußert"]);
        check("deuten", "-", &["deutet", "deutete", "gedeutet"]);
    }

    #[test]
    fn strong_verbs_take_their_parts() {
        check("sprechen", "spricht,sprach,gesprochen", &["spreche", "spricht", "sprach", "sprachen", "gesprochen"]);
        check("nennen", "nennt,nannte,genannt", &["nannte", "nannten"]);
    }

    #[test]
    fn a_word_that_is_two_forms_is_both() {
        let forms = conjugate("erklären", "-").expect("a verb");
        let (_, form) = forms.iter().find(|(word, _)| word == "erklärt").expect("erklärt");
        assert!(form.finite() && form.participle());
    }

    #[test]
    fn what_is_no_infinitive_is_refused() {
        assert!(conjugate("laut", "-").is_none());
    }
}
