/** The two calls of pino that the data path makes. */
export interface DataPathLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}
