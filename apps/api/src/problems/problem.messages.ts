import type { TokenFlaw } from '@jalon/access';
import type { Sentence } from '@jalon/kernel';

/** How a problem is explained to a client, in both languages. */
export interface ProblemText extends Sentence {
  readonly status: number;
  /** Seconds after which the same request may succeed: the `Retry-After` header. */
  readonly retryAfter?: number;
  /** The sentence for a query, where the other one asks a command to retry with its key. */
  readonly toQuery?: Sentence;
  /**
   * The level at which a status of 500 or more is logged when the code is not at fault: `info` for what passes by
   * itself, `warn` for a store that is away. `error` when absent.
   */
  readonly logged?: 'info' | 'warn';
}

/** The problems that the API raises itself; those of the domain are in the rejection tables of the libs. */
export const apiProblems = {
  REQUEST_MALFORMED: {
    status: 400,
    en: 'This is not a well-formed HTTP request or URL: check the percent-encoding of the path and the headers.',
    fr: 'La requête HTTP ou son URL est mal formée : vérifiez l’encodage du chemin et les en-têtes.',
  },
  REQUEST_TOO_SLOW: {
    status: 408,
    en: 'The request did not arrive whole within 30 seconds. Send it again, with the same Idempotency-Key.',
    fr: 'La requête n’est pas arrivée entière en 30 secondes. Renvoyez-la, avec la même Idempotency-Key.',
  },
  HEADERS_TOO_LARGE: {
    status: 431,
    en: 'The headers exceed 16 kB together. Send fewer, or shorter ones.',
    fr: 'Les en-têtes dépassent 16 ko en tout. Envoyez-en moins, ou de plus courts.',
  },
  AUTHENTICATION_REQUIRED: {
    status: 401,
    en: 'Send a bearer token in the Authorization header.',
    fr: 'Envoyez un jeton « Bearer » dans l’en-tête Authorization.',
  },
  TOKEN_INVALID: {
    status: 401,
    en: 'The token is not accepted: {why}.',
    fr: 'Le jeton n’est pas accepté\u00a0: {why}.',
  },
  ACCOUNT_UNKNOWN: {
    status: 403,
    en: 'You are known, but you have no account here, or none in the tenant that Jalon-Tenant names. Ask an administrator of the tenant to link your identity to your account.',
    fr: 'Vous êtes connu, mais vous n’avez pas de compte ici, ou pas chez le client que nomme Jalon-Tenant. Demandez à un administrateur du client de lier votre identité à votre compte.',
  },
  ORGANISATION_NOT_SPOKEN_FOR: {
    status: 403,
    en: 'You do not speak for the organisation that Jalon-Organisation names. GET /v1/me lists those for which you do.',
    fr: 'Vous ne parlez pas pour l’organisme que nomme Jalon-Organisation. GET /v1/me donne ceux pour lesquels vous parlez.',
  },
  ACCOUNT_UNCLEAR: {
    status: 400,
    en: 'You have several accounts. Name the tenant of the one that you mean in the header Jalon-Tenant: {tenants}.',
    fr: 'Vous avez plusieurs comptes. Nommez le client de celui que vous visez dans l’en-tête Jalon-Tenant : {tenants}.',
  },
  CROSS_SITE_REQUEST: {
    status: 403,
    en: 'This request came with the cookie of a session, but not from a page of this service. Its own pages send it, with the header Jalon-Request; programs send a token in the Authorization header instead of a cookie.',
    fr: 'Cette requête est venue avec le cookie d’une session, mais pas d’une page de ce service. Ses propres pages l’envoient, avec l’en-tête Jalon-Request\u202f; les programmes envoient un jeton dans l’en-tête Authorization, et non un cookie.',
  },
  IDENTITY_UNLINKED: {
    status: 403,
    en: 'Your identity provider knows you, but no account here is linked to your identity. Ask an administrator of your company to link it.',
    fr: 'Votre fournisseur d’identité vous connaît, mais aucun compte n’est lié ici à votre identité. Demandez à un administrateur de votre entreprise de l’y lier.',
  },
  ISSUER_UNTRUSTED: {
    status: 422,
    en: 'This tenant takes no identities of this issuer. Write it exactly as the tokens of the provider name it (“iss”); whoever runs this service connects the provider.',
    fr: 'Cet espace client ne prend pas d’identités de cet émetteur. Écrivez-le exactement comme les jetons du fournisseur le nomment («\u00a0iss\u00a0»)\u202f; la personne qui exploite ce service relie le fournisseur.',
  },
  PERSON_NOT_REGISTERED: {
    status: 404,
    en: 'There is no such person in the directory: register them first.',
    fr: 'Cette personne n’est pas dans le répertoire\u00a0: enregistrez-la d’abord.',
  },
  PERSON_HAS_LEFT: {
    status: 409,
    en: 'This person has left, so no identity is linked to them. If they have come back, register them anew.',
    fr: 'Cette personne est partie\u202f; aucune identité ne lui est donc liée. Si elle est revenue, enregistrez-la de nouveau.',
  },
  IDENTITY_TAKEN: {
    status: 409,
    en: 'This identity leads to another person: it cannot be anybody else’s meanwhile. Link another identity, or have that link removed first.',
    fr: 'Cette identité mène à une autre personne\u00a0: elle ne peut être celle de personne d’autre en même temps. Liez une autre identité, ou faites d’abord retirer ce lien.',
  },
  ACCESS_HANDED_OVER: {
    status: 403,
    en: 'Another person handed your own access over to you, so you cannot let others in. Have the identity linked, or the link released, by an administrator whose access nobody handed over.',
    fr: 'Une autre personne vous a remis votre propre accès\u00a0: vous ne pouvez pas en ouvrir à d’autres. Faites lier l’identité, ou valider le lien, par un administrateur dont personne n’a remis l’accès.',
  },
  IDENTITY_SAME_PERSON: {
    status: 403,
    en: 'Whoever made this link, and the person whom it lets in, cannot release it: have another person of HR, or another administrator, do it.',
    fr: 'Ni l’auteur de ce lien ni la personne à qui il ouvre l’accès ne peuvent le valider\u00a0: faites-le faire par une autre personne des RH, ou par un autre administrateur.',
  },
  IDENTITY_NOT_WAITING: {
    status: 409,
    en: 'This link waits for no second person: it was released or removed already, or needed none.',
    fr: 'Ce lien n’attend pas de seconde personne\u00a0: il a déjà été validé ou retiré, ou n’en demandait pas.',
  },
  IDENTITY_LINK_UNKNOWN: {
    status: 404,
    en: 'This person has no such link to an identity.',
    fr: 'Cette personne n’a pas ce lien vers une identité.',
  },
  SESSION_UNKNOWN: {
    status: 404,
    en: 'You have no such session, or it has ended.',
    fr: 'Vous n’avez pas cette session, ou elle a pris fin.',
  },
  LOGOUT_TOKEN_INVALID: {
    status: 400,
    en: 'This is not a logout token of a provider that is connected here.',
    fr: 'Ce n’est pas un jeton de déconnexion d’un fournisseur relié ici.',
  },
  LOGIN_REFUSED: {
    status: 403,
    en: 'Your identity provider refused the login ({why}). Try again; if it stays so, ask whoever runs the provider.',
    fr: 'Votre fournisseur d’identité a refusé la connexion ({why}). Réessayez\u202f; si cela persiste, adressez-vous à la personne qui exploite le fournisseur.',
  },
  LOGIN_STALE: {
    status: 400,
    en: 'This is not the login that this browser began last, or it was begun more than ten minutes ago: begin again.',
    fr: 'Ce n’est pas la dernière connexion que ce navigateur a commencée, ou elle date de plus de dix minutes\u00a0: recommencez.',
  },
  LOGIN_UNPROVEN: {
    status: 403,
    en: 'What the identity provider answered proves nobody ({why}). Begin again; if it stays so, whoever runs this service checks the client and its secret.',
    fr: 'La réponse du fournisseur d’identité ne prouve l’identité de personne ({why}). Recommencez\u202f; si cela persiste, la personne qui exploite ce service vérifie le client et son secret.',
  },
  LOGIN_LINK_OVER: {
    status: 404,
    en: 'This link works once, for some minutes, and does not log anybody in any more. Ask for a new one on the login page. Whoever runs the service prints one by “jalon login-link”.',
    fr: 'Ce lien sert une fois, pendant quelques minutes, et ne connecte plus personne. Demandez-en un nouveau sur la page de connexion. La personne qui administre le service en imprime un par «\u00a0jalon login-link\u00a0».',
  },
  LOGIN_UNAVAILABLE: {
    status: 404,
    en: 'Nobody can log in with a browser here: whoever runs this service sets PUBLIC_URL to its address first.',
    fr: 'Personne ne peut se connecter ici par navigateur\u00a0: la personne qui exploite ce service indique d’abord son adresse dans PUBLIC_URL.',
  },
  PROVIDER_UNKNOWN: {
    status: 404,
    en: 'There is no identity provider of this name here. /v1/login lists those that there are.',
    fr: 'Il n’y a pas ici de fournisseur d’identité de ce nom. /v1/login donne la liste de ceux qui existent.',
  },
  ROUTE_UNKNOWN: {
    status: 404,
    en: 'There is nothing at this path. /openapi.json lists what there is.',
    fr: 'Il n’y a rien à ce chemin. /openapi.json donne la liste de ce qui existe.',
  },
  METHOD_NOT_ALLOWED: {
    status: 405,
    en: 'This path answers to {allowed} only.',
    fr: 'Ce chemin ne répond qu’à {allowed}.',
  },
  NOT_ACCEPTABLE: {
    status: 406,
    en: 'This can be had as {offered}.',
    fr: 'Ceci peut être obtenu sous la forme {offered}.',
  },
  BODY_TOO_LARGE: {
    status: 413,
    en: 'A body holds at most 256 kB.',
    fr: 'Le corps d’une requête ne dépasse pas 256 ko.',
  },
  UNSUPPORTED_MEDIA_TYPE: {
    status: 415,
    en: 'Send the body as application/json, in UTF-8 and without Content-Encoding.',
    fr: 'Envoyez le corps en application/json, en UTF-8 et sans Content-Encoding.',
  },
  UPLOAD_TOO_LARGE: {
    status: 413,
    en: 'An upload holds at most 10 MB, file and mapping together. Split the file, or import it by the command line.',
    fr: 'Un envoi ne dépasse pas 10 Mo, fichier et correspondance ensemble. Divisez le fichier, ou importez-le en ligne de commande.',
  },
  UPLOAD_MEDIA_TYPE: {
    status: 415,
    en: 'Send the file as multipart/form-data, with the parts file, mapping and dryRun.',
    fr: 'Envoyez le fichier en multipart/form-data, avec les parties file, mapping et dryRun.',
  },
  UPLOAD_INVALID: {
    status: 400,
    en: 'The body is not well-formed multipart/form-data: check that Content-Type has its boundary and no other parameter, and that it was sent whole.',
    fr: 'Le corps n’est pas du multipart/form-data bien formé\u00a0: vérifiez que Content-Type porte sa délimitation (boundary) et aucun autre paramètre, et qu’il a été envoyé en entier.',
  },
  IMPORT_UNREADABLE: {
    status: 422,
    en: 'Nothing was imported. {why}',
    fr: 'Rien n’a été importé. {why}',
  },
  IMPORT_UNKNOWN: {
    status: 404,
    en: 'You began no import with this id here, or it ended more than an hour or 20 imports ago, or the service was started again since. Send the same file again: what is in is not entered twice.',
    fr: 'Vous n’avez pas commencé ici d’import avec cet identifiant, ou il s’est terminé il y a plus d’une heure ou de 20 imports, ou le service a redémarré depuis. Renvoyez le même fichier\u00a0: ce qui est entré ne le sera pas deux fois.',
  },
  TOO_MANY_IMPORTS: {
    status: 429,
    en: 'One import of a tenant runs at a time, and four of all tenants: send the file again when an import has ended.',
    fr: 'Un seul import par espace client tourne à la fois, et quatre en tout\u00a0: renvoyez le fichier quand un import sera terminé.',
    retryAfter: 10,
  },
  BODY_INVALID: {
    status: 400,
    en: 'The body is not a JSON object that can be read: {why}.',
    fr: 'Le corps n’est pas un objet JSON lisible : {why}.',
  },
  FORBIDDEN_KEY: {
    status: 400,
    en: 'The body holds a key that is never accepted, such as __proto__ or constructor: leave it out.',
    fr: 'Le corps contient une clé jamais admise, comme __proto__ ou constructor : retirez-la.',
  },
  FIELD_UNKNOWN: {
    status: 400,
    en: 'There is no such field here: {field}.',
    fr: 'Ce champ n’existe pas ici : {field}.',
  },
  FIELD_INVALID: {
    status: 400,
    en: 'Some fields cannot be accepted: see “errors”.',
    fr: 'Certains champs ne peuvent être acceptés : voir « errors ».',
  },
  QUERY_INVALID: {
    status: 400,
    en: 'Some parameters of the query cannot be accepted: see “errors”.',
    fr: 'Certains paramètres de la requête ne peuvent être acceptés : voir « errors ».',
  },
  PATH_INVALID: {
    status: 400,
    en: '“{field}” in the path is a UUID in lower case.',
    fr: '« {field} », dans le chemin, est un UUID en minuscules.',
  },
  PATH_MONTH_INVALID: {
    status: 400,
    en: '“{field}” in the path is a month, such as 2026-03.',
    fr: '«\u00A0{field}\u00A0», dans le chemin, est un mois, comme 2026-03.',
  },
  KEY_INVALID: {
    status: 400,
    en: 'Idempotency-Key is 1 to 255 visible ASCII characters, sent once.',
    fr: 'Idempotency-Key compte de 1 à 255 caractères ASCII visibles, envoyés une seule fois.',
  },
  KEY_REUSED: {
    status: 422,
    en: 'This Idempotency-Key already came with another body: use a new key for a new command.',
    fr: 'Cette Idempotency-Key a déjà servi avec un autre corps : prenez une nouvelle clé pour une nouvelle commande.',
  },
  COMMAND_IN_FLIGHT: {
    status: 409,
    en: 'The same command is being worked on at this moment: ask again in a second.',
    fr: 'La même commande est en cours de traitement : redemandez dans une seconde.',
    retryAfter: 1,
  },
  TOO_MUCH_AT_ONCE: {
    status: 409,
    en: 'All that this would record is more than the {limit} {limit|byte|bytes} that the event store takes at once; nothing was recorded. Do part of it first (before a forced closure, have some of the pending time answered), or have that limit raised.',
    fr: 'Tout ce que cela enregistrerait dépasse les {limit} {limit|octet|octets} que le magasin d’événements accepte en une fois\u202F; rien n’a été enregistré. Faites-en d’abord une partie (avant une clôture forcée, faites répondre à une partie du temps en attente), ou faites relever cette limite.',
  },
  IF_MATCH_INVALID: {
    status: 400,
    en: 'If-Match takes one strong ETag as answered, such as "3".',
    fr: 'If-Match prend un seul ETag fort, tel qu’il a été répondu, par exemple "3".',
  },
  IF_MATCH_UNSUPPORTED: {
    status: 400,
    en: 'If-Match has no meaning for a creation: nothing was there to be seen.',
    fr: 'If-Match n’a pas de sens pour une création : il n’y avait rien à voir.',
  },
  REVISION_STALE: {
    status: 412,
    en: 'You saw revision {seen}; it is now at {actual}. Read it again, then decide.',
    fr: 'Vous aviez vu la révision {seen} ; la révision actuelle est {actual}. Relisez, puis décidez.',
  },
  CORRELATION_ID_INVALID: {
    status: 400,
    en: 'Jalon-Correlation-Id is a UUID in lower case.',
    fr: 'Jalon-Correlation-Id est un UUID en minuscules.',
  },
  MIN_POSITION_INVALID: {
    status: 400,
    en: 'Jalon-Min-Position takes a position as an answer gave it.',
    fr: 'Jalon-Min-Position prend une position telle qu’une réponse l’a donnée.',
  },
  LAST_EVENT_ID_INVALID: {
    status: 400,
    en: 'Last-Event-ID takes the last id that the stream gave, or 0 to begin with the first event.',
    fr: 'Last-Event-ID prend le dernier identifiant que le flux a donné, ou 0 pour commencer au premier événement.',
  },
  TOO_MANY_LIVE_STREAMS: {
    status: 429,
    en: 'You follow {limit} live streams here already: end one first.',
    fr: 'Vous suivez déjà {limit} flux en direct ici\u00A0: fermez-en un d’abord.',
    retryAfter: 5,
  },
  LIVE_STREAMS_IN_USE: {
    status: 503,
    en: 'All {limit} live streams of this service are in use: try again later, and read the lists meanwhile.',
    fr: 'Les {limit} flux en direct de ce service sont tous utilisés\u00A0: réessayez plus tard et, en attendant, lisez les listes.',
    retryAfter: 30,
  },
  TOO_MANY_REQUESTS: {
    status: 429,
    en: 'You sent more than {limit} {limit|request|requests} within a minute: go on in {seconds} {seconds|second|seconds}. A command that is sent again under its Idempotency-Key is done once.',
    fr: 'Vous avez envoyé plus de {limit} {limit|requête|requêtes} en une minute\u00A0: continuez dans {seconds} {seconds|seconde|secondes}. Une commande renvoyée avec son Idempotency-Key n’est faite qu’une fois.',
    retryAfter: 60,
  },
  TOO_MANY_FAILURES: {
    status: 429,
    en: 'More than {limit} {limit|request|requests} from this address failed within a minute, for want of a valid token. Go on in {seconds} {seconds|second|seconds}; requests with a valid token are answered meanwhile.',
    fr: 'Plus de {limit} {limit|requête|requêtes} de cette adresse ont échoué en une minute, faute de jeton valable. Continuez dans {seconds} {seconds|seconde|secondes}\u202f; d’ici là, les requêtes avec un jeton valable reçoivent leur réponse.',
    retryAfter: 60,
  },
  PROVIDER_UNAVAILABLE: {
    status: 503,
    en: 'The identity provider that this needs does not answer: try again in a moment.',
    fr: 'Le fournisseur d’identité nécessaire ici ne répond pas\u00a0: réessayez dans un instant.',
    retryAfter: 10,
    logged: 'warn',
  },
  NOT_YET_VISIBLE: {
    status: 503,
    en: 'The views have not reached that position yet: ask again.',
    fr: 'Les vues n’ont pas encore atteint cette position : redemandez.',
    retryAfter: 1,
    logged: 'info',
  },
  VIEW_BEING_BUILT: {
    status: 503,
    en: 'The view “{view}” is being built from the events, and answers once it is whole: ask again. /health/ready says how far it is.',
    fr: 'La vue « {view} » est en cours de construction à partir des événements, et répondra une fois complète : redemandez. /health/ready dit où elle en est.',
    retryAfter: 5,
    logged: 'info',
  },
  VIEWS_OF_ANOTHER_INSTALLATION: {
    status: 503,
    en: 'The views that this service was given belong to another installation than its events, so it answers no query. Whoever runs it looks at EVENT_STORE_URL and VIEW_STORE_URL, and starts it again.',
    fr: 'Les vues données à ce service sont celles d’une autre installation que ses événements\u00a0: il ne répond à aucune requête. La personne qui l’exploite vérifie EVENT_STORE_URL et VIEW_STORE_URL, puis le redémarre.',
  },
  STORE_MOVED: {
    status: 503,
    en: 'A copy of a store of this service was declared its successor, so nothing was written. Send the command to the service on the new store, under the same Idempotency-Key. Whoever runs this one stops it, or gives it the new store.',
    fr: 'Une copie d’un magasin de ce service a été déclarée son successeur\u00a0: rien n’a été écrit. Envoyez la commande au service qui utilise le nouveau magasin, avec la même Idempotency-Key. La personne qui exploite celui-ci l’arrête, ou lui donne le nouveau magasin.',
    logged: 'warn',
  },
  STORE_UNAVAILABLE: {
    status: 503,
    en: 'A store does not answer. Send the same command again with the same Idempotency-Key: it will be done once.',
    fr: 'Un magasin de données ne répond pas. Renvoyez la même commande avec la même Idempotency-Key : elle ne sera faite qu’une fois.',
    toQuery: {
      en: 'A store does not answer: ask again.',
      fr: 'Un magasin de données ne répond pas\u00A0: redemandez.',
    },
    retryAfter: 5,
    logged: 'warn',
  },
  STORE_UNWRITABLE: {
    status: 503,
    en: 'A store of this service takes no writes, for {why}. Once that is done, send the same command again with the same Idempotency-Key: it will be done once.',
    fr: 'Un magasin de données de ce service n’accepte aucune écriture, car {why}. Une fois que c’est fait, renvoyez la même commande avec la même Idempotency-Key\u00A0: elle ne sera faite qu’une fois.',
    retryAfter: 5,
    logged: 'warn',
  },
  TOO_MANY_CONFLICTS: {
    status: 503,
    en: 'Other commands kept changing the same thing; nothing was written. Send it again with the same Idempotency-Key.',
    fr: 'D’autres commandes modifiaient sans cesse le même objet ; rien n’a été écrit. Renvoyez-la avec la même Idempotency-Key.',
    retryAfter: 1,
    logged: 'info',
  },
  INTERNAL: {
    status: 500,
    en: 'Something went wrong on our side. Quote the Jalon-Correlation-Id of this answer when you report it.',
    fr: 'Une erreur est survenue de notre côté. Citez le Jalon-Correlation-Id de cette réponse en la signalant.',
  },
  EVENT_CORRUPT: {
    status: 500,
    en: 'A stored event that this needs is corrupt: its bytes, its hash or its place contradict each other. Nothing was changed, and asking again does not help. Whoever runs this service keeps the store as it is, runs “jalon check”, which names the event, and puts a backup back.',
    fr: 'Un événement stocké, nécessaire ici, est corrompu : ses octets, son empreinte ou sa place se contredisent. Rien n’a été modifié, et redemander n’y changera rien. La personne qui exploite ce service garde le magasin tel quel, lance « jalon check », qui nomme l’événement, et remet une sauvegarde.',
  },
  EVENT_UNKNOWN: {
    status: 500,
    en: 'A stored event that this needs is of a type or version that this version of Jalon does not know. Asking again does not help: whoever runs this service starts the version of Jalon that wrote it, or a later one.',
    fr: 'Un événement stocké, nécessaire ici, est d’un type ou d’une version que cette version de Jalon ne connaît pas. Redemander n’y changera rien : la personne qui exploite ce service démarre la version de Jalon qui l’a écrit, ou une plus récente.',
  },
  STORE_DAMAGED: {
    status: 500,
    en: 'The file of a store that this needs is damaged. Asking again does not help. Whoever runs this service stops it, runs “jalon check”, moves the file away with those whose names begin with its own, and puts the newest backup of it back; views are built again without their file.',
    fr: 'Le fichier d’un magasin nécessaire ici est endommagé. Redemander n’y changera rien. La personne qui exploite ce service l’arrête, lance «\u00a0jalon check\u00a0», déplace le fichier avec ceux dont le nom commence par le sien, et en remet la dernière sauvegarde\u202f; les vues sont reconstruites sans leur fichier.',
  },
  KEY_MISSING: {
    status: 500,
    en: 'The key of personal data that this needs is missing, and was not destroyed. It does not come by asking again: whoever runs this service sets KEY_STORE_URL to the keys of these events, or puts their newest backup back.',
    fr: 'La clé de données personnelles nécessaires ici manque, sans avoir été détruite. Redemander ne la fera pas venir : qui exploite ce service fait désigner par KEY_STORE_URL les clés de ces événements, ou remet leur dernière sauvegarde.',
  },
} satisfies Readonly<Record<string, ProblemText>>;

