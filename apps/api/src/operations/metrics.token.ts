/** The token by which Nest injects what is measured. */
export const METRICS = Symbol('Metrics');
