//! Where everything in a picture goes. Environments stand in waves, each as early as what it depends on allows.
//! Environments that depend on the same ones form a *net*: what they depend on is drawn to one point, and from there
//! an arrow to each of them, so that many to many takes few lines and an environment has one arrow. A net stands
//! between two waves. What it comes from before the last wave is gathered on one line, which is *carried* past the
//! waves between: so there are never more lines beside each other than nets, however many environments they come from.
//!
//! So ranks of nodes and ranks of nets alternate, and links go from one rank to the next only. Along a rank, whatever
//! the direction of the picture, things stand in order and at a position. Knows no names, units or formats. The same
//! graph always has the same layout.

mod order;
mod position;

use rustc_hash::FxHashMap;

/// What is placed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Item {
    /// A node, by its number.
    Node(usize),
    /// A net, by its number.
    Net(usize),
    /// The line to a net, by its number, where it passes a rank.
    Carry(usize),
}

/// Nodes that depend on the same ones.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Net {
    /// What they depend on, in order.
    pub(crate) from: Vec<usize>,
    /// The nodes, in order.
    pub(crate) to: Vec<usize>,
}

/// An item with its place along its rank.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Placed {
    /// What it is.
    pub(crate) item: Item,
    /// Where it begins.
    pub(crate) start: i64,
    /// How much room it has.
    pub(crate) size: i64,
}

impl Placed {
    /// Its middle.
    pub(crate) fn middle(&self) -> i64 {
        self.start + self.size / 2
    }
}

/// A link between two neighbouring ranks, by the place of its ends in them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Link {
    /// Its end in the earlier rank.
    pub(crate) from: usize,
    /// Its end in the later rank.
    pub(crate) to: usize,
    /// How much it is worth that it is straight.
    weight: u8,
}

/// How much it is worth that a line past other things is straight.
const LONG: u8 = 16;
/// How much it is worth that a net of one node goes straight to it.
const ONLY: u8 = 4;

/// The room that things need along their rank, with the distance between them.
pub(crate) struct Room<'a> {
    /// Of each node.
    pub(crate) nodes: &'a [i64],
    /// Of a net, and of what is carried past.
    pub(crate) line: i64,
    /// How long a rank may be.
    pub(crate) limit: Option<i64>,
}

/// A finished layout.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Layout {
    /// The nets.
    pub(crate) nets: Vec<Net>,
    /// The ranks: nodes, nets, nodes and so on.
    pub(crate) ranks: Vec<Vec<Placed>>,
    /// The links between each rank and the next.
    pub(crate) links: Vec<Vec<Link>>,
    /// How long the longest rank is.
    pub(crate) length: i64,
}

/// Lays out a graph, given as what each node depends on: nodes of lower numbers. None if a rank needs more room than
/// there is.
pub(crate) fn layout(dependencies: &[Vec<usize>], room: &Room<'_>) -> Option<Layout> {
    let waves = waves(dependencies);
    let nets = nets(dependencies);
    let feeds = feeds(&nets, dependencies.len());
    let graph = Graph { nets: &nets, feeds: &feeds };
    let mut ranks = ranks(&waves, &nets);
    let length = |rank: &Vec<Item>| rank.iter().map(|item| size(*item, room)).sum::<i64>();
    if let (Some(limit), Some(longest)) = (room.limit, ranks.iter().map(length).max())
        && longest > limit
    {
        return None;
    }
    order::arrange(&mut ranks, &graph);
    let links: Vec<Vec<Link>> = ranks.windows(2).map(|pair| links_between(pair, &graph)).collect();
    let sizes: Vec<Vec<i64>> =
        ranks.iter().map(|rank| rank.iter().map(|item| size(*item, room)).collect()).collect();
    let starts = position::positions(&sizes, &links, room.limit);
    let placed = ranks.into_iter().zip(sizes).zip(starts).map(|((rank, sizes), starts)| {
        let placed = rank.into_iter().zip(sizes).zip(starts);
        placed.map(|((item, size), start)| Placed { item, start, size }).collect()
    });
    Some(finished(nets, placed.collect(), links))
}

/// With the first thing at 0.
fn finished(nets: Vec<Net>, mut ranks: Vec<Vec<Placed>>, links: Vec<Vec<Link>>) -> Layout {
    let all = || ranks.iter().flatten();
    let first = all().map(|placed| placed.start).min().unwrap_or_default();
    let last = all().map(|placed| placed.start + placed.size).max().unwrap_or_default();
    ranks.iter_mut().flatten().for_each(|placed| placed.start -= first);
    Layout { nets, ranks, links, length: last - first }
}

fn size(item: Item, room: &Room<'_>) -> i64 {
    match item {
        Item::Node(node) => room.nodes.get(node).copied().unwrap_or_default(),
        Item::Net(_) | Item::Carry(_) => room.line,
    }
}

/// The wave of each node: one after the last that it depends on.
pub(crate) fn waves(dependencies: &[Vec<usize>]) -> Vec<usize> {
    let mut waves: Vec<usize> = Vec::with_capacity(dependencies.len());
    for nodes in dependencies {
        let before = nodes.iter().filter_map(|node| waves.get(*node)).max();
        waves.push(before.map_or(0, |wave| wave + 1));
    }
    waves
}

