//! Which steps of a flow are over before which others start, as their dependencies say. Knows no workflow.

use rustc_hash::FxHashMap;

use crate::model::{Flow, Step};

/// How many words of 64 bits the order may take, so that a huge flow costs no more than a big one.
const LARGEST_TABLE: usize = 1 << 23;

/// The order of some steps of a flow.
#[derive(Debug)]
pub(super) struct StepOrder {
    /// The column of each step that is asked about, and the step of each column.
    columns: Vec<Option<usize>>,
    steps: Vec<usize>,
    /// How many words a row has.
    width: usize,
    /// A row for each step: a bit for each column whose step comes before. Empty if it would be too large.
    rows: Vec<u64>,
}

impl StepOrder {
    /// The order of those steps that are asked about, given whether a step is.
    pub(super) fn of(flow: &Flow<'_>, is_asked_about: impl Fn(&Step<'_>) -> bool) -> StepOrder {
        let mut columns = vec![None; flow.steps.len()];
        let asked_about = flow.steps.iter().enumerate().filter(|(_, step)| is_asked_about(step));
        let steps: Vec<usize> = asked_about.map(|(step, _)| step).collect();
        for (column, step) in steps.iter().enumerate() {
            columns.iter_mut().skip(*step).take(1).for_each(|slot| *slot = Some(column));
        }
        let width = steps.len().div_ceil(64);
        let mut order = StepOrder { columns, steps, width, rows: Vec::new() };
        if width.saturating_mul(flow.steps.len()) <= LARGEST_TABLE {
            order.fill(flow);
        }
        order
    }

    /// A step stands after those it depends on, so that their rows are whole.
    fn fill(&mut self, flow: &Flow<'_>) {
        let mut numbers: FxHashMap<&str, usize> = FxHashMap::default();
        for (number, step) in flow.steps.iter().enumerate() {
            let mut row = vec![0; self.width];
            for before in step.depends_on.iter().filter_map(|name| numbers.get(&*name.value)) {
                row.iter_mut().zip(self.row(*before)).for_each(|(word, other)| *word |= other);
                if let Some((word, bit)) = self.bit(*before) {
                    row.iter_mut().skip(word).take(1).for_each(|word| *word |= bit);
                }
            }
            self.rows.append(&mut row);
            numbers.insert(&step.environment.value, number);
        }
    }

    fn row(&self, step: usize) -> &[u64] {
        let start = step.saturating_mul(self.width);
        self.rows.get(start..start.saturating_add(self.width)).unwrap_or_default()
    }

    /// The word of a row that tells of a step, and the bit in it.
    fn bit(&self, step: usize) -> Option<(usize, u64)> {
        let column = (*self.columns.get(step)?)?;
        Some((column / 64, 1 << (column % 64)))
    }

    /// The last of the steps that are over before one starts.
    pub(super) fn last_before(&self, step: usize) -> Option<usize> {
        let (word, bits) = self.row(step).iter().enumerate().rfind(|(_, bits)| **bits != 0)?;
        self.steps.get(word * 64 + bits.ilog2() as usize).copied()
    }

    /// Whether one step is over before another one starts. Of a flow that is too large, that isn't known.
    pub(super) fn is_before(&self, earlier: usize, later: usize) -> bool {
        let known = self.bit(earlier).and_then(|(word, bit)| Some(self.row(later).get(word)? & bit != 0));
        known.unwrap_or(false)
    }
}
