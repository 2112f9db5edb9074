//! `promo diff` where it meets Git, the disk and the environment: whatever they are like, it compares with what it is
//! asked to, or says why it can't and what helps.

use std::fs;
use std::path::Path;
use std::process::Output;

use assert_cmd::Command;
use promo_testing::Repository;
use serde_json::Value;
use tempfile::TempDir;

use crate::support::workspace;

const FLOW: &str = "flow to-prod {\n  dev -> prod\n}\n";
const ENVIRONMENTS: &str = "environment dev\nenvironment prod { kind production }\n";
const POLICY: &str =
    "policy all {\n  priority 1\n  when environment.kind == production\n  action commit\n}\n";
const PRODUCT: &str = "product shop {\n  promote \"values.yaml\" $.image.tag\n  flow to-prod\n}\n";

/// A folder that is thrown away.
struct Folder(TempDir);

impl Folder {
    fn new() -> Folder {
        Folder(TempDir::new().unwrap())
    }

    /// A project in the folder, committed.
    fn with_project(place: &str) -> Folder {
        let folder = Folder::new();
        folder.write_project(place);
        Repository::init(folder.path(), &[]).commit("first");
        folder
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn write_project(&self, place: &str) {
        self.write(&format!("{place}/promo.toml"), "");
        self.write(&format!("{place}/a.promo"), &[ENVIRONMENTS, FLOW, POLICY, PRODUCT].concat());
    }

    /// Production changes by pull request.
    fn edit(&self, place: &str) {
        let path = format!("{place}/a.promo");
        let text = fs::read_to_string(self.path().join(&path)).unwrap();
        self.write(&path, &text.replace("action commit", "action pr"));
    }

    fn promo(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::cargo_bin("promo").unwrap();
        for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"] {
            command.env_remove(name);
        }
        command.current_dir(self.path()).env("NO_COLOR", "1").args(arguments);
        command
    }

    /// What is printed, and nothing besides.
    fn diff(&self, arguments: &[&str]) -> String {
        let output = self.promo(&[&["diff"], arguments].concat());
        assert_eq!(String::from_utf8_lossy(&output.stderr), "");
        assert_eq!(output.status.code(), Some(0));
        String::from_utf8(output.stdout).unwrap()
    }

    /// What is said by a command that can't run.
    fn refusal(&self, arguments: &[&str]) -> String {
        let output = self.promo(&[&["diff"], arguments].concat());
        assert_eq!(output.status.code(), Some(2), "{output:?}");
        assert_eq!(String::from_utf8_lossy(&output.stdout), "");
        String::from_utf8(output.stderr).unwrap()
    }
}

const EDITED: &str = "    prod: action commit → pr, from policy all at a.promo:9\n";

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn a_revision_is_compared_from_any_place() {
    let folder = Folder::with_project("team/shop ä");
    assert_eq!(folder.diff(&["team/shop ä", "--against", "HEAD"]), "nothing differs from HEAD\n");
    folder.edit("team/shop ä");
    let before = Repository::at(folder.path()).git(&["status", "--porcelain=v2", "--branch"]);
    for path in ["team/shop ä", "team/shop ä/a.promo", "./team/../team/shop ä"] {
        assert!(folder.diff(&[path, "--against", "HEAD"]).contains(EDITED));
    }
    assert_eq!(Repository::at(folder.path()).git(&["status", "--porcelain=v2", "--branch"]), before);
}

/// A hook of Git is told where the repository is, relative to where it runs.
#[test]
fn a_hook_of_git_may_ask() {
    let folder = Folder::with_project("shop");
    folder.edit("shop");
    let ask = |variables: &[(&str, &str)]| {
        let mut command = folder.command(&["diff", "shop", "--against", "HEAD"]);
        let output = command.envs(variables.iter().copied()).output().unwrap();
        (output.status.code(), String::from_utf8_lossy(&output.stdout).into_owned() + &said(&output))
    };
    let index = folder.path().join(".git/other-index");
    for variables in [
        &[("GIT_DIR", ".git"), ("GIT_INDEX_FILE", index.to_str().unwrap())][..],
        &[("GIT_DIR", ".git"), ("GIT_WORK_TREE", ".")],
        &[("GIT_DIR", "/nowhere/.git")],
        &[("LC_ALL", "de_DE.UTF-8"), ("GIT_CEILING_DIRECTORIES", "/")],
    ] {
        let (code, text) = ask(variables);
        assert!(code == Some(0) && text.contains(EDITED), "{variables:?}: {text}");
    }
    assert!(!index.exists());
}

