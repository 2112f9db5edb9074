//! The steps of `action.yml`, run as GitHub would run them, and what `.ci/pack` makes for its releases. What only
//! GitHub has, and the network, is stood in for.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use super::process::{ensure_holds, expect, program};
use crate::tools::ensure_debian_packages;

/// How GitHub calls what it calls `bash`.
const BASH: [&str; 5] = ["--noprofile", "--norc", "-eo", "pipefail", "-c"];

/// As many as make one target's name.
const TARGET: &str = "x86_64-unknown-linux-musl";

/// A script that finds out, as curl does, where to put what it gets, and is left with the address.
const FIND_OUTPUT_OPTION: &str = "\
#!/bin/sh
while [ $# -gt 1 ]; do
  if [ \"$1\" = --output ]; then to=\"$2\"; fi
  shift
done
";

/// A `gh` that has the comments of a pull request in a file.
const GH: &str = r#"#!/bin/sh
set -e
for last; do :; done
case "$*" in
  "api repos/of/all/issues/7/comments?per_page=100 --paginate --jq "*) exec jq -r "$last" "$COMMENTS" ;;
  "api --silent --method POST repos/of/all/issues/7/comments --field body=@"*)
    change='. + [{id: (length + 1), user: {type: "Bot"}, body: $body}]' ;;
  "api --silent --method PATCH repos/of/all/issues/comments/"*" --field body=@"*)
    change='map(if .id == ($id | tonumber) then .body = $body else . end)' ;;
  *) echo "what is this: $*" >&2 && exit 1 ;;
esac
jq --arg id "${5##*/}" --rawfile body "${last#body=@}" "$change" "$COMMENTS" > "$COMMENTS.new"
mv "$COMMENTS.new" "$COMMENTS"
"#;

/// What another program and a person have said.
const OTHER_COMMENTS: &str = r#"[
  {"id": 1, "user": {"type": "Bot"}, "body": "hello"},
  {"id": 2, "user": {"type": "User"}, "body": "<!-- promo-diff: a project -->"}
]"#;
const HELLO: &str = "hello";
const QUOTED: &str = "<!-- promo-diff: a project -->";

pub(super) fn run(root: &Path, programs: &Path) -> Result<()> {
    ensure_debian_packages(&[(&["jq", "--version"], "jq")])?;
    let folder = tempfile::tempdir()?;
    let action = Action { steps: steps(root)?, root, folder: folder.path(), programs };
    action.takes_the_promo_that_is_there()?;
    action.installs_a_release()?;
    action.refuses_a_release_of_other_bytes()?;
    action.checks_a_project()?;
    action.tells_what_a_change_means()?;
    println!("the action's steps: fine");
    Ok(())
}

/// The steps by name, with what they run and the environment that they ask for.
fn steps(root: &Path) -> Result<Vec<Value>> {
    const TO_JSON: &str = "import json, sys, yaml; print(json.dumps(yaml.safe_load(open(sys.argv[1]))))";
    let mut python = program("python3", root, &[])?;
    let action: Value = serde_json::from_str(&expect(python.args(["-c", TO_JSON, "action.yml"]), 0)?)?;
    let steps = action.pointer("/runs/steps").and_then(Value::as_array).cloned();
    steps.context("action.yml has no steps")
}

struct Action<'a> {
    steps: Vec<Value>,
    root: &'a Path,
    folder: &'a Path,
    programs: &'a Path,
}

