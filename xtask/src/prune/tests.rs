//! Prunes modules that rustc builds here, and runs them with node before and after.

use std::collections::BTreeSet;
use std::process::Command;

use super::{LINK_ARG, prune};
use crate::files::{self, Scratch};

const FIXTURE: &str = r#"
use std::cell::RefCell;
use std::hint::black_box;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

static MARK: AtomicU32 = AtomicU32::new(0);
static PRIMES: [u32; 4] = [2, 3, 5, 7];
thread_local!(static CELL: RefCell<u32> = const { RefCell::new(1) });

trait Animal { fn legs(&self, more: u32) -> u32; }
struct Cat(u32);
struct Spider;
impl Animal for Cat { fn legs(&self, more: u32) -> u32 { self.0 + more } }
impl Animal for Spider {
    fn legs(&self, more: u32) -> u32 {
        black_box("text of the unused export").len() as u32 + 8 / more
    }
}

#[no_mangle] pub extern "C" fn divide(a: u32, b: u32) -> u32 {
    if b == 0 { panic!("message of a panic: {a}") }
    a / b
}
#[no_mangle] pub extern "C" fn mark_and_fail(mark: u32) {
    MARK.store(mark, Relaxed);
    panic!("message of a panic after {mark}");
}
#[no_mangle] pub extern "C" fn mark() -> u32 { MARK.load(Relaxed) }
#[no_mangle] pub extern "C" fn prime(index: usize) -> u32 { PRIMES[index] }
#[no_mangle] pub extern "C" fn text() -> u32 {
    black_box("text that is used").bytes().map(u32::from).sum()
}
#[no_mangle] pub extern "C" fn cat(legs: u32) -> u32 {
    let animal: Box<dyn Animal> = black_box(Box::new(Cat(legs)));
    animal.legs(1)
}
#[no_mangle] pub extern "C" fn borrow(twice: u32) -> u32 {
    CELL.with(|cell| {
        let mut one = cell.borrow_mut();
        if twice == 1 { *cell.borrow_mut() += 1; }
        *one += 1;
        *one
    })
}
#[no_mangle] pub extern "C" fn parse(digit: u32) -> u32 {
    black_box(char::from(digit as u8).to_string()).parse::<u32>().unwrap()
}
#[no_mangle] pub extern "C" fn spider(more: u32) -> u32 {
    let animal: Box<dyn Animal> = black_box(Box::new(Spider));
    animal.legs(more)
}
"#;

const HOOK: &str = r#"
#[no_mangle] pub extern "C" fn set_hook() {
    std::panic::set_hook(Box::new(|info| MARK.store(info.location().unwrap().line() + 1000, Relaxed)));
}
"#;

/// Prints the result of each call of the fixture, or `trap`.
const CALLS: &str = r#"
const [path, hook] = process.argv.slice(1);
const { instance } = await WebAssembly.instantiate((await import("node:fs")).readFileSync(path));
if (hook) instance.exports.set_hook();
const calls = [["divide", 9, 2], ["divide", 9, 0], ["mark"], ["mark_and_fail", 7], ["mark"], ["prime", 3],
  ["prime", 4], ["text"], ["cat", 3], ["borrow", 0], ["parse", 0x37], ["parse", 0x41], ["cat", 4], ["borrow", 1]];
for (const [name, ...args] of calls) {
  let result;
  try {
    result = instance.exports[name](...args);
  } catch (error) {
    if (!(error instanceof WebAssembly.RuntimeError)) throw error;
    result = "trap";
  }
  console.log(name, ...args, result);
}
"#;

fn build(source: &str, link_arg: Option<&str>) -> Vec<u8> {
    let scratch = Scratch::new().unwrap();
    let (code, module) = (scratch.0.join("fixture.rs"), scratch.0.join("fixture.wasm"));
    files::write(&code, source).unwrap();
    let compiler = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = Command::new(compiler)
        .args([
            "--edition=2021",
            "--crate-type=cdylib",
            "--target=wasm32-unknown-unknown",
        ])
        .args([
            "-Copt-level=z",
            "-Cpanic=abort",
            "-Clto=fat",
            "-Ccodegen-units=1",
            "-Cstrip=debuginfo",
        ])
        .args(link_arg)
        .arg("-o")
        .args([&module, &code])
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    files::read(&module).unwrap()
}

fn calls(module: &[u8], hook: bool) -> String {
    let scratch = Scratch::new().unwrap();
    let path = scratch.0.join("fixture.wasm");
    files::write(&path, module).unwrap();
    let mut node = Command::new("node");
    node.args(["--input-type=module", "--eval", CALLS])
        .arg(path);
    if hook {
        node.arg("hook");
    }
    let output = node.output().unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap()
}

fn has(module: &[u8], text: &str) -> bool {
    module
        .windows(text.len())
        .any(|part| part == text.as_bytes())
}

fn unused(names: &[&str]) -> BTreeSet<String> {
    names.iter().map(|&name| name.to_owned()).collect()
}

#[test]
fn pruned_module_behaves_as_before() {
    let module = build(FIXTURE, Some(LINK_ARG));
    let before = calls(&module, false);
    assert_eq!(before.matches("trap").count(), 5, "{before}");
    assert!(
        before.contains("mark_and_fail 7 trap\nmark 7\n"),
        "{before}"
    );
    let pruned = prune(module, &unused(&["spider"])).unwrap();
    assert_eq!(calls(&pruned, false), before);
}

#[test]
fn panics_lose_messages_locations_and_formatting() {
    let module = build(FIXTURE, Some(LINK_ARG));
    let texts = ["message of a panic", "fixture.rs", "already borrowed"];
    for text in texts {
        assert!(has(&module, text), "{text}");
    }
    let pruned = prune(module, &BTreeSet::new()).unwrap();
    for text in texts {
        assert!(!has(&pruned, text), "{text}");
    }
    assert!(has(&pruned, "text that is used"));
}

#[test]
fn unused_export_is_removed_with_what_only_it_reaches() {
    let module = build(FIXTURE, Some(LINK_ARG));
    let all = prune(module.clone(), &BTreeSet::new()).unwrap();
    assert!(has(&all, "text of the unused export"));
    let pruned = prune(module, &unused(&["spider"])).unwrap();
    assert!(!has(&pruned, "text of the unused export"));
    assert!(has(&pruned, "text that is used"));
}

#[test]
fn module_that_sets_a_panic_hook_keeps_its_panics() {
    let module = build(&format!("{FIXTURE}{HOOK}"), Some(LINK_ARG));
    let before = calls(&module, true);
    let pruned = prune(module, &BTreeSet::new()).unwrap();
    assert!(has(&pruned, "message of a panic"));
    assert_eq!(calls(&pruned, true), before);
}

#[test]
fn module_with_an_unknown_panic_hook_keeps_its_panics() {
    let mut module = build(FIXTURE, Some(LINK_ARG));
    let name = b"9panicking4HOOK";
    let found = module.windows(name.len()).position(|part| part == name);
    module[found.unwrap() + name.len() - 1] = b'X';
    let pruned = prune(module, &BTreeSet::new()).unwrap();
    assert!(has(&pruned, "message of a panic"));
}

#[test]
fn module_without_relocations_is_rejected() {
    let error = prune(build(FIXTURE, None), &BTreeSet::new()).unwrap_err();
    assert!(error.to_string().contains(LINK_ARG), "{error}");
}
