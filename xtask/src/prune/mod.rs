//! Removes what a page never uses, before wasm-bindgen runs: what only unused exports reach, and
//! what only panics use.
//!
//! wasm-opt cannot do this. It keeps each function whose address is in the data, and it does not
//! know which numbers in code are addresses. The linker does, and keeps its relocations on request.
//!
//! Without a panic hook, a panic in a page traps, and the browser reports the trap. The message
//! that Rust prints is lost, because WebAssembly has no standard error. So the messages, the
//! locations, and the code that formats them are removed, unless the module may set a hook.

mod dead_ends;
mod linked;
mod live;
mod locations;
mod parse;
#[cfg(test)]
mod tests;
mod values;

use std::collections::BTreeSet;

use anyhow::ensure;

use self::linked::{Linked, Reference, Target};
use self::live::Node;

/// Parts of the mangled names of what all panics end in, and failed allocations.
const ROOTS: [&str; 3] = [
    "4core9panicking9panic_fmt",
    "3std9panicking15panic_with_hook",
    "5alloc8rust_oom",
];

/// The static that holds the panic hook.
const HOOK: &str = "3std9panicking4HOOK";

/// The argument for the linker that keeps the relocations, which tell addresses from numbers.
pub(crate) const LINK_ARG: &str = "-Clink-arg=--emit-relocs";

/// Prunes a module that was linked with `LINK_ARG`. The functions of `unused` exports become traps.
pub(crate) fn prune(module: Vec<u8>, unused: &BTreeSet<String>) -> anyhow::Result<Vec<u8>> {
    let mut linked = parse::parse(module)?;
    ensure!(
        !linked.references.is_empty(),
        "the module was linked without {LINK_ARG}"
    );
    remove_panics(&mut linked)?;
    linked
        .exports
        .retain(|export| !unused.contains(&export.name));
    remove_unreached(&mut linked);
    Ok(linked.finish())
}

/// Replaces panics by traps, if no panic hook can be set.
fn remove_panics(linked: &mut Linked) -> anyhow::Result<()> {
    let roots: BTreeSet<u32> = linked
        .functions
        .iter()
        .filter(|function| ROOTS.iter().any(|root| function.name.contains(root)))
        .map(|function| function.index)
        .collect();
    if may_set_hook(linked, &roots) {
        return Ok(());
    }
    locations::merge(linked);
    let traps = dead_ends::find(linked, roots)?;
    replace_by_traps(linked, |index| traps.contains(&index));
    shorten_paths_to_traps(linked, &traps)
}

/// Whether code other than the roots uses the panic hook, or the hook has another name in this std.
fn may_set_hook(linked: &Linked, roots: &BTreeSet<u32>) -> bool {
    let hooks: Vec<_> = linked
        .data
        .iter()
        .filter(|data| data.name.contains(HOOK))
        .collect();
    let is_root = |at: usize| {
        let mut functions = linked.functions.iter();
        functions.any(|function| roots.contains(&function.index) && function.body.contains(&at))
    };
    let is_use = |reference: &Reference| match reference.target {
        Target::Memory(address, _) => {
            hooks.iter().any(|hook| hook.addresses.contains(&address)) && !is_root(reference.at)
        }
        Target::Function(_) => false,
    };
    hooks.is_empty() || linked.references.iter().any(is_use)
}

/// Replaces the bodies of these functions by traps.
fn replace_by_traps(linked: &mut Linked, is_trap: impl Fn(u32) -> bool) {
    for function in linked.functions.clone() {
        if is_trap(function.index) {
            linked.trap(&function.body);
        }
    }
}

/// Removes code that only prepares a trap.
fn shorten_paths_to_traps(linked: &mut Linked, traps: &BTreeSet<u32>) -> anyhow::Result<()> {
    for function in linked.functions.clone() {
        for code in dead_ends::scan(linked, &function, traps)?.unused {
            linked.trap_at(&code);
        }
    }
    Ok(())
}

/// Replaces functions that nothing reaches by traps, and clears such data.
fn remove_unreached(linked: &mut Linked) {
    let live = live::live(linked);
    replace_by_traps(linked, |index| !live.contains(&Node::Function(index)));
    let (mut kept, mut dead) = (BTreeSet::new(), BTreeSet::new());
    for (index, data) in linked.data.iter().enumerate() {
        let bytes = match live.contains(&Node::Data(index)) {
            true => &mut kept,
            false => &mut dead,
        };
        bytes.extend(
            data.addresses
                .clone()
                .filter_map(|address| linked.position(address)),
        );
    }
    for at in dead.difference(&kept) {
        if let Some(byte) = linked.bytes.get_mut(*at) {
            *byte = 0;
        }
    }
}
