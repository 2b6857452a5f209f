interface Closable {
  close(): Promise<void>;
}

/** Closes each in turn, even when closing another fails. @throws the first fault */
export async function closeAll(parts: readonly Closable[]): Promise<void> {
  const faults: unknown[] = [];
  for (const part of parts) await part.close().catch((fault: unknown) => void faults.push(fault));
  if (faults.length > 0) throw faults[0];
}

/** The same after a fault, which matters more than those of closing. Never throws. */
export const closeAfterFault = (parts: readonly Closable[]): Promise<void> => closeAll(parts).catch(() => undefined);
