import { StoreUnavailable } from '@jalon/ports';
import { reasonOf, type Sentence } from '@jalon/kernel';

/** The client's messages when TLS fails, each with advice for the operator. */
const ADVICE: readonly (readonly [said: RegExp, advice: Sentence])[] = [
  [
    /wrong version number/,
    {
      en: 'EVENT_STORE_URL asks for TLS, as it does where it says nothing of it, and the server speaks none: add ?tls=false, or set the server up for TLS',
      fr: 'EVENT_STORE_URL demande TLS, comme lorsqu’elle n’en dit rien, et le serveur ne le parle pas\u00A0: ajoutez ?tls=false, ou configurez TLS sur le serveur',
    },
  ],
  [
    /self-signed certificate|unable to (get|verify)/,
    {
      en: 'nobody known here vouches for the certificate of the event store: name the file of its authority with tlsCAFile in EVENT_STORE_URL',
      fr: 'personne de connu ici ne se porte garant du certificat du magasin d’événements\u00A0: nommez le fichier de son autorité avec tlsCAFile dans EVENT_STORE_URL',
    },
  ],
  [
    /does not match certificate/,
    {
      en: 'the certificate of the event store is for another host: name it in EVENT_STORE_URL as its certificate does',
      fr: 'le certificat du magasin d’événements est celui d’un autre hôte\u00A0: nommez-le dans EVENT_STORE_URL comme le fait son certificat',
    },
  ],
];

/** Advice for an event store that is away because TLS fails; null for any other fault. */
export function tlsAdvice(error: unknown): Sentence | null {
  // By name: an error that crosses from a thread is not of its class any more.
  if (!(error instanceof Error) || error.name !== StoreUnavailable.name) return null;
  if ('store' in error && error.store !== 'events') return null;
  return ADVICE.find(([said]) => said.test(error.message))?.[1] ?? null;
}

/** Why something failed, in one line for a log: the advice where there is some, else the reason. */
export function reasonForLog(error: unknown): string {
  return tlsAdvice(error)?.en ?? reasonOf(error);
}
