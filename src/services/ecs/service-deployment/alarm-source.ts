export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

/** An account in a region. */
export interface AlarmPlace {
  readonly accountId: string;
  readonly region: string;
}

/** Where the states of CloudWatch alarms come from that deployments watch. */
export interface AlarmSource {
  /** Undefined where there is no such alarm. */
  stateOf(place: AlarmPlace, name: string): AlarmState | undefined;
  /** Calls `listener` after an alarm's state changed. Returns the function that ends the subscription. */
  subscribe(listener: (place: AlarmPlace, name: string) => void): () => void;
}
