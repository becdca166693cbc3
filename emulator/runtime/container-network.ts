/** Whose network a container has. */
export type ContainerNetwork =
  /** That of its task's sandbox, which it joins. */
  | { readonly mode: 'sandbox'; readonly sandboxId: string }
  /** One of its own behind the engine's bridge, with ports published on the host. */
  | (HostNames & {
      readonly mode: 'bridge';
      readonly ports: readonly PortToPublish[];
      readonly links: readonly ContainerLink[];
    })
  /** The host's own. */
  | (HostNames & { readonly mode: 'host' })
  /** None but loopback. */
  | (HostNames & { readonly mode: 'none' });

/** What a container calls itself and others; left out, the engine's own default holds. */
export interface HostNames {
  readonly hostname?: string;
  readonly dnsServers?: readonly string[];
  readonly dnsSearchDomains?: readonly string[];
  readonly extraHosts?: readonly { readonly hostname: string; readonly ipAddress: string }[];
}

export interface PortToPublish {
  readonly containerPort: number;
  readonly protocol: 'tcp' | 'udp';
  /** Left out, the engine picks a free one. */
  readonly hostPort?: number;
  /** Of the host, where the port is published. */
  readonly hostAddress: string;
}

export type PublishedPort = Required<PortToPublish>;

/** A container that is to be found under another name. */
export interface ContainerLink {
  readonly containerName: string;
  readonly alias: string;
}

/** Where a running container is reached that has a network of its own. */
export interface ContainerEndpoint {
  /** Its own address; undefined without a network of its own. */
  readonly address?: string;
  readonly ports: readonly PublishedPort[];
}
