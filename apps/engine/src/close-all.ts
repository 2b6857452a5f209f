/** Closes each in turn, whatever goes wrong with another. @throws what went wrong first */
export async function closeAll(parts: readonly { close(): Promise<void> }[]): Promise<void> {
  const faults: unknown[] = [];
  for (const part of parts) await part.close().catch((fault: unknown) => void faults.push(fault));
  if (faults.length > 0) throw faults[0];
}
