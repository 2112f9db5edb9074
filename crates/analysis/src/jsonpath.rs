//! JSONPaths in the dialect that Codefresh reads (`domain.md`, JSONPath). It is narrower than RFC 9535,
//! and lets a dash stand in a name.

mod filter;

use std::ops::Range;

/// What is wrong with a path.
#[derive(Debug, PartialEq, Eq)]
pub struct Problem {
    /// The bytes that are wrong.
    pub range: Range<usize>,
    /// What is wrong with them.
    pub message: String,
    /// A path that is right and could be meant.
    pub instead: Option<String>,
}

/// Checks that a path is one.
///
/// # Errors
/// The first thing that is wrong.
pub fn check(path: &str) -> Result<(), Problem> {
    let rest = path.strip_prefix('$').unwrap_or(path);
    if rest.starts_with(is_name_character) {
        let message = "a name follows `$` without a dot".to_owned();
        return Err(Problem { range: 0..path.len(), message, instead: Some(format!("$.{rest}")) });
    }
    let mut reader = Reader { text: path, offset: path.len() - rest.len() };
    while !reader.rest().is_empty() {
        reader.segment()?;
    }
    Ok(())
}

fn is_name_character(character: char) -> bool {
    character.is_ascii_alphanumeric() || matches!(character, '_' | '-')
}

struct Reader<'a> {
    text: &'a str,
    offset: usize,
}

impl<'a> Reader<'a> {
    fn rest(&self) -> &'a str {
        self.text.get(self.offset..).unwrap_or_default()
    }

    fn problem<T>(&self, length: usize, message: impl Into<String>) -> Result<T, Problem> {
        let end = (self.offset + length).min(self.text.len());
        let start = self.offset.min(end.saturating_sub(1));
        Err(Problem { range: start..end.max(start), message: message.into(), instead: None })
    }

    fn segment(&mut self) -> Result<(), Problem> {
        if self.rest().starts_with('[') {
            return self.brackets();
        }
        let dots = self.rest().len() - self.rest().trim_start_matches('.').len();
        match dots {
            0 => return self.problem(1, "a `.` or `[` is due here"),
            1 | 2 => self.offset += dots,
            _ => return self.problem(dots, "at most two dots follow one another"),
        }
        if dots == 2 && self.rest().starts_with('[') {
            return self.brackets();
        }
        if self.rest().starts_with('*') {
            self.offset += 1;
            return Ok(());
        }
        let name = self.rest().find(|c| !is_name_character(c)).unwrap_or(self.rest().len());
        if name == 0 {
            return self.problem(1, "a name or `*` is due after a dot");
        }
        self.offset += name;
        Ok(())
    }

    fn brackets(&mut self) -> Result<(), Problem> {
        let length = closing(self.rest());
        let Some(length) = length else {
            if let Some(escape) = escape(self.rest()) {
                self.offset += escape;
                return self.problem(2, ESCAPE);
            }
            return self.problem(self.rest().len(), "this `[` is never closed");
        };
        let inner = self.rest().get(1..length).unwrap_or_default().trim();
        if !is_selector(inner) {
            return self.problem(length + 1, wrong_brackets(inner));
        }
        self.offset += length + 1;
        Ok(())
    }
}

/// What is wrong with what stands in brackets.
fn wrong_brackets(inner: &str) -> &'static str {
    match inner.starts_with("?(") {
        true => filter::HELP,
        false => "brackets hold a number, a name in quotes, `*` or a filter `?(…)`",
    }
}

/// What is wrong with a backslash before a quote.
const ESCAPE: &str = "a path has no escapes: put a name that holds one kind of quotes into the other";

/// The first backslash that stands before a quote.
fn escape(text: &str) -> Option<usize> {
    ["\\\"", "\\'"].iter().filter_map(|escape| text.find(escape)).min()
}

/// Where the bracket that the text begins with is closed.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    let mut quote: Option<char> = None;
    for (offset, character) in text.char_indices() {
        match (quote, character) {
            (Some(open), _) if open == character => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(character),
            (None, '[') => depth += 1,
            (None, ']') => {
                depth -= 1;
                if depth == 0 {
                    return Some(offset);
                }
            }
            (None, _) => {}
        }
    }
    None
}

fn is_selector(inner: &str) -> bool {
    let is_number = |text: &str| {
        let digits = text.trim().strip_prefix('-').unwrap_or(text.trim());
        !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
    };
    let is_quoted = |text: &str| {
        let text = text.trim();
        text.len() > 2 && ['"', '\''].iter().any(|quote| text.starts_with(*quote) && text.ends_with(*quote))
    };
    let is_slice = |text: &str| {
        let parts: Vec<&str> = text.split(':').map(str::trim).filter(|part| !part.is_empty()).collect();
        (1..=2).contains(&text.matches(':').count())
            && !parts.is_empty()
            && parts.iter().all(|part| is_number(part))
    };
    let is_filter = |text: &str| {
        let condition = text.strip_prefix("?(").and_then(|rest| rest.strip_suffix(')'));
        condition.is_some_and(filter::is_condition)
    };
    inner == "*"
        || is_filter(inner)
        || is_slice(inner)
        || inner.split(',').all(is_number)
        || inner.split(',').all(is_quoted)
}

#[cfg(test)]
mod tests {
    use super::check;

    #[test]
    fn documented_and_seen_paths_are_accepted() {
        let paths = [
            "$",
            "$.appVersion",
            "$..image.tag",
            "$.*",
            "$[\"rollout-Canary\"].image",
            "$['x']",
            "$.a[0].b",
            "$[*]",
            "$.deps[?(@.name == \"x\")]",
            "$.a-b",
            "$..[\"x\"]",
            "$.a[0:2]",
            "$.a[-1]",
            "$.a[::2]",
            "$.a[1:2:3]",
            "$.a[2:]",
            "$.a[?(@.b[0] > 1 && @.c)]",
        ];
        for path in paths {
            assert_eq!(check(path), Ok(()), "{path}");
        }
    }

    #[test]
    fn slips_are_found_where_they_are() {
        let slips = [
            ("$appVersion", 0..11),
            ("$.", 1..2),
            ("$...a", 1..4),
            ("$.a.", 3..4),
            ("$.a[", 3..4),
            ("$[]", 1..3),
            ("$.a[b]", 3..6),
            ("$[\"a\\\"b\"]", 4..6),
            ("$.a[?(@.x = 1)].b", 3..15),
            ("$.a[?(@.x ==)]", 3..14),
            ("$.a[1:2:3:4]", 3..12),
            ("$.a[::]", 3..7),
            ("$.a[:]", 3..6),
        ];
        for (path, range) in slips {
            assert_eq!(check(path).map_err(|problem| problem.range), Err(range), "{path}");
        }
        assert_eq!(check("$appVersion").unwrap_err().instead.as_deref(), Some("$.appVersion"));
    }
}
