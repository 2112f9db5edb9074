//! The lines of text that a diagnostic marks, drawn by ariadne. This is the only file that knows ariadne, and
//! keeps to what it can draw: places within the text, in order, in characters, close together, on lines of
//! bearable length. What it can't is named by its position instead.

use std::collections::HashMap;
use std::fmt;
use std::ops::Range;

use ariadne::{Cache, Config, IndexType, Label, Report, ReportKind, Source};

use super::human::Color;
use super::printable::{one_line, source};
use super::{Sources, level_name};
use crate::diagnostic::Place;
use crate::line_map::{LineMap, Position};
use crate::registry::Level;

/// Marks further apart than this many lines are drawn as separate sections, since drawing looks at every line
/// between the marks of one section.
const SECTION_GAP: usize = 4;

/// A place of more lines than this is marked on its first line only, for the same reason.
const MOST_LINES: usize = 40;

/// A line of more bytes than this is not drawn: it would fill the screen.
const LONGEST_LINE: usize = 1_000;

/// A place to mark, and what to say of it.
pub(super) struct Mark<'a> {
    pub(super) place: &'a Place,
    pub(super) message: &'a str,
}

/// The files drawn so far, each prepared once.
pub(super) struct Snippets<'a> {
    sources: &'a dyn Sources,
    color: Color,
    files: HashMap<String, Option<ShownFile<'a>>>,
}

struct ShownFile<'a> {
    lines: LineMap<'a>,
    shown: Source<String>,
}

/// Where a mark stands in the shown text.
struct Located<'a> {
    file: &'a str,
    /// In characters of the shown text; never empty, since an empty place is shown at the character after it.
    range: Range<usize>,
    first_line: usize,
    last_line: usize,
    message: &'a str,
    is_own: bool,
}

/// Marks of one file that stand close together.
struct Section<'a> {
    marks: Vec<Located<'a>>,
}

impl<'a> Snippets<'a> {
    pub(super) fn new(sources: &'a dyn Sources, color: Color) -> Snippets<'a> {
        Snippets { sources, color, files: HashMap::new() }
    }

    pub(super) fn color(&self) -> Color {
        self.color
    }

    /// Draws the marks, the first of which is the diagnostic's own.
    pub(super) fn render(&mut self, level: Level, marks: &[Mark], rendered: &mut String) {
        let mut located = vec![];
        let mut named = String::new();
        for (index, mark) in marks.iter().enumerate() {
            let is_own = index == 0;
            self.prepare(&mark.place.file);
            match self.locate(mark, is_own) {
                Some(mark) => located.push(mark),
                None => named.push_str(&self.name(mark, is_own)),
            }
        }
        rendered.push_str(&named);
        self.draw(level, &sections(located), rendered);
    }

    fn prepare(&mut self, file: &str) {
        if !self.files.contains_key(file) {
            let shown = |text| ShownFile { lines: LineMap::new(text), shown: Source::from(source(text)) };
            self.files.insert(file.to_owned(), self.sources.text(file).map(shown));
        }
    }

    fn file(&self, file: &str) -> Option<&ShownFile<'a>> {
        self.files.get(file)?.as_ref()
    }

