//! `version from` and `promote`: files, and paths in them.

use indexmap::IndexMap;
use indexmap::map::Entry;
use promo_diagnostics::Rule;
use promo_syntax::{NodeKind, SyntaxNode, TokenKind};

use super::clauses::all;
use super::values;
use crate::evaluate::{Due, Evaluator};
use crate::finding::Finding;
use crate::jsonpath::{self, WHOLE_FILE};
use crate::model::{Name, PromotedFile, Promotion, Sourced, VersionSource};
use crate::paths::{self, PathRole};
use crate::site::Site;
use crate::value::{Type, Value};

/// The files that are promoted, in order.
type Files<'db> = IndexMap<Name, Collected<'db>>;

/// What is due in a clause that names a file and paths in it.
struct Dues<'db> {
    file: Due<'db>,
    path: Due<'db>,
}

/// What of a file is promoted, and where that is said first.
struct Collected<'db> {
    place: Site<'db>,
    paths: IndexMap<Name, Site<'db>>,
    /// Whether it was reported that both the whole file and some of its paths are promoted.
    is_reported: bool,
}

impl<'db> Evaluator<'db, '_> {
    /// What some clauses promote; none if something is wrong or can't be known here.
    pub(super) fn promotion(&mut self, clauses: &[SyntaxNode<'_>]) -> Option<Promotion<'db>> {
        let mut promotion = Promotion::default();
        let mut complete = true;
        for clause in
            all(clauses, TokenKind::VersionKeyword).filter(|clause| clause.has_token(TokenKind::FromKeyword))
        {
            let nodes = values(clause);
            let dues = self.dues_in(clause);
            let file = nodes.first().and_then(|node| self.file(*node, &dues));
            let path = nodes.get(1).and_then(|node| self.path(*node, &dues, PathRole::Version));
            promotion.version = file.zip(path).map(|(file, path)| VersionSource { file, path });
            complete &= promotion.version.is_some();
        }
        let mut files = Files::default();
        for clause in all(clauses, TokenKind::PromoteKeyword) {
            match self.promoted_file(clause) {
                Some((file, paths)) => self.add_file(&mut files, clause, file, paths),
                None => complete = false,
            }
        }
        promotion.files = files.into_iter().map(promoted_file).collect();
        complete.then_some(promotion)
    }

    fn promoted_file(
        &mut self,
        clause: SyntaxNode<'_>,
    ) -> Option<(Sourced<'db, Name>, Vec<Sourced<'db, Name>>)> {
        let nodes = values(clause);
        let (file, paths) = nodes.split_first()?;
        let dues = self.dues_in(clause);
        let file = self.file(*file, &dues);
        // Where no file is named, a mere word behind it is nobody's path: one mistake is told once.
        let paths = paths.iter().filter(|node| file.is_some() || node.kind() != NodeKind::Reference);
        let paths: Vec<_> = paths.map(|node| self.path(*node, &dues, PathRole::Promoted)).collect();
        let paths: Option<Vec<Sourced<'db, Name>>> = paths.into_iter().collect();
        let (file, mut paths) = (file?, paths?);
        if paths.is_empty() {
            paths.push(Sourced::new(WHOLE_FILE.into(), file.place));
        }
        Some((file, paths))
    }

    /// Clauses for one file add up; a path given twice counts once.
    fn add_file(
        &mut self,
        files: &mut Files<'db>,
        clause: SyntaxNode<'_>,
        file: Sourced<'db, Name>,
        paths: Vec<Sourced<'db, Name>>,
    ) {
        let Sourced { value: file, place } = file;
        let new = || Collected { place, paths: IndexMap::new(), is_reported: false };
        let known = files.entry(file.clone()).or_insert_with(new);
        let mut repeated = None;
        for Sourced { value: path, place } in paths {
            match known.paths.entry(path) {
                Entry::Occupied(entry) => repeated = Some(entry.key().clone()),
                Entry::Vacant(entry) => {
                    entry.insert(place);
                }
            }
        }
        if known.is_reported {
            return;
        }
        let is_mixed = known.paths.len() > 1 && known.paths.contains_key(WHOLE_FILE);
        known.is_reported = is_mixed;
        let (message, help) = match repeated {
            _ if is_mixed => (
                format!("the whole of `{file}` is promoted, so its paths say nothing"),
                "keep the paths, or the clause without them",
            ),
            Some(path) if *path == *WHOLE_FILE => {
                (format!("the whole of `{file}` is promoted twice"), "name each file once")
            }
            Some(path) => (format!("`{path}` of `{file}` is promoted twice"), "name each path once"),
            None => return,
        };
        self.report(Finding::new(Rule::DuplicateKey, self.place(clause), message).help(help));
    }

    fn dues_in(&self, clause: SyntaxNode<'_>) -> Dues<'db> {
        let mut file = self.due_after(clause, Type::String);
        if clause.has_token(TokenKind::FromKeyword) {
            file.owner = "`version from`".to_owned();
        }
        let path = Due { kind: Type::Path, ..file.clone() };
        Dues { file, path }
    }

    fn file(&mut self, node: SyntaxNode<'_>, dues: &Dues<'db>) -> Option<Sourced<'db, Name>> {
        let file = self.string_value(node, &dues.file)?;
        if let Some(problem) = paths::file_problem(&file.value) {
            self.report(paths::invalid_file(self.place(node), problem));
            return None;
        }
        let mistake = paths::check_file(&file.value);
        self.findings.extend(mistake.map(|mistake| mistake.at(file.place)));
        Some(file)
    }

    fn path(&mut self, node: SyntaxNode<'_>, dues: &Dues<'db>, role: PathRole) -> Option<Sourced<'db, Name>> {
        let Value::Path(path) = self.value(node, &dues.path)? else {
            return None;
        };
        let is_written_here = node.text() == &*path;
        let place = self.place(node);
        let Err(problem) = jsonpath::check(&path) else {
            let mistake = paths::check(&path, role);
            self.findings.extend(mistake.map(|mistake| match is_written_here {
                true => mistake.within(place),
                false => mistake.at(place),
            }));
            return Some(Sourced::new(path, place));
        };
        let place = if is_written_here { place.inside(problem.range.clone()) } else { place };
        let finding = Finding::new(Rule::InvalidPath, place, problem.message);
        let finding = finding.help(paths::DIALECT);
        self.report(match problem.instead {
            Some(instead) if is_written_here => {
                finding.replace(format!("write `{instead}`"), self.place(node), instead)
            }
            _ => finding,
        });
        None
    }
}

fn promoted_file<'db>((file, known): (Name, Collected<'db>)) -> PromotedFile<'db> {
    let paths = known.paths.into_iter().map(|(path, place)| Sourced::new(path, place));
    PromotedFile { file: Sourced::new(file, known.place), paths: paths.collect() }
}
