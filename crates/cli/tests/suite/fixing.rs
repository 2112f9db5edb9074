//! Fixes made again and again, in random projects with several mistakes: none is left, and it makes no difference
//! whether they are made together or one by one. And what becomes of the files.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use promo_analysis::config::Config;
use promo_diagnostics::{Diagnostic, Wanted, apply_fixes, mend};
use proptest::prelude::*;

use crate::support::Compiled;

type Texts = BTreeMap<Arc<str>, String>;

/// Lines that a flow may have besides its first arrows: right ones, ones with a safe fix, with an unsafe one, and
/// with none.
const IN_FLOW: &[&str] = &[
    "trigger dev",
    "dev -> prod",
    "dev -> qa, staging -> prod",
    "qa -> prod  // promo: allow(redundant-dependency) on purpose",
    "qa -> stagin",
    "qa -> nowhere",
    "step qa { action comit }",
    "step staging { ation pr }",
    "// promo: allow(empty-flow) left over",
    "on fail tell-al",
    "timeout \"4h\"",
    "version 3",
    ")",
];

const DECLARATIONS: &[&str] = &[
    "template chart {\n  priority 1\n  when label \"a\" == [\"b\"]\n  promote \"a.yaml\" $.rollout-Canary, $.a\n}",
    "template other { priority 1 when label \"a\" in [\"b\"] promote \"Chart.yaml\" $.x-y.z-w }",
    "product shop {\n  template char\n  flow first when message matches \"hotfix\"\n  flow second\n}",
    "policy review { priority 10 when environment.kind = production action pr }",
    "policy more {\n  priority 20\n  when environment == [prod, qa]\n  action pr\n}",
    "// promo: allow(unused-let) nothing here\nlet late = 4h",
    "// promo: allow(empty-flow)\n// promo: allow(syntax, unused-let) both\nlet later = 5h",
    "// promo: allow(empty-flow , unused-let,unused-flow, unused-pattern) one of four\nlet latest = 6h",
    "flw third { dev -> qa }",
    "let both = [qa, stagin]",
    "/// Documents nothing.",
];

const MANIFEST: &str = "apiVersion: codefresh.io/v1beta1
kind: PromotionFlow
metadata:
  name: by-hand
spec:
  triggerEnvironment: dev
  steps:
    - environment: stagin
      dependsOn: [dev]
      policy: {action: commit}
";

/// Some of a list, by position.
fn some(list: &'static [&'static str], most: usize) -> impl Strategy<Value = Vec<&'static str>> {
    prop::collection::vec(prop::sample::select(list), 0..=most)
}

fn flow(name: &'static str) -> impl Strategy<Value = String> {
    some(IN_FLOW, 5).prop_map(move |lines| {
        format!("flow {name} {{\n  dev -> qa -> staging -> prod\n  {}\n}}\n", lines.join("\n  "))
    })
}

/// Files with mistakes, some with other line ends, a byte-order mark, or no line end at the end.
fn project() -> impl Strategy<Value = Texts> {
    let flows = (flow("first"), flow("second"));
    let style = any::<[bool; 4]>();
    (flows, some(DECLARATIONS, 4), style).prop_map(|((first, second), declarations, style)| {
        let [is_crlf, has_mark, is_open_ended, has_manifest] = style;
        let environments = "environment dev, qa, staging\nenvironment prod { kind production }\n";
        let extern_workflow = "extern workflow tell-all\n";
        let mut rest = declarations.join("\n\n");
        rest.push_str(if is_open_ended { "" } else { "\n" });
        let mut first = format!("{environments}{extern_workflow}{first}");
        if is_crlf {
            first = first.replace('\n', "\r\n");
        }
        if has_mark {
            first.insert(0, '\u{feff}');
        }
        let mut texts = Texts::from([
            ("first.promo".into(), first),
            ("flows/second.promo".into(), second),
            ("rest.promo".into(), rest),
        ]);
        if has_manifest {
            texts.insert("by-hand.yaml".into(), MANIFEST.to_owned());
        }
        texts
    })
}

fn find(texts: &Texts) -> Vec<Diagnostic> {
    let files = texts.iter().map(|(path, text)| (path.to_string(), text.clone()));
    let (sources, manifests): (Vec<_>, Vec<_>) = files.partition(|(path, _)| path.ends_with(".promo"));
    Compiled::new(&sources, &manifests, Config::default()).diagnostics
}

/// The first safe fix, then the first safe one of what came of it, and so on.
fn fix_one_by_one(texts: &mut Texts) -> usize {
    let mut made = 0;
    loop {
        let found = find(texts);
        let Some(fix) = found.iter().find_map(|found| Wanted::Safe.fix_of(found)) else { return made };
        assert_eq!(apply_fixes(texts, [fix]).taken, [0], "{fix:?} can't be made in\n{texts:#?}");
        made += 1;
        assert!(made < 100, "{fix:?} goes on for ever in\n{texts:#?}");
    }
}

