//! Where the tests take their texts from: the pages beside, the examples and the corpus of the workspace.

use std::fs;
use std::path::{Path, PathBuf};

/// A source on a page, and what it is formatted to.
pub(crate) struct Example {
    pub(crate) page: PathBuf,
    pub(crate) name: String,
    pub(crate) source: String,
    pub(crate) formatted: String,
}

/// The examples of all pages: blocks of code fenced as `promo source` and `promo formatted`, in pairs.
pub(crate) fn page_examples() -> Vec<Example> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/format/pages");
    let mut examples = Vec::new();
    for page in files(&folder, "md") {
        let text = fs::read_to_string(&page).expect("a page can be read");
        for (index, section) in text.split("\n## ").skip(1).enumerate() {
            let title = section.lines().next().unwrap_or_default();
            let name = format!("{}, {}. {title}", page.display(), index + 1);
            let source = fenced(section, "promo source").unwrap_or_else(|| panic!("{name} has no source"));
            let formatted =
                fenced(section, "promo formatted").unwrap_or_else(|| panic!("{name} has no result"));
            examples.push(Example { page: page.clone(), name, source, formatted });
        }
    }
    examples
}

fn fenced(section: &str, language: &str) -> Option<String> {
    let (_, behind) = section.split_once(&format!("\n```{language}\n"))?;
    let behind = format!("\n{behind}");
    let (code, _) = behind.split_once("\n```\n").or_else(|| behind.split_once("\n```"))?;
    Some(if code.is_empty() { String::new() } else { format!("{}\n", &code[1..]) })
}

/// The sources of this crate's tests, of the examples and of the corpus, with their paths.
pub(crate) fn project_sources() -> Vec<(String, String)> {
    let folders = ["tests/data", "../../examples", "../../tests/corpus"];
    let folders = folders.map(|folder| Path::new(env!("CARGO_MANIFEST_DIR")).join(folder));
    let paths = folders.iter().flat_map(|folder| files(folder, "promo"));
    let sources =
        paths.map(|path| (path.display().to_string(), fs::read_to_string(&path).expect("a source")));
    sources.collect()
}

fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    let found = paths.into_iter().flat_map(|path| match path.is_dir() {
        true => files(&path, extension),
        false => Vec::from_iter(path.extension().is_some_and(|found| found == extension).then_some(path)),
    });
    found.collect()
}
