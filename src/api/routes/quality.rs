//! Measured quality, as `/v1/capabilities` shows it; the README says how each figure is measured.

use super::capabilities::Quality;

const ARTICLES: &str = "two whole articles on AI companies";
const QUOTATIONS: &str = "150 Wikinews articles";
const RAILWAY: &str = "GermEval 2017 railway posts";

/// One line a measure.
pub(super) const QUALITY: &[Quality] = &[
    Quality { measure: "entities_f1", value: 0.99, sample: ARTICLES },
    Quality { measure: "claims_f1", value: 0.941, sample: ARTICLES },
    Quality { measure: "figures_f1", value: 1.0, sample: ARTICLES },
    Quality { measure: "names_f1", value: 0.763, sample: "GermEval 2014, five-fold cross-validation" },
    Quality { measure: "quote_f1", value: 0.784, sample: QUOTATIONS },
    Quality { measure: "quote_roles_f1", value: 0.747, sample: QUOTATIONS },
    Quality { measure: "document_sentiment_macro_f1", value: 0.508, sample: RAILWAY },
    Quality { measure: "document_sentiment_accuracy", value: 0.683, sample: RAILWAY },
];
