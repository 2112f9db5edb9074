//! Diagnostics as SARIF 2.1.0, the format in which tools hand their results to code scanning and to viewers.
//! Written by the standard; knows no platform that reads it, and no file system.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt::Write;

use serde::Serialize;

use super::line_maps::LineMaps;
use super::{Sources, sorted};
use crate::diagnostic::{Diagnostic, Edit, Fix, Place, Related};
use crate::generated::pages::page;
use crate::registry::{Level, Rule};

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// The name of the folder that all paths are relative to, as other tools call it too.
const BASE: &str = "%SRCROOT%";

/// The diagnostics as a SARIF log of one run, by file, then place. `folder` is the folder of the project as seen from
/// that of the whole repository: empty, or with `/` at its end.
pub fn render_sarif(diagnostics: &[Diagnostic], sources: &dyn Sources, folder: &str) -> String {
    let diagnostics = sorted(diagnostics);
    let rules = rules(&diagnostics);
    let mut renderer = Renderer { maps: LineMaps::new(sources), folder, rules: &rules, met: HashMap::new() };
    let results = diagnostics.into_iter().map(|diagnostic| renderer.result(diagnostic)).collect();
    let driver = Driver {
        name: "promo",
        version: env!("CARGO_PKG_VERSION"),
        information_uri: env!("CARGO_PKG_REPOSITORY"),
        rules: rules.iter().map(|rule| descriptor(*rule)).collect(),
    };
    let root = Base { description: text("The root of the repository that the project is in.") };
    let run = Run {
        tool: Tool { driver },
        original_uri_base_ids: Bases { root },
        column_kind: "unicodeCodePoints",
        results,
    };
    let log = Log { schema: SCHEMA, version: "2.1.0", runs: [run] };
    // Strings, numbers and lists always have a JSON form.
    let mut rendered = serde_json::to_string_pretty(&log).unwrap_or_default();
    rendered.push('\n');
    rendered
}

/// The rules that found something, in the order of the registry.
fn rules(diagnostics: &[&Diagnostic]) -> Vec<Rule> {
    let mut rules: Vec<Rule> = diagnostics.iter().map(|diagnostic| diagnostic.rule).collect();
    rules.sort_unstable();
    rules.dedup();
    rules
}

fn descriptor(rule: Rule) -> Descriptor {
    Descriptor {
        id: rule.name(),
        short_description: text(rule.summary()),
        help_uri: rule.page_address(),
        help: Help {
            text: format!("{} `promo explain {rule}` tells more.", rule.summary()),
            markdown: with_whole_links(page(rule)),
        },
        default_configuration: Configuration { level: level(rule.level()) },
    }
}

/// A page of a rule whose links to other pages also work elsewhere.
fn with_whole_links(page: &str) -> String {
    let mut parts = page.split("](");
    let mut whole = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        whole.push_str("](");
        if !part.starts_with("http") {
            whole.push_str(Rule::PAGES);
        }
        whole.push_str(part);
    }
    whole
}

fn level(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Hint => "note",
    }
}

struct Renderer<'a> {
    maps: LineMaps<'a>,
    folder: &'a str,
    rules: &'a [Rule],
    /// How often what a fingerprint is made of was met, by file.
    met: HashMap<(&'a str, u64), usize>,
}

