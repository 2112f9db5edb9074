//! The columns of lines: where they leave boxes, pass and arrive, straight on where they can, and never in the column
//! of another line. Knows nothing of what is drawn.

use crate::layout::{Item, Link, Placed};

/// The columns in which lines may meet something: the first and the last.
fn free(placed: &Placed) -> (usize, usize) {
    let (start, end) = (placed.start.max(0) as usize, (placed.start + placed.size).max(0) as usize);
    match placed.item {
        // Inside of the corners of its frame.
        Item::Node(_) => (start + 2, end.saturating_sub(3)),
        Item::Net(_) | Item::Carry(_) => (start, end.saturating_sub(1)),
    }
}

fn middle(placed: &Placed) -> usize {
    placed.middle().max(0) as usize
}

/// Where each link to a net leaves its box. Links are by box, from left to right.
pub(super) fn leaving(
    nodes: &[Placed],
    arriving: &[Option<usize>],
    links: &[Link],
    nets: &[Placed],
) -> Vec<usize> {
    let mut columns = Vec::with_capacity(links.len());
    for of_one in links.chunk_by(|left, right| left.from == right.from) {
        let Some(from) = of_one.first().map(|link| link.from) else { continue };
        let Some(placed) = nodes.get(from) else { continue };
        let passing = arriving.get(from).copied().flatten().filter(|_| !matches!(placed.item, Item::Node(_)));
        let (mut first, last) = passing.map_or(free(placed), |column| (column, column));
        for (number, link) in of_one.iter().enumerate() {
            let is_alone = of_one.len() == 1 && links.iter().filter(|other| other.to == link.to).count() > 1;
            let wish = if is_alone { Some(placed) } else { nets.get(link.to) };
            let still = of_one.len() - 1 - number;
            let column = wish.map_or(first, middle).min(last.saturating_sub(2 * still)).max(first);
            columns.push(column);
            first = column + 2;
        }
    }
    columns
}

/// The column of each net, or of what passes between two ranks of boxes.
pub(super) fn through(nets: &[Placed], links: &[Link], leaving: &[usize]) -> Vec<usize> {
    let columns = nets.iter().enumerate().map(|(number, placed)| {
        let of_net = |(link, _): &(&Link, &usize)| link.to == number;
        let (own, others): (Vec<_>, Vec<_>) = links.iter().zip(leaving).partition(of_net);
        let taken: Vec<usize> = others.into_iter().map(|(_, column)| *column).collect();
        let wish = match own.as_slice() {
            [(_, only)] => **only,
            _ => middle(placed),
        };
        nearest(wish, free(placed), &taken)
    });
    columns.collect()
}

/// Where each box is reached, or a line that passes a rank of boxes.
pub(super) fn arriving(nodes: &[Placed], links: &[Link], through: &[usize]) -> Vec<Option<usize>> {
    let columns = nodes.iter().enumerate().map(|(number, placed)| {
        let from = links.iter().find(|link| link.to == number)?.from;
        let others = through.iter().enumerate().filter(|(other, _)| *other != from);
        let taken: Vec<usize> = others.map(|(_, column)| *column).collect();
        let is_one_of_several = links.iter().filter(|link| link.from == from).count() > 1;
        let wish = if is_one_of_several { middle(placed) } else { *through.get(from)? };
        Some(nearest(wish, free(placed), &taken))
    });
    columns.collect()
}

/// The column nearest to a wish in which there is nothing yet.
fn nearest(wish: usize, (first, last): (usize, usize), taken: &[usize]) -> usize {
    let wish = wish.min(last).max(first);
    let free = (first..=last).filter(|column| !taken.contains(column));
    free.min_by_key(|column| (column.abs_diff(wish), *column)).unwrap_or(wish)
}
