//! Every format on random flows: nothing is missing, nothing overlaps, and each line leads from what is depended on to
//! what depends on it. Lines are followed in the finished picture, as an eye would.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use std::collections::{BTreeMap, BTreeSet};

use promo_diagram::{
    Diagram, Edge, Hook, Node, Place, Said, Setting, Variant, dot, html, mermaid, svg, text,
};
use proptest::prelude::*;

fn place(line: usize) -> Place {
    Place { file: "flows.promo".into(), line, column: 1 }
}

fn setting(field: &'static str, values: &[(&str, &str)]) -> Setting {
    let variants = values.iter().map(|(product, value)| {
        let said =
            Said { value: (*value).to_owned(), by: "step".to_owned(), place: place(1), is_tied: false };
        Variant {
            products: vec![(*product).to_owned()],
            chosen: Some(said),
            overrides: Vec::new(),
            may_be_set: false,
        }
    });
    Setting { field, variants: variants.collect() }
}

/// A flow whose nodes depend on those of lower numbers. What happens in them varies with the number.
fn diagram(dependencies: &[BTreeSet<usize>]) -> Diagram {
    let nodes = (0..dependencies.len()).map(|number| Node {
        id: format!("random/env{number}"),
        environment: format!("env{number}"),
        is_production: number % 3 == 2,
        is_trigger: number == 0,
        settings: match number % 4 {
            0 => vec![],
            1 => vec![setting("action", &[("loans", "commit")])],
            2 => vec![setting("action", &[("loans", "commit"), ("cards", "pr")])],
            _ => vec![setting("pre", &[("loans", "smoke-tests")]), setting("action", &[("loans", "pr")])],
        },
        hooks: match number % 5 {
            4 => vec![Hook { event: "success", workflow: "record-deployment".to_owned(), place: place(9) }],
            _ => vec![],
        },
        place: place(number + 1),
    });
    let edges = dependencies.iter().enumerate();
    let edges = edges.flat_map(|(to, from)| from.iter().map(move |from| Edge { from: *from, to }));
    Diagram {
        flow: "random".to_owned(),
        products: vec!["cards".to_owned(), "loans".to_owned()],
        nodes: nodes.collect(),
        edges: edges.collect(),
        ..Diagram::default()
    }
}

/// What each of some environments depends on, at random.
fn dependencies(most: usize) -> impl Strategy<Value = Vec<BTreeSet<usize>>> {
    let picks = proptest::collection::vec(any::<proptest::sample::Index>(), 1..4);
    proptest::collection::vec(picks, 0..most).prop_map(|picks| {
        let mut dependencies = vec![BTreeSet::new()];
        for (before, picks) in (1..).zip(picks) {
            dependencies.push(picks.iter().map(|pick| pick.index(before)).collect());
        }
        dependencies
    })
}

/// What depends on each node.
fn dependents(diagram: &Diagram) -> Vec<BTreeSet<usize>> {
    let mut dependents = vec![BTreeSet::new(); diagram.nodes.len()];
    diagram.edges.iter().for_each(|edge| _ = dependents[edge.from].insert(edge.to));
    dependents
}

mod in_svg {
    use super::*;

    pub(crate) struct Picture {
        /// x, y, width and height of each node.
        pub(crate) boxes: Vec<[i64; 4]>,
        lines: BTreeMap<(i64, i64), Vec<(i64, i64)>>,
    }

    pub(crate) fn read(text: &str) -> Picture {
        let document = roxmltree::Document::parse(text).unwrap();
        let elements = || document.descendants().filter(roxmltree::Node::is_element);
        let has_class = |node: &roxmltree::Node<'_, '_>, class: &str| {
            node.attribute("class").is_some_and(|classes| classes.split(' ').any(|one| one == class))
        };
        let boxes = elements().filter(|node| has_class(node, "box")).map(|node| {
            ["x", "y", "width", "height"].map(|name| node.attribute(name).unwrap().parse().unwrap())
        });
        let mut lines: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for path in elements().filter(|node| node.has_tag_name("path")) {
            let points = points(path.attribute("d").unwrap());
            // A head points from its base to its first point.
            let (start, end) = match has_class(&path, "head") {
                true => ((points[1].0, points[0].1), points[0]),
                false => (points[0], points[points.len() - 1]),
            };
            lines.entry(start).or_default().push(end);
        }
        Picture { boxes: boxes.collect(), lines }
    }

