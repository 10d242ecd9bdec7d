//! What can be reached in a module: functions, and values in the data section.

use std::collections::{BTreeMap, BTreeSet};

use super::linked::{Linked, Target};

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Node {
    Function(u32),
    /// An index in `Linked::data`.
    Data(usize),
}

/// Returns what the exports and the start function reach.
pub(crate) fn live(linked: &Linked) -> BTreeSet<Node> {
    let mut edges: BTreeMap<Node, Vec<Node>> = BTreeMap::new();
    for reference in &linked.references {
        let targets = match reference.target {
            Target::Function(index) => vec![Node::Function(index)],
            Target::Memory(address, symbol) => {
                let mut all = data_at(linked, address);
                all.extend(data_at(linked, symbol));
                all
            }
        };
        for owner in owners(linked, reference.at) {
            edges.entry(owner).or_default().extend(&targets);
        }
    }
    let exports = linked.exports.iter().map(|export| export.function);
    let mut waiting: Vec<Node> = exports.chain(linked.start).map(Node::Function).collect();
    let mut live = BTreeSet::new();
    while let Some(node) = waiting.pop() {
        if live.insert(node) {
            waiting.extend(edges.get(&node).into_iter().flatten());
        }
    }
    live
}

/// The functions or values that contain a position.
fn owners(linked: &Linked, at: usize) -> Vec<Node> {
    match linked.address(at) {
        Some(address) => data_at(linked, address),
        None => {
            let after = linked
                .functions
                .partition_point(|other| other.body.start <= at);
            let function = after
                .checked_sub(1)
                .and_then(|index| linked.functions.get(index));
            function
                .map(|function| Node::Function(function.index))
                .into_iter()
                .collect()
        }
    }
}

fn data_at(linked: &Linked, address: u32) -> Vec<Node> {
    let all = linked.data.iter().enumerate();
    all.filter(|(_, data)| data.addresses.contains(&address))
        .map(|(index, _)| Node::Data(index))
        .collect()
}
