//! `jsonpath-restricted`: the path of a version holds a character that the platform refuses there.

use promo_diagnostics::Rule;

use super::Mistake;

/// The first character that the path of a version can't hold.
pub(super) fn check(path: &str) -> Option<Mistake> {
    let (offset, character) = path.char_indices().find(|(_, character)| !is_allowed(*character))?;
    let shown = if character == ' ' { "a space".to_owned() } else { format!("`{character}`") };
    let help = match character {
        '-' => {
            "no spelling of a key with a dash is allowed here, in brackets neither: take the version from another \
                key, or rename this one"
        }
        _ => {
            "the path of a version is made of `$`, `.name`, `..name`, `.*`, `[0]` and `[\"name\"]`, with letters, \
              digits and `_` in a name"
        }
    };
    Some(Mistake {
        rule: Rule::JsonpathRestricted,
        range: offset..offset + character.len_utf8(),
        message: format!("the path of a version can't hold {shown}: the platform refuses it"),
        help: help.to_owned(),
        instead: None,
    })
}

/// Whether the path of a version can hold a character (`domain.md`, JSONPath).
fn is_allowed(character: char) -> bool {
    character.is_ascii_alphanumeric() || "$.[]'\"_*?@()".contains(character)
}
