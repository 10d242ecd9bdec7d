//! What the documents refer to exists.

use std::fs;
use std::path::{Path, PathBuf};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(name: &str) -> String {
    fs::read_to_string(root().join(name)).unwrap()
}

fn documents() -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![root().to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap();
            if path.is_dir() {
                let built = ["target", "node_modules", "dist"].contains(&name);
                if !built && !name.starts_with('.') {
                    folders.push(path);
                }
            } else if name.ends_with(".md") {
                found.push(path);
            }
        }
    }
    found
}

#[test]
fn relative_links_in_documents_point_to_existing_files() {
    let mut links = 0;
    for document in documents() {
        let text = fs::read_to_string(&document).unwrap();
        for link in text.split("](").skip(1) {
            let target = link.split([')', '#']).next().unwrap();
            if target.is_empty() || target.contains("://") {
                continue;
            }
            links += 1;
            let path = document.parent().unwrap().join(target);
            assert!(path.exists(), "{}: {target}", document.display());
        }
    }
    assert!(links > 10);
}

#[test]
fn roadmap_lists_unsupported_features() {
    let roadmap = read("ROADMAP.md").to_lowercase();
    for later in ["tool calls", "guardrail", "mcp", "voice-activity"] {
        assert!(roadmap.contains(later), "{later}");
    }
}

#[test]
fn backend_setup_is_documented() {
    assert!(read("README.md").contains("docs/backend.md"));
    let page = read("docs/backend.md");
    for part in [
        "## With Speko",
        "## With your own LiveKit worker",
        "POST /v1/sessions",
    ] {
        assert!(page.contains(part), "docs/backend.md: {part}");
    }
    assert!(page.contains("](../examples/backend)"));
    for readme in ["dev-server/README.md", "examples/backend/README.md"] {
        assert!(read(readme).contains("/api/conversations"), "{readme}");
    }
}
