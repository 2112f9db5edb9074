//! Writing to the terminal: results to standard output, everything else to standard error, color as asked for.

use std::io::Write;
use std::time::Duration;

use promo_diagnostics::{
    Color, Diagnostic, Level, Sources, one_line, render_concise, render_human, render_json, summary,
};
use similar::TextDiff;

use crate::Status;
use crate::arguments::{ColorChoice, DiagnosticFormat};

/// Longer is not looked for the shortest way to show a difference.
const PATIENCE: Duration = Duration::from_millis(200);

/// How many bytes are printed at once.
const OUTPUT_BUFFER: usize = 64 * 1024;

/// Settles whether colors are used.
pub(crate) fn choose_color(choice: ColorChoice) {
    match choice {
        ColorChoice::Auto => anstream::ColorChoice::Auto.write_global(),
        ColorChoice::Always => anstream::ColorChoice::Always.write_global(),
        ColorChoice::Never => anstream::ColorChoice::Never.write_global(),
    }
}

/// Whether standard error takes colors.
pub(crate) fn error_color() -> Color {
    match anstream::AutoStream::choice(&std::io::stderr()) {
        anstream::ColorChoice::Never => Color::Off,
        _ => Color::On,
    }
}

/// Whether standard output takes colors.
pub(crate) fn result_color() -> Color {
    match anstream::AutoStream::choice(&std::io::stdout()) {
        anstream::ColorChoice::Never => Color::Off,
        _ => Color::On,
    }
}

/// Prints a result.
pub(crate) fn result(text: &str) -> Status {
    results(std::iter::once(text))
}

/// Prints a result piece by piece. A reader that has gone away, such as `head`, is no failure.
pub(crate) fn results(mut pieces: impl Iterator<Item = impl AsRef<str>>) -> Status {
    let mut stdout = std::io::BufWriter::with_capacity(OUTPUT_BUFFER, std::io::stdout().lock());
    let written = pieces.try_for_each(|piece| stdout.write_all(piece.as_ref().as_bytes()));
    match written.and_then(|()| stdout.flush()) {
        Ok(()) => Status::Done,
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Status::Done,
        Err(error) => {
            failure(&format!("the result can't be printed: {}", promo_project::system_words(&error)));
            Status::Failed
        }
    }
}

/// Prints something to know on standard error.
pub(crate) fn note(text: &str) {
    // Nobody is left to be told that standard error is closed.
    let _ = writeln!(std::io::stderr(), "{text}");
}

/// A message without the control characters that a name in it may hold.
fn legible(message: &str) -> String {
    message.lines().map(one_line).collect::<Vec<_>>().join("\n")
}

/// Says why a command can't run.
pub(crate) fn failure(message: &str) {
    let mut stderr = anstream::stderr();
    let _ = writeln!(stderr, "\u{1b}[1;31merror\u{1b}[0m: {}", legible(message));
}

/// Says what a user may not expect, though nothing is wrong.
pub(crate) fn warning(message: &str) {
    let mut stderr = anstream::stderr();
    let _ = writeln!(stderr, "\u{1b}[1;33mwarning\u{1b}[0m: {}", legible(message));
}

/// Prints diagnostics in a format, with their count for people.
pub(crate) fn diagnostics(found: &[Diagnostic], sources: &dyn Sources, format: DiagnosticFormat) {
    let text = match format {
        DiagnosticFormat::Human => human(found, sources),
        DiagnosticFormat::Concise => render_concise(found, sources),
        DiagnosticFormat::Json => render_json(found, sources),
    };
    let _ = std::io::stderr().write_all(text.as_bytes());
}

fn human(found: &[Diagnostic], sources: &dyn Sources) -> String {
    let mut text = render_human(found, sources, error_color());
    if let Some(summary) = summary(found) {
        text.push_str(&summary);
        text.push('\n');
    }
    text
}

/// What would change in a file, as `diff -u` shows it.
pub(crate) fn unified_diff(before: &str, after: &str, path: &str) -> String {
    unified_diff_of(before, after, [path, path])
}

/// The same of two texts with a name each.
pub(crate) fn unified_diff_of(before: &str, after: &str, [name, other_name]: [&str; 2]) -> String {
    let difference = TextDiff::configure().timeout(PATIENCE).diff_lines(before, after);
    difference.unified_diff().header(name, other_name).to_string()
}

/// Whether some of the diagnostics are errors.
pub(crate) fn has_errors(found: &[Diagnostic]) -> bool {
    found.iter().any(|diagnostic| diagnostic.level == Level::Error)
}
