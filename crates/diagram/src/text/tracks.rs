//! Which row a line takes to get from columns above to columns below, so that none covers another and few cross. Knows
//! nothing of what is drawn.

/// A line between two ranks.
pub(super) struct Wire {
    /// The columns that it comes from.
    pub(super) above: Vec<usize>,
    /// The columns that it goes to.
    pub(super) below: Vec<usize>,
}

impl Wire {
    /// The columns that it takes, the first and the last.
    pub(super) fn reach(&self) -> (usize, usize) {
        let columns = || self.above.iter().chain(&self.below).copied();
        (columns().min().unwrap_or_default(), columns().max().unwrap_or_default())
    }

    fn is_straight(&self) -> bool {
        let (first, last) = self.reach();
        first == last
    }

    fn overlaps(&self, other: &Wire) -> bool {
        let ((first, last), (others_first, others_last)) = (self.reach(), other.reach());
        first <= others_last && others_first <= last
    }

    /// How often this one crosses another if its row is above the other's.
    fn crossings_above(&self, other: &Wire) -> usize {
        let count = |columns: &[usize], (first, last): (usize, usize)| {
            columns.iter().filter(|column| first < **column && **column < last).count()
        };
        count(&self.below, other.reach()) + count(&other.above, self.reach())
    }
}

/// The row of each line that isn't straight, and how many rows there are.
pub(super) fn tracks(wires: &[Wire]) -> (Vec<Option<usize>>, usize) {
    let mut order: Vec<usize> = Vec::new();
    for (number, wire) in wires.iter().enumerate() {
        if !wire.is_straight() {
            order.insert(best_place(wires, &order, wire), number);
        }
    }
    let mut rows: Vec<Option<usize>> = vec![None; wires.len()];
    for number in order {
        let Some(wire) = wires.get(number) else { continue };
        let above = wires.iter().zip(&rows).filter(|(other, _)| other.overlaps(wire));
        let row = above.filter_map(|(_, row)| *row).max().map_or(0, |row| row + 1);
        if let Some(place) = rows.get_mut(number) {
            *place = Some(row);
        }
    }
    let height = rows.iter().flatten().max().map_or(0, |row| row + 1);
    (rows, height)
}

/// The place in an order from top to bottom where a line crosses the others least.
fn best_place(wires: &[Wire], order: &[usize], wire: &Wire) -> usize {
    let others: Vec<&Wire> = order.iter().filter_map(|number| wires.get(*number)).collect();
    let crossings = |place: usize| {
        let above = others.iter().take(place).map(|other| other.crossings_above(wire));
        let below = others.iter().skip(place).map(|other| wire.crossings_above(other));
        above.chain(below).sum::<usize>()
    };
    (0..=others.len()).min_by_key(|place| crossings(*place)).unwrap_or_default()
}
