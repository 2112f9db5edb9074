//! The list of manifests that people really deploy, where it is at hand.

use std::path::PathBuf;

use crate::strict::shared_folder;

/// A manifest of the corpus.
#[derive(Clone, Debug)]
pub struct Row {
    pub kind: String,
    pub file: String,
    pub name: String,
    pub origin: String,
    pub is_head: bool,
    pub date: String,
    pub repository: String,
    /// `OK`, or what a cluster would not take.
    pub status: String,
    path: PathBuf,
}

impl Row {
    /// Kind and name of the file, without its ending.
    pub fn stem(&self) -> String {
        format!("{}/{}", self.kind, self.file.trim_end_matches(".yaml"))
    }

    pub fn is_ok(&self) -> bool {
        self.status == "OK"
    }

    /// The manifest. Its first line says where it was found, which was not written by those who deploy it: it is
    /// left empty, so that lines keep their numbers.
    pub fn text(&self) -> String {
        let text = std::fs::read_to_string(&self.path).unwrap();
        let (first, rest) = text.split_once('\n').unwrap();
        assert!(first.starts_with("# source: "), "{}", self.stem());
        format!("\n{rest}")
    }
}

/// All manifests of the corpus; none, which is said, where it is absent.
pub fn rows() -> Option<Vec<Row>> {
    let folder = shared_folder("corpus")?;
    let index = std::fs::read_to_string(folder.join("INDEX.tsv")).unwrap();
    let rows = index.lines().skip(1).map(|line| {
        let columns: Vec<&str> = line.split('\t').collect();
        let text = |index: usize| columns[index].to_owned();
        Row {
            kind: text(0),
            file: text(1),
            name: text(2),
            origin: text(3),
            is_head: columns[4] == "head",
            date: text(5),
            repository: text(6),
            status: text(10),
            path: folder.join(columns[0]).join(columns[1]),
        }
    });
    Some(rows.collect())
}
