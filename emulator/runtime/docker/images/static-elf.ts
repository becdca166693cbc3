export type Architecture = 'amd64' | 'arm64';

/** The address at which the one segment is loaded; its file offset is 0, so headers and code are mapped together. */
const loadAddress = 0x400000;
const headerBytes = 64 + 56;

/**
 * A static Linux executable of one segment: ELF header, one program header, then `code`, which runs from its first byte.
 * The segment is readable and executable, not writable.
 */
export function staticElf(architecture: Architecture, code: Buffer): Buffer {
  const header = Buffer.alloc(headerBytes);
  // e_ident: 64 bit, little-endian, version 1, System V ABI.
  header.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0], 0);
  header.writeUInt16LE(2, 16); // e_type: executable
  header.writeUInt16LE(architecture === 'amd64' ? 62 : 183, 18); // e_machine: x86-64 or AArch64
  header.writeUInt32LE(1, 20); // e_version
  header.writeBigUInt64LE(BigInt(loadAddress + headerBytes), 24); // e_entry
  header.writeBigUInt64LE(64n, 32); // e_phoff
  header.writeUInt16LE(64, 52); // e_ehsize
  header.writeUInt16LE(56, 54); // e_phentsize
  header.writeUInt16LE(1, 56); // e_phnum
  header.writeUInt32LE(1, 64); // p_type: PT_LOAD
  header.writeUInt32LE(5, 68); // p_flags: read and execute
  header.writeBigUInt64LE(BigInt(loadAddress), 80); // p_vaddr
  header.writeBigUInt64LE(BigInt(loadAddress), 88); // p_paddr
  header.writeBigUInt64LE(BigInt(headerBytes + code.length), 96); // p_filesz
  header.writeBigUInt64LE(BigInt(headerBytes + code.length), 104); // p_memsz
  header.writeBigUInt64LE(0x10000n, 112); // p_align: 64 KiB, the largest page of AArch64
  return Buffer.concat([header, code]);
}

/** The few AArch64 instructions that our programs need, each as its 32-bit word. Registers are numbers: 8 is x8. */
export const aarch64 = {
  /** mov x<register>, #<value> */
  mov: (register: number, value: number) => (0xd2800000 | (value << 5) | register) >>> 0,
  /** adr x<register>, <words> instructions from here */
  adr: (register: number, words: number) => (0x10000000 | (words << 5) | register) >>> 0,
  /** b <words> instructions from here */
  branch: (words: number) => (0x14000000 | (words & 0x3ffffff)) >>> 0,
  /** svc #0: the system call that x8 names */
  systemCall: 0xd4000001,
} as const;

/** Instruction words (or data) as bytes. */
export function words(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  values.forEach((value, index) => {
    bytes.writeUInt32LE(value, index * 4);
  });
  return bytes;
}
