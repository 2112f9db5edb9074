//! A table for the terminal: columns as wide as they must be, two spaces apart, under a line of headings.

use std::fmt;

use promo_diagnostics::one_line;
use unicode_width::UnicodeWidthStr;

/// A text with blanks up to a number of columns of the terminal. Some characters take two of them, others none.
pub fn padded(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(text.width())))
}

/// Rows of cells under headings.
pub struct Table<const COLUMNS: usize> {
    rows: Vec<[String; COLUMNS]>,
}

impl<const COLUMNS: usize> Table<COLUMNS> {
    /// A table with nothing but headings.
    pub fn new(headings: [&str; COLUMNS]) -> Self {
        Table { rows: vec![headings.map(str::to_uppercase)] }
    }

    /// Adds a row.
    pub fn row(&mut self, cells: [String; COLUMNS]) {
        // Names may hold anything, and a terminal obeys control characters.
        self.rows.push(cells.map(|cell| one_line(&cell)));
    }

    fn widths(&self) -> [usize; COLUMNS] {
        let width = |column: usize| {
            let cells = self.rows.iter().filter_map(|row| row.get(column));
            cells.map(|cell| cell.width()).max().unwrap_or_default()
        };
        std::array::from_fn(width)
    }
}

impl<const COLUMNS: usize> fmt::Display for Table<COLUMNS> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let widths = self.widths();
        for row in &self.rows {
            let cells = row.iter().zip(widths).map(|(cell, width)| padded(cell, width));
            let line: Vec<String> = cells.collect();
            writeln!(formatter, "  {}", line.join("  ").trim_end())?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_those_of_the_terminal() {
        let mut table = Table::new(["environment", "action"]);
        for environment in ["環境-本番-東京", "cafe\u{301}", "prod"] {
            table.row([environment.to_owned(), "pr".to_owned()]);
        }
        let text = table.to_string();
        let before = text.lines().filter_map(|line| line.find("pr").map(|at| line.split_at(at).0.width()));
        assert_eq!(before.collect::<Vec<_>>(), [18, 18, 2], "{text}");
    }
}
