//! Fields of manifests as tools print them and people type them: `spec.steps[0].policy.action`, in kubectl's way, or as
//! a JSON pointer. Knows data alone, neither kinds nor sources.

use promo_manifest::FieldPath;
use serde_json::Value;

/// What a text means among the fields of some data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Meant {
    /// A field that is there.
    Field(FieldPath),
    /// A field that is not there, inside of one that is: the whole data at least.
    Missing {
        /// The innermost field that is there.
        outer: FieldPath,
        /// The names on the way from it to the field that is asked for.
        names: Vec<String>,
    },
    /// The end of the way to several fields.
    Several(Vec<FieldPath>),
}

/// The field that a text means: the way to it from the top, or, if that is unmistakable, its end alone. The name of the
/// kind may stand before it.
pub fn meant(data: &Value, kind: &str, text: &str) -> Meant {
    let text = plain(text);
    let (path, rest) = follow(data, &text);
    if rest.is_empty() {
        return Meant::Field(path);
    }
    if path.is_empty() {
        if let Some(inner) = text.strip_prefix(kind).filter(|inner| inner.starts_with(['.', '['])) {
            return meant(data, kind, inner);
        }
        let mut ends = Vec::new();
        add_ends(data, &text, &mut FieldPath::new(), &mut ends);
        match ends.len() {
            0 => {}
            1 => return Meant::Field(ends.remove(0)),
            _ => return Meant::Several(ends),
        }
    }
    Meant::Missing { outer: path, names: names(rest) }
}

/// The field as it is shown to people.
pub fn shown(data: &Value, path: &[String]) -> String {
    let mut text = String::new();
    let mut place = Some(data);
    for name in path {
        let is_word = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte));
        match place {
            Some(Value::Array(_)) => text.push_str(&format!("[{name}]")),
            _ if !is_word || name.is_empty() => text.push_str(&format!("[{name:?}]")),
            _ if text.is_empty() => text.push_str(name),
            _ => text.push_str(&format!(".{name}")),
        }
        place = place.and_then(|place| inner(place, name));
    }
    text
}

/// The value of a field.
pub fn value<'data>(data: &'data Value, path: &[String]) -> Option<&'data Value> {
    path.iter().try_fold(data, |place, name| inner(place, name))
}

fn inner<'data>(place: &'data Value, name: &str) -> Option<&'data Value> {
    match place {
        Value::Object(map) => map.get(name),
        Value::Array(items) => items.get(name.parse::<usize>().ok()?),
        _ => None,
    }
}

/// The fields of a map, or the items of a list.
pub fn inner_fields(place: &Value) -> Vec<(String, &Value)> {
    match place {
        Value::Object(map) => map.iter().map(|(key, value)| (key.clone(), value)).collect(),
        Value::Array(items) => (0..).map(|index: usize| index.to_string()).zip(items).collect(),
        _ => Vec::new(),
    }
}

/// A text without what tools put around a field; a JSON pointer in brackets.
fn plain(text: &str) -> String {
    let text = text.trim();
    let text = text.strip_prefix('{').and_then(|text| text.strip_suffix('}')).unwrap_or(text);
    let text = text.strip_prefix('$').unwrap_or(text);
    match text.strip_prefix('/') {
        Some(pointer) => {
            let names = pointer.split('/').map(|name| name.replace("~1", "/").replace("~0", "~"));
            names.map(|name| format!("[{name:?}]")).collect()
        }
        None => text.to_owned(),
    }
}

/// As far as a text leads in some data, and what is left of it then.
fn follow<'text>(data: &Value, text: &'text str) -> (FieldPath, &'text str) {
    let (mut path, mut place, mut rest) = (FieldPath::new(), data, text.trim_start_matches('.'));
    while let Some((name, after)) = step(place, rest).filter(|_| !rest.is_empty()) {
        let Some(next) = inner(place, &name) else { break };
        (place, rest) = (next, after.strip_prefix('.').unwrap_or(after));
        path.push(name);
    }
    (path, rest)
}

/// The first name of a text that leads on from a place, and what follows it. Of the keys of a map, which may have dots
/// in them, the longest that fits counts.
fn step<'text>(place: &Value, text: &'text str) -> Option<(String, &'text str)> {
    if text.starts_with('[') {
        return bracketed(text);
    }
    let fits = |name: &str| {
        let after = text.strip_prefix(name)?;
        (after.is_empty() || after.starts_with(['.', '['])).then_some(after)
    };
    match place {
        Value::Object(map) => {
            let known = map.keys().filter_map(|key| Some((key.clone(), fits(key)?)));
            known.max_by_key(|(key, _)| key.len())
        }
        _ => {
            let name = first_name(text);
            fits(name).map(|after| (name.to_owned(), after))
        }
    }
}

/// The name in the brackets that a text begins with, in quotes or not, and what follows them.
fn bracketed(text: &str) -> Option<(String, &str)> {
    let inside = text.strip_prefix('[')?;
    let quote = inside.chars().next().filter(|first| ['"', '\''].contains(first));
    let (start, end) = match quote {
        Some(quote) => (1, format!("{quote}]")),
        None => (0, "]".to_owned()),
    };
    let (name, after) = inside.get(start..)?.split_once(&end)?;
    let name = if quote == Some('"') { unescaped(name) } else { name.to_owned() };
    Some((name, after))
}

/// What stands in double quotes.
fn unescaped(name: &str) -> String {
    serde_json::from_str(&format!("\"{name}\"")).unwrap_or_else(|_| name.to_owned())
}

