//! In which order things stand in their ranks: each near the middle of what it is linked to, in turns from the first
//! rank to the last and back, and of all turns the one in which the fewest lines cross. Knows no positions.

use super::{Graph, Item, Link, links_between};

/// More turns change nothing that can be seen.
const TURNS: usize = 12;

/// Arranges the ranks.
pub(super) fn arrange(ranks: &mut Vec<Vec<Item>>, graph: &Graph<'_>) {
    let mut best = ranks.clone();
    let mut fewest = crossings(ranks, graph);
    for turn in 0..TURNS {
        if fewest == 0 {
            break;
        }
        if turn % 2 == 0 {
            sweep_down(ranks, graph)
        } else {
            sweep_up(ranks, graph)
        }
        let crossings = crossings(ranks, graph);
        if crossings < fewest {
            fewest = crossings;
            best.clone_from(ranks);
        }
    }
    *ranks = best;
}

fn sweep_down(ranks: &mut [Vec<Item>], graph: &Graph<'_>) {
    for number in 1..ranks.len() {
        let links = links_after(ranks, number - 1, graph);
        sort(ranks, number, links.iter().map(|link| (link.to, link.from)));
    }
}

fn sweep_up(ranks: &mut [Vec<Item>], graph: &Graph<'_>) {
    for number in (1..ranks.len()).rev() {
        let links = links_after(ranks, number - 1, graph);
        sort(ranks, number - 1, links.iter().map(|link| (link.from, link.to)));
    }
}

fn links_after(ranks: &[Vec<Item>], number: usize, graph: &Graph<'_>) -> Vec<Link> {
    ranks.get(number..=number + 1).map(|pair| links_between(pair, graph)).unwrap_or_default()
}

/// Sorts a rank by the mean place of what each thing in it is linked to; what is linked to nothing stays at its
/// place.
fn sort(ranks: &mut [Vec<Item>], number: usize, links: impl Iterator<Item = (usize, usize)>) {
    let Some(rank) = ranks.get_mut(number) else { return };
    let mut sums = vec![(0, 0); rank.len()];
    for (own, other) in links {
        if let Some((sum, count)) = sums.get_mut(own) {
            *sum += other;
            *count += 1;
        }
    }
    let means = sums.into_iter().enumerate().map(|(place, (sum, count))| match count {
        0 => place as f64,
        count => sum as f64 / f64::from(count),
    });
    let mut sorted: Vec<(f64, Item)> = means.zip(rank.iter().copied()).collect();
    sorted.sort_by(|left, right| left.0.total_cmp(&right.0));
    *rank = sorted.into_iter().map(|(_, item)| item).collect();
}

fn crossings(ranks: &[Vec<Item>], graph: &Graph<'_>) -> usize {
    ranks.windows(2).map(|pair| crossings_of(&links_between(pair, graph), pair)).sum()
}

/// How many pairs of links cross: by earlier end, the later ends that are out of order, counted in a tree of sums.
fn crossings_of(links: &[Link], pair: &[Vec<Item>]) -> usize {
    let ends = pair.last().map_or(0, Vec::len);
    let mut tree = vec![0; ends + 1];
    let mut crossings = 0;
    // The links of one earlier end don't cross each other, so they count only for those of the next.
    for of_one in links.chunk_by(|left, right| left.from == right.from) {
        for link in of_one {
            crossings += count_above(&tree, link.to);
        }
        for link in of_one {
            add(&mut tree, link.to);
        }
    }
    crossings
}

/// How many ends were added behind a place.
fn count_above(tree: &[usize], place: usize) -> usize {
    let size = tree.len() - 1;
    let mut index = size.saturating_sub(place + 1);
    let mut count = 0;
    while index > 0 {
        count += tree.get(index).copied().unwrap_or_default();
        index &= index - 1;
    }
    count
}

/// Adds an end at a place.
fn add(tree: &mut [usize], place: usize) {
    let size = tree.len() - 1;
    let mut index = size.saturating_sub(place);
    while let Some(sum) = tree.get_mut(index).filter(|_| index > 0) {
        *sum += 1;
        index += index & index.wrapping_neg();
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn naive(links: &[Link]) -> usize {
        let pairs = links.iter().flat_map(|one| links.iter().map(move |other| (one, other)));
        pairs.filter(|(one, other)| one.from < other.from && one.to > other.to).count()
    }

    proptest! {
        #[test]
        fn crossings_are_counted_as_by_hand(mut ends in proptest::collection::vec((0..8usize, 0..8usize), 0..30)) {
            ends.sort_unstable();
            ends.dedup();
            let links: Vec<Link> = ends.into_iter().map(|(from, to)| Link { from, to, weight: 1 }).collect();
            let rank = vec![Item::Net(0); 8];
            prop_assert_eq!(crossings_of(&links, &[rank.clone(), rank]), naive(&links));
        }
    }
}
