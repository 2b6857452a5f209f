import { mayBeOneHuman, whoMayAct, type Caller, type TenantId, type Uuid } from '@jalon/kernel';

/** Gives, for people of a tenant, who of them are one human: the entry that stands for all that were merged with theirs. */
export type HumansIn = (tenant: TenantId, people: readonly Uuid[]) => Promise<(person: Uuid) => Uuid>;

/** Whether the caller, or whoever handed over their access, is one human with somebody of `others`; null is nobody. */
export async function isAmong(
  humansIn: HumansIn,
  caller: Pick<Caller, 'tenant' | 'person' | 'handedOverBy'>,
  others: readonly (Uuid | null)[],
): Promise<boolean> {
  const asking = whoMayAct(caller);
  const known = others.filter((each) => each !== null);
  const humanOf = await humansIn(caller.tenant, [...asking, ...known]);
  return mayBeOneHuman(asking, known, { humanOf });
}
