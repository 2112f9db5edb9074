//! What is outside of the new sources: the project that they go into, without what is imported.

use std::ops::Range;
use std::sync::Arc;

use promo_analysis::names::{Namespace, resolve};
use promo_analysis::{Change, Database, Volatility};
use rustc_hash::FxHashMap;

use crate::objects::Object;
use crate::{Around, File, ManifestText};

/// The project, from which objects are taken out and to which sources are added.
pub(crate) struct Outside<'i> {
    database: Database,
    folder: &'i str,
    /// The texts that are manifests of the project, by index, each with its path there.
    members: Vec<(usize, Arc<str>)>,
    manifests: &'i [ManifestText],
}

impl<'i> Outside<'i> {
    /// The project without any of the objects.
    pub(crate) fn new(around: &'i Around, manifests: &'i [ManifestText], objects: &[Object]) -> Outside<'i> {
        let known: FxHashMap<&str, &Arc<str>> =
            around.manifests.iter().map(|(path, text)| (&**path, text)).collect();
        let members = manifests.iter().enumerate().filter_map(|(index, manifest)| {
            let path = manifest.member.as_ref().filter(|path| known.contains_key(&***path))?;
            Some((index, path.clone()))
        });
        let members: Vec<(usize, Arc<str>)> = members.collect();
        let mut outside =
            Outside { database: Database::default(), folder: &around.folder, members, manifests };
        let own: FxHashMap<Arc<str>, Arc<str>> = outside.texts_without(objects.iter()).into_iter().collect();
        let manifests = around.manifests.iter().map(|(path, text)| {
            let text = own.get(path).unwrap_or(text);
            (path.clone(), Some(text.clone()))
        });
        let sources = around.sources.iter().map(|(path, text)| source(path.clone(), text.clone()));
        outside.database.apply(Change {
            sources: sources.collect(),
            manifests: manifests.collect(),
            config: Some(Arc::new(around.config.clone())),
        });
        outside
    }

    pub(crate) fn database(&self) -> &Database {
        &self.database
    }

    /// Whether a name is declared there.
    pub(crate) fn declares(&self, namespace: Namespace, name: &str) -> bool {
        resolve(&self.database, namespace, name).is_some()
    }

    /// Takes these objects out, and puts all others back.
    pub(crate) fn take_out<'o>(&mut self, objects: impl Iterator<Item = &'o Object>) {
        let manifests = self.texts_without(objects).into_iter();
        let manifests = manifests.map(|(path, text)| (path, Some(text))).collect();
        self.database.apply(Change { manifests, ..Change::default() });
    }

    /// Adds the new sources.
    pub(crate) fn add(&mut self, files: &[File]) {
        let sources = files.iter().map(|file| source(self.path(file), file.text.as_str().into())).collect();
        self.database.apply(Change { sources, ..Change::default() });
    }

    /// Takes the new sources away.
    pub(crate) fn remove(&mut self, files: &[File]) {
        let sources = files.iter().map(|file| (self.path(file), None)).collect();
        self.database.apply(Change { sources, ..Change::default() });
    }

    /// The path of a new source in the project.
    pub(crate) fn path(&self, file: &File) -> Arc<str> {
        format!("{}{}", self.folder, file.path).into()
    }

    /// The texts of the project's manifests in which some objects say nothing, by path.
    fn texts_without<'o>(&self, objects: impl Iterator<Item = &'o Object>) -> Vec<(Arc<str>, Arc<str>)> {
        let mut spans: FxHashMap<usize, Vec<Range<usize>>> = FxHashMap::default();
        for object in objects {
            spans.entry(object.text).or_default().push(object.span());
        }
        let texts = self.members.iter().filter_map(|(index, path)| {
            let text = &self.manifests.get(*index)?.text;
            let text = spans.get(index).map_or(text.clone(), |spans| without(text, spans).into());
            Some((path.clone(), text))
        });
        texts.collect()
    }
}

fn source(path: Arc<str>, text: Arc<str>) -> (Arc<str>, Option<(Arc<str>, Volatility)>) {
    (path, Some((text, Volatility::Closed)))
}

/// A text in which some places are empty maps, so that all others stay where they are.
fn without(text: &str, spans: &[Range<usize>]) -> String {
    let mut bytes = text.as_bytes().to_vec();
    for span in spans {
        let Some(bytes) = bytes.get_mut(span.clone()) else { continue };
        bytes.iter_mut().filter(|byte| !byte.is_ascii_control()).for_each(|byte| *byte = b' ');
        if let [first, second, ..] = bytes {
            (*first, *second) = (b'{', b'}');
        }
    }
    String::from_utf8(bytes).unwrap_or_default()
}