#[test]
fn without_git_a_folder_can_be_compared() {
    let folder = Folder::with_project("new");
    folder.write_project("old");
    folder.edit("new");
    let mut command = folder.command(&["diff", "new", "--against", "HEAD"]);
    let output = command.env("PATH", "").output().unwrap();
    assert_eq!(
        said(&output),
        "error: there is no `git` to ask\n  help: install git, or compare with a folder\n"
    );
    assert_eq!(output.status.code(), Some(2));
    let mut command = folder.command(&["diff", "new", "--against", "old"]);
    let output = command.env("PATH", "").output().unwrap();
    assert!(String::from_utf8_lossy(&output.stdout).contains(EDITED), "{output:?}");
}

#[test]
fn a_name_may_be_a_revision_and_a_folder() {
    let folder = Folder::with_project("shop");
    folder.write_project("main");
    folder.edit("shop");
    let output = folder.promo(&["diff", "shop", "--against", "main"]);
    let warning = "warning: `main` is taken as a revision; `./main` is the folder\n";
    assert_eq!((said(&output).as_str(), output.status.code()), (warning, Some(0)));
    folder.edit("main");
    let same = "nothing differs from the project in ./main\n";
    assert_eq!(folder.diff(&["shop", "--against", "./main"]), same);
    assert_eq!(folder.diff(&["shop", "--against", "main/"]), "nothing differs from the project in main/\n");
}

#[test]
fn what_is_neither_says_what_there_is() {
    let folder = Folder::with_project("shop");
    Repository::at(folder.path()).git(&["branch", "release"]);
    let neither =
        "error: there is neither a revision nor a folder `relase`\n  help: did you mean `release`?\n";
    assert_eq!(folder.refusal(&["shop", "--against", "relase"]), neither);
    let refused = folder.refusal(&["shop", "--against", "shop/a.promo"]);
    assert_eq!(refused, "error: `shop/a.promo` is no folder; name the one that it is in\n");
    let refused = folder.refusal(&["shop", "--against", "HEAD..release"]);
    assert!(refused.starts_with("error: `HEAD..release` names two commits\n  help: "), "{refused}");
    assert_eq!(
        folder.refusal(&["shop", "--against", "^HEAD"]),
        "error: `^HEAD` names a set of commits, and no single one\n  help: a revision is a commit, such as `HEAD~1`, \
         `origin/main` or a tag\n"
    );
    assert!(folder.refusal(&["shop", "--against", ""]).contains("neither a revision nor a folder ``"));
    for name in
        ["--exec=touch hacked", "-c", "HEAD\nHEAD", "$(touch hacked)", "HEAD;touch hacked", "\u{1b}[31m"]
    {
        assert!(folder.refusal(&["shop", &format!("--against={name}")]).starts_with("error: "));
    }
    assert!(!folder.path().join("hacked").exists() && !folder.path().join("shop/hacked").exists());
}

#[test]
fn outside_of_a_repository_the_help_is_a_folder() {
    let folder = Folder::new();
    folder.write_project("shop");
    let refused = folder.refusal(&["shop", "--against", "HEAD"]);
    assert!(refused.starts_with("error: git gives no answer: not a git repository"), "{refused}");
    assert!(refused.ends_with("  help: compare with a folder, or make the project part of a repository\n"));
    Repository::init(folder.path(), &[]);
    let refused = folder.refusal(&["shop", "--against", "HEAD"]);
    assert!(refused.ends_with("  help: the repository has no commit yet\n"), "{refused}");
}

#[test]
fn a_shallow_clone_says_how_to_get_the_rest() {
    let folder = Folder::with_project("shop");
    Repository::at(folder.path()).commit("second");
    let clone = Folder::new();
    let origin = format!("file://{}", folder.path().display());
    Repository::at(clone.path()).git(&["clone", "--quiet", "--depth", "1", &origin, "."]);
    for against in ["HEAD~1", "origin/release", "release..."] {
        let refused = clone.refusal(&["shop", "--against", against]);
        assert!(refused.contains("`fetch-depth: 0`"), "{refused}");
    }
    assert_eq!(clone.diff(&["shop", "--against", "HEAD"]), "nothing differs from HEAD\n");
}

