/** Network interfaces as the pool uses them; a warm one belongs to no task yet. */
export interface NetworkInterfaces {
  allocate(
    subnetId: string,
    nowMs: number,
    taskArn?: string,
  ): { readonly id: string; readonly address: string };
  attach(id: string, owner: { readonly taskArn: string }): void;
  setSandbox(id: string, sandbox: { readonly sandboxId: string; readonly macAddress: string }): void;
  findByTask(taskArn: string): NetworkInterface | undefined;
  findBySandbox(sandboxId: string): (NetworkInterface & { readonly taskArn?: string }) | undefined;
  list(): readonly NetworkInterface[];
  listUnattached(): readonly NetworkInterface[];
  release(id: string): void;
}

export interface NetworkInterface {
  readonly id: string;
  readonly subnetId: string;
  readonly address: string;
  readonly macAddress?: string;
  readonly sandboxId?: string;
}

/** Where a subnet lies, as far as a sandbox in it needs to know. */
export interface SubnetPlace {
  readonly vpcId: string;
  readonly vpcCidr: string;
  /** The private DNS name that AWS gives an address there. */
  privateDnsName(address: string): string;
}
