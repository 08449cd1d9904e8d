//! The page to read with as one file: the reader's own modules and style sheets, a text and its analysis, and a policy
//! that lets nothing else in. It works from a disk as well as from a server.
//!
//! Browsers load no modules from `file:`, so the modules become one script: each is a function that gives what it
//! exports, in the order in which they need each other.

use std::fmt::Write;

use serde_json::Value;
use sha2::{Digest, Sha256};

use super::FILES;
use crate::api::base64url;

const TEMPLATE: &str = include_str!("single/index.html");
const ENTRY: &str = include_str!("single/single.js");
const ICON: &str = include_str!("reader/icon.svg");

/// Made by this page's parts, so that it needs to trust nothing that is not in it.
const POLICY: &str = "default-src 'none'; script-src 'sha256-{script}'; style-src 'sha256-{style}'; img-src data:; \
    base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'";

/// The file for `data`: name, text, date and analysis, with positions in UTF-16.
pub(in crate::api) fn page(name: &str, data: &Value) -> String {
    let script = script();
    let style = [file("style.css"), file("text.css")].concat();
    let policy = POLICY.replace("{script}", &digest(&script)).replace("{style}", &digest(&style));
    let icon = format!("data:image/svg+xml;base64,{}", base64(ICON.as_bytes()));
    // In a script no markup is read but its own end.
    let data = data.to_string().replace('<', "\\u003c");
    let name = html_escape::encode_double_quoted_attribute(name).into_owned();
    let parts = [("policy", &policy), ("name", &name), ("icon", &icon), ("style", &style), ("data", &data)];
    filled(&parts.into_iter().chain([("script", &script)]).collect::<Vec<_>>())
}

/// The template with each `{{name}}` replaced once; what is put in is not looked at again.
fn filled(parts: &[(&str, &String)]) -> String {
    let mut out = String::new();
    for (i, piece) in TEMPLATE.split("{{").enumerate() {
        let (name, rest) = if i == 0 { ("", piece) } else { piece.split_once("}}").unwrap_or(("", piece)) };
        if let Some((_, part)) = parts.iter().find(|(known, _)| *known == name) {
            out.push_str(part);
        }
        out.push_str(rest);
    }
    out
}

fn file(name: &str) -> &'static str {
    FILES.iter().find(|(known, _)| *known == name).map_or("", |(_, text)| *text)
}

/// All modules that [`ENTRY`] needs, and itself, as one script.
fn script() -> String {
    let mut out = String::from("\"use strict\";\nconst modules = {};\n");
    add("single.js", ENTRY, &mut Vec::new(), &mut out);
    out
}

fn add<'a>(name: &'a str, text: &'a str, done: &mut Vec<&'a str>, out: &mut String) {
    if done.contains(&name) {
        return;
    }
    done.push(name);
    for (_, needed) in text.lines().filter_map(import) {
        add(needed, file(needed), done, out);
    }
    let exports: Vec<_> = text.lines().filter_map(export).collect();
    // Writing to a string can't fail.
    let _ = writeln!(out, "modules[\"{name}\"] = (() => {{");
    for line in text.lines() {
        let _ = match import(line) {
            Some((names, from)) => writeln!(out, "const {{{names}}} = modules[\"{from}\"];"),
            None => writeln!(out, "{}", line.strip_prefix("export ").unwrap_or(line)),
        };
    }
    let _ = writeln!(out, "return {{ {} }};\n}})();", exports.join(", "));
}

/// Names and file of `import { a, b } from "./c.js";`, the one form that the modules use.
fn import(line: &str) -> Option<(&str, &str)> {
    line.strip_prefix("import {")?.strip_suffix("\";")?.split_once("} from \"./")
}

/// The name that a line exports.
fn export(line: &str) -> Option<&str> {
    let rest = line.strip_prefix("export ")?;
    let rest = rest.strip_prefix("async ").unwrap_or(rest);
    let rest = ["function ", "class ", "const "].into_iter().find_map(|kind| rest.strip_prefix(kind))?;
    rest.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).next()
}

fn digest(text: &str) -> String {
    base64(&Sha256::digest(text))
}

/// Base64 with its usual alphabet and padding, as policies and addresses of data have it.
fn base64(bytes: &[u8]) -> String {
    let mut text = base64url::encode(bytes).replace('-', "+").replace('_', "/");
    while !text.len().is_multiple_of(4) {
        text.push('=');
    }
    text
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_import_and_export_of_the_modules_is_resolved_before_it_is_used() {
        let script = script();
        for line in script.lines() {
            assert!(!line.starts_with("import ") && !line.starts_with("export "), "left as it was: {line}");
        }
        let mut made = Vec::new();
        for line in script.lines() {
            if let Some((name, _)) = line.strip_prefix("modules[\"").and_then(|rest| rest.split_once('"')) {
                assert!(name == "single.js" || !file(name).is_empty(), "there is no module {name}");
                made.push(name);
            } else if let Some((_, from)) = line.strip_suffix("\"];").and_then(|l| l.split_once("} = modules[\"")) {
                assert!(made.contains(&from) && made.last() != Some(&from), "{from} is used before it is made");
            }
        }
        assert!(made.len() > 8 && made.last() == Some(&"single.js"), "{made:?}");
        assert!(!made.contains(&"api.js"), "a file asks no service");
        assert!(!script.contains("</script") && !script.contains("<!--"), "the script would end inside itself");
    }

    #[test]
    fn what_is_put_in_is_never_read_as_markup_or_as_a_place_of_the_template() {
        let text = "</script><script>alert(1)</script> {{script}} <!-- \u{2028}";
        let page = page("<b>\"{{data}}\"</b>", &json!({"text": text}));
        assert_eq!(page.matches("<script").count(), 2, "the data and the script");
        assert_eq!(page.matches("</script>").count(), 2);
        assert!(page.contains("<title>&lt;b&gt;&quot;{{data}}&quot;&lt;/b&gt; – pressespiegel</title>"));
        let data = page.split("id=\"data\">").nth(1).and_then(|rest| rest.split("</script>").next()).unwrap();
        assert_eq!(serde_json::from_str::<Value>(data).unwrap()["text"], text);
    }

    #[test]
    fn the_policy_allows_the_script_and_the_styles_that_are_there_and_nothing_else() {
        let page = page("a", &json!({}));
        let part = |begin: &str, end: &str| page.rsplit_once(begin).unwrap().1.split(end).next().unwrap().to_owned();
        let policy = part("Content-Security-Policy\" content=\"", "\"");
        assert!(policy.starts_with("default-src 'none';") && !policy.contains("unsafe") && !policy.contains("http"));
        for content in [part("<script>", "</script>"), part("<style>", "</style>")] {
            assert!(policy.contains(&format!("'sha256-{}'", digest(&content))), "{policy}");
        }
        assert_eq!(digest(""), "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
    }
}