#[test]
fn what_may_have_been_in_a_submodule_is_not_new() {
    let folder = Folder::with_project("shop");
    let library = Folder::new();
    library.write("flow.promo", "flow other { dev -> prod }\n");
    Repository::init(library.path(), &[]).commit("first");
    let repository = Repository::at(folder.path());
    let origin = library.path().display().to_string();
    repository.git(&["submodule", "--quiet", "add", &origin, "shop/lib"]);
    let unknown = format!("160000,{},shop/lib", "0123456789".repeat(4));
    repository.git(&["update-index", "--cacheinfo", &unknown]);
    repository.git(&["commit", "--quiet", "--message", "with a submodule"]);
    let output = folder.promo(&["diff", "shop", "--against", "HEAD"]);
    assert!(said(&output).starts_with("warning: the submodule `lib` doesn't have the commit of `HEAD`"));
    assert_eq!(String::from_utf8_lossy(&output.stdout), "nothing differs from HEAD\n");
}

#[test]
fn another_output_root_moves_manifests() {
    let folder = Folder::with_project("shop");
    folder.write("shop/promo.toml", "[output]\nroot = 'gitops'\n");
    let text = folder.diff(&["shop", "--against", "HEAD"]);
    assert!(text.starts_with("nothing differs in meaning from HEAD; 6 manifests differ as data\n"), "{text}");
    assert!(text.contains("\n  added gitops/configurations/products/shop.yaml\n"), "{text}");
    assert!(text.contains("\n  removed resources/configurations/products/shop.yaml\n"), "{text}");
}

#[test]
fn a_project_that_was_not_there_is_new() {
    let folder = Folder::new();
    folder.write("README.md", "");
    Repository::init(folder.path(), &[]).commit("nothing");
    folder.write_project("shop");
    let output = folder.promo(&["diff", "shop", "--against", "HEAD"]);
    let warning = "warning: the project's folder was not there at `HEAD`, so that everything is new\n";
    assert_eq!((said(&output).as_str(), output.status.code()), (warning, Some(0)));
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains("\n  to-prod is new: trigger dev; prod\n"), "{text}");
    assert!(text.contains("\n  added resources/configurations/products/shop.yaml\n"), "{text}");
}

#[test]
fn a_configuration_that_was_broken_is_told_with_its_revision() {
    let folder = Folder::new();
    folder.write_project("shop");
    folder.write("shop/promo.toml", "[output]\nrooot = 'x'\n");
    Repository::init(folder.path(), &[]).commit("broken");
    folder.write("shop/promo.toml", "");
    let refused = folder.refusal(&["shop", "--against", "HEAD"]);
    let error = "error: the project at `HEAD` can't be read: promo.toml: unknown key `rooot`\n";
    assert_eq!(refused, format!("{error}  help: did you mean `root`?\n"));
}

/// Who moves from YAML to promo sees that nothing changes, though the YAML doesn't say what is production.
#[test]
fn a_move_to_promo_changes_nothing() {
    let folder = Folder::new();
    folder.write_project("shop");
    let built = folder.promo(&["build", "shop"]);
    assert_eq!(built.status.code(), Some(0));
    let sources = fs::read_to_string(folder.path().join("shop/a.promo")).unwrap();
    fs::remove_file(folder.path().join("shop/a.promo")).unwrap();
    let written = ["products/shop", "promotion-flows/to-prod", "promotion-policies/all"];
    for name in written {
        let path = format!("shop/resources/configurations/{name}.yaml");
        let text = fs::read_to_string(folder.path().join(&path)).unwrap();
        let by_hand = text.lines().skip(1).collect::<Vec<_>>().join("\n");
        folder.write(&path, &format!("# by hand\n{by_hand}\n"));
    }
    Repository::init(folder.path(), &[]).commit("by hand");
    fs::remove_dir_all(folder.path().join("shop/resources")).unwrap();
    folder.write("shop/a.promo", &sources);
    assert_eq!(folder.diff(&["shop", "--against", "HEAD"]), "nothing differs from HEAD\n");
    folder.edit("shop");
    assert!(folder.diff(&["shop", "--against", "HEAD"]).contains(EDITED));
}

