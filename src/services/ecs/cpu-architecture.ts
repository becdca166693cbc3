/** This machine's processor, in the words of `ecs.cpu-architecture`. */
export const cpuArchitecture = process.arch === 'arm64' ? 'arm64' : 'x86_64';
