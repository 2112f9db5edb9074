//! JSONPaths in the dialect that Codefresh reads (`domain.md`, JSONPath). It is narrower than RFC 9535,
//! and lets a dash stand in a name.

mod filter;
pub mod select;

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

/// One step of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segment {
    /// The bytes of the path that it takes, with its dots or brackets.
    pub range: Range<usize>,
    /// Whether it looks at every depth, by two dots.
    pub descends: bool,
    /// What it takes, in order.
    pub selectors: Vec<Selector>,
}

/// What a step of a path takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Selector {
    /// The value of a key.
    Name(String),
    /// All values.
    Any,
    /// An item of a list; a negative number counts from its end.
    Index(i64),
    /// Some items of a list: from one, to before another, every so many.
    Slice(Option<i64>, Option<i64>, Option<i64>),
    /// The values of which something holds: what stands between `?(` and `)`.
    Filter(String),
}

/// Checks that a path is one.
///
/// # Errors
/// The first thing that is wrong.
pub fn check(path: &str) -> Result<(), Problem> {
    segments(path).map(|_| ())
}

/// The steps of a path.
///
/// # Errors
/// The first thing that is wrong.
pub fn segments(path: &str) -> Result<Vec<Segment>, Problem> {
    let rest = path.strip_prefix('$').unwrap_or(path);
    if rest.starts_with(is_name_character) {
        let message = "a name follows `$` without a dot".to_owned();
        return Err(Problem { range: 0..path.len(), message, instead: Some(format!("$.{rest}")) });
    }
    let mut reader = Reader { text: path, offset: path.len() - rest.len() };
    let mut segments = Vec::new();
    while !reader.rest().is_empty() {
        segments.push(reader.segment()?);
    }
    Ok(segments)
}

/// Checks a path as manifests have it, where `*` alone stands for a whole file.
///
/// # Errors
/// The first thing that is wrong with it.
pub(crate) fn check_written(path: &str) -> Result<(), Problem> {
    if path == WHOLE_FILE {
        return Ok(());
    }
    if !path.starts_with('$') {
        return Err(unrooted(path));
    }
    let is_path = |instead: &String| check(instead).is_ok();
    check(path).map_err(|problem| Problem { instead: problem.instead.filter(is_path), ..problem })
}

/// What is wrong with a path that doesn't begin with `$`, with the one that does, if it is one.
fn unrooted(path: &str) -> Problem {
    let dot = if path.starts_with(['.', '[']) { "" } else { "." };
    let rooted = Some(format!("${dot}{path}")).filter(|rooted| check(rooted).is_ok());
    Problem { range: 0..path.len(), message: "it begins with `$`".to_owned(), instead: rooted }
}

/// A name after one dot or two.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct DottedName<'p> {
    /// The bytes of the path that it takes, with its dots.
    pub range: Range<usize>,
    /// Its dots.
    pub dots: &'p str,
    /// The name.
    pub name: &'p str,
    /// Whether it stands in a filter, where a dash may be a minus.
    pub in_filter: bool,
}

/// The names after a dot, also those in filters, but for what stands in quotes or between two slashes.
pub(crate) fn dotted_names(path: &str) -> Vec<DottedName<'_>> {
    let mut found = Vec::new();
    let mut quotes = Quotes::default();
    let (mut depth, mut in_pattern, mut next) = (0_usize, false, 0);
    for (offset, character) in path.char_indices() {
        if quotes.is_inside(character) || offset < next {
            continue;
        }
        match character {
            '[' => depth += 1,
            ']' => depth = depth.saturating_sub(1),
            '/' => in_pattern = !in_pattern,
            '.' if !in_pattern => {
                let (dots, rest) = split_where(path.get(offset..).unwrap_or_default(), |c| c != '.');
                let (name, _) = split_where(rest, |c| !is_name_character(c));
                next = offset + dots.len() + name.len();
                if !name.is_empty() {
                    found.push(DottedName { range: offset..next, dots, name, in_filter: depth > 0 });
                }
            }
            _ => {}
        }
    }
    found
}

/// A text before and after the first character like this.
fn split_where(text: &str, is_end: impl Fn(char) -> bool) -> (&str, &str) {
    text.split_at(text.find(is_end).unwrap_or(text.len()))
}