#[test]
fn what_was_built_is_compared_as_data() {
    let folder = Folder::new();
    folder.write_project("shop");
    folder.write("shop/.gitignore", "/resources/\n");
    Repository::init(folder.path(), &[]);
    let output = folder.promo(&["diff", "shop"]);
    assert!(said(&output).starts_with("warning: nothing was built in `resources` yet"), "{output:?}");
    assert_eq!(folder.promo(&["build", "shop"]).status.code(), Some(0));
    let same = "nothing differs from the manifests in resources\n";
    assert_eq!(folder.diff(&["shop"]), same);

    let path = "shop/resources/configurations/promotion-policies/all.yaml";
    let text = fs::read_to_string(folder.path().join(path)).unwrap();
    folder.write(path, &(text.replace("action: commit", "action: \"commit\"") + "# a comment\n"));
    assert_eq!(folder.diff(&["shop"]), same);
    folder.write(path, &text.replace("action: commit", "action: pr"));
    let text = folder.diff(&["shop"]);
    let because = "    prod: action pr → commit, from policy all at a.promo:9\n";
    assert!(
        text.contains(because) && text.contains(&format!("  changed {}: spec.policy.action\n", &path[5..]))
    );
    folder.write(path, "# Generated by promo from a.promo. Edit that file, not this one.\nkind: [\n");
    let output = folder.promo(&["diff", "shop"]);
    assert!(output.status.code() == Some(0), "{output:?}");
}

/// What can't be read is not gone: it may have said anything.
#[test]
fn what_could_not_be_read_before_is_told() {
    let folder = Folder::new();
    folder.write_project("shop");
    assert_eq!(folder.promo(&["build", "shop"]).status.code(), Some(0));
    let policy = folder.path().join("shop/resources/configurations/promotion-policies/all.yaml");
    let text = fs::read_to_string(&policy).unwrap();
    let with_bad_byte = [text.as_bytes(), b"# \xff\n"].concat();
    let in_utf16: Vec<u8> =
        [0xfe_ff].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let encrypted = b"\0GITCRYPT\0\x9b\xff\x80\x11".to_vec();
    for (number, bytes) in [with_bad_byte, in_utf16, encrypted].iter().enumerate() {
        fs::write(&policy, bytes).unwrap();
        let name = "configurations/promotion-policies/all.yaml";
        let told = |against: &[&str], name: &str, words: &str| {
            let output = folder.promo(&[&["diff", "shop"], against].concat());
            let warning = format!(
                "warning: `{name}` of {words} can't be read, so that not all differences are known\n"
            );
            assert!(said(&output).contains(&warning), "{number}: {output:?}");
            let text = String::from_utf8(output.stdout).unwrap();
            assert!(!text.contains("– → commit") && !text.contains("added"), "{number}: {text}");
        };
        told(&[], &format!("resources/{name}"), "the manifests in `resources`");
        told(&["--against", "./shop/resources"], name, "the manifests in `./shop/resources`");

        let sources = fs::read_to_string(folder.path().join("shop/a.promo")).unwrap();
        fs::remove_file(folder.path().join("shop/a.promo")).unwrap();
        Repository::init(folder.path(), &[]).commit("manifests alone");
        folder.write("shop/a.promo", &sources);
        fs::write(&policy, &text).unwrap();
        told(&["--against", "HEAD"], &format!("resources/{name}"), "`HEAD`");
    }
}

#[test]
fn objects_that_share_a_name_are_all_compared() {
    let folder = Folder::with_project("shop");
    let policy = |namespace: &str, action: &str| {
        format!(
            "apiVersion: codefresh.io/v1beta1\nkind: PromotionPolicy\nmetadata:\n  name: p\n  namespace: \
             {namespace}\nspec:\n  priority: 5\n  policy:\n    action: {action}\n"
        )
    };
    folder.write("shop/a/p.yaml", &policy("a", "pr"));
    folder.write("shop/b/p.yaml", &policy("b", "pr"));
    let repository = Repository::at(folder.path());
    repository.commit("two of one name");
    assert_eq!(folder.diff(&["shop", "--against", "HEAD"]), "nothing differs from HEAD\n");
    folder.write("shop/b/p.yaml", &policy("b", "commit"));
    let note = "there are several of PromotionPolicy p, of which the first alone was compared in meaning\n";
    let changed = "\nmanifests\n  changed b/p.yaml: spec.policy.action\n";
    let told = format!("1 manifest differs from HEAD\n{note}{changed}");
    assert_eq!(folder.diff(&["shop", "--against", "HEAD"]), told);
    fs::remove_file(folder.path().join("shop/b/p.yaml")).unwrap();
    let told = format!("1 manifest differs from HEAD\n{note}\nmanifests\n  removed b/p.yaml\n");
    assert_eq!(folder.diff(&["shop", "--against", "HEAD"]), told);
    // In one file, as documents and as a list.
    let both = |second: &str| format!("{}---\n{}", policy("a", "pr"), policy("b", second));
    folder.write("shop/a/p.yaml", &both("pr"));
    assert_eq!(folder.diff(&["shop", "--against", "HEAD"]), "nothing differs from HEAD\n");
    folder.write("shop/a/p.yaml", &both("commit"));
    let told = folder.diff(&["shop", "--against", "HEAD"]);
    assert!(told.ends_with("  changed a/p.yaml: spec.policy.action\n"), "{told}");
    for kind in ["List", "PromotionPolicyList"] {
        let item = |text: String| text.lines().map(|line| format!("  {line}\n")).collect::<String>();
        let items = [item(policy("a", "pr")), item(policy("b", "pr"))].map(|item| format!("-{}", &item[1..]));
        folder.write("shop/a/p.yaml", &format!("apiVersion: v1\nkind: {kind}\nitems:\n{}", items.concat()));
        assert_eq!(folder.diff(&["shop", "--against", "HEAD"]), "nothing differs from HEAD\n", "{kind}");
    }
}