impl<'a> Renderer<'a> {
    fn result(&mut self, diagnostic: &'a Diagnostic) -> Finding<'a> {
        let message = match &diagnostic.help {
            Some(help) => format!("{}\nhelp: {help}", diagnostic.message),
            None => diagnostic.message.clone(),
        };
        Finding {
            rule_id: diagnostic.rule.name(),
            rule_index: self.rules.binary_search(&diagnostic.rule).unwrap_or_default(),
            level: level(diagnostic.level),
            message: Text { text: message.into() },
            locations: [Location { physical_location: self.physical(&diagnostic.place) }],
            related_locations: diagnostic.related.iter().map(|related| self.related(related)).collect(),
            partial_fingerprints: Fingerprints { promo: self.fingerprint(diagnostic) },
            fixes: diagnostic.fixes.iter().filter_map(|fix| self.fix(fix)).collect(),
        }
    }

    fn related(&mut self, related: &'a Related) -> RelatedLocation<'a> {
        RelatedLocation {
            physical_location: self.physical(&related.place),
            message: Text { text: related.message.as_str().into() },
        }
    }

    fn physical(&mut self, place: &Place) -> Physical {
        Physical { artifact_location: self.artifact(&place.file), region: self.region(place) }
    }

    fn artifact(&self, file: &str) -> Artifact {
        let mut uri = String::with_capacity(self.folder.len() + file.len());
        percent_encode(self.folder, &mut uri);
        percent_encode(file, &mut uri);
        Artifact { uri, uri_base_id: BASE }
    }

    /// Without a text, a diagnostic is about the file as a whole.
    fn region(&mut self, place: &Place) -> Option<Region> {
        let start = self.maps.position(&place.file, place.start)?;
        let end = self.maps.position(&place.file, place.end.max(place.start))?;
        Some(Region {
            start_line: start.line,
            start_column: start.column,
            end_line: end.line,
            end_column: end.column,
        })
    }

    /// Stays the same where lines are added, removed, moved or indented elsewhere: made of the rule, the line and
    /// what is marked in it. What is alike so in one file is counted.
    fn fingerprint(&mut self, diagnostic: &'a Diagnostic) -> String {
        let place = &diagnostic.place;
        let (line, marked) = self.maps.line_and_marked(place).unwrap_or_default();
        let hash = hash([diagnostic.rule.name(), line.trim(), marked]);
        let count = self.met.entry((&place.file, hash)).or_default();
        *count += 1;
        format!("{hash:016x}:{count}")
    }

    /// Nothing where not every text that it changes is known.
    fn fix(&mut self, fix: &'a Fix) -> Option<FixJson<'a>> {
        let mut changes: Vec<Change> = Vec::new();
        for edit in &fix.edits {
            let location = self.artifact(&edit.place.file);
            let replacement = self.replacement(edit)?;
            match changes.iter_mut().find(|change| change.artifact_location.uri == location.uri) {
                Some(change) => change.replacements.push(replacement),
                None => {
                    changes.push(Change { artifact_location: location, replacements: vec![replacement] });
                }
            }
        }
        (!changes.is_empty()).then(|| FixJson {
            description: text(&fix.title),
            artifact_changes: changes,
            properties: FixProperties { safe: fix.safe },
        })
    }

    fn replacement(&mut self, edit: &'a Edit) -> Option<Replacement<'a>> {
        let deleted_region = self.region(&edit.place)?;
        Some(Replacement { deleted_region, inserted_content: text(&edit.text) })
    }
}

/// A path as part of a URI.
fn percent_encode(path: &str, uri: &mut String) {
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                uri.push(char::from(byte))
            }
            _ => {
                // Writing to a string can't fail.
                let _ = write!(uri, "%{byte:02X}");
            }
        }
    }
}

/// FNV-1a of some texts and the ends between them: the same on every machine and in every version.
fn hash(texts: [&str; 3]) -> u64 {
    let bytes = texts.iter().flat_map(|text| text.bytes().chain([0xff]));
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

#[derive(Serialize)]
struct Log<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<'a> {
    tool: Tool,
    original_uri_base_ids: Bases,
    column_kind: &'static str,
    results: Vec<Finding<'a>>,
}

#[derive(Serialize)]
struct Bases {
    #[serde(rename = "%SRCROOT%")]
    root: Base,
}

/// Without its URI, which differs from machine to machine.
#[derive(Serialize)]
struct Base {
    description: Text<'static>,
}

#[derive(Serialize)]
struct Tool {
    driver: Driver,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver {
    name: &'static str,
    version: &'static str,
    information_uri: &'static str,
    rules: Vec<Descriptor>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Descriptor {
    id: &'static str,
    short_description: Text<'static>,
    help_uri: String,
    help: Help,
    default_configuration: Configuration,
}

#[derive(Serialize)]
struct Help {
    text: String,
    markdown: String,
}

#[derive(Serialize)]
struct Configuration {
    level: &'static str,
}

/// What a rule found: a `result` of SARIF.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Finding<'a> {
    rule_id: &'static str,
    rule_index: usize,
    level: &'static str,
    message: Text<'a>,
    locations: [Location; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<RelatedLocation<'a>>,
    partial_fingerprints: Fingerprints,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fixes: Vec<FixJson<'a>>,
}

/// What a fingerprint is made of changes only together with its name.
#[derive(Serialize)]
struct Fingerprints {
    #[serde(rename = "promo/v1")]
    promo: String,
}

#[derive(Serialize)]
struct Text<'a> {
    text: Cow<'a, str>,
}

fn text(text: &str) -> Text<'_> {
    Text { text: text.into() }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location {
    physical_location: Physical,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RelatedLocation<'a> {
    physical_location: Physical,
    message: Text<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Physical {
    artifact_location: Artifact,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<Region>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Artifact {
    uri: String,
    uri_base_id: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: usize,
    start_column: usize,
    end_line: usize,
    end_column: usize,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct FixJson<'a> {
    description: Text<'a>,
    artifact_changes: Vec<Change<'a>>,
    properties: FixProperties,
}

#[derive(Serialize)]
struct FixProperties {
    safe: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Change<'a> {
    artifact_location: Artifact,
    replacements: Vec<Replacement<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Replacement<'a> {
    deleted_region: Region,
    inserted_content: Text<'a>,
}
