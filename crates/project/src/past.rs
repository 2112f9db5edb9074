//! A project as it was at a revision: the same files by the same rules as on the disk, read from the commit. Nothing is
//! checked out, and nothing is written.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use promo_analysis::config::Config;
use promo_emit::is_generated;

use crate::config::{CONFIG_FILE, parse_config};
use crate::discover::Location;
use crate::git::{Content, Entry, EntryKind, Repository, Wanted};
use crate::ignored::{IGNORE_FILE, Ignored};
use crate::load::{LoadError, Loaded, SourceText};
use crate::members::Members;
use crate::path::with_slashes;
use crate::pattern::{Patterns, Role};
use crate::problem::ReadProblem;
use crate::read::{read_text, text};
use crate::revision::{Revision, RevisionError};
use crate::walk::has_source_name;

/// A project as it was.
#[derive(Clone, Debug)]
pub struct Past {
    /// What was in it.
    pub project: Loaded,
    /// The manifests that promo had written, by path.
    pub generated: Vec<SourceText>,
    /// Whether its folder was there at all.
    pub is_there: bool,
    /// The submodules in it that are checked out and don't have the commit, by path: what was in them is not known.
    pub unread: Vec<String>,
}

impl Revision {
    /// The project that lies at a place now, as it was.
    ///
    /// # Errors
    /// The commit is not all there, or the project could not be loaded then either.
    pub fn load(&self, location: &Location) -> Result<Past, RevisionError> {
        let tree = Tree::of(self)?;
        let config = tree.config()?;
        let patterns = Patterns::new(&config.sources, &config.manifests);
        let patterns = patterns.map_err(|error| RevisionError::Load(LoadError::Patterns { error }))?;
        let ignored = tree.ignored(self)?;
        let mut walk = Walk::of(&tree, &self.folder, &ignored, &patterns);
        let members = walk.members();
        let nested = walk.nested.iter().map(|folder| location.root.join(folder)).collect();
        let texts = tree.texts(members)?;
        let mut past = Past {
            project: Loaded {
                root: location.root.clone(),
                config,
                sources: vec![],
                manifests: vec![],
                members: Members::new(location.clone(), patterns),
                nested,
            },
            generated: vec![],
            is_there: tree.is_there,
            unread: tree.unread.iter().map(|folder| with_slashes(folder)).collect(),
        };
        for (role, text) in texts {
            match role {
                Role::Source => past.project.sources.push(text),
                Role::Manifest if is_output(&text) => past.generated.push(text),
                Role::Manifest => past.project.manifests.push(text),
            }
        }
        Ok(past)
    }
}

fn is_output(text: &SourceText) -> bool {
    text.text.as_ref().is_ok_and(|text| is_generated(text.as_bytes()))
}

/// A file that was in the project's folder.
#[derive(Debug)]
struct File {
    /// The path below the project's folder.
    path: PathBuf,
    is_link: bool,
    object: String,
    /// Which of the repositories has it.
    part: usize,
}

/// A repository that the project lies in, or that lies in the project.
struct Part {
    repository: Repository,
    commit: String,
    /// Where it begins, below the project's folder; nothing for the one that the project lies in.
    place: PathBuf,
    /// The folder of it in which the files are.
    folder: PathBuf,
}

/// All files in the project's folder, by path.
struct Tree {
    parts: Vec<Part>,
    files: Vec<File>,
    is_there: bool,
    unread: Vec<PathBuf>,
}

impl Tree {
    fn of(revision: &Revision) -> Result<Tree, RevisionError> {
        let whole = Part {
            repository: revision.repository.clone(),
            commit: revision.commit.clone(),
            place: PathBuf::new(),
            folder: revision.folder.clone(),
        };
        let mut tree = Tree { parts: vec![], files: vec![], is_there: true, unread: vec![] };
        match whole.repository.files(&whole.commit, &whole.folder)? {
            Some(entries) => tree.add(whole, entries)?,
            None => tree.is_there = false,
        }
        tree.files.sort_unstable_by(|one, other| one.path.cmp(&other.path));
        Ok(tree)
    }

    fn add(&mut self, part: Part, entries: Vec<Entry>) -> Result<(), RevisionError> {
        let number = self.parts.len();
        let (top, place, folder) = (part.repository.top.clone(), part.place.clone(), part.folder.clone());
        self.parts.push(part);
        for Entry { path, kind, object } in entries {
            let (inside, path) = (folder.join(&path), place.join(path));
            if kind == EntryKind::Submodule {
                self.add_submodule(&top.join(inside), path, object)?;
            } else {
                self.files.push(File { path, is_link: kind == EntryKind::Link, object, part: number });
            }
        }
        Ok(())
    }

