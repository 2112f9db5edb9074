//! As much of Markdown as the checks need: lines outside fenced blocks, what stands in backquotes, link
//! targets, and the anchors of headings. Knows nothing of files.

use std::collections::HashMap;

/// A line outside fenced blocks, or inside one.
pub(crate) struct Line<'a> {
    /// Counted from 0.
    pub(crate) index: usize,
    pub(crate) text: &'a str,
    /// The word after the opening fence, where the line stands in a fenced block.
    pub(crate) fence: Option<&'a str>,
}

/// The lines of a text, without those that open or close a fenced block.
pub(crate) fn lines(text: &str) -> Vec<Line<'_>> {
    let mut lines = Vec::new();
    let mut open: Option<(&str, &str)> = None;
    for (index, text) in text.lines().enumerate() {
        let marks = fence_marks(text);
        match (open, marks) {
            (None, Some((marks, language))) => open = Some((marks, language)),
            (Some((opening, _)), Some((marks, ""))) if marks.starts_with(opening) => open = None,
            _ => lines.push(Line { index, text, fence: open.map(|(_, language)| language) }),
        }
    }
    lines
}

/// The texts of the fenced blocks of a language.
pub(crate) fn blocks(text: &str, language: &str) -> Vec<String> {
    let all = lines(text);
    let runs = all.chunk_by(|one, next| one.fence == next.fence && one.index + 1 == next.index);
    let wanted = runs.filter(|run| run.first().is_some_and(|line| line.fence == Some(language)));
    wanted.map(|run| run.iter().flat_map(|line| [line.text, "\n"]).collect()).collect()
}

/// The marks of a line that opens or closes a fenced block, and the word after them.
fn fence_marks(line: &str) -> Option<(&str, &str)> {
    let line = line.trim();
    let mark = line.chars().next().filter(|mark| matches!(mark, '`' | '~'))?;
    let count = line.chars().take_while(|letter| *letter == mark).count();
    let (marks, language) = line.split_at(count);
    (count >= 3 && !language.contains('`')).then_some((marks, language.trim()))
}

/// What stands in backquotes on a line, and the rest of the line.
pub(super) fn split_code(line: &str) -> (Vec<&str>, String) {
    let mut spans = Vec::new();
    let mut prose = String::new();
    let mut rest = line;
    while let Some(start) = rest.find('`') {
        let count = rest[start..].chars().take_while(|letter| *letter == '`').count();
        let (before, after) = (&rest[..start], &rest[start + count..]);
        prose.push_str(before);
        let Some(end) = after.find(&rest[start..start + count]) else {
            rest = after;
            continue;
        };
        spans.push(after[..end].trim());
        rest = &after[end + count..];
    }
    prose.push_str(rest);
    (spans, prose)
}

/// The targets of the links and images of a line without code.
pub(super) fn targets(prose: &str) -> Vec<&str> {
    let mut targets: Vec<&str> = prose.split("](").skip(1).filter_map(inline_target).collect();
    for attribute in ["src=\"", "href=\""] {
        targets.extend(prose.split(attribute).skip(1).filter_map(|rest| rest.split('"').next()));
    }
    if let Some((label, target)) = prose.trim_start().split_once("]: ")
        && label.starts_with('[')
    {
        targets.extend(target.split_whitespace().next());
    }
    targets
}

/// The target at the start of what follows `](`: up to the closing bracket, without a title.
fn inline_target(rest: &str) -> Option<&str> {
    if let Some(rest) = rest.strip_prefix('<') {
        return rest.split('>').next();
    }
    let mut depth = 0;
    let end = rest.find(|letter: char| {
        depth += i32::from(letter == '(') - i32::from(letter == ')');
        depth < 0 || letter.is_whitespace()
    })?;
    Some(&rest[..end])
}

/// The anchors of a page's headings, as code hosts make them.
pub(super) fn anchors(text: &str) -> Vec<String> {
    let mut seen: HashMap<String, usize> = HashMap::new();
    let prose = lines(text).into_iter().filter(|line| line.fence.is_none());
    let headings = prose.filter_map(|line| {
        let title = line.text.trim_start_matches('#');
        (title.len() < line.text.len() && title.starts_with(' ')).then(|| slug(title.trim()))
    });
    headings
        .map(|slug| {
            let count = seen.entry(slug.clone()).or_default();
            *count += 1;
            if *count == 1 { slug } else { format!("{slug}-{}", *count - 1) }
        })
        .collect()
}

fn slug(title: &str) -> String {
    let kept = title.chars().filter(|letter| letter.is_alphanumeric() || " -_".contains(*letter));
    kept.flat_map(char::to_lowercase).map(|letter| if letter == ' ' { '-' } else { letter }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fenced_blocks_are_told_from_prose() {
        let text = "a\n```sh\nb\n~~~\n```\nc\n~~~~ text\n```\n~~~~\nd\n";
        let found: Vec<_> = lines(text).iter().map(|line| (line.index, line.text, line.fence)).collect();
        let expected = [
            (0, "a", None),
            (2, "b", Some("sh")),
            (3, "~~~", Some("sh")),
            (5, "c", None),
            (7, "```", Some("text")),
            (9, "d", None),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn blocks_of_a_language_are_taken_out_whole() {
        let page = "```sh\na\n\nb\n```\n```yaml\nc\n```\n\n```sh\nd\n```\n";
        assert_eq!(blocks(page, "sh"), ["a\n\nb\n", "d\n"]);
    }

    #[test]
    fn code_is_split_from_prose() {
        let (spans, prose) = split_code("see `a/b.rs`, ``c`d`` and ` e ` but not `f");
        assert_eq!(spans, ["a/b.rs", "c`d", "e"]);
        assert_eq!(prose, "see ,  and  but not f");
    }

    #[test]
    fn every_kind_of_link_is_found() {
        let cases: [(&str, &[&str]); 5] = [
            ("[a](b.md) and ![c](d(1).png \"title\")", &["b.md", "d(1).png"]),
            ("[a](<b c.md>)", &["b c.md"]),
            ("<img src=\"x.svg\"> <a href=\"y\">", &["x.svg", "y"]),
            ("[label]: ../e.md \"title\"", &["../e.md"]),
            ("a (b) [c] d", &[]),
        ];
        for (line, expected) in cases {
            assert_eq!(targets(line), expected, "{line}");
        }
    }

    #[test]
    fn headings_become_anchors() {
        let text =
            "# The `promo.toml` file\n## Exit status, and more\n```\n# no\n```\n## Rules\n#tag\n## Rules\n";
        assert_eq!(anchors(text), ["the-promotoml-file", "exit-status-and-more", "rules", "rules-1"]);
    }
}
