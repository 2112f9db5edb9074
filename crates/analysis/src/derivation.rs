//! Where a value is written out that a declaration has: in a clause, or in the constant or argument whose name the
//! clause gives; and the uses of patterns by which it came to be the declaration's. Found by names alone, when somebody
//! asks: nothing is evaluated for it.

use promo_syntax::{NodeKind, SyntaxNode, TokenKind};

use crate::database::Db;
use crate::declaration::{Declaration, DeclarationKind, Place, name_text};
use crate::evaluate::value_of;
use crate::lower::parameters;
use crate::model::Name;
use crate::names::{Definition, Namespace, emitted_namespace, reference_text, resolve};
use crate::site::Site;
use crate::value::Value;

/// No way is longer: chains of definitions are bounded, and this is more than they may be.
const LONGEST_WAY: usize = 512;

/// A place that has a part in a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step<'db> {
    /// The place.
    pub site: Site<'db>,
    /// What stands there.
    pub what: Part,
}

/// What stands in a place that has a part in a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// A clause, or the name of the declaration.
    Clause,
    /// What a constant of a name holds.
    Constant(Name),
    /// What is given for a parameter of a name.
    Argument(Name),
    /// What a parameter of a name is where nothing is given for it.
    Default(Name),
    /// The use of a pattern of a name.
    Use(Name),
}

/// The way of a value of a declaration: the place that says it, then the constants and arguments through which it is
/// written out, then the uses of the pattern that says it, the innermost first. The value is as a manifest has it.
pub fn derivation<'db>(
    db: &'db dyn Db,
    declaration: Declaration<'db>,
    site: Site<'db>,
    value: &str,
) -> Vec<Step<'db>> {
    let mut way = Way { db, uses: uses(db, declaration), steps: vec![Step { site, what: Part::Clause }] };
    if let Site::Source(place) = site {
        let level = way.level_of(place.declaration);
        if let Some(node) = node_at(db, place) {
            way.follow(Scoped { declaration: place.declaration, level }, node, value);
        }
        way.add_uses(level);
    }
    way.steps
}

/// The last place of a way in which the value is written, rather than the pattern used that says it.
pub fn written_out<'s, 'db>(way: &'s [Step<'db>]) -> Option<&'s Step<'db>> {
    way.iter().rfind(|step| !matches!(step.what, Part::Use(_)))
}

/// That a declaration uses a pattern.
struct Use<'db> {
    user: Declaration<'db>,
    pattern: Declaration<'db>,
}

/// The patterns by which a declaration is defined, each with what uses it, the declaration first.
fn uses<'db>(db: &'db dyn Db, declaration: Declaration<'db>) -> Vec<Use<'db>> {
    let mut uses: Vec<Use<'db>> = Vec::new();
    let mut user = declaration;
    while let Some(pattern) = used_pattern(db, user).filter(|_| uses.len() < LONGEST_WAY) {
        uses.push(Use { user, pattern });
        user = pattern;
    }
    uses
}

fn used_pattern<'db>(db: &'db dyn Db, user: Declaration<'db>) -> Option<Declaration<'db>> {
    let name = use_node(db, user)?.values().next().map(reference_text)?;
    resolve(db, emitted_namespace(user.kind(db))?, &name)?.declaration()
}

fn use_node<'db>(db: &'db dyn Db, user: Declaration<'db>) -> Option<SyntaxNode<'db>> {
    user.node(db).child(NodeKind::Use)
}

/// The value that stands in a place, if it is one whole.
fn node_at<'db>(db: &'db dyn Db, place: Place<'db>) -> Option<SyntaxNode<'db>> {
    let tokens = place.first as usize..place.end as usize;
    let mut nodes = place.declaration.node(db).descendants().filter(|node| node.kind().is_value());
    nodes.find(|node| node.tokens() == tokens && place.inside.is_none())
}

/// Where a value stands: a declaration, and which of the uses binds its parameters, if it has any.
#[derive(Clone, Copy)]
struct Scoped<'db> {
    declaration: Declaration<'db>,
    level: Option<usize>,
}

/// What a name in a value leads to.
struct Target<'db> {
    scope: Scoped<'db>,
    node: SyntaxNode<'db>,
    what: Part,
}

struct Way<'db> {
    db: &'db dyn Db,
    uses: Vec<Use<'db>>,
    steps: Vec<Step<'db>>,
}

impl<'db> Way<'db> {
    /// Which of the uses is that of a pattern.
    fn level_of(&self, declaration: Declaration<'db>) -> Option<usize> {
        self.uses.iter().position(|known| known.pattern == declaration)
    }

    /// Adds where a value is written out that is given by a name.
    fn follow(&mut self, scope: Scoped<'db>, node: SyntaxNode<'db>, value: &str) {
        let (mut scope, mut node) = (scope, node);
        while let Some(target) = self.target(scope, node).filter(|_| self.steps.len() < LONGEST_WAY) {
            if !self.holds(target.scope, target.node, value) {
                return;
            }
            (scope, node) = (target.scope, self.item(target.scope, target.node, value));
            let site = Place::of(scope.declaration, node).into();
            self.steps.push(Step { site, what: target.what });
        }
    }