    /// A submodule is a repository of its own. Of one that is not checked out nothing counts, now as then.
    fn add_submodule(&mut self, folder: &Path, place: PathBuf, commit: String) -> Result<(), RevisionError> {
        if !folder.join(".git").exists() {
            return Ok(());
        }
        let found = Repository::in_folder(folder.to_owned()).ok();
        let Some(repository) = found.filter(|found| found.top == folder && found.has(&commit)) else {
            self.unread.push(place);
            return Ok(());
        };
        let entries = repository.files(&commit, Path::new(""))?.unwrap_or_default();
        self.add(Part { repository, commit, place, folder: PathBuf::new() }, entries)
    }

    fn config(&self) -> Result<Config, RevisionError> {
        let file = self.files.iter().find(|file| file.path == Path::new(CONFIG_FILE));
        let Some(content) = self.contents(&Vec::from_iter(file))?.pop() else { return Ok(Config::default()) };
        let text = self.text(&content).map_err(|problem| LoadError::ConfigUnreadable { problem });
        let text = text.map_err(RevisionError::Load)?;
        parse_config(&text).map_err(|errors| RevisionError::Load(LoadError::Config { text, errors }))
    }

    /// What was ignored, by the folders above the project too.
    fn ignored(&self, revision: &Revision) -> Result<Ignored, RevisionError> {
        let mut ignored = Ignored::default();
        let above = revision.folder.ancestors().skip(1).map(|folder| folder.join(IGNORE_FILE));
        let above = revision.repository.some_files(&revision.commit, &Vec::from_iter(above))?;
        let wanted: Vec<Wanted<'_>> = above.iter().map(|entry| Wanted::Object(&entry.object)).collect();
        for (entry, content) in above.iter().zip(revision.repository.contents(&wanted)?) {
            add_rules(&mut ignored, &entry.path, &content);
        }
        let within = self.files.iter().filter(|file| file.path.ends_with(IGNORE_FILE));
        let within: Vec<&File> = within.collect();
        for (file, content) in within.iter().zip(self.contents(&within)?) {
            add_rules(&mut ignored, &revision.folder.join(&file.path), &content);
        }
        let repositories = self.parts.iter().skip(1);
        repositories.for_each(|part| ignored.add_repository(&revision.folder.join(&part.place)));
        Ok(ignored)
    }

    /// What some files held, in order.
    fn contents(&self, files: &[&File]) -> Result<Vec<Content>, RevisionError> {
        let mut contents: Vec<Option<Content>> = files.iter().map(|_| None).collect();
        for (number, part) in self.parts.iter().enumerate() {
            let of_part = files.iter().enumerate().filter(|(_, file)| file.part == number);
            let (places, wanted): (Vec<usize>, Vec<Wanted<'_>>) =
                of_part.map(|(place, file)| (place, part.wanted(file))).unzip();
            for (place, content) in places.into_iter().zip(part.repository.contents(&wanted)?) {
                if let Some(known) = contents.get_mut(place) {
                    *known = Some(content);
                }
            }
        }
        let absent = contents.iter().filter(|content| matches!(content, None | Some(Content::Absent)));
        match absent.count() {
            0 => Ok(contents.into_iter().flatten().collect()),
            files => Err(RevisionError::Absent { files }),
        }
    }

    /// The texts of the members, in their order. A link to a folder is no member, whatever its name.
    fn texts(&self, members: Vec<Member<'_>>) -> Result<Vec<(Role, SourceText)>, RevisionError> {
        let files: Vec<&File> =
            members.iter().filter_map(|member| member.file.as_ref().ok().copied()).collect();
        let mut contents = self.contents(&files)?.into_iter();
        let mut texts = Vec::with_capacity(members.len());
        for Member { path, role, file } in members {
            let content = if file.is_ok() { contents.next() } else { None };
            if content == Some(Content::Folder) && !is_named_as_source(&path, role) {
                continue;
            }
            let text = match (file, &content) {
                (Err(problem), _) => Err(problem),
                (Ok(_), Some(content)) => self.text(content),
                (Ok(_), None) => Err(ReadProblem::Vanished),
            };
            let seen = || match &content {
                Some(Content::Bytes(bytes)) => String::from_utf8_lossy(bytes).into_owned(),
                _ => String::new(),
            };
            texts.push((role, SourceText::new(with_slashes(&path).into(), role, text, seen)));
        }
        Ok(texts)
    }

    /// What a link leads to outside of the repository is no part of any revision, and is as it is now.
    fn text(&self, content: &Content) -> Result<Arc<str>, ReadProblem> {
        let top = self.parts.first().map(|part| part.repository.top.as_path());
        match content {
            Content::Bytes(bytes) => text(bytes),
            Content::TooLarge(bytes) => Err(ReadProblem::TooLarge { bytes: *bytes }),
            Content::Folder => Err(ReadProblem::IsFolder),
            Content::Outside(path) => read_text(&top.unwrap_or(Path::new("")).join(path)),
            Content::Nowhere | Content::Absent => Err(ReadProblem::Vanished),
        }
    }
}

impl Part {
    fn wanted<'a>(&'a self, file: &'a File) -> Wanted<'a> {
        if !file.is_link {
            return Wanted::Object(&file.object);
        }
        let inside = file.path.strip_prefix(&self.place).unwrap_or(&file.path);
        Wanted::Linked(&self.commit, self.folder.join(inside))
    }
}

fn add_rules(ignored: &mut Ignored, path: &Path, content: &Content) {
    if let (Some(folder), Content::Bytes(bytes)) = (path.parent(), content) {
        ignored.add(folder, bytes);
    }
}

fn is_named_as_source(path: &Path, role: Role) -> bool {
    role == Role::Source && has_source_name(path)
}

/// A member of the project: what it is to it, and the file, or why there is no point in reading it.
struct Member<'a> {
    path: PathBuf,
    role: Role,
    file: Result<&'a File, ReadProblem>,
}

