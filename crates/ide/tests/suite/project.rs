//! A project in a database, from a fixture.

use promo_analysis::{Change, Database, SourceFile};
use promo_diagnostics::{Edit, LineMap, Place};
use promo_ide::FilePosition;
use promo_testing::Fixture;

pub struct Project {
    pub fixture: Fixture,
    pub database: Database,
}

impl Project {
    pub fn new(text: &str) -> Project {
        let fixture = Fixture::parse(text);
        let files = fixture.files.iter().map(|file| (file.path.clone(), file.text.as_str().into()));
        let mut database = Database::default();
        database.apply(Change::of_texts(files));
        Project { fixture, database }
    }

    pub fn source(&self, path: &str) -> SourceFile {
        self.database.source(path).unwrap()
    }

    /// The place of the only cursor.
    pub fn position(&self) -> FilePosition {
        let cursor = self.fixture.cursor();
        FilePosition { file: self.source(&cursor.file), offset: cursor.offset }
    }

    /// The bytes between two cursors, or at the only one.
    pub fn selection(&self) -> (SourceFile, std::ops::Range<usize>) {
        let (Some(first), Some(last)) = (self.fixture.cursors.first(), self.fixture.cursors.last()) else {
            panic!("there is no cursor");
        };
        (self.source(&first.file), first.offset..last.offset)
    }

    /// The file of the only cursor, or else the first.
    pub fn file(&self) -> SourceFile {
        let first = self.fixture.files.first().map(|file| file.path.clone());
        let cursor = self.fixture.cursors.first().map(|cursor| cursor.file.clone());
        self.source(&cursor.or(first).unwrap())
    }

    /// The files that edits change, as they are then.
    pub fn edited(&self, edits: &[Edit]) -> String {
        let mut shown = String::new();
        for file in &self.fixture.files {
            let mut own: Vec<&Edit> = edits.iter().filter(|edit| edit.place.file == file.path).collect();
            own.sort_by_key(|edit| edit.place.start);
            if own.is_empty() {
                continue;
            }
            let mut text = file.text.clone();
            own.iter().rev().for_each(|edit| text.replace_range(edit.place.range(), &edit.text));
            shown += &format!("//- /{}\n{text}", file.path);
        }
        shown
    }

    /// A place as people write it.
    pub fn line(&self, place: &Place) -> String {
        let line = LineMap::new(self.fixture.text(&place.file)).position(place.start).line;
        format!("{}:{line}", place.file)
    }

    /// A place as people write it, with the text that stands there.
    pub fn shown(&self, path: &str, range: std::ops::Range<usize>) -> String {
        let text = self.fixture.text(path);
        let position = LineMap::new(text).position(range.start);
        format!("{path}:{}:{} {:?}", position.line, position.column, &text[range])
    }
}
