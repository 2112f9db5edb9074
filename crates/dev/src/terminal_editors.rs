//! The editors of the terminal: what is in `editors` for Neovim, Emacs and Vim, tried in the real ones with the
//! promo just built. Knows how they are started and what they need; what promo does in them is said in the
//! scripts in `tests/editors`.

use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};

use crate::test::cargo;
use crate::tools::{Needed, ensure_debian_packages};

struct Editor {
    name: &'static str,
    needed: &'static [Needed],
    /// The program and its arguments, up to the script.
    command: &'static [&'static str],
    /// The script in `tests/editors`. It ends with a status other than 0 where something is wrong.
    script: &'static str,
}

const EDITORS: &[Editor] = &[
    Editor {
        name: "Neovim",
        needed: &[(&["nvim", "--version"], "neovim")],
        command: &["nvim", "--headless", "-u", "NONE", "-i", "NONE", "-n", "-S"],
        script: "neovim.lua",
    },
    Editor {
        name: "Emacs",
        needed: &[
            (&["emacs", "--version"], "emacs-nox"),
            (&["emacs", "--batch", "--eval", "(require 'eglot)"], "elpa-eglot"),
        ],
        command: &["emacs", "--batch", "-l"],
        script: "emacs.el",
    },
    Editor {
        name: "Vim",
        needed: &[
            (&["sh", "-c", "vim --version | grep -q '+job'"], "vim-nox"),
            (&["test", "-d", "/usr/share/vim-ale"], "vim-ale"),
        ],
        command: &["vim", "-es", "-T", "dumb", "--not-a-term", "-u", "NONE", "-i", "NONE", "-n", "-S"],
        script: "vim.vim",
    },
];

/// Installs what is missing, builds promo, and runs the script of each editor.
///
/// # Errors
/// An editor that can't be had, or in which something is not as it should be.
pub(crate) fn run(root: &Path) -> Result<()> {
    for editor in EDITORS {
        ensure_debian_packages(editor.needed)?;
    }
    cargo(root, "build --quiet --package promo")?;
    EDITORS.iter().try_for_each(|editor| try_in(editor, root))
}

/// The longest that a script may take, in seconds. Each wait in it has a limit of its own.
const LIMIT: &str = "60";

/// Runs the script of an editor in a copy of its project, with the editor's files in a copy beside it and a
/// home that is empty.
fn try_in(editor: &Editor, root: &Path) -> Result<()> {
    println!("--- {}", editor.name);
    let folder = tempfile::tempdir()?;
    let tests = root.join("tests/editors");
    let copies = [
        (tests.join("project"), "project"),
        (root.join("editors/emacs"), "editors/emacs"),
        (root.join("editors/neovim"), "editors/neovim"),
        (root.join("editors/tree-sitter-promo/src"), "editors/tree-sitter-promo/src"),
        (root.join("editors/vim"), "editors/vim"),
    ];
    for (from, to) in &copies {
        copy(from, &folder.path().join(to))?;
    }
    let output = Command::new("timeout")
        .arg(LIMIT)
        .args(editor.command)
        .arg(tests.join(editor.script))
        .current_dir(folder.path().join("project"))
        .env("PROMO", std::env::current_exe()?.with_file_name("promo"))
        .env("PROMO_EDITORS", folder.path().join("editors"))
        .env("HOME", folder.path())
        .env_remove("XDG_CONFIG_HOME")
        .env_remove("XDG_STATE_HOME")
        .stdin(Stdio::null())
        .output()
        .context("`timeout` can't be started")?;
    print!("{}", String::from_utf8_lossy(&output.stdout));
    let said = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "{}: {}\n{said}", editor.name, output.status);
    Ok(())
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from).with_context(|| from.display().to_string())? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            std::fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}
