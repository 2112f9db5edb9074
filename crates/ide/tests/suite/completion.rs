//! What completion must do at every place of every project at hand, and what becomes of a text when an offer is taken.

use std::collections::BTreeSet;
use std::sync::Arc;

use promo_analysis::{Change, Database, Volatility};
use promo_ide::{Completion, FilePosition, complete, complete_typed};
use promo_syntax::{NodeKind, SyntaxNode, TokenKind, Tree, parse};

use crate::examples::{database, folders, texts};
use crate::project::Project;

/// A word of a text, with the nodes around it from the innermost outwards.
struct Word<'t> {
    text: &'t str,
    start: usize,
    around: Vec<SyntaxNode<'t>>,
}

/// The words and arrows of a text.
fn words(tree: &Tree) -> impl Iterator<Item = Word<'_>> {
    let tokens = tree.tokens().iter().enumerate();
    let words = tokens.filter(|(_, token)| token.kind.is_word() || token.kind == TokenKind::Arrow);
    words.map(|(index, token)| {
        let mut around = vec![tree.root()];
        while let Some(node) = around[0].children().find(|child| child.tokens().contains(&index)) {
            around.insert(0, node);
        }
        Word { text: tree.token_text(index), start: token.start as usize, around }
    })
}

impl Word<'_> {
    fn clause(&self) -> Option<TokenKind> {
        self.around.iter().find(|node| node.kind() == NodeKind::Clause)?.keyword()
    }

    /// Whether nobody but the author can know the word, and why.
    fn is_invented(&self) -> bool {
        use TokenKind::{EnvKeyword, ExtraKeyword, ServiceAccountKeyword, TagsKeyword, WithKeyword};
        match (self.around[0].kind(), self.around[1].kind()) {
            // A name that is given here.
            (NodeKind::Name, NodeKind::Argument) => false,
            (NodeKind::Name, NodeKind::Binding) => self.clause() != Some(WithKeyword),
            (NodeKind::Name, _) => true,
            // A key of labels, annotations or fields that promo doesn't know, and the value of such a field.
            (NodeKind::Key, _) => true,
            (NodeKind::Reference, NodeKind::Entry) if self.clause() == Some(ExtraKeyword) => true,
            // Tags and names of the cluster are plain words.
            (NodeKind::Reference, _) => {
                matches!(self.clause(), Some(TagsKeyword | ServiceAccountKeyword | EnvKeyword))
            }
            _ => false,
        }
    }

    /// Whether it is of a workflow of which nothing is known but its name: those of the hub have version numbers in it.
    fn is_of_hub(&self) -> bool {
        let block = self.around.iter().find(|node| node.kind() == NodeKind::Block);
        let clauses = block.into_iter().flat_map(|block| block.children());
        let used = clauses.filter(|clause| clause.keyword() == Some(TokenKind::UsesKeyword));
        let is_hub = used.flat_map(SyntaxNode::values).any(|used| used.text().starts_with("\"argo-hub."));
        let is_name = matches!(self.around[0].kind(), NodeKind::Name | NodeKind::Reference);
        is_hub && is_name && matches!(self.clause(), Some(TokenKind::UsesKeyword | TokenKind::WithKeyword))
    }

    /// A subject is offered as a whole, an operator with its `not`, and the name of an argument with its colon.
    fn is_one_of(&self, offered: &[Completion]) -> bool {
        offered.iter().any(|offer| offer.label.split([' ', '.', ':']).any(|part| part == self.text))
    }
}

fn change(database: &mut Database, path: &Arc<str>, text: &str) {
    let sources = vec![(path.clone(), Some((Arc::from(text), Volatility::Open)))];
    database.apply(Change { sources, ..Change::default() });
}

/// The names that are given in a text.
fn given(tree: &Tree) -> BTreeSet<String> {
    let names = tree.root().descendants().filter(|node| node.kind() == NodeKind::Name);
    names.map(|name| name.text().to_owned()).collect()
}

#[test]
fn every_word_is_offered_where_it_is_written() {
    let mut missing = Vec::new();
    let mut count = 0;
    for folder in folders() {
        let texts = texts(&folder);
        let mut database = database(&texts);
        let sources = || texts.iter().filter(|(path, _)| path.ends_with(".promo"));
        for (path, text) in sources() {
            let elsewhere = sources().filter(|(other, _)| other != path);
            let elsewhere: BTreeSet<String> =
                elsewhere.flat_map(|(_, text)| given(&parse(text).tree)).collect();
            let tree = parse(text).tree;
            let here = given(&tree);
            for word in words(&tree).filter(|word| !word.is_invented() && !word.is_of_hub()) {
                let (before, after) = text.split_at(word.start);
                let name = word.text.to_owned();
                let is_cut_off = here.contains(&name)
                    && !elsewhere.contains(&name)
                    && !given(&parse(before).tree).contains(&name);
                let kept = format!("{before}\n{after}");
                for written in [before, &kept].into_iter().skip(usize::from(is_cut_off)) {
                    change(&mut database, path, written);
                    let file = database.source(path).unwrap();
                    let offered = complete(&database, FilePosition { file, offset: word.start });
                    count += 1;
                    if !word.is_one_of(&offered) {
                        let line = before.rsplit('\n').next().unwrap_or_default();
                        let cut = if written == before { "cut" } else { "with all that follows" };
                        missing.push(format!("{}/{path} {cut}: {line}<{name}>", folder.display()));
                    }
                }
            }
            change(&mut database, path, text);
        }
    }
    assert!(count > 2_000, "there are words to look at: {count}");
    assert!(missing.is_empty(), "{} of {count}:\n{}", missing.len(), missing.join("\n"));
}

