import { Inject, Injectable } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { IdentityUnlinked, isCallerRefusal, LoginFailed, type BegunSession, type Identified } from '@jalon/access';
import { inWords, type Language, type Sentence, type SentenceParams } from '@jalon/kernel';
import type { SessionOwner } from '@jalon/login';
import type { Identity } from '@jalon/ports';
import { ENGINE, type ApiEngine } from '../api-engine.js';
import { languageOf } from '../http/content-negotiation.js';
import { loggedRequest, type HttpContext } from '../http/http-context.js';
import { publicOrigin } from '../http/public-origin.js';
import { ApiProblem } from '../problems/api-problem.js';
import { isOwnFault, problemAnswer } from '../problems/problem-answer.js';
import { problemFromError } from '../problems/problem-from-error.js';
import { cookiesFor } from './cookies.js';
import { loginMessages } from './login.messages.js';
import { markup, page, type Html } from './pages.js';

/** The token by which Nest injects where the service listens and how browsers reach it. */
export const PLACE = Symbol('Place');

export interface Place {
  readonly host: string;
  readonly publicUrl: string | null;
}

/** A page that anybody may ask for. */
export const Page = (): MethodDecorator => RouteConfig({ public: true });
/** What a form of such a page sends. */
export const Form = (): MethodDecorator => RouteConfig({ public: true, form: true });

/**
 * Whoever asks, as the owner of an identity of ours: only a session that such an identity began proves it. The session of a
 * provider may reach the same person by a link that somebody else made.
 */
export function ownerOf({ caller: { tenant, person }, credential, accounts }: Identified): SessionOwner {
  const isOurs = credential.kind === 'session' && credential.provider === null;
  return { account: { tenant, person }, proven: isOurs ? accounts : [] };
}

/** What the pages of login share. */
@Injectable()
export class LoginPages {
  constructor(
    @Inject(ENGINE) private readonly engine: ApiEngine,
    @Inject(PLACE) private readonly place: Place,
  ) {}

  /**
   * Whoever is logged in with this browser; of several accounts, the first is the caller's. Null where nobody is.
   *
   * @throws what a store throws that does not answer: then nobody knows whether somebody is logged in
   */
  async known({ headers: { cookie } }: Pick<HttpContext['request'], 'headers'>): Promise<Identified | null> {
    try {
      return await this.engine.identify({ cookie }, { anyAccount: true });
    } catch (error) {
      if (isCallerRefusal(error)) return null;
      throw error;
    }
  }

  /** Sets the cookie of a session that has begun. A session that the browser had before ends: no secret outlives a login. */
  async enter(http: HttpContext, origin: string, begun: BegunSession, to: string): Promise<string> {
    await this.begin(http, origin, begun);
    return goTo(http.reply, to);
  }

  async begin({ request, reply }: HttpContext, origin: string, begun: BegunSession): Promise<void> {
    const cookies = cookiesFor(origin);
    const before = cookies.session(request);
    if (before !== null) await this.engine.logins.end(before, origin);
    cookies.setSession(reply, begun.secret, begun.expiresAt);
  }

  /** Under which browsers reach the service. @throws ApiProblem LOGIN_UNAVAILABLE */
  origin({ server }: HttpContext['request']): string {
    const origin = publicOrigin(server, this.place);
    if (origin === null) throw new ApiProblem('LOGIN_UNAVAILABLE');
    return origin;
  }

  /** The identity of whoever is logged in, where it is one of ours and their session proves all of it. */
  identityOf(known: Identified): Promise<Identity | null> {
    return this.engine.entering.identityOf(ownerOf(known));
  }

  /** Shows what `work` makes, or a page that says why not. Failures count against the address, to the strictest limit. */
  async shown(http: HttpContext, work: (origin: string, language: Language) => Promise<string>): Promise<string> {
    const { request, reply } = http;
    const language = languageOf(request);
    try {
      return await work(this.origin(request), language);
    } catch (error) {
      const answered = await this.counted(request, error);
      const { problem, headers, logged } = problemAnswer(language, problemFromError(answered), request.method);
      if (logged !== null)
        request.log[logged]({ ...loggedRequest(request), code: problem.code, err: error }, 'a login failed');
      else if (error instanceof LoginFailed) {
        request.log.info({ ...loggedRequest(request), code: problem.code, flaw: error.code }, 'a login failed');
      }
      const { 'retry-after': retryAfter } = headers;
      if (retryAfter !== undefined) void reply.header('retry-after', retryAfter);
      const say = words(language);
      return page(reply, language, {
        title: problem.title,
        status: problem.status,
        content: markup`<p>${problem.detail}</p>
          ${identityIn(error, say)}
          <p><a href="/v1/login">${say(loginMessages.AGAIN)}</a></p>`,
      });
    }
  }

  /** The failure, counted; or the refusal of an address that fails too often. */
  private async counted(request: HttpContext['request'], error: unknown): Promise<unknown> {
    if (isOwnFault(error)) return error;
    return request.server.rates.countLoginFailure(request).then(
      () => error,
      (tooMany: unknown) => tooMany,
    );
  }
}

export type Say = (sentence: Sentence, params?: SentenceParams) => string;

export const words =
  (language: Language): Say =>
  (sentence, params = {}) =>
    inWords(sentence, params, language);

/** Whoever a provider proved is told by what an administrator can link them. */
function identityIn(error: unknown, say: Say): Html {
  if (!(error instanceof IdentityUnlinked)) return markup``;
  const { issuer, subject } = error.identity;
  return markup`<p>${say(loginMessages.IDENTITY)}</p>
    <p><code>${issuer}</code><br /><code>${subject}</code></p>`;
}

export function goTo(reply: HttpContext['reply'], address: string): string {
  void reply.status(303).header('location', address);
  return '';
}

export function secretOf({ request }: HttpContext): string {
  return (request.params as { readonly secret: string }).secret;
}

/** The parameters of the address. One that comes twice is left out. */
export function queryOf({ request }: HttpContext): Readonly<Record<string, string | undefined>> {
  return singles(request.query);
}

/** The fields of the form. */
export function formOf({ request }: HttpContext): Readonly<Record<string, string | undefined>> {
  return singles(request.body);
}

function singles(values: unknown): Readonly<Record<string, string | undefined>> {
  const given = typeof values === 'object' && values !== null ? Object.entries(values) : [];
  return Object.fromEntries(given.filter((pair): pair is [string, string] => typeof pair[1] === 'string'));
}
