//! `path-outside-application`: a file lies outside the folder of the Application, which the platform never leaves.

use promo_diagnostics::Rule;

use super::Mistake;

/// A file whose path leads out of its folder.
pub(super) fn check(file: &str) -> Option<Mistake> {
    let mut depth = 0_i32;
    let leaves = file.split('/').any(|part| {
        depth += match part {
            ".." => -1,
            "" | "." => 0,
            _ => 1,
        };
        depth < 0
    });
    leaves.then(|| Mistake {
        rule: Rule::PathOutsideApplication,
        range: 0..file.len(),
        message: format!("`{file}` lies outside the folder of the Application, and the platform ignores it"),
        help: "name a file in the folder that the Application's source names, or below it".to_owned(),
        instead: None,
    })
}