/// What becomes of a text when an offer is taken by an editor that fills in nothing.
fn taken(text: &str, label: &str) -> String {
    let project = Project::new(text);
    let offered = complete(&project.database, project.position());
    let offer = offered.iter().find(|offer| offer.label == label);
    let offer = offer.unwrap_or_else(|| panic!("{label} in {text}: {offered:?}"));
    let mut written = project.file().text(&project.database).to_string();
    written.replace_range(offer.replaced.clone(), &offer.text);
    written
}

#[test]
fn what_is_taken_fits_in_its_place() {
    const PATTERN: &str = "flow pat(reg: environment, h: workflow) { dev -> reg }\n";
    let pattern = |text: &str| format!("{PATTERN}{text}\n");
    let cases = [
        ("environment \"Dev One\"\nflow f { $0", "Dev One", "environment \"Dev One\"\nflow f { \"Dev One\""),
        (
            "environment \"Dev One\"\nflow f { \"Dev $0\" -> a }",
            "Dev One",
            "environment \"Dev One\"\nflow f { \"Dev One\" -> a }",
        ),
        (
            "environment \"a\\\"b\"\nflow f { \"$0\" -> a }",
            "a\"b",
            "environment \"a\\\"b\"\nflow f { \"a\\\"b\" -> a }",
        ),
        (
            "policy p { when envir$0onment.kind == production }",
            "environment.tag",
            "policy p { when environment.tag == production }",
        ),
        (
            "policy p { when environment.ki$0 == production }",
            "environment.kind",
            "policy p { when environment.kind == production }",
        ),
        ("template t { when la$0 \"x\" }", "label", "template t { when label \"x\" }"),
        ("flo$0 main { dev -> qa }", "flow", "flow main { dev -> qa }"),
        (&pattern("flow f = pa$0(qa, smoke)"), "pat", &pattern("flow f = pat(qa, smoke)")),
        (&pattern("flow f = pat(qa, x$0: smoke)"), "h:", &pattern("flow f = pat(qa, h: smoke)")),
        (&pattern("flow f = pat(qa, $0)"), "h:", &pattern("flow f = pat(qa, h: )")),
    ];
    for (text, label, expected) in cases {
        assert_eq!(taken(&format!("{text}\n"), label).trim_end(), expected.trim_end(), "{label} in {text}");
    }
}

#[test]
fn what_is_written_already_is_not_filled_in_again() {
    let snippets = |text: &str| {
        let project = Project::new(text);
        let offered = complete(&project.database, project.position());
        offered
            .into_iter()
            .filter(|offer| offer.snippet.is_some())
            .map(|offer| offer.label)
            .collect::<Vec<_>>()
    };
    assert_eq!(snippets("flo$0 main { dev -> qa }\n"), [""; 0]);
    assert_eq!(snippets("template t { when la$0 \"x\" }\n"), [""; 0]);
    assert_eq!(snippets("flow pat(a: environment) { a -> qa }\nflow f = pa$0(qa)\n"), [""; 0]);
    assert_eq!(snippets("flow pat(a: environment) { a -> qa }\nflow f = pa$0\n"), ["pat"]);
    assert_eq!(snippets("template t { when la$0 }\n"), ["label"]);
}

#[test]
fn a_typed_sign_lists_something_only_where_it_begins_it() {
    const CLUSTER: &str =
        "environment \"Dev One\", qa\nworkflow w {\n  input NAME\n  step s { image \"a\"  run \"";
    let in_script = |text: &str| format!("{CLUSTER}{text}\" }}\n}}\n");
    let cases = [
        ("flow f {$0}\n", false),
        ("policy p {$0\n}\n", false),
        ("environment qa\nflow f { version \"1.0\"$0 }\n", false),
        ("environment qa\nflow f { version \"$0\" }\n", false),
        ("environment qa\nflow f { \"$0\" }\n", true),
        ("environment qa\nflow f { \"$0\n", true),
        ("// see values.$0\n", false),
        ("// {{$0\n", false),
        ("environment qa\nflow f { dev.$0 }\n", false),
        ("environment qa\nflow f { dev -> $$0 }\n", false),
        ("policy p { when environment.$0 }\n", true),
        (&in_script("echo {$0"), false),
        (&in_script("echo {{$0"), true),
        (&in_script("echo {{workflow.$0"), true),
        (&in_script("echo done.$0"), false),
        (&in_script("echo $$0"), false),
        ("let tag = \"1\"\nworkflow w { step s { image \"a:${$0\" } }\n", true),
    ];
    for (text, expected) in cases {
        let project = Project::new(text);
        let position = project.position();
        let typed = project.file().text(&project.database)[..position.offset].chars().next_back().unwrap();
        let offered = complete_typed(&project.database, position, typed);
        assert_eq!(!offered.is_empty(), expected, "{text}: {offered:?}");
    }
}
