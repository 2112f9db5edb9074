//! A difference for a comment on a pull request, in the Markdown of GitHub and GitLab. Whatever comes from the project
//! stands in code, so that nothing in it is read as Markdown, HTML or the name of a user.

use promo_diagnostics::one_line;

use super::{Group, Line, Piece, Section};

/// A section of more lines is folded.
const UNFOLDED: usize = 12;

/// So many lines of a section are shown, if they have no more characters than this together.
const LINES: usize = 100;
const LONGEST_SECTION: usize = 20_000;

/// A comment may have 65,536 characters at GitHub.
const LONGEST_COMMENT: usize = 60_000;

/// A longer text is cut.
const LONGEST_TEXT: usize = 120;

pub(super) fn text(opening: &[Line], sections: &[Section]) -> String {
    let opening: Vec<String> = opening.iter().map(|line| marked(line) + "\n").collect();
    let mut text = format!("**promo diff**: {}", opening.join("\n"));
    for section in sections {
        let part = part(section);
        match text.chars().count() + part.chars().count() > LONGEST_COMMENT {
            true => text.push_str(&format!("\nand {}, for which there is no room here\n", section.counted())),
            false => text.push_str(&part),
        }
    }
    text
}

fn part(section: &Section) -> String {
    let lines: Vec<String> = section.groups.iter().flat_map(lines).collect();
    let (mut list, mut shown, mut length) = (String::new(), 0, 0);
    for line in lines.iter().take(LINES) {
        length += line.chars().count();
        if length > LONGEST_SECTION {
            break;
        }
        list.push_str(&format!("{line}\n"));
        shown += 1;
    }
    if lines.len() > shown {
        list.push_str(&format!("- … and {} lines more\n", lines.len() - shown));
    }
    match lines.len() > UNFOLDED {
        true => format!("\n<details><summary>{}</summary>\n\n{list}\n</details>\n", section.counted()),
        false => format!("\n#### {}\n\n{list}", capitalized(&section.title())),
    }
}

fn lines(group: &Group) -> Vec<String> {
    let indent = if group.heading.is_empty() { "" } else { "  " };
    let heading = (!group.heading.is_empty()).then(|| format!("- {}", marked(&group.heading)));
    let lines = group.lines.iter().map(|line| format!("{indent}- {}", marked(line)));
    heading.into_iter().chain(lines).collect()
}

fn marked(line: &Line) -> String {
    let pieces = line.0.iter().map(|piece| match piece {
        Piece::Words(words) => words.clone(),
        Piece::Name(text) | Piece::Text(text) => code(text),
    });
    pieces.collect()
}

/// A text in code: between more backticks than stand side by side in it.
fn code(text: &str) -> String {
    let mut text = one_line(text);
    if text.trim().is_empty() {
        text = format!("{text:?}");
    }
    if text.chars().count() > LONGEST_TEXT {
        text = text.chars().take(LONGEST_TEXT).chain(['…']).collect();
    }
    let longest = text.split(|sign| sign != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest + 1);
    let blank = if text.starts_with(['`', ' ']) || text.ends_with(['`', ' ']) { " " } else { "" };
    format!("{fence}{blank}{text}{blank}{fence}")
}

fn capitalized(title: &str) -> String {
    let mut characters = title.chars();
    let first = characters.next().map(|first| first.to_uppercase().to_string());
    format!("{}{}", first.unwrap_or_default(), characters.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::difference::{Against, Change, Difference, Fate};

    #[test]
    fn a_comment_is_never_too_long() {
        let change = |number: usize| Change {
            name: format!("{number}{}", "`é".repeat(500)),
            change: Fate::Removed,
            fields: vec![],
        };
        let changes: Vec<Change> = (0..1_000).map(change).collect();
        let mut difference = Difference { flows: changes.clone(), ..Difference::default() };
        difference.workflows.clone_from(&changes);
        difference.templates.clone_from(&changes);
        difference.products.clone_from(&changes);
        difference.environments = changes;
        difference.manifests.added = (0..5).map(|number| format!("{number}.yaml")).collect();
        let text = difference.markdown(Against { words: "", name: "HEAD" });
        assert!(text.chars().count() <= 65_536, "{}", text.chars().count());
        assert!(text.contains("\nand 1000 environments, for which there is no room here\n"));
        assert!(text.contains("- … and ") && text.contains("- added `4.yaml`"));
    }

    #[test]
    fn nothing_gets_out_of_code() {
        for (text, expected) in [
            ("prod-eu", "`prod-eu`"),
            ("a`b", "``a`b``"),
            ("``", "``` `` ```"),
            ("a\nb", "`a b`"),
            ("", "`\"\"`"),
            (" x", "`  x `"),
            ("<details>|@all", "`<details>|@all`"),
        ] {
            assert_eq!(code(text), expected);
        }
    }
}
