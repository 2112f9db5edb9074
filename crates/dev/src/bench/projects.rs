//! The projects that are measured, made up on the spot and the same every time. Knows how to write promo;
//! nothing of what is measured.

use std::path::Path;

use anyhow::{Context, Result};

use super::account;

/// What each file of a full project holds, in lines.
pub const LINES_A_FILE: usize = 100;

/// A source file.
#[derive(Debug)]
pub struct SourceFile {
    /// The path from the project's folder.
    pub path: String,
    /// The whole text.
    pub text: String,
}

/// The shape of a project.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// One file with everything in it.
    Single,
    /// Everything written out: a flow, a policy, a template and a product in every file.
    Full,
    /// The same, with something in every file that promo has a hint for, and a fix.
    Advised,
    /// One pattern, and in every file a use of it and a product.
    Concise,
    /// A whole account: as many flows as files are asked for, with all that they run with.
    Account,
}

impl Shape {
    /// The files of a project of this shape: what is shared, then `files` files alike. They are made one
    /// at a time, so that no more than one is in memory.
    pub fn files(self, files: usize) -> Box<dyn Iterator<Item = SourceFile>> {
        let (shared, text) = match self {
            Shape::Account => return Box::new(account::files(files)),
            Shape::Single => (None, format!("{SHARED}\n{FULL}")),
            Shape::Full => (Some(SHARED.to_owned()), FULL.to_owned()),
            Shape::Advised => (Some(SHARED.to_owned()), with_hints(FULL)),
            Shape::Concise => (Some(format!("{SHARED}\n{PATTERN}")), CONCISE.to_owned()),
        };
        let shared = shared.map(|text| SourceFile { path: "shared.promo".to_owned(), text });
        let alike = (0..files).map(move |number| SourceFile {
            path: format!("team-{:03}/service-{number:05}.promo", number / 50),
            text: text.replace("NUMBER", &format!("{number:05}")),
        });
        Box::new(shared.into_iter().chain(alike))
    }

    /// How many manifests a project of so many files becomes.
    pub fn manifests(self, files: usize) -> usize {
        match self {
            Shape::Single | Shape::Full | Shape::Advised => 4 * files,
            Shape::Concise => 2 * files,
            Shape::Account => account::manifests(files),
        }
    }
}

/// Writes a project into a folder that is not there yet.
///
/// # Errors
/// A file that can't be written.
pub fn write(folder: &Path, files: impl Iterator<Item = SourceFile>) -> Result<()> {
    for file in files {
        let path = folder.join(&file.path);
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent).with_context(|| parent.display().to_string())?;
        }
        std::fs::write(&path, file.text).with_context(|| path.display().to_string())?;
    }
    Ok(())
}

/// The text with a mistake in every declaration: a misspelt clause, a clause without its value, a stray
/// bracket, in turn.
pub fn with_errors(text: &str) -> String {
    const KINDS: [&str; 4] = ["flow ", "policy ", "template ", "product "];
    let mut mistakes = ["  versoin \"1.0\"\n", "  annotations\n", "  ) ]\n"].into_iter().cycle();
    let mut broken = String::with_capacity(text.len() * 2);
    for line in text.split_inclusive('\n') {
        broken.push_str(line);
        if KINDS.iter().any(|kind| line.starts_with(kind)) {
            broken.extend(mistakes.next());
        }
    }
    broken
}

/// The text with a trigger in every flow that its arrows tell already, an arrow that says nothing, and a constant that
/// nothing uses.
fn with_hints(text: &str) -> String {
    let text = text.replace("  dev -> qa, load\n", "  trigger dev\n  dev -> qa, load\n  dev -> staging\n");
    format!("{text}\nlet unused-NUMBER = 4h\n")
}

const SHARED: &str = r#"environment dev, qa, load, staging
environment prod-eu, prod-us { kind production }

let regions = [prod-eu, prod-us]

extern workflow smoke-test, load-test, check-migrations, check-window, announce
extern workflow open-change, close-change, page-on-call, open-issue, note
"#;

const FULL: &str = r#"// How service NUMBER reaches its customers.
// Questions go to team-NUMBER, who own it.

