//! Where things stand along their ranks: each as near as can be to the middle of what it is linked to, in order and
//! without overlap. For one rank that is solved exactly (least squares with the order kept, by pooling neighbours
//! that want to pass each other); the ranks take turns until they agree. Knows no more than sizes and links.

use super::Link;

/// More turns change nothing that can be seen.
const TURNS: usize = 24;

/// Where each thing of each rank begins.
pub(super) fn positions(sizes: &[Vec<i64>], links: &[Vec<Link>], limit: Option<i64>) -> Vec<Vec<i64>> {
    let longest = sizes.iter().map(|sizes| sizes.iter().sum()).max().unwrap_or_default();
    let middle = limit.unwrap_or(longest) as f64 / 2.0;
    let mut ranks: Vec<Rank> = sizes.iter().map(|sizes| Rank::new(sizes, middle)).collect();
    for turn in 0..TURNS {
        let looks = if turn == TURNS - 1 { Looks::BothWays } else { Looks::OneWay };
        let ways = [Way::Down, Way::Up];
        for way in ways {
            settle_all(&mut ranks, links, way, looks, limit);
        }
    }
    ranks.iter().map(Rank::starts).collect()
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Down,
    Up,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Looks {
    OneWay,
    BothWays,
}

fn settle_all(ranks: &mut [Rank], links: &[Vec<Link>], way: Way, looks: Looks, limit: Option<i64>) {
    let last = ranks.len();
    for step in 0..last {
        let number = if way == Way::Down { step } else { last - 1 - step };
        let mut wishes = Wishes::new(ranks.get(number).map_or(0, |rank| rank.sizes.len()));
        let sees_earlier = way == Way::Down || looks == Looks::BothWays;
        let sees_later = way == Way::Up || looks == Looks::BothWays;
        if sees_earlier && let Some(before) = number.checked_sub(1) {
            let pairs = links.get(before).into_iter().flatten().map(|link| (link.to, link.from, link.weight));
            wishes.add(ranks.get(before), pairs);
        }
        if sees_later {
            let pairs = links.get(number).into_iter().flatten().map(|link| (link.from, link.to, link.weight));
            wishes.add(ranks.get(number + 1), pairs);
        }
        if let Some(rank) = ranks.get_mut(number) {
            rank.settle(&wishes, limit);
        }
    }
}

/// For each thing of a rank, the sum of the places it wants to be at, by their weight, and the weight.
struct Wishes(Vec<(f64, f64)>);

impl Wishes {
    fn new(count: usize) -> Self {
        Wishes(vec![(0.0, 0.0); count])
    }

    fn add(&mut self, others: Option<&Rank>, links: impl Iterator<Item = (usize, usize, u8)>) {
        for (own, other, weight) in links {
            let place = others.and_then(|rank| rank.middles.get(other));
            if let (Some(wish), Some(place)) = (self.0.get_mut(own), place) {
                wish.0 += place * f64::from(weight);
                wish.1 += f64::from(weight);
            }
        }
    }
}

/// A rank: how big things are, and where their middles are.
struct Rank {
    sizes: Vec<f64>,
    middles: Vec<f64>,
}

/// What is linked to nothing in sight moves for whoever is.
const INDIFFERENT: f64 = 0.01;

impl Rank {
    /// Side by side around a middle.
    fn new(sizes: &[i64], middle: f64) -> Self {
        let sizes: Vec<f64> = sizes.iter().map(|size| *size as f64).collect();
        let mut start = middle - sizes.iter().sum::<f64>() / 2.0;
        let mut middles = Vec::with_capacity(sizes.len());
        for size in &sizes {
            middles.push(start + size / 2.0);
            start += size;
        }
        Rank { sizes, middles }
    }

    /// Moves everything as near to where it wants to be as the order allows. With the things before each taken
    /// off, places need only not decrease.
    fn settle(&mut self, wishes: &Wishes, limit: Option<i64>) {
        let mut blocks: Vec<Block> = Vec::new();
        let mut before = 0.0;
        let current = self.sizes.iter().zip(&self.middles).zip(&wishes.0);
        for ((size, middle), (sum, weight)) in current {
            let (wish, weight) = if *weight > 0.0 { (sum / weight, *weight) } else { (*middle, INDIFFERENT) };
            pool(&mut blocks, Block { sum: weight * (wish - size / 2.0 - before), weight, count: 1 });
            before += size;
        }
        let free = limit.map(|limit| (limit as f64 - before).max(0.0));
        let places = blocks.iter().flat_map(|block| std::iter::repeat_n(block.place(), block.count));
        let places = places.map(|place| free.map_or(place, |free| place.clamp(0.0, free)));
        let mut before = 0.0;
        for ((middle, size), place) in self.middles.iter_mut().zip(&self.sizes).zip(places) {
            *middle = place + before + size / 2.0;
            before += size;
        }
    }

    /// In whole numbers.
    fn starts(&self) -> Vec<i64> {
        let mut end = i64::MIN;
        let starts = self.middles.iter().zip(&self.sizes).map(|(middle, size)| {
            let start = ((middle - size / 2.0).round() as i64).max(end);
            end = start + *size as i64;
            start
        });
        starts.collect()
    }
}

/// Neighbours that stand side by side.
struct Block {
    sum: f64,
    weight: f64,
    count: usize,
}

impl Block {
    fn place(&self) -> f64 {
        self.sum / self.weight
    }
}

/// Adds a block, joined with those before that it would pass.
fn pool(blocks: &mut Vec<Block>, mut block: Block) {
    while let Some(before) = blocks.pop_if(|before| before.place() >= block.place()) {
        block.sum += before.sum;
        block.weight += before.weight;
        block.count += before.count;
    }
    blocks.push(block);
}
