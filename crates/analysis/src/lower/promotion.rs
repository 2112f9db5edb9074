//! `version from` and `promote`: files, and paths in them.

use std::sync::Arc;

use promo_diagnostics::Rule;
use promo_syntax::{SyntaxNode, TokenKind};

use super::clauses::all;
use super::values;
use crate::evaluate::{Due, Evaluator};
use crate::finding::Finding;
use crate::jsonpath;
use crate::model::Promotion;
use crate::value::{Type, Value};

impl<'db> Evaluator<'db, '_> {
    /// What some clauses promote; none if something is wrong or can't be known here.
    pub(super) fn promotion(&mut self, clauses: &[SyntaxNode<'_>]) -> Option<Promotion> {
        let mut promotion = Promotion::default();
        let mut complete = true;
        for clause in
            all(clauses, TokenKind::VersionKeyword).filter(|clause| clause.has_token(TokenKind::FromKeyword))
        {
            let nodes = values(clause);
            let file = nodes.first().and_then(|node| self.file(clause, *node));
            let path = nodes.get(1).and_then(|node| self.path(clause, *node));
            promotion.version = file.zip(path);
            complete &= promotion.version.is_some();
        }
        for clause in all(clauses, TokenKind::PromoteKeyword) {
            match self.promoted_file(clause) {
                Some((file, paths)) => self.add_file(&mut promotion, clause, file, paths),
                None => complete = false,
            }
        }
        complete.then_some(promotion)
    }

    fn promoted_file(&mut self, clause: SyntaxNode<'_>) -> Option<(Arc<str>, Vec<Arc<str>>)> {
        let nodes = values(clause);
        let (file, paths) = nodes.split_first()?;
        let file = self.file(clause, *file);
        let paths: Vec<_> = paths.iter().map(|node| self.path(clause, *node)).collect();
        let paths: Option<Vec<Arc<str>>> = paths.into_iter().collect();
        let whole_file = || vec![Arc::from("*")];
        Some((file?, paths.map(|paths| if paths.is_empty() { whole_file() } else { paths })?))
    }

    /// Clauses for one file add up; a path given twice counts once.
    fn add_file(
        &mut self,
        promotion: &mut Promotion,
        clause: SyntaxNode<'_>,
        file: Arc<str>,
        paths: Vec<Arc<str>>,
    ) {
        let known = promotion.files.iter_mut().find(|(known, _)| *known == file);
        match known {
            Some((_, known)) => known.extend(paths),
            None => promotion.files.push((file.clone(), paths)),
        }
        let Some((_, paths)) = promotion.files.iter_mut().find(|(known, _)| *known == file) else {
            return;
        };
        let mut seen = Vec::new();
        let mut repeated = None;
        paths.retain(|path| {
            let is_new = !seen.contains(path);
            if is_new {
                seen.push(path.clone());
            } else {
                repeated = Some(path.clone());
            }
            is_new
        });
        if let Some(path) = repeated {
            let message = format!("`{path}` of `{file}` is promoted twice");
            self.report(
                Finding::new(Rule::DuplicateKey, self.place(clause), message).help("name each path once"),
            );
        }
    }

    fn due_in(&self, clause: SyntaxNode<'_>, kind: Type) -> Due<'db> {
        let mut due = self.due_after(clause, kind);
        if clause.has_token(TokenKind::FromKeyword) {
            due.owner = "`version from`".to_owned();
        }
        due
    }

    fn file(&mut self, clause: SyntaxNode<'_>, node: SyntaxNode<'_>) -> Option<Arc<str>> {
        let due = self.due_in(clause, Type::String);
        let file = self.string_value(node, &due)?;
        let problem = match &*file {
            "" => "the path of a file is empty",
            path if path.starts_with('/') => {
                "the path of a file begins with `/`, and files are relative to the application"
            }
            path if path.contains('\n') => "the path of a file holds a line end",
            _ => return Some(file),
        };
        let finding = Finding::new(Rule::InvalidFile, self.place(node), problem);
        self.report(finding.help(
            "write the path from the folder that the Application's source names, such as `\"Chart.yaml\"`",
        ));
        None
    }

    fn path(&mut self, clause: SyntaxNode<'_>, node: SyntaxNode<'_>) -> Option<Arc<str>> {
        let due = self.due_in(clause, Type::Path);
        let Value::Path(path) = self.value(node, &due)? else {
            return None;
        };
        let Err(problem) = jsonpath::check(&path) else {
            return Some(path);
        };
        let is_written_here = node.text() == &*path;
        let place = self.place(node);
        let place = if is_written_here { place.inside(problem.range.clone()) } else { place };
        let finding = Finding::new(Rule::InvalidPath, place, problem.message);
        let help = "the paths that Codefresh reads are made of `$`, `.name`, `..name`, `.*`, `[0]`, \
                    `[\"name\"]` and `[?(@.name == \"x\")]`";
        let finding = finding.help(help);
        self.report(match problem.instead {
            Some(instead) if is_written_here => {
                finding.replace(format!("write `{instead}`"), self.place(node), instead)
            }
            _ => finding,
        });
        None
    }
}
