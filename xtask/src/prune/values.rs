//! Which values in a function are addresses in its stack frame.

use std::collections::BTreeMap;

use wasmparser::Operator;

pub(super) struct Values<'a> {
    pub(super) stack_pointer: Option<u32>,
    /// The locals that are set, and whether only to addresses in the stack frame.
    pub(super) frame_locals: &'a BTreeMap<u32, bool>,
    /// Whether each value on the stack is an address in the stack frame, as far as is known.
    pub(super) stack: Vec<bool>,
}

impl Values<'_> {
    pub(super) fn top_is_frame(&self) -> bool {
        self.stack.last().copied().unwrap_or_default()
    }

    /// Follows the values of an operator that changes nothing, except in the stack frame. Returns
    /// whether it is one.
    pub(super) fn follow(&mut self, operator: &Operator<'_>) -> bool {
        use Operator as O;
        match operator {
            O::LocalGet { local_index } => {
                let is_frame = self.frame_locals.get(local_index);
                self.stack.push(is_frame.copied().unwrap_or_default());
            }
            O::GlobalGet { global_index } => {
                self.stack.push(self.stack_pointer == Some(*global_index));
            }
            O::I32Const { .. } | O::I64Const { .. } | O::F32Const { .. } | O::F64Const { .. } => {
                self.stack.push(false);
            }
            O::LocalTee { .. } | O::Nop => {}
            O::LocalSet { .. } | O::Drop => {
                self.stack.pop();
            }
            // Whatever is called after the trap starts with the stack where it was left.
            O::GlobalSet { global_index } => {
                if self.stack_pointer != Some(*global_index) {
                    return false;
                }
                self.stack.pop();
            }
            O::I32Add => {
                let frame = self.pop() | self.pop();
                self.stack.push(frame);
            }
            O::I32Sub => {
                self.pop();
            }
            O::Select => {
                self.pop();
                let frame = self.pop() & self.pop();
                self.stack.push(frame);
            }
            O::I32Store { .. }
            | O::I32Store8 { .. }
            | O::I32Store16 { .. }
            | O::I64Store { .. }
            | O::I64Store8 { .. }
            | O::I64Store16 { .. }
            | O::I64Store32 { .. }
            | O::F32Store { .. }
            | O::F64Store { .. } => {
                self.pop();
                return self.pop();
            }
            O::I32Load { .. }
            | O::I32Load8U { .. }
            | O::I32Load8S { .. }
            | O::I32Load16U { .. }
            | O::I32Load16S { .. }
            | O::I64Load { .. }
            | O::I64Load32U { .. }
            | O::I64Load32S { .. }
            | O::F32Load { .. }
            | O::F64Load { .. }
            | O::I32Eqz
            | O::I64Eqz
            | O::I32WrapI64
            | O::I64ExtendI32U
            | O::I64ExtendI32S
            | O::I32Clz
            | O::I32Ctz => {
                self.pop();
                self.stack.push(false);
            }
            O::I32Mul
            | O::I32And
            | O::I32Or
            | O::I32Xor
            | O::I32Shl
            | O::I32ShrU
            | O::I32ShrS
            | O::I32Eq
            | O::I32Ne
            | O::I32LtU
            | O::I32LtS
            | O::I32GtU
            | O::I32GtS
            | O::I32LeU
            | O::I32LeS
            | O::I32GeU
            | O::I32GeS
            | O::I64Add
            | O::I64Sub
            | O::I64And
            | O::I64Or
            | O::I64Shl
            | O::I64ShrU => {
                self.pop();
                self.pop();
                self.stack.push(false);
            }
            _ => return false,
        }
        true
    }

    fn pop(&mut self) -> bool {
        self.stack.pop().unwrap_or_default()
    }
}