impl Action<'_> {
    /// A step with its environment, each variable of which must be given and none besides.
    fn step(&self, name: &str, first: &[&Path], environment: &[(&str, &str)]) -> Result<Command> {
        let step = self.steps.iter().find(|step| step.get("name").is_some_and(|found| found == name));
        let step = step.with_context(|| format!("action.yml has no step `{name}`"))?;
        let script = step.get("run").and_then(Value::as_str).context("a script")?;
        ensure!(!script.contains("${{"), "{name}: what comes from outside must not become part of a script");
        let asked = step.get("env").and_then(Value::as_object).into_iter().flatten().map(|(key, _)| key);
        for key in asked {
            ensure!(environment.iter().any(|(given, _)| given == key), "{name}: who gives {key}?");
        }
        let mut bash = program("bash", self.folder, first)?;
        bash.args(BASH).arg(script).envs(environment.iter().copied());
        bash.env("RUNNER_TEMP", self.folder).env("GITHUB_PATH", self.folder.join("path"));
        bash.env("GITHUB_STEP_SUMMARY", self.folder.join("summary.md"));
        Ok(bash)
    }

    fn takes_the_promo_that_is_there(&self) -> Result<()> {
        let environment = [("VERSION", ""), ("ACTION_PATH", ""), ("REPOSITORY", "")];
        let said = expect(&mut self.step("Install promo", &[self.programs], &environment)?, 0)?;
        ensure_holds(&said, "promo ")
    }

    /// A release as `.ci/pack` and the workflow make it, and a `curl` that finds it.
    fn release(&self) -> Result<PathBuf> {
        let release = self.folder.join("release");
        let mut pack = program(".ci/pack", self.root, &[])?;
        expect(pack.arg(TARGET).arg(self.programs).arg(&release), 0)?;
        expect(program("sh", &release, &[])?.args(["-c", "sha256sum promo-* > SHA256SUMS"]), 0)?;
        let curl = self.folder.join("programs/curl");
        fs::create_dir_all(self.folder.join("programs"))?;
        let copy = format!("cp \"{}/${{1##*/}}\" \"$to\"", release.display());
        fs::write(&curl, format!("{FIND_OUTPUT_OPTION}{copy}\n"))?;
        expect(program("chmod", &release, &[])?.arg("+x").arg(&curl), 0)?;
        Ok(release)
    }

    fn install(&self) -> Result<Command> {
        let environment = [("VERSION", "v1.2.3"), ("ACTION_PATH", ""), ("REPOSITORY", "https://example.com")];
        let mut step = self.step("Install promo", &[&self.folder.join("programs")], &environment)?;
        step.envs([("RUNNER_OS", "Linux"), ("RUNNER_ARCH", "X64")]);
        Ok(step)
    }

    fn installs_a_release(&self) -> Result<()> {
        self.release()?;
        expect(&mut self.install()?, 0)?;
        let folder = fs::read_to_string(self.folder.join("path"))?;
        let mut promo = program(Path::new(folder.trim()).join("promo"), self.folder, &[])?;
        ensure_holds(&expect(promo.arg("--version"), 0)?, "promo ")?;
        let listed = expect(
            program("tar", self.folder, &[])?
                .arg("-tf")
                .arg(self.folder.join(format!("promo/promo-{TARGET}.tar.gz"))),
            0,
        )?;
        for file in ["promo", "LICENSE-MIT", "LICENSE-APACHE", "completions/promo.zsh"] {
            ensure_holds(&listed, &format!("promo-{TARGET}/{file}\n"))?;
        }
        Ok(())
    }

    fn refuses_a_release_of_other_bytes(&self) -> Result<()> {
        fs::write(self.folder.join(format!("release/promo-{TARGET}.tar.gz")), "other bytes")?;
        ensure_holds(&expect(&mut self.install()?, 1)?, "FAILED")
    }

    fn check(&self, project: &str, status: i32, others: [(&str, &str); 4]) -> Result<String> {
        let mut environment = vec![("PROJECT", project)];
        environment.extend(others);
        expect(&mut self.step("Check", &[self.programs], &environment)?, status)
    }

    fn checks_a_project(&self) -> Result<()> {
        let all = [
            ("DENY_WARNINGS", "false"),
            ("FORMAT", "true"),
            ("BUILD", "true"),
            ("SARIF", "what is wrong.sarif"),
        ];
        let project = self.folder.join("a project");
        fs::create_dir(&project)?;
        fs::write(project.join("a.promo"), "environment dev,qa\nflow f { dev -> qaa }\n")?;
        let said = self.check("a project", 1, all)?;
        ensure_holds(&said, "::error file=a project/a.promo,line=2,endLine=2,col=17,endColumn=20,")?;
        ensure_holds(&said, "+environment dev, qa\n")?;
        let sarif: Value =
            serde_json::from_str(&fs::read_to_string(self.folder.join("what is wrong.sarif"))?)?;
        ensure!(sarif.pointer("/runs/0/results/0/ruleId").is_some_and(|rule| rule == "unknown-environment"));

        fs::write(
            project.join("a.promo"),
            "environment dev, qa\nflow f { dev -> qa }\n\nflow g { trigger dev }\n",
        )?;
        ensure_holds(&self.check("a project", 1, all)?, "to add a project/resources/")?;
        expect(program(self.programs.join("promo"), self.folder, &[])?.args(["build", "a project"]), 0)?;
        ensure_holds(&self.check("a project", 0, all)?, "::warning file=a project/a.promo,line=4")?;
        self.check("a project", 1, [("DENY_WARNINGS", "true"), all[1], all[2], all[3]])?;
        let none = [("DENY_WARNINGS", "false"), ("FORMAT", "false"), ("BUILD", "false"), ("SARIF", "")];
        self.check("nowhere", 2, none)?;
        Ok(())
    }

    /// Two projects, one of which comes to have an error.
    fn tells_what_a_change_means(&self) -> Result<()> {
        let gh = self.folder.join("programs/gh");
        fs::write(&gh, GH)?;
        expect(program("chmod", self.folder, &[])?.arg("+x").arg(&gh), 0)?;
        fs::write(self.folder.join("comments.json"), OTHER_COMMENTS)?;
        let shop = self.folder.join("shop");
        fs::create_dir(&shop)?;
        fs::write(shop.join("b.promo"), "environment dev, qa\nflow b { dev -> qa }\n")?;
        let git =
            "git init -q && git add shop 'a project' && git -c user.name=a -c user.email=a@b commit -qm a";
        expect(program("sh", self.folder, &[])?.args(["-c", git]), 0)?;

        let staging = "environment dev, qa, staging\nflow f { dev -> qa -> staging }\n";
        fs::write(self.folder.join("a project/a.promo"), staging)?;
        let text = self.tell("a project", 0, true)?;
        ensure_holds(&text, "### Promotions in `a project`\n\n**promo diff**: ")?;
        ensure_holds(&text, "`staging`")?;
        ensure!(self.comments()? == [HELLO, QUOTED, &text]);

        let broken = "environment dev, qa, prod\nflow b { dev -> qa -> prod }\nflow c { dev -> nowhere }\n";
        fs::write(shop.join("b.promo"), broken)?;
        let of_shop = self.tell("shop/", 1, true)?;
        ensure_holds(
            &of_shop,
            "### Promotions in `shop`\n\nThe sources have errors; what has them is left out.\n\n",
        )?;
        ensure_holds(&of_shop, "`prod`")?;
        ensure!(self.comments()? == [HELLO, QUOTED, &text, &of_shop]);

        fs::write(self.folder.join("a project/a.promo"), staging.replace("staging", "canary"))?;
        let again = self.tell("a project", 0, true)?;
        ensure_holds(&again, "`canary`")?;
        ensure!(self.comments()? == [HELLO, QUOTED, &again, &of_shop]);

        self.tell("shop", 1, false)?;
        ensure!(self.comments()? == [HELLO, QUOTED, &again, &of_shop]);
        Ok(())
    }

    /// What the step adds to the summary of the job.
    fn tell(&self, project: &str, status: i32, comment: bool) -> Result<String> {
        let summary = self.folder.join("summary.md");
        fs::write(&summary, "")?;
        let environment = [
            ("PROJECT", project),
            ("BASE", "HEAD"),
            ("NUMBER", "7"),
            ("COMMENT", if comment { "true" } else { "false" }),
            ("GH_TOKEN", ""),
        ];
        let first = [self.programs, &self.folder.join("programs")];
        let mut step = self.step("Tell what the pull request means", &first, &environment)?;
        step.env("GITHUB_REPOSITORY", "of/all").env("COMMENTS", self.folder.join("comments.json"));
        expect(&mut step, status)?;
        Ok(fs::read_to_string(summary)?)
    }

    /// The comments on the pull request.
    fn comments(&self) -> Result<Vec<String>> {
        let comments: Vec<Value> =
            serde_json::from_str(&fs::read_to_string(self.folder.join("comments.json"))?)?;
        let texts = comments.iter().map(|comment| Some(comment.get("body")?.as_str()?.to_owned()));
        texts.collect::<Option<_>>().context("comments with a text")
    }
}
