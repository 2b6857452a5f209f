import type { Sentence } from '@jalon/kernel';

/** The faults of the providers' configuration. {name} is a variable, or a field of the file. Never a secret. */
export const providerMessages = {
  OIDC_TWICE: {
    en: 'OIDC_PROVIDERS_FILE is set, and {name} too: describe every provider in the file.',
    fr: 'OIDC_PROVIDERS_FILE est indiquée, et {name} aussi\u00A0: décrivez chaque fournisseur dans le fichier.',
  },
  OIDC_NO_ISSUER: {
    en: '{name} is set without OIDC_ISSUER: name the issuer, too.',
    fr: '{name} est indiquée sans OIDC_ISSUER\u00A0: indiquez aussi l’émetteur.',
  },
  OIDC_FILE: {
    en: 'OIDC_PROVIDERS_FILE names {file}, which is not a JSON list of objects that can be read.',
    fr: 'OIDC_PROVIDERS_FILE désigne {file}, qui n’est pas une liste JSON d’objets lisible.',
  },
  OIDC_FIELD_UNKNOWN: {
    en: '{name} is no setting of a provider: {known} are known.',
    fr: '{name} n’est pas un réglage de fournisseur\u00A0: on connaît {known}.',
  },
  OIDC_ISSUER_URL: {
    en: '{name} is no issuer: the https:// URL is needed that the provider’s discovery document names as “issuer”, without query and fragment (http:// on this machine only).',
    fr: '{name} n’est pas un émetteur\u00A0: il faut l’URL https:// que le document de découverte du fournisseur nomme «\u00A0issuer\u00A0», sans paramètres ni fragment (http:// sur cette machine seulement).',
  },
  OIDC_NAME: {
    en: '{name} is "{value}": 1 to 40 lower-case letters, digits and hyphens are needed, beginning with a letter.',
    fr: '{name} vaut «\u00A0{value}\u00A0»\u00A0: il faut de 1 à 40 lettres minuscules, chiffres et traits d’union, en commençant par une lettre.',
  },
  OIDC_TEXT: {
    en: '{name} is not a text of 1 to 500 characters without line breaks.',
    fr: '{name} n’est pas un texte de 1 à 500 caractères sans saut de ligne.',
  },
  OIDC_TEXTS: {
    en: '{name} is not a text, or a list of texts, of 1 to 500 characters without line breaks.',
    fr: '{name} n’est pas un texte, ou une liste de textes, de 1 à 500 caractères sans saut de ligne.',
  },
  OIDC_EMPLOYER_HALF: {
    en: '{name} and {other} need each other: name the claim of staff numbers, and the employer whose numbers they are.',
    fr: '{name} et {other} vont ensemble\u00A0: indiquez l’attribut des matricules, et l’employeur dont ce sont les matricules.',
  },
  OIDC_EMPLOYER: {
    en: '{name} is "{value}": the id of an employer in the directory is needed, as GET /v1/employers lists it.',
    fr: '{name} vaut «\u00A0{value}\u00A0»\u00A0: il faut l’identifiant d’un employeur du répertoire, tel que GET /v1/employers le donne.',
  },
  OIDC_SCOPE: {
    en: '{name} does not hold the scope openid: a login needs it.',
    fr: '{name} ne contient pas la portée openid\u00A0: une connexion la demande.',
  },
  OIDC_NOTHING: {
    en: '{name} has neither a client nor an audience: name a client for logins in a browser, an audience for bearer tokens, or both.',
    fr: '{name} n’a ni client ni audience\u00A0: indiquez un client pour les connexions par navigateur, une audience pour les jetons «\u00A0Bearer\u00A0», ou les deux.',
  },
  OIDC_SECRET_TWICE: {
    en: '{name} and {other} are both set: one of them is needed.',
    fr: '{name} et {other} sont indiquées toutes deux\u00A0: il en faut une.',
  },
  OIDC_SECRET_FILE: {
    en: '{name} names a file that cannot be read, or holds nothing.',
    fr: '{name} désigne un fichier illisible, ou vide.',
  },
  OIDC_SECRET_ALONE: {
    en: '{name} is set without a client: name the client, too.',
    fr: '{name} est indiquée sans client\u00A0: indiquez aussi le client.',
  },
  OIDC_DOMAIN: {
    en: '{name} holds "{value}": the domains of e-mail addresses are needed, such as example.org.',
    fr: '{name} contient «\u00A0{value}\u00A0»\u00A0: il faut les domaines d’adresses électroniques, comme example.org.',
  },
  OIDC_ROLES: {
    en: '{name} holds "{value}": each value of the claim gives one role, such as jalon-hr=hr. The roles are {roles}.',
    fr: '{name} contient «\u00A0{value}\u00A0»\u00A0: chaque valeur de la déclaration donne un rôle, comme jalon-hr=hr. Les rôles sont {roles}.',
  },
  OIDC_ROLES_HALF: {
    en: '{name} needs {other}: the claim, and which role each of its values gives.',
    fr: '{name} demande {other}\u00A0: la déclaration, et le rôle que donne chacune de ses valeurs.',
  },
  OIDC_SAME_NAME: {
    en: '{name} is the name of two providers: give each its own.',
    fr: '{name} est le nom de deux fournisseurs\u00A0: donnez à chacun le sien.',
  },
  OIDC_SAME_ISSUER: {
    en: '{name} repeats the issuer and the tenant of another provider: describe them once.',
    fr: '{name} répète l’émetteur et l’espace client d’un autre fournisseur\u00A0: décrivez-les une fois.',
  },
} as const satisfies Readonly<Record<string, Sentence>>;
