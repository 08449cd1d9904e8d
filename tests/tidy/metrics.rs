//! Metrics are described where they are listed.

use crate::sources::sources;

#[test]
fn every_metric_of_the_program_has_a_help_text() {
    let all = sources(&["src"]);
    let list = all.iter().find(|source| source.path == "src/telemetry.rs").unwrap();
    let names = |text: &str| -> Vec<String> {
        let literals = text.split("\"pressespiegel_").skip(1);
        let name = |rest: &str| rest.split('"').next().unwrap_or_default().to_owned();
        literals.map(name).filter(|name| name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')).collect()
    };
    let described = names(&list.text);
    assert!(described.len() > 10, "{described:?}");
    for source in all.iter().filter(|source| source.path != list.path) {
        for name in names(&source.text) {
            assert!(
                described.contains(&name),
                "{}: pressespiegel_{name} has no help text in {}",
                source.path,
                list.path
            );
        }
    }
}
