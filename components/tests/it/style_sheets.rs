//! `style/index.css` contains the tokens and all components, because pages load one file and trunk
//! does not follow `@import`. `style/essentials.css` contains those of a plain voice page.

use std::fs;
use std::path::{Path, PathBuf};

/// The components of a plain voice page.
const ESSENTIALS: [&str; 8] = [
    "call-button",
    "error-notice",
    "message-input",
    "mic-toggle",
    "start-audio",
    "status-badge",
    "transcript-feed",
    "volume-slider",
];

fn style() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../style")
}

fn folders() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src/components")
}

fn sheet(name: &str) -> String {
    let path = match name {
        "base" => style().join("base.css"),
        _ => folders().join(name.replace('-', "_")).join("style.css"),
    };
    fs::read_to_string(path).unwrap()
}

/// Returns the names of the components with a style sheet, `base` first.
fn components() -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folders())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.join("style.css").exists())
        .map(|path| {
            path.file_name()
                .unwrap()
                .to_str()
                .unwrap()
                .replace('_', "-")
        })
        .collect();
    names.sort();
    names.insert(0, "base".to_owned());
    names
}

fn joined(wanted: impl Fn(&str) -> bool) -> String {
    let read = |name: String| fs::read_to_string(style().join(name)).unwrap();
    components()
        .into_iter()
        .filter(|name| name == "base" || wanted(name))
        .fold(read("tokens.css".to_owned()), |css, name| {
            css + "\n" + &sheet(&name)
        })
}

fn is_current(name: &str, wanted: &str) {
    let path = style().join(name);
    if std::env::var_os("UPDATE_STYLE").is_some() {
        fs::write(&path, wanted).unwrap();
    }
    assert!(
        fs::read_to_string(path).unwrap() == wanted,
        "{name} is outdated: run UPDATE_STYLE=1 cargo test -p leptos-speko --test it style_sheets"
    );
}

#[test]
fn index_css_is_tokens_plus_all_components() {
    is_current("index.css", &joined(|_| true));
}

#[test]
fn essentials_css_is_tokens_plus_components_of_a_plain_page() {
    let names = components();
    for name in ESSENTIALS {
        assert!(names.iter().any(|known| known == name), "{name}");
    }
    is_current("essentials.css", &joined(|name| ESSENTIALS.contains(&name)));
}

#[test]
fn component_rules_use_where_so_app_styles_override_them() {
    for name in components() {
        let css = sheet(&name);
        for line in css
            .lines()
            .filter(|line| line.contains("[data-") && !line.contains("url("))
        {
            assert!(line.trim_start().starts_with(":where("), "{name}: {line}");
        }
    }
}

#[test]
fn token_rules_use_where_so_app_values_override_them() {
    // An app sets `:root { --speko-accent: … }`, also for dark mode. Any specificity of ours would
    // override that.
    let css = fs::read_to_string(style().join("tokens.css")).unwrap();
    let rules: Vec<&str> = css.lines().filter(|line| line.ends_with('{')).collect();
    assert!(rules.len() > 3, "{rules:?}");
    for rule in rules.iter().map(|rule| rule.trim_start()) {
        assert!(
            rule.starts_with(":where(") || rule.starts_with("@media"),
            "{rule}"
        );
    }
}
