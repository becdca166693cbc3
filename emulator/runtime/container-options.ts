/**
 * What a container may be asked for beyond its image, its size and its network. Everything is optional: left out, the
 * engine's own default holds.
 */
export interface ContainerOptions {
  /** Named volumes have to stand: see {@link RuntimeVolumes}. */
  readonly mounts?: readonly ContainerMount[];
  /** Containers by their names, all of whose mounts are taken over. */
  readonly volumesFrom?: readonly { readonly containerName: string; readonly readOnly: boolean }[];
  readonly tmpfs?: readonly TmpfsMount[];
  readonly sharedMemoryMiB?: number;
  /** Swap on top of the memory limit; none unless given. */
  readonly swapMiB?: number;
  /** From 0 to 100. */
  readonly swappiness?: number;
  readonly sysctls?: Readonly<Record<string, string>>;
  readonly addedCapabilities?: readonly string[];
  readonly droppedCapabilities?: readonly string[];
  readonly securityOptions?: readonly string[];
  readonly privileged?: boolean;
  readonly devices?: readonly HostDevice[];
  readonly gpus?: number;
  /** Whether standard input stays open. */
  readonly interactive?: boolean;
  /** Whether the program has a terminal: its standard error then goes where its output goes. */
  readonly terminal?: boolean;
  /** Whose processes the container sees; its own unless given. */
  readonly processes?: 'host' | 'sandbox';
  /** Whose System V and POSIX queues and shared memory the container uses; its own unless given. */
  readonly ipc?: 'host' | 'none' | 'sandbox';
}

export interface ContainerMount {
  readonly source: { readonly volume: string } | { readonly hostPath: string };
  readonly containerPath: string;
  readonly readOnly: boolean;
}

export interface TmpfsMount {
  readonly containerPath: string;
  readonly sizeMiB: number;
  /** As mount(8) takes them, e.g. `noexec`. */
  readonly mountOptions: readonly string[];
}

export interface HostDevice {
  readonly hostPath: string;
  readonly containerPath: string;
  readonly permissions: readonly ('read' | 'write' | 'mknod')[];
}

/** What a sandbox is asked for because of the containers that will share it; a warm one has none of it. */
export interface SandboxOptions {
  /** Kernel settings of the network, and of the queues where those are shared. */
  readonly sysctls?: Readonly<Record<string, string>>;
  /** Whether containers use its System V and POSIX queues and shared memory. */
  readonly sharesIpc?: boolean;
  /** Whether containers run in its process namespace: whatever they leave behind is then the sandbox's to reap. */
  readonly sharesProcesses?: boolean;
}
