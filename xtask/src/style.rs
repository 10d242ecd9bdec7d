//! Writes `style/index.css` with all components and `style/essentials.css` with those of a plain
//! voice page. Pages load one file, because trunk does not follow `@import`.

use std::fs;
use std::path::Path;

use anyhow::{Context, ensure};

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

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

/// The style sheets that people edit.
struct Sources {
    /// `style/tokens.css`: the custom properties.
    tokens: String,
    /// `style/base.css`: the rules of all components.
    base: String,
    /// The slot of each component with a style sheet, and the text of
    /// `components/src/components/*/style.css`.
    components: Vec<(String, String)>,
}

impl Sources {
    fn read(root: &Path) -> anyhow::Result<Self> {
        let folder = root.join("components/src/components");
        let mut components = Vec::new();
        for entry in fs::read_dir(&folder).with_context(|| unreadable(&folder))? {
            let entry = entry?;
            let file = entry.path().join("style.css");
            if file.is_file() {
                let slot = entry.file_name().to_string_lossy().replace('_', "-");
                components.push((slot, read(&file)?));
            }
        }
        components.sort();
        Ok(Self {
            tokens: read(&root.join("style/tokens.css"))?,
            base: read(&root.join("style/base.css"))?,
            components,
        })
    }

    /// Returns the name and the text of each file in `style/` that is written.
    fn written(&self) -> anyhow::Result<[(&'static str, String); 2]> {
        for slot in ESSENTIALS {
            let known = self.components.iter().any(|(known, _)| known == slot);
            ensure!(known, "the component {slot} has no style sheet");
        }
        Ok([
            ("index.css", self.joined(|_| true)),
            (
                "essentials.css",
                self.joined(|slot| ESSENTIALS.contains(&slot)),
            ),
        ])
    }

    fn joined(&self, wanted: impl Fn(&str) -> bool) -> String {
        let components = self.components.iter();
        let wanted = components.filter(|(slot, _)| wanted(slot));
        let mut sheets = vec![&*self.tokens, &*self.base];
        sheets.extend(wanted.map(|(_, css)| &**css));
        sheets.join("\n")
    }
}

/// Writes both files.
///
/// # Errors
/// A file cannot be read or written, or a component of the plain page has no style sheet.
pub fn write() -> anyhow::Result<()> {
    let root = Path::new(ROOT);
    for (name, css) in Sources::read(root)?.written()? {
        let path = root.join("style").join(name);
        fs::write(&path, css).with_context(|| format!("{} cannot be written", path.display()))?;
    }
    Ok(())
}

fn read(path: &Path) -> anyhow::Result<String> {
    fs::read_to_string(path).with_context(|| unreadable(path))
}

fn unreadable(path: &Path) -> String {
    format!("{} cannot be read", path.display())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn is_current(name: &str, committed: &str, wanted: &str) -> anyhow::Result<()> {
        ensure!(
            committed == wanted,
            "style/{name} is outdated: run `cargo run -p xtask -- style` and commit the result"
        );
        Ok(())
    }

    fn sources() -> Sources {
        Sources::read(Path::new(ROOT)).unwrap()
    }

    /// Compares the committed file with what [`write`] would write.
    fn committed_file_is_current(name: &str) {
        let written = sources().written().unwrap();
        let (_, css) = written.iter().find(|(known, _)| *known == name).unwrap();
        let committed = read(&Path::new(ROOT).join("style").join(name)).unwrap();
        is_current(name, &committed, css).unwrap();
    }

    #[test]
    fn index_css_is_tokens_plus_all_components() {
        committed_file_is_current("index.css");
    }

    #[test]
    fn essentials_css_is_tokens_plus_components_of_a_plain_page() {
        for slot in ESSENTIALS {
            let components = sources().components;
            assert!(components.iter().any(|(known, _)| known == slot), "{slot}");
        }
        committed_file_is_current("essentials.css");
    }

    #[test]
    fn style_sheets_are_joined_in_order_of_the_slots() {
        let component = |slot: &str| (slot.to_owned(), format!("{slot}\n"));
        let mut all: Vec<_> = ESSENTIALS.iter().map(|slot| component(slot)).collect();
        all.insert(0, component("agent-state"));
        let mut sources = Sources {
            tokens: "tokens\n".to_owned(),
            base: "base\n".to_owned(),
            components: all,
        };
        let [(_, index), (_, essentials)] = sources.written().unwrap();
        assert!(index.starts_with("tokens\n\nbase\n\nagent-state\n\ncall-button\n\n"));
        assert!(index.ends_with("\n\nvolume-slider\n"));
        assert_eq!(index.replace("agent-state\n\n", ""), essentials);

        sources.components.pop();
        let error = sources.written().unwrap_err().to_string();
        assert!(error.contains("volume-slider"), "{error}");
    }

    #[test]
    fn outdated_style_sheet_is_reported_with_the_command_that_updates_it() {
        assert!(is_current("index.css", "a", "a").is_ok());
        let error = is_current("index.css", "a", "b").unwrap_err().to_string();
        assert!(error.starts_with("style/index.css is outdated"), "{error}");
        assert!(error.contains("cargo run -p xtask -- style"), "{error}");
    }

    #[test]
    fn component_rules_use_where_so_app_styles_override_them() {
        let Sources {
            base, components, ..
        } = sources();
        for (slot, css) in [("base".to_owned(), base)].into_iter().chain(components) {
            for line in css
                .lines()
                .filter(|line| line.contains("[data-") && !line.contains("url("))
            {
                assert!(line.trim_start().starts_with(":where("), "{slot}: {line}");
            }
        }
    }

    #[test]
    fn token_rules_use_where_so_app_values_override_them() {
        // An app sets `:root { --speko-accent: … }`, also for dark mode. Any specificity of ours
        // would override that.
        let css = sources().tokens;
        let rules: Vec<&str> = css.lines().filter(|line| line.ends_with('{')).collect();
        assert!(rules.len() > 3, "{rules:?}");
        for rule in rules.iter().map(|rule| rule.trim_start()) {
            assert!(
                rule.starts_with(":where(") || rule.starts_with("@media"),
                "{rule}"
            );
        }
    }
}
