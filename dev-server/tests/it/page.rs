//! The page that the server serves.

use speko_dev_server::Config;

use crate::support::DevServer;

#[tokio::test]
async fn root_without_a_page_explains_the_page_option() {
    let server = DevServer::start(Config::default()).await;
    let answer = server.get("/").await;
    assert_eq!(answer.status, 200);
    assert!(answer.head.contains("content-type: text/plain"));
    assert!(answer.body.contains("--page DIR"));
}

#[tokio::test]
async fn page_is_served_with_content_types_and_index_fallback() {
    let folder = std::env::temp_dir().join(format!("speko-dev-server-page-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("index.html"), "<title>page</title>").unwrap();
    std::fs::write(folder.join("app.wasm"), "\0asm").unwrap();
    std::fs::write(folder.join("app.js"), "1").unwrap();
    let server = DevServer::start(Config {
        page: Some(folder.clone()),
        ..Config::default()
    })
    .await;

    let cases = [
        ("/", 200, "text/html"),
        ("/settings/voice", 200, "text/html"),
        ("/app.wasm", 200, "application/wasm"),
        ("/app.js", 200, "javascript"),
        ("/missing.wasm", 404, ""),
        ("/../Cargo.toml", 404, ""),
        ("/%2e%2e/Cargo.toml", 404, ""),
    ];
    for (path, status, kind) in cases {
        let answer = server.get(path).await;
        assert_eq!(answer.status, status, "{path}");
        assert!(answer.head.contains(kind), "{path}: {}", answer.head);
    }
    assert_eq!(server.get("/api/rooms").await.json()["open"], 0);
    assert_eq!(server.get("/api/rooms/nowhere/heard").await.status, 404);
    std::fs::remove_dir_all(folder).unwrap();
}
