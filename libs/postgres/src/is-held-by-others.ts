/** Whether a statement waited in vain for what somebody else has locked (`lock_timeout`, `NOWAIT`): lock_not_available. */
export function isHeldByOthers(error: unknown): boolean {
  return (error as { readonly code?: unknown }).code === '55P03';
}