    /// The points that a path leads to, in order.
    fn points(path: &str) -> Vec<(i64, i64)> {
        let mut points: Vec<(i64, i64)> = Vec::new();
        for command in path.split(['M', 'C', 'L', 'Z']).map(str::trim).filter(|command| !command.is_empty()) {
            let (command, level) =
                command.split_once('H').map_or((command, None), |(before, x)| (before, Some(x)));
            let numbers: Vec<i64> = command.split_whitespace().map(|word| word.parse().unwrap()).collect();
            points.push((numbers[numbers.len() - 2], numbers[numbers.len() - 1]));
            let y = points[points.len() - 1].1;
            points.extend(level.map(|x| (x.trim().parse().unwrap(), y)));
        }
        points
    }

    impl Picture {
        /// The nodes that lines from a node end at.
        pub(crate) fn followed(&self, node: usize) -> BTreeSet<usize> {
            let [x, y, width, height] = self.boxes[node];
            let mut waiting = vec![(x + width, y + height / 2)];
            let mut reached = BTreeSet::new();
            while let Some(point) = waiting.pop() {
                let node = self.boxes.iter().position(|[x, y, _, height]| (*x, y + height / 2) == point);
                reached.extend(node);
                if node.is_none() {
                    waiting.extend(self.lines.get(&point).into_iter().flatten());
                }
            }
            reached
        }
    }
}

mod in_text {
    use super::*;

    /// Signs by row and column.
    pub(crate) struct Grid(Vec<Vec<char>>);

    #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
    enum Heading {
        Down,
        Left,
        Right,
    }

    impl Grid {
        pub(crate) fn new(text: &str) -> Grid {
            Grid(text.lines().map(|line| line.chars().collect()).collect())
        }

        fn at(&self, x: usize, y: usize) -> char {
            self.0.get(y).and_then(|row| row.get(x)).copied().unwrap_or(' ')
        }

        /// The left, top, right and bottom of the box of a node; none if it has none of its own.
        fn frame(&self, node: usize) -> Option<[usize; 4]> {
            let name: Vec<char> = format!(" env{node} ").chars().collect();
            let rows = self.0.iter().enumerate();
            let (x, y) = rows
                .filter_map(|(y, row)| {
                    let x = row.windows(name.len()).position(|part| part == name)?;
                    Some((x.checked_sub(1)?, y))
                })
                .find(|(x, y)| "│║".contains(self.at(*x, *y)))?;
            let right = (x + 1..).find(|right| "┐╗".contains(self.at(*right, y - 1))).unwrap();
            let bottom = (y..).find(|bottom| "└╚".contains(self.at(x, *bottom))).unwrap();
            Some([x, y - 1, right, bottom])
        }

        /// The nodes that lines from a node end at.
        pub(crate) fn followed(&self, node: usize, count: usize) -> Option<BTreeSet<usize>> {
            let frames: Option<Vec<[usize; 4]>> = (0..count).map(|node| self.frame(node)).collect();
            let frames = frames?;
            let [left, _, right, bottom] = frames[node];
            let exits = (left..right).filter(|x| "┬╤".contains(self.at(*x, bottom)));
            let mut waiting: Vec<_> = exits.map(|x| (x, bottom + 1, Heading::Down)).collect();
            let mut seen = BTreeSet::new();
            let mut reached = BTreeSet::new();
            while let Some((x, y, heading)) = waiting.pop() {
                if !seen.insert((x, y, heading)) {
                    continue;
                }
                if self.at(x, y) == '▼' {
                    let goal =
                        frames.iter().position(|[left, top, right, _]| *top == y && *left < x && x < *right);
                    reached.insert(goal.unwrap());
                    continue;
                }
                waiting.extend(self.onward(x, y, heading).into_iter().map(|heading| match heading {
                    Heading::Down => (x, y + 1, heading),
                    Heading::Left => (x - 1, y, heading),
                    Heading::Right => (x + 1, y, heading),
                }));
            }
            Some(reached)
        }

        fn onward(&self, x: usize, y: usize, heading: Heading) -> Vec<Heading> {
            use Heading::{Down, Left, Right};
            match (heading, self.at(x, y)) {
                (Down, '│') => vec![Down],
                (Down, '┘') => vec![Left],
                (Down, '└') => vec![Right],
                (Down, '┴') => vec![Left, Right],
                (Down, '├') => vec![Down, Right],
                (Down, '┤') => vec![Down, Left],
                (Down, '┼') => vec![Down, Left, Right],
                (Left | Right, '─' | '│' | '┴') => vec![heading],
                (Left, '┌' | '├') | (Right, '┐' | '┤') => vec![Down],
                (Left, '└') | (Right, '┘') => vec![],
                (Left | Right, '┬' | '┼') => vec![heading, Down],
                (heading, sign) => panic!("{heading:?} into {sign:?} at {x}, {y}\n{}", self.text()),
            }
        }

