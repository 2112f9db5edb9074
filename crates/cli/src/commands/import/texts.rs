//! The YAML that is imported: files, folders and standard input.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use promo_import::ManifestText;
use promo_project::ReadProblem;

use crate::output;

/// What standard input is called in messages.
const STANDARD_INPUT: &str = "standard input";

/// The YAML that was read.
#[derive(Default)]
pub(super) struct Texts {
    pub(super) texts: Vec<ManifestText>,
    pub(super) unreadable: Vec<String>,
    /// The files, by what they are called, each with its text as it was read.
    pub(super) files: HashMap<Arc<str>, (PathBuf, Arc<str>)>,
    generated: usize,
}

impl Texts {
    /// Reads what some paths lead to. What is in the folder of a project may be a manifest of it.
    pub(super) fn read(paths: &[PathBuf], root: Option<&Path>) -> Result<Texts, String> {
        let (streams, paths): (Vec<&PathBuf>, Vec<&PathBuf>) =
            paths.iter().partition(|path| path.as_os_str() == "-");
        let paths: Vec<PathBuf> = paths.into_iter().cloned().collect();
        let found = promo_project::manifest_files(&paths)?;
        let mut read = Texts { generated: found.generated, ..Texts::default() };
        if !streams.is_empty() {
            match promo_project::read_stream(std::io::stdin().lock()) {
                Ok(text) => read.texts.push(ManifestText { path: STANDARD_INPUT.into(), text, member: None }),
                Err(problem) => read.unreadable(STANDARD_INPUT, &problem),
            }
        }
        let root = root.and_then(|root| promo_project::real_path(root).ok());
        for (path, text) in found.files {
            match text {
                Ok(text) => read.add_file(path, text, root.as_deref()),
                Err(problem) => read.unreadable(&path.display().to_string(), &problem),
            }
        }
        Ok(read)
    }

    fn add_file(&mut self, path: PathBuf, text: Arc<str>, root: Option<&Path>) {
        let shown = self.name(&path);
        let member = root.and_then(|root| member(&path, root));
        self.texts.push(ManifestText { path: shown.clone(), text: text.clone(), member });
        self.files.insert(shown, (path, text));
    }

    /// What a file is called: no two that are called alike, though what is not UTF-8 in a name is shown alike.
    fn name(&self, path: &Path) -> Arc<str> {
        let shown = path.display().to_string();
        let numbered = (2..).map(|number| format!("{shown} ({number})"));
        let mut names = std::iter::once(shown.clone()).chain(numbered);
        let is_free = |name: &String| !self.files.contains_key(name.as_str()) && name != STANDARD_INPUT;
        names.find(is_free).unwrap_or(shown).into()
    }

    fn unreadable(&mut self, name: &str, problem: &ReadProblem) {
        self.unreadable.push(format!("`{name}` can't be read: {problem}"));
    }

    /// Reports what was not read.
    pub(super) fn report(&self) {
        self.unreadable.iter().for_each(|message| output::warning(message));
        if self.generated > 0 {
            let (count, were) = match self.generated {
                1 => ("1 file".to_owned(), "was"),
                count => (format!("{count} files"), "were"),
            };
            output::note(&format!(
                "{count} that promo generated {were} passed over; name one by itself to import it"
            ));
        }
    }
}

/// The path of a file in the project, if it is in its folder: where it stands, even if it is a link.
fn member(path: &Path, root: &Path) -> Option<Arc<str>> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let path = promo_project::real_path(folder).ok()?.join(path.file_name()?);
    Some(promo_project::with_slashes(path.strip_prefix(root).ok()?).into())
}
