//! What hangs on a clause.

use super::clause::Clause;

/// The clauses that hang on `root` at any depth, itself included, by index. Parents may stand before or behind what
/// hangs on them. Linear: no way up is gone twice.
pub(crate) fn subtree(clauses: &[Clause], root: usize) -> Vec<usize> {
    let mut hangs: Vec<Option<bool>> = vec![None; clauses.len()];
    if let Some(known) = hangs.get_mut(root) {
        *known = Some(true);
    }
    let mut path = Vec::new();
    for start in 0..clauses.len() {
        let mut at = Some(start);
        let found = loop {
            let Some(index) = at else { break false };
            if let Some(known) = hangs[index] {
                break known;
            }
            // Until the way up is known; should clauses ever hang on each other, it ends here.
            hangs[index] = Some(false);
            path.push(index);
            at = clauses[index].parent;
        };
        for index in path.drain(..) {
            hangs[index] = Some(found);
        }
    }
    (0..clauses.len()).filter(|&index| hangs[index] == Some(true)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nlp::syntax::clause::ClauseKind;
    use crate::nlp::syntax::segment::Separator;

    fn hanging(parent: Option<usize>) -> Clause {
        Clause {
            kind: ClauseKind::Adverbial,
            segments: Vec::new(),
            parent,
            finite: None,
            before: Separator::Comma,
            coordinated: false,
            quote: None,
        }
    }

    #[test]
    fn a_subtree_holds_every_descendant_whatever_the_depth_and_the_order() {
        // Each hangs on the one behind it: "Wenn …, weil …, dass …, sagte er", two hundred deep.
        let last = 200;
        let fronted: Vec<Clause> = (0..=last).map(|i| hanging((i < last).then_some(i + 1))).collect();
        assert_eq!(subtree(&fronted, last), (0..=last).collect::<Vec<_>>());
        assert_eq!(subtree(&fronted, 100), (0..=100).collect::<Vec<_>>());
        let following: Vec<Clause> = (0..=last).map(|i| hanging(i.checked_sub(1))).collect();
        assert_eq!(subtree(&following, 0), (0..=last).collect::<Vec<_>>());
        assert_eq!(subtree(&following, 150), (150..=last).collect::<Vec<_>>());
        for (parents, root, expected) in [
            (&[Some(3), Some(0), None, Some(2)][..], 2, &[0, 1, 2, 3][..]),
            (&[Some(3), Some(0), None, Some(2)], 0, &[0, 1]),
            (&[None, None, Some(1)], 1, &[1, 2]),
            (&[Some(1), Some(0), Some(3), None], 3, &[2, 3]),
            (&[Some(1), Some(0)], 0, &[0, 1]),
        ] {
            let clauses: Vec<Clause> = parents.iter().map(|parent| hanging(*parent)).collect();
            assert_eq!(subtree(&clauses, root), expected, "{parents:?} below {root}");
        }
    }
}