        fn text(&self) -> String {
            self.0.iter().map(|row| row.iter().collect::<String>() + "\n").collect()
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn svg_shows_every_edge_and_no_other(dependencies in dependencies(24)) {
        let diagram = diagram(&dependencies);
        let picture = in_svg::read(&svg(std::slice::from_ref(&diagram)));
        prop_assert_eq!(picture.boxes.len(), diagram.nodes.len());
        for (node, expected) in dependents(&diagram).iter().enumerate() {
            prop_assert_eq!(&picture.followed(node), expected, "from {}", node);
        }
    }

    #[test]
    fn boxes_do_not_overlap_and_stand_behind_what_they_depend_on(dependencies in dependencies(40)) {
        let diagram = diagram(&dependencies);
        let boxes = in_svg::read(&svg(std::slice::from_ref(&diagram))).boxes;
        for (number, [x, y, width, height]) in boxes.iter().enumerate() {
            for [other_x, other_y, other_width, other_height] in &boxes[..number] {
                let is_beside = x + width <= *other_x || other_x + other_width <= *x;
                prop_assert!(is_beside || y + height <= *other_y || other_y + other_height <= *y);
            }
        }
        for edge in &diagram.edges {
            prop_assert!(boxes[edge.from][0] + boxes[edge.from][2] < boxes[edge.to][0]);
        }
    }

    #[test]
    fn text_shows_every_edge_and_no_other(dependencies in dependencies(20)) {
        let diagram = diagram(&dependencies);
        let text = text(std::slice::from_ref(&diagram), 1000);
        let grid = in_text::Grid::new(&text);
        for (node, expected) in dependents(&diagram).iter().enumerate() {
            let followed = grid.followed(node, diagram.nodes.len());
            prop_assert_eq!(followed.as_ref(), Some(expected), "from {} in\n{}", node, text);
        }
    }

    #[test]
    fn text_is_no_wider_than_asked_for(dependencies in dependencies(60), width in 24..120usize) {
        let diagram = diagram(&dependencies);
        let text = text(std::slice::from_ref(&diagram), width);
        for line in text.lines() {
            prop_assert!(line.chars().count() <= width, "{}", text);
            prop_assert_eq!(line.trim_end(), line);
        }
        for node in &diagram.nodes {
            prop_assert!(text.contains(&node.environment), "{} is missing in\n{}", node.environment, text);
        }
    }

    #[test]
    fn the_same_flow_is_drawn_the_same(dependencies in dependencies(30)) {
        let (one, other) = ([diagram(&dependencies)], [diagram(&dependencies)]);
        prop_assert_eq!(text(&one, 80), text(&other, 80));
        prop_assert_eq!(html(&one), html(&other));
        prop_assert_eq!(mermaid(&one), mermaid(&other));
        prop_assert_eq!(dot(&one), dot(&other));
    }

    #[test]
    fn other_formats_name_every_edge(dependencies in dependencies(12)) {
        let diagram = diagram(&dependencies);
        let (mermaid, dot) = (mermaid(std::slice::from_ref(&diagram)), dot(std::slice::from_ref(&diagram)));
        let alone = |edge: &Edge| dependencies.iter().filter(|from| **from == dependencies[edge.to]).count() < 3;
        for edge in diagram.edges.iter().filter(|edge| alone(edge)) {
            let arrow = format!("  env{} --> env{}\n", edge.from, edge.to);
            prop_assert!(mermaid.contains(&arrow), "{} in\n{}", arrow, mermaid);
            let arrow = format!("  \"env{}\" -> \"env{}\"\n", edge.from, edge.to);
            prop_assert!(dot.contains(&arrow), "{} in\n{}", arrow, dot);
        }
    }

    #[test]
    fn any_name_leaves_svg_and_html_whole(name in "\\PC{0,40}|[\\x00-\\x20\"'<>&]{0,8}") {
        let mut diagram = diagram(&[BTreeSet::new(), BTreeSet::from([0])]);
        diagram.flow.clone_from(&name);
        diagram.description = Some(name.clone());
        diagram.products = vec![name.clone()];
        diagram.nodes[1].environment.clone_from(&name);
        diagram.nodes[1].settings = vec![setting("pre", &[(&name, &name), ("b", "c")])];
        let diagrams = [diagram.clone(), diagram];
        roxmltree::Document::parse(&svg(&diagrams)).unwrap();
        let options = roxmltree::ParsingOptions { allow_dtd: true, ..Default::default() };
        roxmltree::Document::parse_with_options(&html(&diagrams), options).unwrap();
        text(&diagrams, 80);
        mermaid(&diagrams);
        dot(&diagrams);
    }
}

#[test]
fn what_differs_by_product_is_told_apart() {
    let diagram = diagram(&[BTreeSet::new(), BTreeSet::from([0]), BTreeSet::from([1])]);
    let diagrams = [diagram];
    assert!(svg(&diagrams).contains("for cards: pr (step, flows.promo:1)"));
    assert!(html(&diagrams).contains("<div class=\"products\">for cards</div>"));
    assert!(mermaid(&diagrams).contains("action commit for loans<br>action pr for cards"));
    assert!(dot(&diagrams).contains("action commit | pr (differs by product)"));
    assert!(text(&diagrams, 80).contains("(1) action in env2 differs by product:"));
}

#[test]
fn a_tie_is_no_fact() {
    let mut diagram = diagram(&[BTreeSet::new(), BTreeSet::from([0])]);
    let by = |value: &str, policy: &str, is_tied| Said {
        value: value.to_owned(),
        by: format!("policy {policy} (1)"),
        place: place(3),
        is_tied,
    };
    let variant = Variant {
        products: vec!["cards".to_owned()],
        chosen: Some(by("commit", "one", false)),
        overrides: vec![by("pr", "other", true), by("none", "last", false)],
        may_be_set: false,
    };
    diagram.nodes[1].settings = vec![Setting { field: "action", variants: vec![variant] }];
    let diagrams = [diagram];
    let text = text(&diagrams, 80);
    assert!(text.contains("action commit or pr (tie) (1)"), "{text}");
    assert!(text.contains("(1) action in env1 is a tie, and nothing says which policy decides:"), "{text}");
    let full = "commit (policy one (1), flows.promo:3) tied with pr (policy other (1), flows.promo:3) \
                instead of none (policy last (1), flows.promo:3)";
    for text in [svg(&diagrams), dot(&diagrams)] {
        assert!(text.contains("commit or pr (tie)") && text.contains(full), "{text}");
    }
    let html = html(&diagrams);
    assert!(html.contains(">tied with <b>pr</b>") && html.contains(">instead of <b>none</b>"), "{html}");
    assert!(mermaid(&diagrams).contains("action commit or pr (tie)"));
}

#[test]
fn what_may_be_set_is_not_nothing() {
    let mut diagram = diagram(&[BTreeSet::new(), BTreeSet::from([0])]);
    let variant = Variant { products: Vec::new(), chosen: None, overrides: Vec::new(), may_be_set: true };
    diagram.nodes[1].settings = vec![Setting { field: "action", variants: vec![variant] }];
    let diagrams = [diagram];
    for text in [text(&diagrams, 80), svg(&diagrams), dot(&diagrams), mermaid(&diagrams)] {
        assert!(text.contains("action ?") || text.contains("action #63;") || text.contains(">?<"), "{text}");
    }
    assert!(html(&diagrams).contains("<b>?</b> <span>not known</span>"));
}

#[test]
fn graphviz_is_told_labels_and_details() {
    let expected = r#"digraph promo {
  rankdir=LR
  node [shape=box fontname="Helvetica"]
  "env0" [label="env0 (start)\l" tooltip="env0: non-production, the flow starts here" style=rounded]
  "env1" [label="env1\laction commit\l" tooltip="env1: non-production\naction commit (step, flows.promo:1)"]
  "env0" -> "env1"
}
"#;
    assert_eq!(dot(&[diagram(&[BTreeSet::new(), BTreeSet::from([0])])]), expected);
}

#[test]
fn many_to_many_meet_in_a_point() {
    let all = BTreeSet::from([1, 2, 3]);
    let mut dependencies = vec![BTreeSet::new()];
    dependencies.extend(vec![BTreeSet::from([0]); 3]);
    dependencies.extend(vec![all; 3]);
    let diagrams = [diagram(&dependencies)];
    let mermaid = mermaid(&diagrams);
    assert!(mermaid.contains("  env1 --> all\n") && mermaid.contains("  all --> env6\n"), "{mermaid}");
    let dot = dot(&diagrams);
    assert!(
        dot.contains("  \"env1\" -> \"random 1\"\n") && dot.contains("  \"random 1\" -> \"env6\"\n"),
        "{dot}"
    );
}

#[test]
fn no_point_is_called_like_an_environment() {
    let mut dependencies = vec![BTreeSet::new()];
    dependencies.extend(vec![BTreeSet::from([0]); 3]);
    dependencies.extend(vec![BTreeSet::from([1, 2, 3]); 3]);
    let mut diagram = diagram(&dependencies);
    diagram.nodes[5].environment = "random 1".to_owned();
    diagram.nodes[5].id = "random 1*".to_owned();
    let mut other = diagram.clone();
    other.flow = "other".to_owned();
    other.nodes.iter_mut().for_each(|node| node.id.insert_str(0, "other "));
    other.nodes[6].id = "random 1".to_owned();
    let name_of_point = |text: &str| {
        let point = text.lines().find(|line| line.contains("shape=point")).unwrap();
        point.trim().split(" [").next().unwrap().to_owned()
    };
    assert_eq!(name_of_point(&dot(std::slice::from_ref(&diagram))), "\"random 1*\"");
    assert_eq!(name_of_point(&dot(&[diagram, other])), "\"random 1**\"");
}

#[test]
fn a_flow_of_one_environment_is_one_box() {
    let diagrams = [diagram(&[BTreeSet::new()])];
    let box_alone =
        "flow random\n  products cards, loans\n\n ┌──────────────┐\n │ env0 (start) │\n └──────────────┘\n";
    assert_eq!(text(&diagrams, 80), box_alone);
    assert_eq!(text(&[], 80), "");
}

#[test]
fn a_long_chain_and_a_thousand_environments_are_drawn() {
    let chain: Vec<BTreeSet<usize>> =
        (0..300usize).map(|node| node.checked_sub(1).into_iter().collect()).collect();
    let fan: Vec<BTreeSet<usize>> =
        (0..1000usize).map(|node| (node > 0).then_some(0).into_iter().collect()).collect();
    for dependencies in [chain, fan] {
        let diagrams = [diagram(&dependencies)];
        assert!(text(&diagrams, 80).lines().all(|line| line.chars().count() <= 80));
        let boxes = in_svg::read(&svg(&diagrams)).boxes;
        assert_eq!(boxes.len(), dependencies.len());
    }
}

#[test]
fn long_edges_take_no_more_than_their_number() {
    let after_first_and_last = |count: usize| -> Vec<BTreeSet<usize>> {
        let before = |node: usize| [0, node.saturating_sub(1)].into_iter().filter(move |from| *from < node);
        (0..count).map(|node| before(node).collect()).collect()
    };
    for count in [20, 80] {
        let all_before = (0..count).map(|node| (0..node).collect()).collect::<Vec<BTreeSet<usize>>>();
        for dependencies in [all_before, after_first_and_last(count)] {
            let diagrams = [diagram(&dependencies)];
            let most = 400 * diagrams[0].edges.len() + 1_000 * count + 10_000;
            assert!(svg(&diagrams).len() < most && html(&diagrams).len() < most, "{count}");
        }
    }
}

#[test]
fn a_page_says_which_lines_are_of_which_environments() {
    // 3 depends on 0, 1 and 2, of which each is a wave.
    let dependencies = [vec![], vec![0], vec![1], vec![0, 1, 2]].map(BTreeSet::from_iter);
    let svg = svg(&[diagram(&dependencies)]);
    let document = roxmltree::Document::parse(&svg).unwrap();
    let groups =
        document.descendants().filter(|node| node.has_tag_name("g") && node.has_attribute("data-from"));
    let groups: Vec<_> = groups.collect();
    let [group] = groups.as_slice() else { panic!("{svg}") };
    assert_eq!((group.attribute("data-from"), group.attribute("data-to")), (Some("0 1 2"), Some("3")));
    let said = group.children().filter(roxmltree::Node::is_element).map(|line| {
        ["data-from", "data-first", "data-to"].map(|name| line.attribute(name).unwrap_or_default().to_owned())
    });
    let mut said: Vec<String> = said.map(|said| said.join("/")).collect();
    said.sort_unstable();
    assert_eq!(said, ["//3", "//3", "/1/", "/2/", "0//", "1//", "2//"]);
}
