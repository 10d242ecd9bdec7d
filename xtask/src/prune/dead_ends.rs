//! Finds functions that only trap, and code that only prepares a trap.
//!
//! A panic in a page traps without a message unless the app has set a panic hook, but the compiler
//! does not know this: each panic passes a message, values to format and a location. Once the
//! functions that would print them are traps, the code that computes these is unused.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use wasmparser::Operator;

use super::linked::{Function, Linked};
use super::values::Values;

/// The result of reading one function.
#[derive(Default)]
pub(crate) struct Scan {
    /// Whether every path ends in a trap, and nothing that outlives the function is changed before.
    pub(crate) only_traps: bool,
    /// The positions of code that ends in a trap, and changes nothing that outlives the function.
    pub(crate) unused: Vec<Range<usize>>,
}

/// Returns the functions that only trap, if `roots` do.
pub(crate) fn find(linked: &Linked, roots: BTreeSet<u32>) -> anyhow::Result<BTreeSet<u32>> {
    let mut traps = roots;
    loop {
        let before = traps.len();
        for function in &linked.functions {
            if !traps.contains(&function.index) && scan(linked, function, &traps)?.only_traps {
                traps.insert(function.index);
            }
        }
        if traps.len() == before {
            return Ok(traps);
        }
    }
}

/// Reads a function, where calls of `traps` do not return.
pub(crate) fn scan(
    linked: &Linked,
    function: &Function,
    traps: &BTreeSet<u32>,
) -> anyhow::Result<Scan> {
    // A local holds an address in the stack frame if all values that it ever gets are one.
    let mut locals = BTreeMap::new();
    Reader::new(linked, function, traps, &BTreeMap::new()).read(&mut locals)?;
    for param in 0..function.params {
        locals.remove(&param);
    }
    Reader::new(linked, function, traps, &locals).read(&mut BTreeMap::new())
}

/// A block, loop or `if` around the current operator.
struct Label {
    /// Whether its code can be reached.
    entered: bool,
    /// Whether a branch leads to its end.
    branched: bool,
    /// Whether it is an `if` that has had no `else`.
    may_skip: bool,
}

struct Reader<'a> {
    linked: &'a Linked,
    function: &'a Function,
    traps: &'a BTreeSet<u32>,
    values: Values<'a>,
    /// The end of the last operator that has an effect that outlives the function, or is a part of
    /// the control flow.
    start: usize,
    labels: Vec<Label>,
    reachable: bool,
    returns: bool,
    has_effects: bool,
    unused: Vec<Range<usize>>,
}

impl<'a> Reader<'a> {
    fn new(
        linked: &'a Linked,
        function: &'a Function,
        traps: &'a BTreeSet<u32>,
        frame_locals: &'a BTreeMap<u32, bool>,
    ) -> Self {
        Self {
            linked,
            function,
            traps,
            values: Values {
                stack_pointer: linked.stack_pointer,
                frame_locals,
                stack: Vec::new(),
            },
            start: 0,
            labels: Vec::new(),
            reachable: true,
            returns: false,
            has_effects: false,
            unused: Vec::new(),
        }
    }

    /// Reads the code. `locals` gets the locals that are set, and whether only to addresses in the
    /// stack frame.
    fn read(mut self, locals: &mut BTreeMap<u32, bool>) -> anyhow::Result<Scan> {
        let code = self.function.code(&self.linked.bytes)?;
        let mut operators = code.get_operators_reader()?;
        self.start = operators.original_position();
        while !operators.eof() {
            let operator = operators.read()?;
            if let Operator::LocalSet { local_index } | Operator::LocalTee { local_index } =
                operator
            {
                let is_frame = self.values.top_is_frame();
                let only_frame = locals.entry(local_index).or_insert(true);
                *only_frame &= is_frame;
            }
            self.step(&operator, operators.original_position());
        }
        Ok(Scan {
            only_traps: !self.returns && !self.has_effects,
            unused: self.unused,
        })
    }

    /// Follows one operator that ends at a position.
    fn step(&mut self, operator: &Operator<'_>, end: usize) {
        if self.is_trap(operator) {
            if self.reachable {
                self.unused.push(self.start..end);
            }
            self.reachable = false;
        } else if !self.control(operator) {
            if self.values.follow(operator) {
                return;
            }
            self.has_effects |= self.reachable;
        }
        self.start = end;
        self.values.stack.clear();
    }

    fn is_trap(&self, operator: &Operator<'_>) -> bool {
        match operator {
            Operator::Unreachable => true,
            Operator::Call { function_index } => self.traps.contains(function_index),
            _ => false,
        }
    }

    /// Follows the control flow. Returns whether the operator is a part of it.
    fn control(&mut self, operator: &Operator<'_>) -> bool {
        match operator {
            Operator::Block { .. } | Operator::If { .. } | Operator::Loop { .. } => {
                self.labels.push(Label {
                    entered: self.reachable,
                    branched: false,
                    may_skip: matches!(operator, Operator::If { .. }),
                });
                // A loop may never end.
                self.has_effects |= self.reachable && matches!(operator, Operator::Loop { .. });
            }
            Operator::Else => {
                if let Some(label) = self.labels.last_mut() {
                    label.branched |= self.reachable;
                    label.may_skip = false;
                    self.reachable = label.entered;
                }
            }
            Operator::End => match self.labels.pop() {
                Some(label) => {
                    self.reachable |= label.branched || (label.may_skip && label.entered);
                }
                None => self.returns |= self.reachable,
            },
            Operator::Br { relative_depth } => {
                self.branch(*relative_depth);
                self.reachable = false;
            }
            Operator::BrIf { relative_depth } => self.branch(*relative_depth),
            Operator::BrTable { targets } => {
                for depth in targets.targets().flatten() {
                    self.branch(depth);
                }
                self.branch(targets.default());
                self.reachable = false;
            }
            Operator::Return => {
                self.returns |= self.reachable;
                self.reachable = false;
            }
            _ => return false,
        }
        true
    }

    fn branch(&mut self, depth: u32) {
        if !self.reachable {
            return;
        }
        let label = self.labels.iter_mut().rev().nth(depth as usize);
        match label {
            Some(label) => label.branched = true,
            None => self.returns = true,
        }
    }
}