/// A walk over the files of a commit, by the rules of one over a folder.
struct Walk<'a> {
    tree: &'a Tree,
    /// Where the project lies, from the top of the work tree.
    folder: &'a Path,
    ignored: &'a Ignored,
    patterns: &'a Patterns,
    /// The folders with a `promo.toml` of their own.
    others: HashSet<&'a Path>,
    /// The folders so far, and whether they are walked into.
    entered: HashMap<PathBuf, bool>,
    /// The folders that are members, which is a mistake.
    mistaken: Vec<PathBuf>,
    /// The folders so far that are projects of their own.
    nested: Vec<PathBuf>,
}

impl<'a> Walk<'a> {
    fn of(tree: &'a Tree, folder: &'a Path, ignored: &'a Ignored, patterns: &'a Patterns) -> Walk<'a> {
        let configs = tree.files.iter().filter(|file| file.path.ends_with(CONFIG_FILE));
        let others = configs.filter_map(|file| file.path.parent()).collect();
        let entered = HashMap::from([(PathBuf::new(), true)]);
        Walk { tree, folder, ignored, patterns, others, entered, mistaken: vec![], nested: vec![] }
    }

    /// The members by path.
    fn members(&mut self) -> Vec<Member<'a>> {
        let mut members: Vec<Member<'a>> = Vec::new();
        for file in &self.tree.files {
            let is_entered = file.path.parent().is_some_and(|folder| self.is_entered(folder));
            if !is_entered || self.ignored.is_skipped(&self.folder.join(&file.path), false) {
                continue;
            }
            let Some(role) = self.patterns.role(&file.path) else { continue };
            let is_text = file.path.to_str().is_some();
            let found = if is_text { Ok(file) } else { Err(ReadProblem::NameNotUtf8) };
            members.push(Member { path: file.path.clone(), role, file: found });
        }
        let mistaken = self.mistaken.drain(..);
        members.extend(mistaken.map(|path| Member {
            path,
            role: Role::Source,
            file: Err(ReadProblem::IsFolder),
        }));
        members.sort_by_cached_key(|member| with_slashes(&member.path));
        members.dedup_by(|one, other| with_slashes(&one.path) == with_slashes(&other.path));
        members
    }

    fn is_entered(&mut self, folder: &Path) -> bool {
        if let Some(known) = self.entered.get(folder) {
            return *known;
        }
        let is_above_entered = folder.parent().is_some_and(|above| self.is_entered(above));
        let is_entered = is_above_entered && self.enters(folder);
        self.entered.insert(folder.to_owned(), is_entered);
        is_entered
    }

    /// Whether a folder is walked into that is come to.
    fn enters(&mut self, folder: &Path) -> bool {
        if self.ignored.is_skipped(&self.folder.join(folder), true) {
            return false;
        }
        if self.others.contains(folder) {
            self.nested.push(folder.to_owned());
            return false;
        }
        if self.patterns.role(folder).is_some_and(|role| is_named_as_source(folder, role)) {
            self.mistaken.push(folder.to_owned());
        }
        true
    }
}
