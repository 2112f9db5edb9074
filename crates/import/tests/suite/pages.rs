//! Pages with manifests and what becomes of them, in `tests/import`. A heading begins a case: blocks of `yaml` are
//! imported, blocks of `given` stand in the project already; then come the sources that are written, and what is said.
//! `PROMO_UPDATE=1` writes these anew.

use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use promo_analysis::config::Config;
use promo_diagnostics::Made;
use promo_import::{Around, Imported, ManifestText, Mixed, import, mend};

use crate::support::{assert_comes_back, line_of};

#[test]
fn pages_are_true() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/import");
    let mut cases = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let page = std::fs::read_to_string(&path).unwrap();
        let mut written = page.clone();
        for case in Case::all(&page).into_iter().rev() {
            cases += 1;
            let outcome = case.outcome();
            if std::env::var_os("PROMO_UPDATE").is_some() {
                written.replace_range(case.results.clone(), &outcome);
            } else {
                assert_eq!(
                    page[case.results.clone()].trim(),
                    outcome.trim(),
                    "{}: {}",
                    path.display(),
                    case.title
                );
            }
        }
        if written != page {
            std::fs::write(&path, written).unwrap();
        }
    }
    assert!(cases >= 45, "{cases}");
}

/// A case of a page.
struct Case<'p> {
    title: &'p str,
    /// What is imported: paths and texts.
    manifests: Vec<(&'p str, &'p str)>,
    /// What the project has already.
    given: Vec<(&'p str, &'p str)>,
    /// Where the results stand on the page: behind all of that, up to the next heading.
    results: Range<usize>,
}

impl<'p> Case<'p> {
    fn all(page: &'p str) -> Vec<Case<'p>> {
        let mut cases: Vec<Case<'p>> = Vec::new();
        let mut place = 0;
        let mut open: Option<(&str, usize)> = None;
        for line in page.split_inclusive('\n') {
            let start = place;
            place += line.len();
            match (line.strip_prefix("```"), open) {
                (Some(head), None) => open = Some((head.trim(), place)),
                (Some(_), Some((head, from))) => {
                    open = None;
                    let case = cases.last_mut().expect("a heading");
                    case.block(head, &page[from..start], place);
                }
                (None, None) => match line.strip_prefix("## ") {
                    Some(title) => cases.push(Case {
                        title: title.trim(),
                        manifests: Vec::new(),
                        given: Vec::new(),
                        results: place..place,
                    }),
                    None => cases.iter_mut().last().into_iter().for_each(|case| case.results.end = place),
                },
                (None, Some(_)) => {}
            }
        }
        cases
    }

    fn block(&mut self, head: &'p str, text: &'p str, end: usize) {
        let (language, path) = head.split_once(' ').unwrap_or((head, ""));
        match language {
            "yaml" => self.manifests.push((if path.is_empty() { "manifests.yaml" } else { path }, text)),
            "given" => self.given.push((path, text)),
            _ => {
                self.results.end = end;
                return;
            }
        }
        self.results = end..end;
    }

    /// The results as they should be on the page.
    fn outcome(&self) -> String {
        let around = self.around();
        let is_member = !self.given.is_empty();
        let texts = self.manifests.iter().map(|(path, text)| ManifestText {
            path: (*path).into(),
            text: (*text).into(),
            member: is_member.then(|| (*path).into()),
        });
        let texts: Vec<ManifestText> = texts.collect();
        let (texts, mended) = if self.title.contains("`--fix`") { mend(&texts) } else { (texts, Vec::new()) };
        let imported = import(&texts, &around);
        assert_comes_back(&texts, &imported, &around);
        let config = imported.config.iter().map(|text| ("toml promo.toml".to_owned(), text.clone()));
        let files = imported.files.iter().map(|file| (format!("promo {}", file.path), file.text.clone()));
        let told = told(&texts, &imported, &mended);
        let told = (!told.is_empty()).then(|| ("text".to_owned(), told));
        let blocks = config.chain(files).chain(told);
        let blocks: Vec<String> = blocks.map(|(head, text)| format!("```{head}\n{text}```\n")).collect();
        format!("\n{}\n", blocks.join("\n"))
    }

    fn around(&self) -> Around {
        let texts = |ending: &str| -> Vec<(Arc<str>, Arc<str>)> {
            let given = self.given.iter().filter(|(path, _)| path.ends_with(ending));
            given.map(|(path, text)| ((*path).into(), (*text).into())).collect()
        };
        let mut manifests = texts(".yaml");
        manifests.extend(self.manifests.iter().map(|(path, text)| ((*path).into(), (*text).into())));
        let config = texts(".toml");
        Around {
            config: config
                .first()
                .map_or_else(Config::default, |(_, text)| promo_project::parse_config(text).unwrap()),
            is_configured: !config.is_empty(),
            sources: texts(".promo"),
            manifests: if self.given.is_empty() { Vec::new() } else { manifests },
            folder: String::new(),
        }
    }
}

/// What is said of an import.
fn told(texts: &[ManifestText], imported: &Imported, mended: &[Made]) -> String {
    let mut told = String::new();
    for Made { file, line, message, title } in mended {
        told.push_str(&format!("{file}:{line}: {message}\n  mended: {title}\n"));
    }
    for left in &imported.left {
        let text = texts.iter().find(|text| text.path == left.path).unwrap();
        let object = left.object.iter().map(|object| format!("{object} stays YAML: "));
        let line = line_of(&text.text, left);
        told.push_str(&format!("{}:{line}: {}{}\n", left.path, object.collect::<String>(), left.reason));
        told.extend(left.help.iter().map(|help| format!("  help: {help}\n")));
    }
    for (workflow, renamed) in &imported.renamed {
        for (before, now) in renamed {
            told.push_str(&format!("{workflow}: the template `{before}` is `{now}`\n"));
        }
    }
    for ManifestText { path, .. } in texts.iter().filter(|text| !imported.whole.contains(&text.path)) {
        match imported.mixed.iter().find(|mixed| mixed.path == *path) {
            None => told.push_str(&format!("{path} is kept\n")),
            Some(Mixed { rest: Some(rest), .. }) => {
                let lines = rest.lines().map(|line| format!("  {line}").trim_end().to_owned() + "\n");
                told.push_str(&format!("{path} keeps\n{}", lines.collect::<String>()));
            }
            Some(mixed) => {
                told.push_str(&format!(
                    "{path} is kept with what is in the sources: {}\n",
                    mixed.objects.join(", ")
                ));
            }
        }
    }
    told
}
