//! A difference in words: in sections, each with groups of lines, in which the project's own names stand apart from the
//! words about them. How that is written for a terminal or a pull request is in a file each.

mod changes;
mod manifests;
mod markdown;
mod settings;
mod terminal;
mod triggers;

use promo_diagnostics::counted;

use super::Difference;

const MANIFEST: &str = "manifest";

/// A piece of a line.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Piece {
    /// Words of ours.
    Words(String),
    /// A name from the project, or another text that stands for itself. It may hold anything.
    Name(String),
    /// A text that somebody writes, such as the message of a commit.
    Text(String),
}

/// Pieces beside each other.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
struct Line(Vec<Piece>);

impl Line {
    fn words(mut self, words: &str) -> Line {
        self.0.push(Piece::Words(words.to_owned()));
        self
    }

    /// Words before what comes first, and others between that and the next.
    fn separated(self, before: &str, between: &str) -> Line {
        let words = if self.is_empty() { before } else { between };
        self.words(words)
    }

    fn name(mut self, name: &str) -> Line {
        self.0.push(Piece::Name(name.to_owned()));
        self
    }

    fn text(mut self, text: &str) -> Line {
        self.0.push(Piece::Text(text.to_owned()));
        self
    }

    /// Several names with commas between them, and a number in the place of those that are too many.
    fn names<'a>(self, names: impl IntoIterator<Item = &'a str>) -> Line {
        const LISTED: usize = 6;
        let names: Vec<&str> = names.into_iter().collect();
        let listed = if names.len() > LISTED + 1 { LISTED } else { names.len() };
        let mut line = self;
        for (index, name) in names.iter().take(listed).enumerate() {
            line = if index > 0 { line.words(", ") } else { line };
            line = line.name(name);
        }
        match names.len() - listed {
            0 => line,
            others => line.words(&format!(" and {others} more")),
        }
    }

    fn then(mut self, other: Line) -> Line {
        self.0.extend(other.0);
        self
    }

    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Lines about the same things.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Group {
    heading: Line,
    lines: Vec<Line>,
}

/// What differs of one kind.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Section {
    /// What it is about, in the singular.
    noun: &'static str,
    /// How much differs.
    count: usize,
    groups: Vec<Group>,
}

impl Section {
    fn title(&self) -> String {
        format!("{}s", self.noun)
    }

    fn counted(&self) -> String {
        counted(self.count, self.noun)
    }
}

/// All sections in which something differs.
fn sections(difference: &Difference) -> Vec<Section> {
    let section = |noun, count, groups| Section { noun, count, groups };
    let of_changes = |noun, changes: &[super::Change]| section(noun, changes.len(), changes::groups(changes));
    let Difference {
        settings, flows, triggers, workflows, templates, products, environments, manifests, ..
    } = difference;
    let all = [
        section("setting", settings.len(), settings::groups(settings)),
        of_changes("flow", flows),
        section("trigger", triggers.len(), triggers::groups(triggers)),
        of_changes("workflow", workflows),
        of_changes("template", templates),
        of_changes("product", products),
        of_changes("environment", environments),
        section(MANIFEST, manifests.count(), manifests::groups(manifests)),
    ];
    all.into_iter().filter(|section| section.count > 0).collect()
}

/// What something is compared with: words, and a name of the user's.
#[derive(Clone, Copy, Debug)]
pub struct Against<'a> {
    /// Words before the name, with a blank behind them, if there are any.
    pub words: &'a str,
    /// The name.
    pub name: &'a str,
}

/// What is said above all sections: what differs, and what may differ besides.
fn opening(difference: &Difference, sections: &[Section], against: Against<'_>) -> Vec<Line> {
    let mut lines = vec![summary(sections, !difference.means_nothing(), against)];
    let untried = difference.untried_triggers.iter().map(String::as_str);
    if !difference.untried_triggers.is_empty() {
        let line = Line::default().words("not every commit could be tried for ").names(untried);
        lines.push(line.words(", so that others may take another flow too"));
    }
    let repeated = difference.manifests.repeated.iter().map(String::as_str);
    if !difference.manifests.repeated.is_empty() {
        let line = Line::default().words("there are several of ").names(repeated);
        lines.push(line.words(", of which the first alone was compared in meaning"));
    }
    lines
}

fn summary(sections: &[Section], may_mean_something: bool, against: Against<'_>) -> Line {
    let counts: Vec<String> = sections.iter().map(Section::counted).collect();
    let verb = if matches!(sections, [Section { count: 1, .. }]) { "differs" } else { "differ" };
    let counted = match counts.as_slice() {
        [others @ .., last] if !others.is_empty() => format!("{} and {last} {verb}", others.join(", ")),
        counts => format!("{} {verb}", counts.concat()),
    };
    let other = Line::default().words(" from ").words(against.words).name(against.name);
    match sections {
        [] if may_mean_something => Line::default().words("nothing is known to differ").then(other),
        [] => Line::default().words("nothing differs").then(other),
        [Section { noun: MANIFEST, .. }] if !may_mean_something => {
            let as_data = format!("; {counted} as data");
            Line::default().words("nothing differs in meaning").then(other).words(&as_data)
        }
        _ => Line::default().words(&counted).then(other),
    }
}

impl Difference {
    /// In words for a terminal.
    pub fn text(&self, against: Against<'_>) -> String {
        let sections = sections(self);
        terminal::text(&opening(self, &sections, against), &sections)
    }

    /// In words for a comment on a pull request.
    pub fn markdown(&self, against: Against<'_>) -> String {
        let sections = sections(self);
        markdown::text(&opening(self, &sections, against), &sections)
    }
}
