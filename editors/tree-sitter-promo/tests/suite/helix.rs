//! Helix can't be run here, so its settings are held against what they name: the grammar, the server and the
//! queries.

use crate::support::workspace;

#[test]
fn the_settings_name_what_is_there() {
    let text = std::fs::read_to_string(workspace().join("editors/helix/languages.toml")).unwrap();
    let settings: toml::Table = text.parse().unwrap();
    let language = &settings["language"][0];
    assert_eq!(language["name"].as_str(), Some("promo"));
    assert_eq!(language["file-types"][0].as_str(), Some("promo"));
    let server = language["language-servers"][0].as_str().unwrap();
    assert_eq!(settings["language-server"][server]["command"].as_str(), Some("promo"));
    assert_eq!(settings["language-server"][server]["args"][0].as_str(), Some("lsp"));
    let grammar = &settings["grammar"][0];
    assert_eq!(grammar["name"], language["name"]);
    let folder = workspace().join(grammar["source"]["subpath"].as_str().unwrap());
    assert!(folder.join("src/parser.c").exists(), "{}", folder.display());
}