export type ApiProblemCode = keyof typeof apiProblems;

const NEW_TOKEN = { en: 'get a token that was made for Jalon', fr: 'demandez un jeton établi pour Jalon' };
const claim = (name: string): Sentence => ({
  en: `its claim “${name}” is missing or cannot be read; ${NEW_TOKEN.en}`,
  fr: `sa déclaration «\u00a0${name}\u00a0» manque ou est illisible\u202f; ${NEW_TOKEN.fr}`,
});

/**
 * Why a token is not accepted, and what to do. Claims are looked at only once the signature is verified, so these sentences
 * tell nobody more of our keys or people than they knew.
 */
export const tokenFlawTexts: Readonly<Record<TokenFlaw, Sentence>> = {
  scheme: {
    en: 'the Authorization header is not “Bearer” and one token; send it so',
    fr: 'l’en-tête Authorization n’est pas «\u00a0Bearer\u00a0» suivi d’un jeton\u202f; envoyez-le ainsi',
  },
  malformed: {
    en: 'it is neither an API token nor a signed JSON Web Token; check that it was copied whole',
    fr: 'ce n’est ni un jeton d’API ni un JSON Web Token signé\u202f; vérifiez qu’il a été copié en entier',
  },
  algorithm: {
    en: 'it is signed by an algorithm that is not accepted; get one signed with EdDSA, ES256, ES384, PS256 or RS256',
    fr: 'son algorithme de signature n’est pas admis\u202f; demandez un jeton signé avec EdDSA, ES256, ES384, PS256 ou RS256',
  },
  type: {
    en: `it is not of the type “JWT”; ${NEW_TOKEN.en}`,
    fr: `il n’est pas du type «\u00a0JWT\u00a0»\u202f; ${NEW_TOKEN.fr}`,
  },
  key: {
    en: 'it is signed by a key that this service does not know; get a new one from the service that you call',
    fr: 'il est signé par une clé inconnue de ce service\u202f; demandez-en un nouveau au service que vous appelez',
  },
  signature: {
    en: 'its signature does not fit it: it was changed, or signed by another key; get a new one',
    fr: 'sa signature ne lui correspond pas\u00a0: il a été modifié, ou signé par une autre clé\u202f; demandez-en un nouveau',
  },
  unknown: {
    en: 'it is an API token that this service does not know; make a new one',
    fr: 'c’est un jeton d’API inconnu de ce service\u202f; créez-en un nouveau',
  },
  revoked: {
    en: 'it is an API token that was revoked; make a new one if you may',
    fr: 'c’est un jeton d’API révoqué\u202f; créez-en un nouveau si vous le pouvez',
  },
  expired: { en: 'it has expired; get a new one', fr: 'il a expiré\u202f; demandez-en un nouveau' },
  'not-yet-valid': {
    en: 'it is not valid yet; wait, or check the clock of the machine that made it',
    fr: 'il n’est pas encore valable\u202f; attendez, ou vérifiez l’horloge de la machine qui l’a établi',
  },
  issuer: {
    en: `its issuer is not the one expected; ${NEW_TOKEN.en}`,
    fr: `son émetteur n’est pas celui attendu\u202f; ${NEW_TOKEN.fr}`,
  },
  audience: {
    en: `it was made for another service; ${NEW_TOKEN.en}`,
    fr: `il a été établi pour un autre service\u202f; ${NEW_TOKEN.fr}`,
  },
  use: {
    en: 'it is an ID token or another token that is not for calling services; send the access token',
    fr: 'c’est un jeton d’identité ou un autre jeton qui ne sert pas à appeler des services\u202f; envoyez le jeton d’accès',
  },
  bound: {
    en: 'it is bound to a key of its client, which a bearer token must not be; ask the provider for one that is not bound',
    fr: 'il est lié à une clé de son client, ce qu’un jeton «\u00a0Bearer\u00a0» ne peut être\u202f; demandez au fournisseur un jeton non lié',
  },
  client: {
    en: 'it was issued to a client that this service does not take tokens from; whoever runs this service lists the clients',
    fr: 'il a été remis à un client dont ce service ne prend pas les jetons\u202f; la personne qui exploite ce service liste les clients',
  },
  'claim-sub': claim('sub'),
  'claim-exp': claim('exp'),
  'claim-nbf': claim('nbf'),
  'claim-iat': claim('iat'),
  'claim-tenant': claim('tenant'),
  'claim-person': claim('person'),
  'claim-roles': claim('roles'),
  'claim-organisation': claim('organisation'),
};

