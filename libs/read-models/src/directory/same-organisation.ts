/** What makes two entries of the directory one organisation. */
export interface OrganisationLink {
  readonly id: string;
  readonly branchOf: string | null;
  readonly mergedInto: string | null;
}

/**
 * Which entry stands for an organisation and all that count as one with it: its branches, and what was merged into it.
 * Links may form chains and even circles, since each entry is decided by itself, so everything that is linked is one.
 *
 * @param links the entries that are a branch, or merged; the others stand for themselves
 */
export function standingFor(links: readonly OrganisationLink[]): (organisation: string) => string {
  const parents = new Map<string, string>();

  function rootOf(id: string): string {
    let root = id;
    for (let parent = parents.get(root); parent !== undefined; parent = parents.get(root)) root = parent;
    return root;
  }

  for (const { id, branchOf, mergedInto } of links) {
    for (const other of [mergedInto, branchOf]) {
      if (other === null) continue;
      const [from, to] = [rootOf(id), rootOf(other)];
      if (from !== to) parents.set(from, to);
    }
  }
  const leads = new Set(links.map(({ id }) => id));
  const chosen = new Map<string, string>();
  for (const id of new Set(links.flatMap(({ id: own, branchOf, mergedInto }) => [own, branchOf, mergedInto]))) {
    if (id === null) continue;
    const root = rootOf(id);
    const known = chosen.get(root);
    if (known === undefined || isBetter(id, known, leads)) chosen.set(root, id);
  }
  return (organisation) => chosen.get(rootOf(organisation)) ?? organisation;
}

/** The entry that leads to no other stands for all; of several, or in a circle, the one with the smallest id. */
function isBetter(id: string, known: string, leads: ReadonlySet<string>): boolean {
  if (leads.has(id) !== leads.has(known)) return leads.has(known);
  return id < known;
}