/// The nets, by their first node.
pub(crate) fn nets(dependencies: &[Vec<usize>]) -> Vec<Net> {
    let mut numbers = FxHashMap::default();
    let mut nets: Vec<Net> = Vec::new();
    for (node, dependencies) in dependencies.iter().enumerate() {
        let mut from = dependencies.clone();
        from.sort_unstable();
        from.dedup();
        if from.is_empty() {
            continue;
        }
        let number = *numbers.entry(from.clone()).or_insert(nets.len());
        match nets.get_mut(number) {
            Some(net) => net.to.push(node),
            None => nets.push(Net { from, to: vec![node] }),
        }
    }
    nets
}

/// Which nodes and nets lead to one another.
struct Graph<'a> {
    nets: &'a [Net],
    /// The nets that each node leads to.
    feeds: &'a [Vec<usize>],
}

fn feeds(nets: &[Net], nodes: usize) -> Vec<Vec<usize>> {
    let mut feeds = vec![Vec::new(); nodes];
    for (number, net) in nets.iter().enumerate() {
        for node in &net.from {
            if let Some(feeds) = feeds.get_mut(*node) {
                feeds.push(number);
            }
        }
    }
    feeds
}

/// Everything in its rank: nodes and nets in order, then what is carried.
fn ranks(waves: &[usize], nets: &[Net]) -> Vec<Vec<Item>> {
    let last_wave = waves.iter().max().copied().unwrap_or_default();
    let mut ranks = vec![Vec::new(); 2 * last_wave + 1];
    for (node, wave) in waves.iter().enumerate() {
        push(&mut ranks, 2 * wave, Item::Node(node));
    }
    for (number, net) in nets.iter().enumerate() {
        let wave_of = |node: usize| waves.get(node).copied().unwrap_or_default();
        let rank = net.to.first().map_or(0, |node| 2 * wave_of(*node)).saturating_sub(1);
        push(&mut ranks, rank, Item::Net(number));
        let first = net.from.iter().map(|node| 2 * wave_of(*node) + 1).min().unwrap_or(rank);
        for between in first..rank {
            push(&mut ranks, between, Item::Carry(number));
        }
    }
    ranks
}

fn push(ranks: &mut [Vec<Item>], rank: usize, item: Item) {
    if let Some(rank) = ranks.get_mut(rank) {
        rank.push(item);
    }
}

/// The links between two neighbouring ranks, by their earlier end, then their later.
fn links_between(pair: &[Vec<Item>], graph: &Graph<'_>) -> Vec<Link> {
    let [earlier, later] = pair else { return Vec::new() };
    let places: FxHashMap<Item, usize> = later.iter().copied().zip(0..).collect();
    let place_of_net =
        |net: usize| places.get(&Item::Carry(net)).or_else(|| places.get(&Item::Net(net))).copied();
    let mut links = Vec::new();
    for (from, item) in earlier.iter().enumerate() {
        let mut link = |to: Option<usize>, weight: u8| links.extend(to.map(|to| Link { from, to, weight }));
        match *item {
            Item::Node(node) => {
                let nets = graph.feeds.get(node).into_iter().flatten();
                nets.for_each(|net| link(place_of_net(*net), 1));
            }
            Item::Carry(net) => {
                let is_carried_on = places.contains_key(&Item::Carry(net));
                link(place_of_net(net), if is_carried_on { LONG } else { 1 });
            }
            Item::Net(net) => {
                let nodes: &[usize] = graph.nets.get(net).map_or(&[], |net| &net.to);
                let weight = if nodes.len() == 1 { ONLY } else { 1 };
                nodes.iter().for_each(|node| link(places.get(&Item::Node(*node)).copied(), weight));
            }
        }
    }
    links.sort_unstable_by_key(|link| (link.from, link.to));
    links
}

#[cfg(test)]
mod tests {
    use super::*;

    fn laid_out(dependencies: &[Vec<usize>]) -> Layout {
        let nodes = vec![10; dependencies.len()];
        layout(dependencies, &Room { nodes: &nodes, line: 2, limit: None }).unwrap()
    }

    #[test]
    fn a_chain_is_straight() {
        let layout = laid_out(&[vec![], vec![0], vec![1]]);
        let middles: Vec<i64> = layout.ranks.iter().flatten().map(Placed::middle).collect();
        assert_eq!(middles, [5; 5]);
    }

    #[test]
    fn what_depends_on_the_same_is_one_net() {
        let layout = laid_out(&[vec![], vec![0], vec![0], vec![1, 2], vec![2, 1]]);
        let both = Net { from: vec![1, 2], to: vec![3, 4] };
        assert_eq!(layout.nets, [Net { from: vec![0], to: vec![1, 2] }, both]);
    }

    #[test]
    fn what_reaches_far_is_carried() {
        let layout = laid_out(&[vec![], vec![0], vec![1, 0], vec![2, 0]]);
        let carried = layout.ranks.iter().map(|rank| rank.contains_carry()).collect::<Vec<_>>();
        assert_eq!(carried, [false, true, true, true, true, false, false]);
    }

    #[test]
    fn a_limit_is_kept_or_refused() {
        let fan = [vec![], vec![0], vec![0], vec![0]];
        let fits = |limit| layout(&fan, &Room { nodes: &[10; 4], line: 2, limit: Some(limit) });
        assert_eq!(fits(29), None);
        assert_eq!(fits(30).unwrap().length, 30);
    }

    trait ContainsCarry {
        fn contains_carry(&self) -> bool;
    }

    impl ContainsCarry for Vec<Placed> {
        fn contains_carry(&self) -> bool {
            self.iter().any(|placed| matches!(placed.item, Item::Carry(_)))
        }
    }
}
