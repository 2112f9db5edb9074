//! One folder a baseline: a source with everything that becomes of it, so that a change of any step shows.

use std::fmt::Write;
use std::path::Path;

use promo_analysis::names::summary;
use promo_diagnostics::{Color, render_human};
use promo_emit::{Format, stream};
use promo_syntax::SyntaxNode;

use crate::support::{Compiled, assert_file, workspace};

#[test]
fn each_folder() {
    let folder = workspace().join("tests/baselines");
    let mut count = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        check(&entry.unwrap().path());
        count += 1;
    }
    assert!(count > 0);
}

fn check(folder: &Path) {
    let text = std::fs::read_to_string(folder.join("source.promo")).unwrap();
    let compiled = Compiled::new(&[("source.promo".to_owned(), text.clone())], &[], Default::default());
    let parse = promo_syntax::parse(&text);
    assert_file(&folder.join("tokens.txt"), &tokens(&parse.tree));
    assert_file(&folder.join("tree.txt"), &tree(parse.tree.root()));
    assert_file(&folder.join("names.txt"), &names(&compiled));
    assert_file(&folder.join("diagnostics.txt"), &render_human(&compiled.diagnostics, &compiled, Color::Off));
    let formatted =
        promo_syntax::format(&parse).unwrap_or_else(|_| "not formatted: syntax errors\n".to_owned());
    assert_file(&folder.join("formatted.txt"), &formatted);
    let yaml = match compiled.listed(promo_diagnostics::Level::Error).as_str() {
        "" => yaml(&compiled),
        _ => "# nothing is written: there are errors\n".to_owned(),
    };
    compiled.assert_accepted(&folder.display().to_string());
    assert_file(&folder.join("output.yaml"), &yaml);
}

fn yaml(compiled: &Compiled) -> String {
    let texts = compiled.documents.iter().map(|document| document.text(Format::Yaml).unwrap());
    let texts: Vec<String> = texts.collect();
    stream(Format::Yaml, texts.into_iter()).collect()
}

fn tokens(tree: &promo_syntax::Tree) -> String {
    let mut text = String::new();
    for (index, token) in tree.tokens().iter().enumerate() {
        writeln!(text, "{:?} {:?} {:?}", token.range(), token.kind, tree.token_text(index)).unwrap();
    }
    text
}

fn tree(root: SyntaxNode<'_>) -> String {
    fn add(text: &mut String, node: SyntaxNode<'_>, depth: usize) {
        let tokens: Vec<_> = node.own_tokens().map(|token| node.tree().token_text(token)).collect();
        writeln!(text, "{:indent$}{:?} {}", "", node.kind(), tokens.join(" "), indent = depth * 2).unwrap();
        for child in node.children() {
            add(text, child, depth + 1);
        }
    }
    let mut text = String::new();
    add(&mut text, root, 0);
    text.lines().map(|line| format!("{}\n", line.trim_end())).collect()
}

fn names(compiled: &Compiled) -> String {
    let file = compiled.database.source("source.promo").unwrap();
    let mut text = String::new();
    for entry in summary(&compiled.database, file) {
        let needs: Vec<_> = entry.needs.iter().map(|(_, name)| name.as_ref()).collect();
        writeln!(text, "{:?} {} {}", entry.namespace, entry.name, needs.join(" ")).unwrap();
    }
    text.lines().map(|line| format!("{}\n", line.trim_end())).collect()
}
