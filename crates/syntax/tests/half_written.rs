//! A clause that is not written to its end, with another behind it, is one error: the editor's normal case.

#![allow(clippy::expect_used, clippy::panic)]

mod support;

use promo_syntax::{Body, clauses};
use support::parse_checked;

/// What stands around the clauses of a body, and the clauses, with blanks between their tokens.
const BODIES: &[(Body, &str, &str, &[&str])] = &[
    (
        Body::Flow,
        "flow f {",
        "}",
        &[
            "trigger dev",
            "dev , qa -> prod",
            "step dev , qa { action commit }",
            "default { action commit }",
            "on fail x",
            "timeout 4h",
            "version \"1\"",
            LABELS,
            ANNOTATIONS,
            EXTRA,
        ],
    ),
    (Body::Step, "flow f { step dev {", "} }", &["action commit", "pre x", "post x", "on fail x"]),
    (
        Body::Policy,
        "policy p {",
        "}",
        &[
            "priority 1",
            "when environment == dev and product in [ a ]",
            "pre x",
            "action pr",
            "post x",
            LABELS,
            ANNOTATIONS,
            EXTRA,
        ],
    ),
    (
        Body::Template,
        "template t {",
        "}",
        &[
            "priority 1",
            "when label \"a\" == \"b\" and label \"c\" exists",
            "version from \"a\" $.x",
            "promote \"f\" $.a , $.b",
            LABELS,
            ANNOTATIONS,
            EXTRA,
        ],
    ),
    (
        Body::Product,
        "product p {",
        "}",
        &[
            "template t",
            "version from \"a\" $.x",
            "promote \"f\" $.a , $.b",
            "concurrency queue",
            "flow f when message matches \"a\"",
            LABELS,
            ANNOTATIONS,
            EXTRA,
        ],
    ),
    (
        Body::Workflow,
        "workflow w {",
        "}",
        &[
            "version \"1\"",
            "service-account a",
            "input a = \"b\" , c",
            "output o from expression \"x\"",
            "entrypoint a",
            "exports a , b",
            "a -> b",
            "step a , b { suspend }",
            LABELS,
            ANNOTATIONS,
            EXTRA,
        ],
    ),
    (
        Body::WorkflowStep,
        "workflow w { step s {",
        "} }",
        &[
            "image \"a\"",
            "run \"a\"",
            "command [ \"a\" ]",
            "args [ \"a\" ]",
            "uses w step s",
            "suspend 5m",
            "input a = \"b\" , c",
            "with a = \"b\"",
            "env a from secret \"b\" key \"c\"",
            "output o from \"p\" global",
            "retry 3 every 5s",
            EXTRA,
        ],
    ),
    (Body::Application, "application a {", "}", &["product a", "environment b"]),
    (
        Body::Environment,
        "environment e {",
        "}",
        &["kind production", "cluster \"a\" namespaces [ \"b\" ]", "tags [ a ]"],
    ),
    (
        Body::Extern,
        "extern workflow w {",
        "}",
        &["input a = \"b\" , c", "output a , b", "exports a , b", "service-account a"],
    ),
];

const LABELS: &str = "labels { a = \"b\" }";
const ANNOTATIONS: &str = "annotations { a.b = \"c\" }";
const EXTRA: &str = "extra { a = 1 }";

#[test]
fn a_half_written_clause_before_another_is_one_error() {
    for (_, opening, closing, written) in BODIES {
        for half in written.iter().flat_map(|clause| halves(clause)) {
            for behind in *written {
                let text = format!("{opening}\n{half}\n{behind}\n{closing}\n");
                let errors = parse_checked(&text).errors;
                assert!(errors.len() <= 1, "{text}\n{errors:?}");
            }
        }
    }
}

/// The beginnings of a clause in which every bracket is closed.
fn halves(clause: &str) -> impl Iterator<Item = &str> {
    let ends = clause.match_indices(' ').map(|(end, _)| clause.split_at(end).0);
    ends.take_while(|half| !half.contains(['{', '[']))
}

#[test]
fn every_clause_is_among_them() {
    for body in Body::ALL.iter().filter(|body| **body != Body::File) {
        let Some((_, _, _, written)) = BODIES.iter().find(|(listed, ..)| listed == body) else {
            panic!("{body:?} is not there")
        };
        for clause in clauses(*body) {
            let word = clause.word.description().trim_matches('`');
            assert!(written.iter().any(|text| text.split(' ').next() == Some(word)), "{body:?} {word}");
        }
    }
}
