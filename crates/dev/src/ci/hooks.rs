//! The hooks of `.pre-commit-hooks.yaml`, run by the real pre-commit in a repository with two projects. They are as
//! they stand there, but for the promo that they run, which is the one just built: to build it once more would take
//! minutes.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};

use super::process::{ensure_holds, expect, program};
use crate::python;

pub(super) const PRE_COMMIT: &str = "pre-commit==4.7.0";

/// What makes pre-commit build promo, and what makes it take the one that is there.
const LANGUAGES: [&str; 2] = ["language: python", "language: system"];

pub(super) fn run(root: &Path, programs: &Path) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let hooks = folder.path().join("hooks");
    write_hooks(root, &hooks)?;
    let repository = Repository { folder: folder.path().join("repository"), programs };
    repository.write("services/search/promo.toml", "")?;
    repository.write("services/search/delivery.promo", "environment dev, qa\n")?;
    repository.write("services/shop/promo.toml", "")?;
    repository.write("services/shop/delivery.promo", "environment dev,qa\nflow f { dev -> qaa }\n")?;
    repository.write("README.md", "A page.\n")?;
    let settings = format!(
        "repos:\n  - repo: {}\n    rev: main\n    hooks: [{{ id: promo-fmt }}, {{ id: promo-check }}]\n",
        hooks.display()
    );
    repository.write(".pre-commit-config.yaml", &settings)?;
    repository.try_hooks()?;
    println!("hooks in the real pre-commit: fine");
    Ok(())
}

/// A repository that holds the hooks.
fn write_hooks(root: &Path, folder: &Path) -> Result<()> {
    let [built, found] = LANGUAGES;
    let hooks = fs::read_to_string(root.join(".pre-commit-hooks.yaml"))?;
    ensure!(hooks.matches(built).count() == hooks.matches("- id: ").count(), "a hook has another language");
    fs::create_dir(folder)?;
    fs::write(folder.join(".pre-commit-hooks.yaml"), hooks.replace(built, found))?;
    git(folder, &["init", "--quiet", "--initial-branch", "main"])?;
    git(folder, &["add", "."])?;
    git(folder, &["commit", "--quiet", "--message", "Hooks"])
}

fn git(folder: &Path, arguments: &[&str]) -> Result<()> {
    expect(as_somebody(program("git", folder, &[])?.args(arguments)), 0).map(|_| ())
}

/// With settings of its own and none of the machine's.
fn as_somebody(git: &mut Command) -> &mut Command {
    for role in ["AUTHOR", "COMMITTER"] {
        git.env(format!("GIT_{role}_NAME"), "Somebody");
        git.env(format!("GIT_{role}_EMAIL"), "somebody@example.com");
    }
    git.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1")
}

/// A repository that uses the hooks.
struct Repository<'a> {
    folder: std::path::PathBuf,
    programs: &'a Path,
}

impl Repository<'_> {
    fn try_hooks(&self) -> Result<()> {
        self.git(&["init", "--quiet"], 0)?;
        self.pre_commit(&["install"], 0)?;
        self.git(&["add", "."], 0)?;
        let said = self.git(&["commit", "--message", "With a mistake"], 1)?;
        for part in ["files were modified by this hook", "1 file formatted in services/shop", "`qaa`"] {
            ensure_holds(&said, part)?;
        }
        let formatted = "environment dev, qa\nflow f { dev -> qaa }\n";
        ensure!(self.read("services/shop/delivery.promo")? == formatted, "{said}");
        self.write("services/shop/delivery.promo", &formatted.replace("qaa", "qa"))?;
        let said = self.git(&["commit", "--all", "--message", "Without"], 0)?;
        ensure!(said.matches("Passed").count() == 2, "{said}");
        self.only_what_concerns_promo()?;
        self.whole_projects()
    }

    /// A change elsewhere runs no hook; one of YAML runs the check, since hand-written manifests count.
    fn only_what_concerns_promo(&self) -> Result<()> {
        self.write("README.md", "Another page.\n")?;
        let said = self.git(&["commit", "--all", "--message", "A page"], 0)?;
        ensure!(said.matches("(no files to check)Skipped").count() == 2, "{said}");
        let flow = "apiVersion: codefresh.io/v1beta1\nkind: PromotionFlow\nmetadata: [oops]\n";
        self.write("services/search/manifests/flow.yaml", flow)?;
        self.git(&["add", "."], 0)?;
        let said = self.git(&["commit", "--message", "A manifest"], 0)?;
        ensure!(said.matches("(no files to check)Skipped").count() == 1, "{said}");
        ensure!(said.matches("Passed").count() == 1, "{said}");
        Ok(())
    }

    /// A mistake in a file that is not part of the commit is found.
    fn whole_projects(&self) -> Result<()> {
        self.write("services/shop/environments.promo", "environment staging\n")?;
        self.write("services/shop/delivery.promo", "environment dev\n\nflow f { dev -> staging }\n")?;
        self.git(&["add", "."], 0)?;
        self.git(&["commit", "--message", "Two files"], 0)?;
        self.write("services/shop/environments.promo", "environment stage\n")?;
        let said = self.git(&["commit", "--all", "--message", "One of them"], 1)?;
        ensure_holds(&said, "there is no environment `staging`")
    }

    fn write(&self, path: &str, text: &str) -> Result<()> {
        let path = self.folder.join(path);
        fs::create_dir_all(path.parent().context("a folder")?)?;
        fs::write(&path, text).with_context(|| path.display().to_string())
    }

    fn read(&self, path: &str) -> Result<String> {
        Ok(fs::read_to_string(self.folder.join(path))?)
    }

    fn git(&self, arguments: &[&str], status: i32) -> Result<String> {
        self.run("git", arguments, status)
    }

    fn pre_commit(&self, arguments: &[&str], status: i32) -> Result<String> {
        self.run("pre-commit", arguments, status)
    }

    fn run(&self, name: &str, arguments: &[&str], status: i32) -> Result<String> {
        let tools = python::ensure(PRE_COMMIT)?;
        let mut command = program(name, &self.folder, &[self.programs, &tools])?;
        let home = self.folder.with_file_name("pre-commit-home");
        expect(as_somebody(command.args(arguments)).env("PRE_COMMIT_HOME", home), status)
    }
}
