import { type Architecture, aarch64, staticElf, words } from './static-elf.ts';

/** A program that does nothing for ever: it holds a task's network namespace open. 129 bytes on amd64. */
export function pauseProgram(architecture: Architecture): Buffer {
  return staticElf(architecture, code[architecture]);
}

const code: Record<Architecture, Buffer> = {
  amd64: Buffer.from([
    ...[0xb8, 34, 0, 0, 0], // mov eax, 34: pause()
    ...[0x0f, 0x05], // syscall
    ...[0xeb, 0xf7], // jmp to the start
  ]),
  // AArch64 has no pause(): ppoll(NULL, 0, NULL, NULL, 0) waits for ever just the same.
  arm64: words(
    aarch64.mov(0, 0),
    aarch64.mov(1, 0),
    aarch64.mov(2, 0),
    aarch64.mov(3, 0),
    aarch64.mov(4, 0),
    aarch64.mov(8, 73),
    aarch64.systemCall,
    aarch64.branch(-7),
  ),
};
