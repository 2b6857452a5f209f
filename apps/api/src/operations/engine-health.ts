/** How the engine is, at this moment. */
export interface EngineHealth {
  /** Whether the event store answers. */
  readonly storeReachable: boolean;
  /** Events that the slowest projection has not read yet; null while it cannot be known. */
  readonly projectionLag: number | null;
  /** Streams that a projection has set aside, over all tenants. */
  readonly parkedStreams: number;
}