    /// What a name stands for, if it is that of a parameter or a constant.
    fn target(&self, scope: Scoped<'db>, node: SyntaxNode<'db>) -> Option<Target<'db>> {
        if node.kind() != NodeKind::Reference {
            return None;
        }
        let name = node.text();
        self.argument(scope, name).or_else(|| self.constant(name))
    }

    fn argument(&self, scope: Scoped<'db>, name: &str) -> Option<Target<'db>> {
        let level = scope.level?;
        let Use { user, pattern } = self.uses.get(level)?;
        let list = &parameters(self.db, *pattern).list;
        let (index, parameter) = list.iter().enumerate().find(|(_, known)| *known.name == *name)?;
        let name = parameter.name.clone();
        if let Some(node) = given(self.db, *user, index, &name) {
            let scope = Scoped { declaration: *user, level: level.checked_sub(1) };
            return Some(Target { scope, node, what: Part::Argument(name) });
        }
        let node = default_of(self.db, *pattern, &name)?;
        // No parameter is in reach where another is declared.
        let scope = Scoped { declaration: *pattern, level: None };
        Some(Target { scope, node, what: Part::Default(name) })
    }

    fn constant(&self, name: &str) -> Option<Target<'db>> {
        let declaration = resolve(self.db, Namespace::Constants, name).and_then(Definition::declaration)?;
        if declaration.kind(self.db) != DeclarationKind::Constant {
            return None;
        }
        let node = declaration.node(self.db).values().next()?;
        Some(Target { scope: Scoped { declaration, level: None }, node, what: Part::Constant(name.into()) })
    }

    /// The part of a list that holds a value; what is no list is that itself.
    fn item(&self, scope: Scoped<'db>, node: SyntaxNode<'db>, value: &str) -> SyntaxNode<'db> {
        let mut found = node;
        while found.kind() == NodeKind::List {
            match found.values().find(|item| self.holds(scope, *item, value)) {
                Some(item) => found = item,
                None => return node,
            }
        }
        found
    }

    /// Whether a value is, or has in it, what a manifest says. A word may be the name of something that has nothing to
    /// do with it.
    fn holds(&self, scope: Scoped<'db>, node: SyntaxNode<'db>, value: &str) -> bool {
        match node.kind() {
            NodeKind::List => node.values().any(|item| self.holds(scope, item, value)),
            NodeKind::Reference => match self.argument(scope, node.text()) {
                Some(target) => self.holds(target.scope, target.node, value),
                None => reference_text(node) == value || self.constant_holds(node.text(), value),
            },
            _ => may_be(&literal_value(node), value),
        }
    }

    fn constant_holds(&self, name: &str, value: &str) -> bool {
        let definition = resolve(self.db, Namespace::Constants, name);
        definition.is_some_and(|definition| may_be(&value_of(self.db, definition, name), value))
    }

    /// Adds the uses that led to the pattern of a level, but for those that gave the value.
    fn add_uses(&mut self, level: Option<usize>) {
        let Some(level) = level else { return };
        let inner_first: Vec<&Use<'db>> = self.uses.iter().take(level + 1).rev().collect();
        let mut added = Vec::new();
        for Use { user, pattern } in inner_first {
            let is_in_use = |step: &Step<'db>| {
                matches!(step.what, Part::Argument(_)) && step.site.declaration() == Some(*user)
            };
            if let Some(node) = use_node(self.db, *user).filter(|_| !self.steps.iter().any(is_in_use)) {
                let what = Part::Use(pattern.name(self.db).clone());
                added.push(Step { site: Place::of(*user, node).into(), what });
            }
        }
        self.steps.extend(added);
    }
}

/// What is given for a parameter, by its place or its name.
fn given<'db>(db: &'db dyn Db, user: Declaration<'db>, index: usize, name: &str) -> Option<SyntaxNode<'db>> {
    let arguments = use_node(db, user)?.child(NodeKind::Arguments)?;
    let arguments = || arguments.children().filter(|child| child.kind() == NodeKind::Argument);
    let name_of = |argument: SyntaxNode<'db>| argument.child(NodeKind::Name).map(name_text);
    let by_name = arguments().find(|argument| name_of(*argument).is_some_and(|given| given == name));
    let by_place = || arguments().nth(index).filter(|argument| name_of(*argument).is_none());
    by_name.or_else(by_place)?.values().next()
}

/// The default of a parameter.
fn default_of<'db>(db: &'db dyn Db, pattern: Declaration<'db>, name: &str) -> Option<SyntaxNode<'db>> {
    let mut all = pattern.node(db).child(NodeKind::Parameters)?.children();
    let parameter =
        all.find(|node| node.child(NodeKind::Name).is_some_and(|known| name_text(known) == name))?;
    let equals = parameter.find_token(TokenKind::Equals)?;
    parameter.values().find(|value| value.tokens().start > equals)
}

/// A literal, as far as its text tells what it is.
fn literal_value(node: SyntaxNode<'_>) -> Value {
    let token = node.tree().tokens().get(node.tokens().start);
    match token.map(|token| token.kind) {
        Some(TokenKind::Duration) => Value::Duration(0),
        _ => Value::String(reference_text(node).into()),
    }
}

/// Whether a value may be what a manifest says, or have it in it. Manifests have their own words for durations and
/// kinds, and what is put into a text can't be told from it.
fn may_be(value: &Value, said: &str) -> bool {
    match value {
        Value::List(items) => items.iter().any(|item| may_be(item, said)),
        Value::Duration(_) | Value::Kind(_) => true,
        Value::String(text) if text.contains("${") => true,
        value => value.interpolated().is_some_and(|text| text == said),
    }
}
