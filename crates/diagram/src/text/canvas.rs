//! A grid of characters: boxes, texts and lines. Knows nothing of flows.

use unicode_width::UnicodeWidthStr;

/// The ends of a line in a cell.
pub(super) const UP: u8 = 1;
pub(super) const DOWN: u8 = 2;
pub(super) const LEFT: u8 = 4;
pub(super) const RIGHT: u8 = 8;

/// The sign for each set of ends.
const LINES: [char; 16] = [' ', '│', '│', '│', '─', '┘', '┐', '┤', '─', '└', '┌', '├', '─', '┴', '┬', '┼'];

/// Corners, sides, and the places in a frame where lines leave and arrive.
pub(super) struct FrameStyle {
    corners: [char; 4],
    level: char,
    upright: char,
    leaving: char,
    arriving: char,
}

/// A plain frame.
pub(super) const SINGLE: FrameStyle =
    FrameStyle {
        corners: ['┌', '┐', '└', '┘'], level: '─', upright: '│', leaving: '┬', arriving: '▼'
    };
/// A double one.
pub(super) const DOUBLE: FrameStyle =
    FrameStyle {
        corners: ['╔', '╗', '╚', '╝'], level: '═', upright: '║', leaving: '╤', arriving: '▼'
    };

#[derive(Clone, Debug, Default, PartialEq, Eq)]
enum Cell {
    #[default]
    Blank,
    /// A line, by its ends.
    Line(u8),
    /// A text that begins here.
    Text(String),
    /// Behind a text that began to the left.
    Covered,
}

/// The grid; it grows downwards.
pub(super) struct Canvas {
    width: usize,
    rows: Vec<Vec<Cell>>,
}

impl Canvas {
    pub(super) fn new(width: usize) -> Self {
        Canvas { width, rows: Vec::new() }
    }

    fn cell(&mut self, x: usize, y: usize) -> Option<&mut Cell> {
        while self.rows.len() <= y {
            self.rows.push(vec![Cell::Blank; self.width]);
        }
        self.rows.get_mut(y)?.get_mut(x)
    }

    fn set(&mut self, x: usize, y: usize, cell: Cell) {
        if let Some(place) = self.cell(x, y) {
            *place = cell;
        }
    }

    /// Writes a text of one line.
    pub(super) fn text(&mut self, x: usize, y: usize, text: &str) {
        for covered in 1..text.width() {
            self.set(x + covered, y, Cell::Covered);
        }
        self.set(x, y, Cell::Text(text.to_owned()));
    }

    fn sign(&mut self, x: usize, y: usize, sign: char) {
        self.set(x, y, Cell::Text(sign.to_string()));
    }

    /// Draws a frame. `arriving` and `leaving` are the columns in which lines do.
    pub(super) fn frame(
        &mut self,
        (x, y): (usize, usize),
        (width, height): (usize, usize),
        style: &FrameStyle,
        arriving: &[usize],
        leaving: &[usize],
    ) {
        let (right, bottom) = (x + width - 1, y + height - 1);
        for column in x + 1..right {
            let at = |columns: &[usize], sign| if columns.contains(&column) { sign } else { style.level };
            self.sign(column, y, at(arriving, style.arriving));
            self.sign(column, bottom, at(leaving, style.leaving));
        }
        for row in y + 1..bottom {
            self.sign(x, row, style.upright);
            self.sign(right, row, style.upright);
        }
        let corners = [(x, y), (right, y), (x, bottom), (right, bottom)];
        for ((x, y), corner) in corners.into_iter().zip(style.corners) {
            self.sign(x, y, corner);
        }
    }

    /// Adds ends to the line in a cell.
    pub(super) fn join(&mut self, x: usize, y: usize, ends: u8) {
        match self.cell(x, y) {
            Some(Cell::Line(known)) => *known |= ends,
            Some(cell) => *cell = Cell::Line(ends),
            None => {}
        }
    }

    /// Draws an upright line over whatever is there: level lines pass behind it.
    pub(super) fn upright(&mut self, x: usize, rows: std::ops::Range<usize>) {
        for y in rows {
            self.set(x, y, Cell::Line(UP | DOWN));
        }
    }
}

impl std::fmt::Display for Canvas {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for row in &self.rows {
            let mut line = String::new();
            for cell in row {
                match cell {
                    Cell::Blank => line.push(' '),
                    Cell::Line(ends) => line.extend(LINES.get(usize::from(*ends))),
                    Cell::Text(text) => line.push_str(text),
                    Cell::Covered => {}
                }
            }
            writeln!(formatter, "{}", line.trim_end())?;
        }
        Ok(())
    }
}
