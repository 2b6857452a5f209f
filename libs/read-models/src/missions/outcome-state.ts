/** Where the outcomes stand: claimed at closure, then confirmed or disputed by the organisation. */
export type OutcomeState = 'none' | 'claimed' | 'confirmed' | 'disputed';