/// Side by side through QA and the load test, then to staging, then to both regions at once.
/// The load test is the slow part: it replays a day of traffic.
flow deliver-NUMBER {
  version "1.4"
  timeout 4h
  labels {
    team = "team-NUMBER"
    tier = "backend"
    cost-centre = "4711"
  }

  dev -> qa, load
  qa, load -> staging
  staging -> regions

  default {
    post announce
  }

  step qa {
    action commit
    post smoke-test
  }

  step load {
    action commit
    post load-test
  }

  // Staging has the customers' data in it, so it is asked for first.
  step staging {
    pre check-migrations
    action pr
    on fail open-issue
  }

  step regions {
    pre check-window
    post smoke-test
    on start note
    on success note
    on fail page-on-call
  }

  on start open-change
  on success close-change
  on fail page-on-call
}

/// Both regions change by a reviewed pull request.
policy review-NUMBER {
  priority 10
  labels {
    team = "team-NUMBER"
    tier = "backend"
  }
  when product == service-NUMBER and environment in regions
  pre check-window
  action pr
  post announce
}

/// The chart and the values of every part of the service.
template chart-NUMBER {
  priority 100
  labels {
    team = "team-NUMBER"
    tier = "backend"
  }
  when label "app.kubernetes.io/part-of" == "service-NUMBER"
    and label "app.kubernetes.io/component" in ["api", "worker", "web"]
    and label "example.com/frozen" not exists

  version from "Chart.yaml" $.appVersion

  promote "Chart.yaml" $.appVersion, $.version, $.dependencies
  promote "values.yaml" $.image.tag, $..sidecars, $.resources
  promote "values/features.yaml" $.features
  promote "dashboards/overview.json"
}

/// Takes orders and answers for them. Only one release at a time.
product service-NUMBER {
  labels {
    team = "team-NUMBER"
    tier = "backend"
  }
  annotations {
    "example.com/contact" = "team-NUMBER@example.com"
    "example.com/handbook" = "https://handbook.example.com/services/NUMBER"
  }
  template chart-NUMBER
  concurrency queue
  flow deliver-NUMBER when message matches ["*[release]*", "*[hotfix]*"]
    and message not matches "*[skip]*"
    and revision matches ["main", "release/*"]
}
"#;

const PATTERN: &str = r#"// One way to production for every service: how it is reviewed is the service's to choose.
flow delivery(review: action = pr, limit: duration = 4h) {
  version "2.0"
  timeout limit
  labels { tier = "backend" }

  dev -> qa, load -> staging -> regions

  default { post announce }
  step dev { post smoke-test }
  step qa { action commit  post smoke-test }
  step load { action commit  post load-test }
  step staging { pre check-migrations  action pr  on fail open-issue }
  step regions {
    pre check-window
    action review
    on start note
    on success note
    on fail page-on-call
  }

  on start open-change
  on success close-change
  on fail page-on-call
}
"#;

const CONCISE: &str = r#"flow deliver-NUMBER = delivery(limit: 2h)
product service-NUMBER {
  version from "Chart.yaml" $.appVersion
  promote "Chart.yaml" $.appVersion
  promote "values.yaml" $.image.tag, $.replicas
  flow deliver-NUMBER when revision matches ["main", "release/*"]
}
"#;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_file_has_its_hundred_lines() {
        for file in Shape::Full.files(3).skip(1) {
            assert_eq!(file.text.lines().count(), LINES_A_FILE, "{}", file.path);
        }
        assert_eq!(Shape::Concise.files(1).last().unwrap().text.lines().count(), 7);
    }

    #[test]
    fn files_have_names_of_their_own() {
        let paths: std::collections::BTreeSet<_> = Shape::Full.files(120).map(|file| file.path).collect();
        assert_eq!(paths.len(), 121);
        assert!(paths.contains("team-002/service-00119.promo"));
        assert!(Shape::Single.files(1).all(|file| !file.text.contains("NUMBER")));
    }

    #[test]
    fn every_declaration_gets_one_mistake() {
        let file = Shape::Full.files(1).last().unwrap();
        let broken = with_errors(&file.text);
        assert_eq!(broken.lines().count(), file.text.lines().count() + 4);
        assert!(broken.contains("{\n  versoin \"1.0\"\n"));
    }
}
