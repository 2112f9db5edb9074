//! `promo check`: what is wrong with a project.

use std::path::Path;

use promo_diagnostics::{Diagnostic, Level};

use crate::Status;
use crate::arguments::{Check, DiagnosticFormat};
use crate::output;
use crate::session::{Selection, Session};

pub(crate) fn run(arguments: &Check) -> Status {
    let first = arguments.paths.first().map_or(Path::new("."), |path| path.as_path());
    let Some(session) = Session::load(first) else { return Status::Failed };
    let selection = match Selection::new(&session.root, &arguments.paths) {
        Ok(selection) => selection,
        Err(message) => {
            output::failure(&message);
            return Status::Failed;
        }
    };
    let found = session.diagnostics();
    let named: Vec<Diagnostic> =
        found.into_iter().filter(|found| selection.holds(&found.place.file)).collect();
    let printed = print(&named, &session, arguments.output);
    if printed == Status::Failed {
        return printed;
    }
    let worst = if arguments.deny_warnings { Level::Warning } else { Level::Error };
    if named.iter().any(|diagnostic| diagnostic.level >= worst) { Status::Found } else { Status::Done }
}

/// JSON is the result of the command; what people read goes where messages go.
fn print(found: &[Diagnostic], session: &Session, format: DiagnosticFormat) -> Status {
    if format == DiagnosticFormat::Json {
        return output::result(&promo_diagnostics::render_json(found, session));
    }
    output::diagnostics(found, session, format);
    Status::Done
}
