//! Names of what is in the archive for those who link data: paths of this service, and addresses of Wikidata.

use std::fmt::{Display, Write};

/// Where the service shows something of that kind and id: a relative reference, which the address of the answer completes.
pub(super) fn path(kind: &str, id: impl Display) -> String {
    let id = id.to_string();
    let mut path = format!("/v1/{kind}/");
    for c in id.chars() {
        if c.is_ascii_alphanumeric() || "-._~:".contains(c) {
            path.push(c);
        } else {
            for byte in c.encode_utf8(&mut [0; 4]).bytes() {
                let _ = write!(path, "%{byte:02X}");
            }
        }
    }
    path
}

/// The name that Wikidata gives what has this id.
pub(super) fn wikidata(id: &str) -> String {
    format!("http://www.wikidata.org/entity/{id}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_become_parts_of_paths() {
        for (id, expected) in [
            ("person:vera-lindt", "/v1/entities/person:vera-lindt"),
            ("organization:müller", "/v1/entities/organization:m%C3%BCller"),
            ("work:a/b c%", "/v1/entities/work:a%2Fb%20c%25"),
        ] {
            assert_eq!(path("entities", id), expected);
        }
    }
}
