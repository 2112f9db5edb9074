//! Project knowledge of texts that nobody means well with: any text is read or refused, in time and
//! memory that its length bounds.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use promo_manifest::documents;
use promo_manifest::known::{KnownFile, KnownObject, known_objects};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use crate::known_description::describe;
use crate::mended::apply;

const FLOW: &str = "apiVersion: codefresh.io/v1beta1\nkind: PromotionFlow\nmetadata: {name: a}\nspec:\n";
const SET: &str = "apiVersion: argoproj.io/v1alpha1\nkind: ApplicationSet\nmetadata: {name: a}\nspec:\n";

/// Reads a text and looks at every place in what is known of it. What every correction makes of it is read, too.
fn read(text: &str) -> Option<KnownFile> {
    let file = known_objects(text).ok()?;
    describe(text, &file);
    let corrections = file.problems.iter().filter_map(|problem| problem.correction.as_ref());
    // Of many, the first tell as much as all.
    for correction in corrections.take(20) {
        let after = apply(text, correction);
        assert!(documents(&after).is_ok(), "{}\n{text}\n---\n{after}", correction.title);
    }
    Some(file)
}

#[test]
fn bombs_are_refused_or_stay_small() {
    let mut aliases = format!("{FLOW}  x0: &x0 [a, a]\n");
    for level in 1..60 {
        writeln!(aliases, "  x{level}: &x{level} [*x{0}, *x{0}, *x{0}]", level - 1).expect("a string");
    }
    let file = read(&format!("{aliases}  steps: *x59\n")).expect("YAML");
    assert!(file.problems.iter().any(|problem| problem.message.starts_with("an alias")));
    assert!(read(&format!("{FLOW}  steps: {}", "[".repeat(100_000))).is_none());
    assert!(read(&format!("{FLOW}  steps: {}", "- ".repeat(10_000))).is_none());
    assert!(read(&format!("{}kind: Product", "- ".repeat(500_000))).is_none());
}

#[test]
fn aliases_bring_no_more_than_fits() {
    let long = "x".repeat(1 << 20);
    let uses = |count: usize| "    - {environment: *long, dependsOn: [*long]}\n".repeat(count);
    for count in [2, 10_000] {
        let text = format!("{FLOW}  triggerEnvironment: &long {long}\n  steps:\n{}", uses(count));
        let file = read(&text).expect("YAML");
        let told = file.problems.iter().any(|problem| problem.message.starts_with("an alias"));
        assert_eq!(told, count > 2);
    }
    let mut nested = format!("{FLOW}  x0: &x0 [a]\n");
    for level in 1..2_000 {
        writeln!(nested, "  x{level}: &x{level} [*x{}]", level - 1).expect("a string");
    }
    assert!(read(&format!("{nested}  steps: *x1999\n")).is_some());
    let merged = "  - {<<: [*a, *b, *a], x: y}\n".repeat(20_000);
    let text = format!("{FLOW}  a: &a {{b: c, d: e}}\n  b: &b {{<<: *a}}\n  steps:\n{merged}");
    assert!(read(&text).is_some());
}

#[test]
fn long_lines_are_read() {
    let long = "x".repeat(10 << 20);
    for text in [
        format!("{FLOW}  triggerEnvironment: {long}\n"),
        format!("{FLOW}  ? {long}\n  : a\n"),
        format!("{FLOW}  triggerEnvironment: [{long}]\n"),
        format!("{FLOW}  triggerEnvironment: \"{{{{{long}\"\n"),
        format!("# {long}\n{FLOW}"),
    ] {
        let file = read(&text).expect("YAML");
        assert_eq!(file.objects.len(), 1);
        assert!(file.problems.iter().all(|problem| problem.message.len() < 500));
    }
}

#[test]
fn braces_without_end_cost_no_more_than_their_length() {
    let braces = "{{".repeat(1 << 20);
    let workflow = "apiVersion: argoproj.io/v1alpha1\nkind: WorkflowTemplate\nmetadata: {name: a}\nspec:\n";
    assert!(read(&format!("{workflow}  a: '{braces}'\n")).is_some());
    assert!(read(&format!("{workflow}  a: '{braces}}}}}'\n")).is_some());
}

#[test]
fn generated_applications_are_bounded() {
    let elements = "{a: x},".repeat(5_000);
    let labels: String = (0..5_000).map(|label| format!("l{label}: '',")).collect();
    let long = "y".repeat(1 << 20);
    for (elements, template) in [
        (elements.as_str(), format!("metadata: {{name: b, labels: {{{labels}}}}}, spec: {{}}")),
        (&elements, format!("metadata: {{name: b}}, spec: {{sources: [{}]}}", "{},".repeat(5_000))),
        (&elements, format!("metadata: {{name: '{long}'}}, spec: {{}}")),
        (&format!("{{a: {long}}}"), format!("metadata: {{name: '{}'}}, spec: {{}}", "{{a}}".repeat(100_000))),
    ] {
        let text = format!(
            "{SET}  generators: [{{list: {{elements: [{elements}]}}}}]\n  template: {{{template}}}\n"
        );
        let file = read(&text).expect("YAML");
        let [KnownObject::Unknown(unknown)] = file.objects.as_slice() else {
            panic!("{} objects", file.objects.len());
        };
        assert_eq!(unknown.reason, "the list is too large");
    }
}

#[test]
fn odd_characters_and_line_ends() {
    let lines = FLOW.replace('\n', "\r\n");
    let text = format!("\u{feff}{lines}  triggerEnvironment: \"é\"\r\n");
    let file = read(&text).expect("YAML");
    let [KnownObject::Flow(flow)] = file.objects.as_slice() else { panic!("one flow") };
    let trigger = flow.trigger_environment.clone().expect("a trigger");
    assert_eq!((trigger.value.as_str(), text.get(trigger.span)), ("é", Some("\"é\"")));
    for odd in ["\0", "\u{85}", "\u{2028}", "\u{feff}", "\t", "\r", "\x07"] {
        read(&format!("{FLOW}  triggerEnvironment: a{odd}b\n{odd}"));
        read(&format!("{odd}{FLOW}"));
    }
}

/// The blocks of YAML on the pages of `tests/known` and `tests/mended`.
fn page_texts() -> Vec<String> {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let folders =
        ["known", "mended"].into_iter().flat_map(|name| fs::read_dir(tests.join(name)).expect("the pages"));
    let mut pages: Vec<_> = folders.map(|page| page.expect("a page").path()).collect();
    pages.sort();
    let pages = pages.into_iter().map(|path| fs::read_to_string(path).expect("a page"));
    let blocks = |page: String| -> Vec<String> {
        let blocks = page.split("```yaml\n").skip(1);
        blocks.filter_map(|block| Some(block.split_once("```")?.0.to_owned())).collect()
    };
    pages.flat_map(blocks).collect()
}

#[test]
fn texts_cut_at_every_byte() {
    for text in page_texts().iter().filter(|text| text.len() < 900) {
        for end in 0..text.len() {
            text.get(..end).map(read);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 2000,
        rng_seed: RngSeed::Fixed(23),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn any_change_of_a_text_is_read_or_refused(
        page in any::<prop::sample::Index>(),
        place in any::<prop::sample::Index>(),
        change in "[a:\\-\\[\\]{}&*<!|>'\"%?,# \n]{1,4}",
    ) {
        let texts = page_texts();
        let mut text = page.get(&texts).clone();
        let mut place = place.index(text.len());
        while !text.is_char_boundary(place) {
            place -= 1;
        }
        text.insert_str(place, &change);
        read(&text);
    }
}
