/** Labels on everything that we make in the engine: adoption and clean-up go by them. */
export const labels = {
  /** The Drydock instance (one data directory) that owns it. */
  instance: 'drydock.instance',
  /** Set by a Drydock that keeps no state: who can tell that it is gone may remove what it left. */
  owner: 'drydock.owner',
  /** `sandbox` or `container`. */
  role: 'drydock.role',
  cluster: 'drydock.cluster',
  /** Task ARN. Absent on a warm sandbox that no task owns yet (a label cannot be changed later). */
  task: 'drydock.task',
  /** Container name in the task definition. */
  container: 'drydock.container',
} as const;
