//! What a page names must be there: the targets of its links, and the files of the repository that it
//! writes in backquotes. Links to elsewhere are not followed.

use super::Complaint;
use super::markdown::{anchors, lines, split_code, targets};
use crate::repository::Repository;

/// Every relative link leads to a file or folder, and its anchor to a heading.
pub(super) fn links(repository: &Repository) -> Vec<Complaint> {
    let mut complaints = Vec::new();
    for (page, text) in repository.ending(".md") {
        for line in lines(text).into_iter().filter(|line| line.fence.is_none()) {
            let (_, prose) = split_code(line.text);
            let broken = targets(&prose).into_iter().filter_map(|target| broken(repository, page, target));
            complaints.extend(broken.map(|message| Complaint::of_line(page, line.index, message)));
        }
    }
    complaints
}

/// What is wrong with a link, if anything is.
fn broken(repository: &Repository, page: &str, target: &str) -> Option<String> {
    if target.contains("://") || target.starts_with("mailto:") {
        return None;
    }
    let (path, anchor) = target.split_once('#').unwrap_or((target, ""));
    let path = if path.is_empty() { Some(page.to_owned()) } else { resolve(folder(page), path) };
    let Some(path) = path.filter(|path| repository.exists(path)) else {
        return Some(format!("the link leads nowhere: {target}"));
    };
    let headings = repository.text(&path).filter(|_| path.ends_with(".md")).map(anchors)?;
    let known = anchor.is_empty() || headings.iter().any(|heading| heading == anchor);
    (!known).then(|| format!("{path} has no heading for #{anchor}"))
}

/// Every path of the repository in backquotes is there. A path is taken for one of the repository where
/// it begins with a folder that the root or the page's folder has; where a part holds `*`, `<` or the
/// like, what stands before it counts.
pub(super) fn named_paths(repository: &Repository) -> Vec<Complaint> {
    let mut complaints = Vec::new();
    for (page, text) in repository.ending(".md") {
        for line in lines(text).into_iter().filter(|line| line.fence.is_none()) {
            let (spans, _) = split_code(line.text);
            let missing = spans.into_iter().filter(|span| is_missing(repository, page, span));
            complaints.extend(missing.map(|span| {
                Complaint::of_line(page, line.index, format!("`{span}` is not in the repository"))
            }));
        }
    }
    complaints
}

fn is_missing(repository: &Repository, page: &str, span: &str) -> bool {
    let Some((first, _)) = span.split_once('/') else { return false };
    if first.is_empty() || span.contains(char::is_whitespace) {
        return false;
    }
    let known_part = |part: &&str| !part.contains(['*', '<', '{', '…']) && !part.contains("NAME");
    let path = span.split('/').take_while(known_part).collect::<Vec<_>>().join("/");
    let bases = ["", folder(page)];
    let mut candidates = bases.iter().filter(|base| starts_in(repository, base, first)).peekable();
    candidates.peek().is_some()
        && !candidates.any(|base| resolve(base, &path).is_some_and(|path| repository.exists(&path)))
}

fn starts_in(repository: &Repository, base: &str, first: &str) -> bool {
    first == ".." || resolve(base, first).is_some_and(|path| !path.is_empty() && repository.is_folder(&path))
}

fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The path from the root that a relative path means in a folder; none if it leads out of the repository.
fn resolve(folder: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(complaints: &[Complaint]) -> Vec<String> {
        complaints.iter().map(Complaint::to_string).collect()
    }

    #[test]
    fn links_are_followed_from_the_page() {
        let text = "[a](../README.md) [b](tour.md#the-end) [c](https://x.y/z) [d](#here) [e](../crates)\n\n# Here\n\n\
            ```\n[f](gone.md)\n```\n`[g](gone.md)`\n";
        let files = [
            ("README.md", "[docs](docs/)"),
            ("docs/reference.md", text),
            ("docs/tour.md", "# The end"),
            ("crates/a/src/lib.rs", ""),
        ];
        assert_eq!(links(&Repository::of(files)), []);
    }

    #[test]
    fn broken_links_are_named() {
        let files = [("README.md", "[a](gone.md)\n[b](docs/x.md#y)\n[c](../z.md)"), ("docs/x.md", "# X")];
        let expected = [
            "README.md:1: the link leads nowhere: gone.md",
            "README.md:2: docs/x.md has no heading for #y",
            "README.md:3: the link leads nowhere: ../z.md",
        ];
        assert_eq!(shown(&links(&Repository::of(files))), expected);
    }

    #[test]
    fn paths_in_backquotes_are_looked_up_where_they_begin_with_a_known_folder() {
        let text = "`crates/a/src/lib.rs`, `crates/<name>/src`, `crates/*/x`, `sub/x.md`, `../crates/a`\n\
            `application/json`, `$.a/b`, `/etc/hosts`, `crates/a or b`, `name/`\n";
        let files = [("docs/page.md", text), ("docs/sub/x.md", ""), ("crates/a/src/lib.rs", "")];
        assert_eq!(named_paths(&Repository::of(files)), []);

        let text = "`crates/gone.rs`\n`sub/gone.md` and `gone/*`, `../gone`\n";
        let files = [("docs/page.md", text), ("docs/sub/x.md", ""), ("crates/a/src/lib.rs", "")];
        let expected = [
            "docs/page.md:1: `crates/gone.rs` is not in the repository",
            "docs/page.md:2: `sub/gone.md` is not in the repository",
            "docs/page.md:2: `../gone` is not in the repository",
        ];
        assert_eq!(shown(&named_paths(&Repository::of(files))), expected);
    }
}
