//! Diagnostics for people: what is wrong, where it stands in the text, and how to mend it. Knows no terminal:
//! the caller says whether there is colour.

use super::printable::one_line;
use super::snippet::{Mark, Snippets};
use super::{Sources, level_name, sorted};
use crate::diagnostic::{Diagnostic, Fix, Place, Related};
use crate::registry::Level;

/// At most this many related places are shown; the machine formats have them all.
const MOST_RELATED: usize = 12;

/// Whether what is rendered is coloured, by ANSI escape sequences.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Color {
    /// Coloured.
    On,
    /// Plain.
    Off,
}

/// The diagnostics by file, then place, each with the text that it is about and a blank line after it.
/// Where a text is not known, the place is named instead.
pub fn render_human(diagnostics: &[Diagnostic], sources: &dyn Sources, color: Color) -> String {
    let mut snippets = Snippets::new(sources, color);
    let mut rendered = String::new();
    for diagnostic in sorted(diagnostics) {
        let finding = Finding {
            level: diagnostic.level,
            rule: Some(diagnostic.rule.name()),
            message: &diagnostic.message,
            place: Some(&diagnostic.place),
            related: &diagnostic.related,
            help: diagnostic.help.as_deref(),
            fixes: &diagnostic.fixes,
        };
        finding.render(&mut snippets, &mut rendered);
    }
    rendered
}

/// A message that no rule stands behind, such as an error in `promo.toml`.
#[derive(Clone, Debug)]
pub struct Message {
    /// How grave it is.
    pub level: Level,
    /// What is wrong.
    pub text: String,
    /// Where.
    pub place: Place,
    /// How to mend it.
    pub help: Option<String>,
}

/// Messages that no rule stands behind, shown like diagnostics.
pub fn render_messages(messages: &[Message], sources: &dyn Sources, color: Color) -> String {
    let mut snippets = Snippets::new(sources, color);
    let mut rendered = String::new();
    for message in messages {
        let finding = Finding {
            level: message.level,
            rule: None,
            message: &message.text,
            place: Some(&message.place),
            related: &[],
            help: message.help.as_deref(),
            fixes: &[],
        };
        finding.render(&mut snippets, &mut rendered);
    }
    rendered
}

/// What is shown, whether or not a rule stands behind it.
struct Finding<'a> {
    level: Level,
    rule: Option<&'static str>,
    message: &'a str,
    place: Option<&'a Place>,
    related: &'a [Related],
    help: Option<&'a str>,
    fixes: &'a [Fix],
}

impl Finding<'_> {
    fn render(&self, snippets: &mut Snippets, rendered: &mut String) {
        rendered.push_str(&self.header(snippets.color()));
        if let Some(place) = self.place {
            snippets.render(self.level, &self.marks(place), rendered);
        }
        let hidden = self.related.len().saturating_sub(MOST_RELATED);
        if hidden > 0 {
            let places = if hidden == 1 { "place" } else { "places" };
            push_footer(rendered, "note", &format!("{hidden} more {places} not shown"));
        }
        if let Some(help) = self.help {
            push_footer(rendered, "help", help);
        }
        for fix in self.fixes {
            push_footer(rendered, "fix", &fix.title);
        }
        rendered.push('\n');
    }

    fn header(&self, color: Color) -> String {
        let level = level_name(self.level);
        let head = self.rule.map_or_else(|| level.to_owned(), |rule| format!("{level}[{rule}]"));
        let message = one_line(self.message);
        match color {
            Color::Off => format!("{head}: {message}\n"),
            Color::On => {
                format!("\u{1b}[1;{}m{head}\u{1b}[0;1m: {message}\u{1b}[0m\n", level_color(self.level))
            }
        }
    }

    /// The places to mark: the diagnostic's own, which repeats no message, then the related ones.
    fn marks<'a>(&'a self, place: &'a Place) -> Vec<Mark<'a>> {
        let own = Mark { place, message: "here" };
        let related = self.related.iter().take(MOST_RELATED);
        std::iter::once(own)
            .chain(related.map(|related| Mark { place: &related.place, message: &related.message }))
            .collect()
    }
}

/// The ANSI colour of a level.
fn level_color(level: Level) -> u8 {
    match level {
        Level::Error => 31,
        Level::Warning => 33,
        Level::Hint => 36,
    }
}

/// Text of several lines is indented under its first.
fn push_footer(rendered: &mut String, word: &str, text: &str) {
    for (index, line) in text.lines().enumerate() {
        let lead = if index == 0 { format!("  {word}: ") } else { " ".repeat(word.len() + 4) };
        rendered.push_str(format!("{lead}{}", one_line(line)).trim_end());
        rendered.push('\n');
    }
}