    /// Where a mark is drawn; nothing where it can't be.
    fn locate<'m>(&self, mark: &Mark<'m>, is_own: bool) -> Option<Located<'m>> {
        let lines = &self.file(&mark.place.file)?.lines;
        let start = lines.position(mark.place.start);
        let end = lines.position(mark.place.end.max(mark.place.start));
        let first = lines.characters_before(start.offset);
        // A line end that is the last thing marked belongs to the line that it ends.
        let last = if end.column == 1 && end.line > start.line { end.line - 1 } else { end.line };
        let first_line_end = lines.line_range(start.line)?.end.max(start.offset);
        let (end_offset, last_line) =
            if last - start.line < MOST_LINES { (end.offset, last) } else { (first_line_end, start.line) };
        let end = lines.characters_before(end_offset).max(first + 1);
        let bearable = |line| lines.line_range(line).is_some_and(|range| range.len() <= LONGEST_LINE);
        let drawable = bearable(start.line) && bearable(last_line);
        drawable.then_some(Located {
            file: &mark.place.file,
            range: first..end,
            first_line: start.line,
            last_line,
            message: mark.message,
            is_own,
        })
    }

    /// The line that stands for a mark that can't be drawn.
    fn name(&self, mark: &Mark, is_own: bool) -> String {
        let file = one_line(&mark.place.file);
        let start = self.file(&mark.place.file).map(|file| file.lines.position(mark.place.start));
        let place =
            start.map_or(file.clone(), |Position { line, column, .. }| format!("{file}:{line}:{column}"));
        if is_own { format!("  at {place}\n") } else { format!("  {place}: {}\n", one_line(mark.message)) }
    }

    fn draw(&self, level: Level, sections: &[Section], rendered: &mut String) {
        let Some((index, start)) = report_place(sections) else {
            return;
        };
        let config = Config::new().with_index_type(IndexType::Char).with_color(self.color == Color::On);
        // The first line is the header, which is not ariadne's to draw.
        let kind = ReportKind::Custom(level_name(level), ariadne::Color::Primary);
        let mut report = Report::build(kind, (index, start..start)).with_config(config);
        for (index, section) in sections.iter().enumerate() {
            report.add_labels(section.marks.iter().map(|mark| label(index, mark, level)));
        }
        let cache = SectionCache { snippets: self, sections };
        let mut drawn = vec![];
        // Writing to memory can't fail, and every section has its text.
        let _ = report.finish().write(cache, &mut drawn);
        for line in String::from_utf8_lossy(&drawn).lines().skip(1) {
            rendered.push_str(line.trim_end());
            rendered.push('\n');
        }
    }
}

/// The section and first character that a report names first: the diagnostic's own, if that is drawn.
fn report_place(sections: &[Section]) -> Option<(usize, usize)> {
    let section = sections.first()?;
    let own = section.marks.iter().find(|mark| mark.is_own).or(section.marks.first())?;
    Some((0, own.range.start))
}

/// Groups marks by file and nearness, the diagnostic's own first, then in the order in which they came.
fn sections(marks: Vec<Located>) -> Vec<Section> {
    let mut files: Vec<(&str, Vec<Located>)> = vec![];
    for mark in marks {
        match files.iter_mut().find(|(file, _)| *file == mark.file) {
            Some((_, marks)) => marks.push(mark),
            None => files.push((mark.file, vec![mark])),
        }
    }
    let mut sections: Vec<Section> = files.into_iter().flat_map(|(_, marks)| split(marks)).collect();
    sections.sort_by_key(|section| !section.marks.iter().any(|mark| mark.is_own));
    sections
}

/// Splits the marks of one file where too many lines lie between them. Sorted by last line, as drawing needs.
fn split(mut marks: Vec<Located>) -> Vec<Section> {
    marks.sort_by_key(|mark| (mark.last_line, mark.range.start));
    let mut sections: Vec<Section> = vec![];
    for mark in marks {
        let near = sections.last_mut().filter(|section| {
            section.marks.last().is_some_and(|last| mark.first_line <= last.last_line + SECTION_GAP)
        });
        match near {
            Some(section) => section.marks.push(mark),
            None => sections.push(Section { marks: vec![mark] }),
        }
    }
    sections
}

fn label(section: usize, mark: &Located, level: Level) -> Label<(usize, Range<usize>)> {
    let color = match level {
        _ if !mark.is_own => ariadne::Color::Blue,
        Level::Error => ariadne::Color::Red,
        Level::Warning => ariadne::Color::Yellow,
        Level::Hint => ariadne::Color::Cyan,
    };
    Label::new((section, mark.range.clone())).with_message(one_line(mark.message)).with_color(color)
}

/// Gives ariadne the text of a section, known by its number: sections of one file share its text.
struct SectionCache<'a> {
    snippets: &'a Snippets<'a>,
    sections: &'a [Section<'a>],
}

impl SectionCache<'_> {
    fn file(&self, section: usize) -> Option<&str> {
        Some(self.sections.get(section)?.marks.first()?.file)
    }
}

impl Cache<usize> for SectionCache<'_> {
    type Storage = String;

    fn fetch(&mut self, section: &usize) -> Result<&Source<String>, impl fmt::Debug> {
        let file = self.file(*section).and_then(|file| self.snippets.file(file));
        file.map(|file| &file.shown).ok_or("unknown section")
    }

    fn display<'a>(&self, section: &'a usize) -> Option<impl fmt::Display + 'a> {
        self.file(*section).map(one_line)
    }
}