fn first_name(text: &str) -> &str {
    text.split(['.', '[']).next().unwrap_or_default()
}

/// The names of a text of which nothing is known.
fn names(text: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let (name, after) = bracketed(rest).unwrap_or_else(|| {
            let name = first_name(rest.trim_start_matches('['));
            let (_, after) = rest.split_once(name).unwrap_or_default();
            (name.to_owned(), after)
        });
        if !name.is_empty() {
            names.push(name);
        }
        // Whatever it is that can't be read, the text gets shorter.
        let after = after.strip_prefix('.').unwrap_or(after);
        rest = if after.len() < rest.len() { after } else { "" };
    }
    names
}

/// Adds every field to which the end of the way is a text.
fn add_ends(place: &Value, text: &str, way: &mut FieldPath, ends: &mut Vec<FieldPath>) {
    for (name, value) in inner_fields(place) {
        way.push(name);
        let (path, rest) = follow(value, text);
        if rest.is_empty() && !path.is_empty() {
            ends.push(way.iter().cloned().chain(path).collect());
        }
        add_ends(value, text, way, ends);
        way.pop();
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn data() -> Value {
        json!({
            "metadata": { "annotations": { "codefresh.io/workflow-origin": "promotion", "version": "1.0" } },
            "spec": {
                "steps": [{ "environment": "qa", "policy": { "action": "pr" } }, { "policy": { "action": "commit" } }],
                "promotion": { "values.yaml": { "jsonPaths": ["$.a"] }, "values": { "jsonPaths": ["$.b"] } },
                "0": "zero",
            },
        })
    }

    fn found(text: &str) -> String {
        let data = data();
        match meant(&data, "PromotionFlow", text) {
            Meant::Field(path) => shown(&data, &path),
            Meant::Several(paths) => {
                let shown: Vec<String> = paths.iter().map(|path| shown(&data, path)).collect();
                format!("several: {}", shown.join(" "))
            }
            Meant::Missing { outer, names } => {
                format!("missing: {} in {}", names.join(" "), shown(&data, &outer))
            }
        }
    }

    #[test]
    fn a_field_is_known_in_every_spelling() {
        for text in [
            "spec.steps[0].policy.action",
            ".spec.steps[0].policy.action",
            "$.spec.steps[0].policy.action",
            "{.spec.steps[0].policy.action}",
            "spec.steps.0.policy.action",
            "spec['steps'][0][\"policy\"].action",
            "/spec/steps/0/policy/action",
            "PromotionFlow.spec.steps[0].policy.action",
            " spec.steps[0].policy.action ",
        ] {
            assert_eq!(found(text), "spec.steps[0].policy.action", "{text}");
        }
    }

    #[test]
    fn the_longest_key_counts() {
        for (text, expected) in [
            ("spec.promotion.values.yaml.jsonPaths[0]", "spec.promotion[\"values.yaml\"].jsonPaths[0]"),
            ("spec.promotion.values.jsonPaths", "spec.promotion.values.jsonPaths"),
            ("spec.promotion[values.yaml]", "spec.promotion[\"values.yaml\"]"),
            (
                "/metadata/annotations/codefresh.io~1workflow-origin",
                "metadata.annotations[\"codefresh.io/workflow-origin\"]",
            ),
            (
                "metadata.annotations.codefresh.io/workflow-origin",
                "metadata.annotations[\"codefresh.io/workflow-origin\"]",
            ),
            ("spec.0", "spec.0"),
            ("", ""),
        ] {
            assert_eq!(found(text), expected, "{text}");
        }
    }

    #[test]
    fn the_end_of_a_way_is_enough_if_it_is_that_of_one_field() {
        assert_eq!(found("steps[0].policy"), "spec.steps[0].policy");
        assert_eq!(found("environment"), "spec.steps[0].environment");
        assert_eq!(
            found("policy.action"),
            "several: spec.steps[0].policy.action spec.steps[1].policy.action"
        );
    }

    #[test]
    fn what_is_missing_is_told_with_what_is_there() {
        assert_eq!(
            found("spec.steps[0].policy.pre-action.x[3]"),
            "missing: pre-action x 3 in spec.steps[0].policy"
        );
        assert_eq!(found("spec.steps[7].policy"), "missing: 7 policy in spec.steps");
        assert_eq!(found("nothing.like[it"), "missing: nothing like it in ");
    }

    proptest! {
        #[test]
        fn what_is_shown_is_understood(way in prop::collection::vec(0usize..4, 0..6)) {
            let data = data();
            let mut path = FieldPath::new();
            let mut place = &data;
            for choice in way {
                let names: Vec<String> = match place {
                    Value::Object(map) => map.keys().cloned().collect(),
                    Value::Array(items) => (0..items.len()).map(|index| index.to_string()).collect(),
                    _ => break,
                };
                let Some(name) = names.get(choice % names.len().max(1)) else { break };
                path.push(name.clone());
                place = inner(place, name).unwrap();
            }
            prop_assert_eq!(meant(&data, "PromotionFlow", &shown(&data, &path)), Meant::Field(path));
        }

        #[test]
        fn no_text_is_too_odd(text in "[a-z.\\[\\]'\"/{}$~0-9 é]{0,24}") {
            let data = data();
            if let Meant::Field(path) = meant(&data, "PromotionFlow", &text) {
                prop_assert!(value(&data, &path).is_some());
            }
        }
    }
}
