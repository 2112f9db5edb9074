//! `promo lsp`: the language server, for editors.

use crate::Status;
use crate::output;
use clap::Args;

pub(crate) const HELP: &str = "\
Editors start it themselves: see docs/editors";

#[derive(Args, Debug)]
pub(crate) struct Lsp {
    /// Accepted because many editors pass it; there is no other transport
    #[arg(long, hide = true)]
    pub(crate) stdio: bool,
}

pub(crate) fn run() -> Status {
    match promo_lsp::serve_standard_streams() {
        Ok(true) => Status::Done,
        // The protocol asks for status 1 where the exit came without a shutdown.
        Ok(false) => Status::Found,
        Err(error) => {
            output::failure(&format!("the language server can't be started: {error}"));
            Status::Failed
        }
    }
}
