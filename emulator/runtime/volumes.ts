/** The volumes of one instance. Their names are the engine's: no two instances may use the same. */
export interface RuntimeVolumes {
  /**
   * Makes a volume. One that stands by that name is adopted, whoever made it.
   * Rejects with {@link ContainerError}, whose message is the engine's.
   */
  ensure(volume: VolumeSpec): Promise<void>;
  /** Whether a volume stands by that name, whoever made it. */
  has(name: string): Promise<boolean>;
  /** The volumes that this instance made. */
  list(): Promise<RuntimeVolume[]>;
  /** No error when it is gone. Rejects with {@link ContainerError} while a container uses it. */
  remove(name: string): Promise<void>;
}

export interface VolumeSpec {
  readonly name: string;
  /** The engine's `local` unless given. */
  readonly driver?: string;
  readonly driverOptions?: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
}

export interface RuntimeVolume {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
}