/// How often something can't be read, by file.
fn unreadable(found: &[Diagnostic]) -> BTreeMap<&str, usize> {
    let mut counts = BTreeMap::new();
    for found in found.iter().filter(|found| found.rule.finds_what_cannot_be_read()) {
        *counts.entry(&*found.place.file).or_default() += 1;
    }
    counts
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn safe_fixes_leave_none_and_are_those_made_one_by_one(before in project()) {
        let mut texts = before.clone();
        let mended = mend(&mut texts, Wanted::Safe, find);
        prop_assert!(mended.refused.is_empty(), "a safe fix brings errors: {:?}", mended.refused);
        prop_assert!(mended.left.iter().all(|found| Wanted::Safe.fix_of(found).is_none()));
        prop_assert_eq!(&mended.left, &find(&texts));
        let mut one_by_one = before.clone();
        fix_one_by_one(&mut one_by_one);
        prop_assert_eq!(&texts, &one_by_one);
        let again = mend(&mut texts, Wanted::Safe, find);
        prop_assert_eq!((again.made.len(), &texts), (0, &one_by_one));
    }

    #[test]
    fn all_fixes_leave_none_and_nothing_that_can_be_read_less(before in project()) {
        let mut texts = before.clone();
        let mended = mend(&mut texts, Wanted::All, find);
        let found_before = find(&before);
        let (were, are) = (unreadable(&found_before), unreadable(&mended.left));
        for (file, count) in are {
            prop_assert!(count <= were.get(file).copied().unwrap_or_default(), "{}: {:#?}", file, texts);
        }
        let fixable = mended.left.iter().find(|found| {
            let is_refused = mended.refused.iter().any(|refused| refused.message == found.message);
            Wanted::All.fix_of(found).is_some() && !is_refused
        });
        prop_assert!(fixable.is_none(), "{:#?}\n{:#?}", fixable, texts);
        let fixed = texts.clone();
        let again = mend(&mut texts, Wanted::All, find);
        prop_assert_eq!((again.made.len(), texts), (0, fixed));
    }
}

/// An error keeps rules from looking. So a comment that silences nothing as long as there is one may be needed after
/// it.
#[test]
fn what_a_comment_silences_once_errors_are_mended_stays_silenced() {
    let text =
        "environment dev, qa\nflow f { dev -> qaa }\n\nlet late = 4h  // promo: allow(unused-let) soon\n";
    let mut texts = Texts::from([("a.promo".into(), text.to_owned())]);
    assert_eq!(mend(&mut texts, Wanted::Safe, find).made.len(), 0);
    let mended = mend(&mut texts, Wanted::All, find);
    assert_eq!((&*texts["a.promo"], mended.made.len()), (text.replace("qaa", "qa").as_str(), 1));
    assert!(
        mended.left.iter().all(|found| found.place.start < text.find("let").unwrap()),
        "{:?}",
        mended.left
    );
}

fn promo(folder: &Path, arguments: &[&str]) -> Option<i32> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_promo"));
    command.current_dir(folder).args(arguments).output().unwrap().status.code()
}

const WITH_MISTAKES: &str =
    "\u{feff}environment dev, qa\r\n\r\n// promo: allow(empty-flow)\r\nflow f { dev -> qaa }\r\n";

#[test]
fn files_keep_their_line_ends_their_mark_and_their_permissions() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.promo");
    fs::write(&path, WITH_MISTAKES).unwrap();
    let other = folder.path().join("other.promo");
    fs::write(&other, "environment staging\n").unwrap();
    let time = fs::metadata(&other).unwrap().modified().unwrap();
    #[cfg(unix)]
    fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o640)).unwrap();
    let permissions = fs::metadata(&path).unwrap().permissions();
    assert_eq!(promo(folder.path(), &["check", "--fix", "--unsafe-fixes"]), Some(0));
    let fixed = "\u{feff}environment dev, qa\r\n\r\nflow f { dev -> qa }\r\n";
    assert_eq!(fs::read_to_string(&path).unwrap(), fixed);
    assert_eq!(fs::metadata(&path).unwrap().permissions(), permissions);
    assert_eq!(fs::metadata(&other).unwrap().modified().unwrap(), time, "nothing is wrong there");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2, "nothing is left beside them");
}

#[test]
#[cfg(unix)]
fn behind_a_link_the_file_is_changed() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("project")).unwrap();
    fs::write(folder.path().join("real.promo"), WITH_MISTAKES).unwrap();
    let link = folder.path().join("project/a.promo");
    std::os::unix::fs::symlink("../real.promo", &link).unwrap();
    assert_eq!(promo(folder.path(), &["check", "project", "--fix", "--unsafe-fixes"]), Some(0));
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert!(!fs::read_to_string(folder.path().join("real.promo")).unwrap().contains("allow"));
}

#[test]
fn what_promo_generated_and_what_is_only_shown_stays() {
    let folder = tempfile::tempdir().unwrap();
    let source = folder.path().join("a.promo");
    fs::write(&source, WITH_MISTAKES).unwrap();
    let manifest = folder.path().join("by-hand.yaml");
    fs::write(&manifest, MANIFEST).unwrap();
    let generated = folder.path().join("generated.yaml");
    let text = format!("# Generated by promo from a.promo. Edit that file, not this one.\n{MANIFEST}");
    fs::write(&generated, &text).unwrap();
    assert_eq!(promo(folder.path(), &["check", "--diff", "--unsafe-fixes"]), Some(0));
    assert_eq!(fs::read_to_string(&source).unwrap(), WITH_MISTAKES);
    assert_eq!(promo(folder.path(), &["check", "--fix", "--unsafe-fixes"]), Some(0));
    assert_ne!(fs::read_to_string(&source).unwrap(), WITH_MISTAKES);
    assert_eq!(fs::read_to_string(&generated).unwrap(), text);
}
