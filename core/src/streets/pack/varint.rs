//! Integers in as few bytes as they need: LEB128, signed ones folded so that small ones of either
//! sign are short (zigzag, as Protocol Buffers has it).

use super::PackError;

/// Appends an unsigned integer.
pub(super) fn put(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

/// Appends a signed integer.
pub(super) fn put_signed(out: &mut Vec<u8>, value: i64) {
    put(out, ((value << 1) ^ (value >> 63)) as u64);
}

/// Reads what was put, from front to back.
pub(super) struct Take<'a>(pub(super) &'a [u8]);

impl<'a> Take<'a> {
    pub(super) fn bytes(&mut self, n: usize) -> Result<&'a [u8], PackError> {
        if n > self.0.len() {
            return Err(PackError::Damaged("it ends within a record"));
        }
        let (head, tail) = self.0.split_at(n);
        self.0 = tail;
        Ok(head)
    }

    pub(super) fn u64(&mut self) -> Result<u64, PackError> {
        let mut value = 0_u64;
        for shift in (0..64).step_by(7) {
            let byte = self.bytes(1)?[0];
            value |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(value);
            }
        }
        Err(PackError::Damaged("a number does not end"))
    }

    pub(super) fn u32(&mut self) -> Result<u32, PackError> {
        u32::try_from(self.u64()?).map_err(|_| PackError::Damaged("a number is too large"))
    }

    pub(super) fn i64(&mut self) -> Result<i64, PackError> {
        let value = self.u64()?;
        Ok((value >> 1) as i64 ^ -((value & 1) as i64))
    }

    /// How many records follow. Each takes a byte or more, so a count beyond what is left is
    /// false, and nothing is ever allocated for it.
    pub(super) fn count(&mut self) -> Result<usize, PackError> {
        let count = self.u64()?;
        if count > self.0.len() as u64 {
            return Err(PackError::Damaged("it claims more records than it holds"));
        }
        Ok(count as usize)
    }
}
