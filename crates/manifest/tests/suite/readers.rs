//! Readers of YAML that the writer's output is checked with: PyYAML for YAML 1.1, serde-saphyr for
//! YAML 1.2, and the crate's own reader for the text of every scalar.

use std::io::Write;
use std::process::{Command, Stdio};

use promo_manifest::{Node, NodeValue, documents};
use serde_json::{Map, Value};

/// Loads standard input with every safe loader that PyYAML has and prints what each one read. A
/// value or key that JSON can't tell from a text is named with its type.
const PYTHON: &str = r#"
import json, sys
try:
    import yaml
except ImportError:
    sys.exit("PyYAML is missing; install it with: pip install pyyaml")

def shown(value):
    if isinstance(value, dict):
        name = lambda key: key if isinstance(key, str) else repr(type(key))
        return {name(key): shown(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [shown(inner) for inner in value]
    return value

text = sys.stdin.buffer.read().decode("utf-8")
loaders = [getattr(yaml, name) for name in ("SafeLoader", "CSafeLoader") if hasattr(yaml, name)]
json.dump([shown(yaml.load(text, Loader=loader)) for loader in loaders], sys.stdout, default=repr)
"#;

/// What each of PyYAML's loaders reads.
pub(crate) fn pyyaml(text: &str) -> Vec<Value> {
    let mut python = Command::new("python3")
        .args(["-c", PYTHON])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("python3 must be installed");
    let mut input = python.stdin.take().expect("a pipe");
    let text = text.as_bytes().to_vec();
    let feeder = std::thread::spawn(move || input.write_all(&text));
    let output = python.wait_with_output().expect("python3 must end");
    feeder.join().expect("the feeder must not panic").ok();
    let problem = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "PyYAML does not read the text: {problem}");
    serde_json::from_slice(&output.stdout).expect("JSON from python3")
}

/// What serde-saphyr reads.
pub(crate) fn saphyr(text: &str) -> Value {
    serde_yaml::from_str_with_options(text, serde_yaml::options! { budget: None })
        .unwrap_or_else(|error| panic!("serde-saphyr does not read the text: {error}"))
}

/// What the crate's own reader reads, with every scalar as text.
pub(crate) fn own(text: &str) -> Value {
    let documents = documents(text).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(documents.len(), 1, "one document");
    as_texts(&documents[0])
}

fn as_texts(node: &Node) -> Value {
    match &node.value {
        NodeValue::Scalar { text, .. } => Value::String(text.clone()),
        NodeValue::Sequence(items) => Value::Array(items.iter().map(as_texts).collect()),
        NodeValue::Mapping(entries) => {
            let entry =
                |(key, value): &(Node, Node)| (key.text().expect("a text").to_owned(), as_texts(value));
            Value::Object(entries.iter().map(entry).collect::<Map<_, _>>())
        }
        NodeValue::Alias => panic!("an alias in the writer's output"),
    }
}
