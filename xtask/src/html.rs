//! Parses a trunk `index.html`: its `<link data-trunk>` tags declare what to build.

use anyhow::{Context, bail};
use regex::{Captures, Regex};

/// What a page declares.
pub(crate) struct Index {
    html: String,
    /// The cargo profile.
    pub(crate) profile: String,
    pub(crate) wasm_opt: WasmOpt,
    /// Style sheets, relative to the page.
    pub(crate) css: Vec<String>,
}

/// The arguments of wasm-opt.
pub(crate) struct WasmOpt {
    /// The letter or digit after `-O`.
    pub(crate) level: String,
    pub(crate) params: Vec<String>,
}

impl Index {
    pub(crate) fn parse(html: &str) -> anyhow::Result<Self> {
        let mut rust = None;
        let mut css = Vec::new();
        for tag in links()?.find_iter(html) {
            let tag = tag.as_str();
            match attribute(tag, "rel")?.as_deref() {
                Some("rust") => rust = Some(tag),
                Some("css") => {
                    css.push(attribute(tag, "href")?.context("a style sheet has no href")?)
                }
                other => bail!("xtask builds rel=\"rust\" and rel=\"css\", not {other:?}: {tag}"),
            }
        }
        let rust = rust.context("there is no <link data-trunk rel=\"rust\">")?;
        let params = attribute(rust, "data-wasm-opt-params")?.unwrap_or_default();
        Ok(Self {
            html: html.to_owned(),
            profile: attribute(rust, "data-cargo-profile-release")?.unwrap_or("release".into()),
            wasm_opt: WasmOpt {
                level: attribute(rust, "data-wasm-opt")?.unwrap_or("z".into()),
                params: params.split_whitespace().map(str::to_owned).collect(),
            },
            css,
        })
    }

    /// Returns the page with its `data-trunk` tags replaced. `css` holds file names and integrity
    /// values, in the order of the page.
    pub(crate) fn built(
        &self,
        js: &str,
        wasm: &str,
        css: &[(String, String)],
    ) -> anyhow::Result<String> {
        let mut css = css.iter();
        let html = links()?.replace_all(&self.html, |tag: &Captures<'_>| {
            if !tag[0].contains("rel=\"css\"") {
                return script(js, wasm);
            }
            css.next().map_or_else(String::new, |(name, integrity)| {
                format!("<link rel=\"stylesheet\" href=\"/{name}\" integrity=\"{integrity}\"/>")
            })
        });
        let preload = format!(
            "<link rel=\"modulepreload\" href=\"/{js}\" crossorigin=\"anonymous\">\
             <link rel=\"preload\" href=\"/{wasm}\" crossorigin=\"anonymous\" as=\"fetch\" type=\"application/wasm\"></head>"
        );
        Ok(html.replacen("</head>", &preload, 1))
    }
}

/// Returns the script that loads the module. It dispatches trunk's event once the module runs, so
/// that a page works with either builder.
fn script(js: &str, wasm: &str) -> String {
    format!(
        "<script type=\"module\">\nimport init, * as bindings from '/{js}';\n\
         const wasm = await init({{ module_or_path: '/{wasm}' }});\nwindow.wasmBindings = bindings;\n\
         dispatchEvent(new CustomEvent(\"TrunkApplicationStarted\", {{detail: {{wasm}}}}));\n</script>"
    )
}

/// Replaces the integrity digest in every tag that contains `name`.
pub(crate) fn with_integrity(html: &str, name: &str, integrity: &str) -> anyhow::Result<String> {
    let digest = Regex::new(r"sha384-[A-Za-z0-9+/=]+")?;
    let tags = Regex::new("<[^>]*>")?;
    let html = tags.replace_all(html, |tag: &Captures<'_>| {
        let tag = &tag[0];
        if tag.contains(name) {
            digest.replace(tag, integrity).into_owned()
        } else {
            tag.to_owned()
        }
    });
    Ok(html.into_owned())
}

fn links() -> anyhow::Result<Regex> {
    Ok(Regex::new(r"<link data-trunk[^>]*>")?)
}

fn attribute(tag: &str, name: &str) -> anyhow::Result<Option<String>> {
    let found = Regex::new(&format!(r#"\s{name}="([^"]*)""#))?;
    Ok(found
        .captures(tag)
        .and_then(|groups| groups.get(1))
        .map(|value| value.as_str().to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = r#"<head>
<link data-trunk rel="rust" data-wasm-opt="s" data-wasm-opt-params="-x  0" data-cargo-profile-release="small" />
<link data-trunk rel="css" href="../a.css" />
<link data-trunk rel="css" href="b.css" />
</head>"#;

    #[test]
    fn index_is_parsed_into_profile_optimizer_and_style_sheets() {
        let index = Index::parse(PAGE).unwrap();
        assert_eq!(index.profile, "small");
        assert_eq!(index.wasm_opt.level, "s");
        assert_eq!(index.wasm_opt.params, ["-x", "0"]);
        assert_eq!(index.css, ["../a.css", "b.css"]);
    }

    #[test]
    fn built_page_links_every_file_once_and_in_order() {
        let css = [
            ("a-1.css".into(), "sha384-A".into()),
            ("b-2.css".into(), "sha384-B".into()),
        ];
        let html = Index::parse(PAGE)
            .unwrap()
            .built("p.js", "p.wasm", &css)
            .unwrap();
        assert!(!html.contains("data-trunk"));
        let place = |what: &str| {
            html.find(what)
                .unwrap_or_else(|| panic!("no {what} in {html}"))
        };
        assert!(place("from '/p.js'") < place("href=\"/a-1.css\" integrity=\"sha384-A\""));
        assert!(place("/a-1.css") < place("/b-2.css"));
        assert!(place("rel=\"preload\" href=\"/p.wasm\"") < place("</head>"));
    }

    #[test]
    fn unknown_link_is_refused() {
        let error = Index::parse("<link data-trunk rel=\"sass\" href=\"x\">")
            .err()
            .unwrap();
        assert!(error.to_string().contains("sass"), "{error}");
    }

    #[test]
    fn integrity_is_replaced_in_the_tags_that_name_the_file() {
        let html = r#"<link href="/a.css" integrity="sha384-old"><link href="/b.css" integrity="sha384-old">"#;
        let html = with_integrity(html, "a.css", "sha384-new").unwrap();
        assert_eq!(
            html,
            r#"<link href="/a.css" integrity="sha384-new"><link href="/b.css" integrity="sha384-old">"#
        );
    }
}