#[test]
fn a_second_document_in_what_was_built_differs() {
    let folder = Folder::new();
    folder.write_project("shop");
    assert_eq!(folder.promo(&["build", "shop"]).status.code(), Some(0));
    let path = "shop/resources/configurations/promotion-policies/all.yaml";
    let text = fs::read_to_string(folder.path().join(path)).unwrap();
    let (_, document) = text.split_once('\n').unwrap();
    folder.write(path, &format!("{text}---\n{}", document.replace("action: commit", "action: pr")));
    let told = folder.diff(&["shop"]);
    assert!(
        told.starts_with("1 manifest differs from the manifests in resources\nthere are several of "),
        "{told}"
    );
    assert!(told.ends_with("  changed resources/configurations/promotion-policies/all.yaml\n"), "{told}");
}

/// Editors and user interfaces drop comments.
#[test]
fn a_manifest_that_lost_its_first_line_is_the_same() {
    let folder = Folder::new();
    folder.write_project("shop");
    assert_eq!(folder.promo(&["build", "shop"]).status.code(), Some(0));
    let path = "shop/resources/configurations/promotion-policies/all.yaml";
    let text = fs::read_to_string(folder.path().join(path)).unwrap();
    let (_, document) = text.split_once('\n').unwrap();
    let told = |document: &str| {
        folder.write(path, document);
        String::from_utf8(folder.promo(&["diff", "shop"]).stdout).unwrap()
    };
    assert_eq!(told(document), "nothing differs from the manifests in resources\n");
    let edited = told(&document.replace("action: commit", "action: pr"));
    assert!(edited.contains(EDITED.replace("commit → pr", "pr → commit").as_str()), "{edited}");
    assert!(
        edited.ends_with(
            "  changed resources/configurations/promotion-policies/all.yaml: spec.policy.action\n"
        )
    );
}

#[test]
fn errors_in_the_sources_are_no_differences() {
    let folder = Folder::with_project("shop");
    folder.write("shop/b.promo", "flow other { dev -> nowhere }\n");
    let output = folder.promo(&["diff", "shop", "--against", "HEAD"]);
    let warning =
        "warning: the project has errors, so that not all differences are known; see `promo check`\n";
    assert_eq!((said(&output).as_str(), output.status.code()), (warning, Some(1)));
    assert_eq!(String::from_utf8_lossy(&output.stdout), "nothing differs from HEAD\n");

    // What can't be read may hold anything, so that nothing is gone for certain.
    fs::write(folder.path().join("shop/b.promo"), b"\xff").unwrap();
    fs::write(folder.path().join("shop/a.promo"), ENVIRONMENTS).unwrap();
    let output = folder.promo(&["diff", "shop", "--against", "HEAD"]);
    assert_eq!(String::from_utf8_lossy(&output.stdout), "nothing differs from HEAD\n");
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn what_is_printed_is_as_the_schema_says() {
    let projects = workspace().join("crates/cli/tests/commands/diff.in");
    let json = |arguments: &[&str]| -> Value {
        let output = Command::cargo_bin("promo").unwrap().current_dir(&projects).args(arguments).output();
        serde_json::from_slice(&output.unwrap().stdout).unwrap()
    };
    let schema = json(&["schema", "diff"]);
    for (after, before) in
        [("after", "before"), ("before", "after"), ("nothing", "before"), ("same", "before")]
    {
        let found = json(&["diff", after, "--against", before, "--output", "json"]);
        jsonschema::validate(&schema, &found).unwrap();
    }
}
