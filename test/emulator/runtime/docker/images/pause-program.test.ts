import { expect, test } from 'vitest';
import { pauseProgram } from '../../../../../emulator/runtime/docker/images/pause-program.ts';

/** What the kernel's loader reads of an executable. */
function loaded(file: Buffer) {
  return {
    magic: file.toString('latin1', 0, 4),
    class: file[4],
    type: file.readUInt16LE(16),
    machine: file.readUInt16LE(18),
    entryOffset: Number(file.readBigUInt64LE(24) - file.readBigUInt64LE(80)),
    programHeaders: [Number(file.readBigUInt64LE(32)), file.readUInt16LE(54), file.readUInt16LE(56)],
    segment: [file.readUInt32LE(64), file.readUInt32LE(68), Number(file.readBigUInt64LE(72))],
    sizes: [Number(file.readBigUInt64LE(96)), Number(file.readBigUInt64LE(104))],
    alignment: Number(file.readBigUInt64LE(80) % file.readBigUInt64LE(112)),
    code: file.toString('hex', 120),
  };
}

test('is an executable of 129 bytes on amd64 that pauses for ever', () => {
  expect(loaded(pauseProgram('amd64'))).toEqual({
    magic: '\x7fELF',
    class: 2,
    type: 2,
    machine: 62,
    entryOffset: 120,
    programHeaders: [64, 56, 1],
    segment: [1, 5, 0],
    sizes: [129, 129],
    alignment: 0,
    // mov eax, 34; syscall; jmp -9
    code: 'b8220000000f05ebf7',
  });
});

test('is one on arm64 that polls nothing for ever', () => {
  const program = loaded(pauseProgram('arm64'));
  expect([program.machine, program.entryOffset, program.sizes]).toEqual([183, 120, [152, 152]]);
  // mov x0..x4, 0; mov x8, 73; svc 0; b -7, as an assembler writes them
  expect(program.code).toBe(
    ['000080d2', '010080d2', '020080d2', '030080d2', '040080d2', '280980d2', '010000d4', 'f9ffff17'].join(''),
  );
});