const TITLES: Readonly<Record<number, Sentence>> = {
  400: { en: 'Malformed request', fr: 'Requête mal formée' },
  401: { en: 'Authentication required', fr: 'Authentification requise' },
  403: { en: 'Not allowed to this caller', fr: 'Action non autorisée' },
  404: { en: 'Not found', fr: 'Élément introuvable' },
  405: { en: 'Method not allowed', fr: 'Méthode non autorisée' },
  406: { en: 'Form not offered', fr: 'Forme non proposée' },
  408: { en: 'Request too slow', fr: 'Requête trop lente' },
  409: { en: 'Conflict with the present state', fr: 'Conflit avec l’état actuel' },
  412: { en: 'Changed meanwhile', fr: 'Modifié entre-temps' },
  413: { en: 'Body too large', fr: 'Corps trop volumineux' },
  415: { en: 'Format not supported', fr: 'Format non pris en charge' },
  422: { en: 'Contrary to a rule', fr: 'Contraire à une règle' },
  429: { en: 'Too much at once', fr: 'Trop de demandes à la fois' },
  431: { en: 'Headers too large', fr: 'En-têtes trop volumineux' },
  500: { en: 'Fault of the service', fr: 'Erreur du service' },
  503: { en: 'Unavailable for the moment', fr: 'Indisponible pour le moment' },
};

/** The title that all problems of a status share. */
export function titleOf(status: number): Sentence {
  return TITLES[status] ?? { en: 'Problem', fr: 'Problème' };
}
