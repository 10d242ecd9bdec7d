//! What the documents say is there, is there.

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
fn every_link_of_the_documents_leads_somewhere() {
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
fn the_roadmap_names_what_is_not_offered() {
    let roadmap = read("ROADMAP.md").to_lowercase();
    for later in ["tool calls", "guardrail", "mcp", "voice-activity"] {
        assert!(roadmap.contains(later), "{later}");
    }
}

#[test]
fn the_flow_from_server_to_worker_is_described() {
    let readme = read("README.md");
    for part in [
        "### With Speko",
        "### With your own LiveKit worker",
        "POST /v1/sessions",
    ] {
        assert!(readme.contains(part), "README: {part}");
    }
    let backend = read("examples/backend/README.md");
    assert!(backend.contains("/api/conversations"));
}