/// The path, in manifests, of everything in a file.
pub(crate) const WHOLE_FILE: &str = "*";

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
        let end = self.text.ceil_char_boundary(self.offset + length);
        let start = self.text.floor_char_boundary(self.offset.min(end.saturating_sub(1)));
        Err(Problem { range: start..end.max(start), message: message.into(), instead: None })
    }

    fn segment(&mut self) -> Result<Segment, Problem> {
        let start = self.offset;
        let dots = self.rest().len() - self.rest().trim_start_matches('.').len();
        let in_brackets = self.rest().get(dots..).is_some_and(|rest| rest.starts_with('['));
        match dots {
            0 if in_brackets => {}
            0 => return self.problem(1, "a `.` or `[` is due here"),
            1 | 2 => self.offset += dots,
            _ => return self.problem(dots, "at most two dots follow one another"),
        }
        let selectors = match in_brackets && dots != 1 {
            true => self.brackets()?,
            false => vec![self.name()?],
        };
        Ok(Segment { range: start..self.offset, descends: dots == 2, selectors })
    }

    fn name(&mut self) -> Result<Selector, Problem> {
        if self.rest().starts_with('*') {
            self.offset += 1;
            return Ok(Selector::Any);
        }
        let length = self.rest().find(|c| !is_name_character(c)).unwrap_or(self.rest().len());
        let Some(name) = self.rest().get(..length).filter(|name| !name.is_empty()) else {
            return self.problem(1, "a name or `*` is due after a dot");
        };
        self.offset += length;
        Ok(Selector::Name(name.to_owned()))
    }

    fn brackets(&mut self) -> Result<Vec<Selector>, Problem> {
        let length = closing(self.rest());
        let Some(length) = length else {
            if let Some(escape) = escape(self.rest()) {
                self.offset += escape;
                return self.problem(2, ESCAPE);
            }
            return self.problem(self.rest().len(), "this `[` is never closed");
        };
        let inner = self.rest().get(1..length).unwrap_or_default().trim();
        let Some(selectors) = selectors(inner) else {
            return self.problem(length + 1, wrong_brackets(inner));
        };
        self.offset += length + 1;
        Ok(selectors)
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
    let mut quotes = Quotes::default();
    for (offset, character) in text.char_indices() {
        match (quotes.is_inside(character), character) {
            (false, '[') => depth += 1,
            (false, ']') => {
                depth -= 1;
                if depth == 0 {
                    return Some(offset);
                }
            }
            _ => {}
        }
    }
    None
}

/// The quotes that a text has opened and not closed.
#[derive(Default)]
struct Quotes(Option<char>);

impl Quotes {
    /// Whether the next character is a quote or stands between two.
    fn is_inside(&mut self, character: char) -> bool {
        match (self.0, character) {
            (Some(open), _) if open == character => self.0 = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => self.0 = Some(character),
            (None, _) => return false,
        }
        true
    }
}

/// What stands in brackets: all names or all numbers, or one of the others.
fn selectors(inner: &str) -> Option<Vec<Selector>> {
    if inner == "*" {
        return Some(vec![Selector::Any]);
    }
    if let Some(filter) = inner.strip_prefix("?(").and_then(|rest| rest.strip_suffix(')')) {
        return filter::is_condition(filter).then(|| vec![Selector::Filter(filter.to_owned())]);
    }
    let mut quotes = Quotes::default();
    let parts: Vec<&str> = inner.split(|c| !quotes.is_inside(c) && c == ',').map(str::trim).collect();
    if let [part] = parts.as_slice()
        && let Some(slice) = slice(part)
    {
        return Some(vec![slice]);
    }
    let numbers: Option<Vec<_>> = parts.iter().map(|part| part.parse().ok().map(Selector::Index)).collect();
    numbers.or_else(|| parts.iter().map(|part| quoted(part).map(Selector::Name)).collect())
}

fn quoted(text: &str) -> Option<String> {
    let quote = text.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    let name = text.strip_prefix(quote)?.strip_suffix(quote)?;
    (!name.is_empty() && !name.contains(quote)).then(|| name.to_owned())
}

fn slice(text: &str) -> Option<Selector> {
    let parts: Vec<&str> = text.split(':').map(str::trim).collect();
    let parsed: Option<Vec<Option<i64>>> = parts
        .iter()
        .map(|part| if part.is_empty() { Some(None) } else { part.parse().ok().map(Some) })
        .collect();
    match parsed?.as_slice() {
        [start, end] => Some(Selector::Slice(*start, *end, None)),
        [start, end, step] => Some(Selector::Slice(*start, *end, *step)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{check, check_written, dotted_names};

    #[test]
    fn names_after_dots_are_found_in_filters_too() {
        let path = "$.a-b..c[?(@.d-e == \"x.f-g\" && @['.h-i'] =~ /.j-k/ || @.x[0].l-1)].m";
        let names = dotted_names(path);
        let shown: Vec<_> = names.iter().map(|found| (found.dots, found.name, found.in_filter)).collect();
        let (top, below) = ([(".", "a-b"), ("..", "c")], [(".", "d-e"), (".", "x"), (".", "l-1")]);
        let mut expected: Vec<_> = top.into_iter().map(|(dots, name)| (dots, name, false)).collect();
        expected.extend(below.into_iter().map(|(dots, name)| (dots, name, true)));
        expected.push((".", "m", false));
        assert_eq!(shown, expected);
        for found in names {
            assert_eq!(path[found.range], format!("{}{}", found.dots, found.name));
        }
    }

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
            "$['a', \"b,c\"]",
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
            ("$.[\"a\"]", 2..3),
            ("$[\"a\\\"b\"]", 4..6),
            ("$.a[?(@.x = 1)].b", 3..15),
            ("$.a[?(@.x ==)]", 3..14),
            ("$.a[1:2:3:4]", 3..12),
        ];
        for (path, range) in slips {
            assert_eq!(check(path).map_err(|problem| problem.range), Err(range), "{path}");
        }
        for (path, instead) in [
            ("appVersion", Some("$.appVersion")),
            (".image.tag", Some("$.image.tag")),
            ("[\"a-b\"]", Some("$[\"a-b\"]")),
            ("$appVersion", Some("$.appVersion")),
            ("$app version", None),
            ("a b", None),
            ("", None),
            ("$.a.", None),
        ] {
            assert_eq!(check_written(path).unwrap_err().instead.as_deref(), instead, "{path}");
        }
        assert_eq!(check_written("*"), Ok(()));
        assert_eq!(check("$appVersion").unwrap_err().instead.as_deref(), Some("$.appVersion"));
    }
}
