/** CPU units and the MiB that Fargate runs with them: developer guide, "Task CPU and memory". */
const sizes: Readonly<Record<number, readonly number[]>> = {
  256: [512, 1024, 2048],
  512: range(1024, 4096, 1024),
  1024: range(2048, 8192, 1024),
  2048: range(4096, 16_384, 1024),
  4096: range(8192, 30_720, 1024),
  8192: range(16_384, 61_440, 4096),
  16384: range(32_768, 122_880, 8192),
};

export function isFargateSize(cpuUnits: number, memoryMiB: number): boolean {
  return sizes[cpuUnits]?.includes(memoryMiB) ?? false;
}

/** AWS's sentence for a pair that {@link isFargateSize} does not know. */
export function noFargateSize(cpu: string | undefined, memory: string | undefined): string {
  return `No Fargate configuration exists for given values: ${cpu} CPU, ${memory} memory. See the Amazon ECS documentation for the valid values.`;
}

function range(low: number, high: number, step: number): number[] {
  return Array.from({ length: (high - low) / step + 1 }, (_, index) => low + index * step);
}

/** `"1 vCPU"` is 1024 units; a plain number is units already. Undefined for anything else. */
export function cpuUnits(text: string): number | undefined {
  return quantity(text, 'vcpu');
}

/** `"1GB"` is 1024 MiB; a plain number is MiB already. Undefined for anything else. */
export function memoryMiB(text: string): number | undefined {
  return quantity(text, 'gb');
}

/** The unit is 1024 of what a plain number counts; only wholes of that come out. */
function quantity(text: string, unit: string): number | undefined {
  const [, digits, given] = /^(\d{1,9}(?:\.\d{1,9})?|\.\d{1,9})(\s*[a-z]{1,8})?$/i.exec(text.trim()) ?? [];
  if (digits === undefined || (given !== undefined && given.trim().toLowerCase() !== unit)) return undefined;
  const value = given === undefined ? Number(digits) : Math.round(Number(digits) * 1024);
  return Number.isInteger(value) ? value : undefined;
}
