/** A class says something that the compiled checks do not know: a fault of the composition, found when it starts. */
export class NotCompiled extends Error {
  override readonly name = 'NotCompiled';

  constructor(type: { readonly name: string }, what: string) {
    super(`${type.name}: ${what}`);
  }
}
