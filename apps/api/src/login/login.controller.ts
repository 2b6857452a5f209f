import { Controller, Get, HttpCode, Inject, Module, Post } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { LoginFailed, TokenInvalid } from '@jalon/access';
import { ListPeople } from '@jalon/read-models';
import { isUuid, type Language, type Uuid } from '@jalon/kernel';
import { ENGINE, type ApiEngine } from '../api-engine.js';
import { mediaTypeFor } from '../http/content-negotiation.js';
import { Http, type HttpContext } from '../http/http-context.js';
import { requireSameOrigin } from '../http/same-origin.js';
import { ApiProblem } from '../problems/api-problem.js';
import { isBrowserOfThisMachine } from './browser-of-this-machine.js';
import { cookiesFor, ownPath } from './cookies.js';
import { InvitationPagesController } from './invitation-pages.controller.js';
import { InvitationsController } from './invitations.controller.js';
import { Form, formOf, goTo, LoginPages, Page, PLACE, queryOf, secretOf, words, type Place } from './login-pages.js';
import { loginMessages } from './login.messages.js';
import { PasskeyPagesController, SCRIPT } from './passkey-pages.controller.js';
import { PasskeysController } from './passkeys.controller.js';
import { markup, page } from './pages.js';

/**
 * Where a provider sends a browser back to. Each has an address of its own (RFC 9700, 4.4.2.2): a provider that sends the
 * browser on to another one could else be sent that one's code.
 */
const callbackOf = (provider: string): string => `/v1/login/callback/${provider}`;

/**
 * The pages by which people log in and out with a browser. What a link opens (GET) changes
 * nothing, and what changes something is a form of one of these pages (POST).
 */
@ApiExcludeController()
@Controller('v1')
export class LoginController {
  constructor(
    @Inject(ENGINE) private readonly engine: ApiEngine,
    @Inject(PLACE) private readonly place: Place,
    @Inject(LoginPages) private readonly pages: LoginPages,
  ) {}

  /** The ways in; with `provider`, the way to that provider. For whoever is logged in, the way out. */
  @Get('login')
  @Page()
  chooseLogin(@Http() http: HttpContext): Promise<string> {
    return this.pages.shown(http, async (origin, language) => {
      const { provider, returnTo } = queryOf(http);
      if (provider !== undefined) return this.sendToProvider(http, origin, provider, ownPath(returnTo));
      const known = await this.pages.known(http.request);
      return known
        ? this.loggedIn(
            http,
            language,
            known.accounts.map(({ tenant }) => tenant),
          )
        : this.waysIn(http, language, returnTo);
    });
  }

  /** Where a provider sends a browser back to, if the login that the browser has begun is by this provider. */
  @Get('login/callback/:provider')
  @Page()
  finishLogin(@Http() http: HttpContext): Promise<string> {
    return this.pages.shown(http, async (origin) => {
      const { request, reply } = http;
      const cookies = cookiesFor(origin);
      const underWay = cookies.login(request);
      cookies.clearLogin(reply);
      if (!underWay) throw new LoginFailed('stale', 'no_cookie');
      const { provider } = request.params as { readonly provider: string };
      if (provider !== underWay.provider) throw new LoginFailed('stale', 'provider');
      const address = new URL(callbackOf(provider), origin);
      address.search = new URL(request.url, origin).search;
      const begun = await this.engine.logins.finish(provider, address, underWay.secret);
      return this.pages.enter(http, origin, begun, underWay.returnTo);
    });
  }

  /** What a login link opens. Programs that look at the links in messages open it, too, so it changes nothing. */
  @Get('login/link/:secret')
  @Page()
  showLink(@Http() http: HttpContext): Promise<string> {
    return this.pages.shown(http, async (_origin, language) => {
      if (!(await this.engine.logins.isOpen(secretOf(http)))) throw new ApiProblem('LOGIN_LINK_OVER');
      const say = words(language);
      return page(http.reply, language, {
        title: say(loginMessages.LINK),
        content: markup`<p>${say(loginMessages.LINK_ONCE)}</p>
          <form method="post"><button>${say(loginMessages.GO_ON)}</button></form>`,
      });
    });
  }

  /** Redeems a login link. */
  @Post('login/link/:secret')
  @HttpCode(200)
  @Form()
  redeemLink(@Http() http: HttpContext): Promise<string> {
    return this.pages.shown(http, async (origin) => {
      requireSameOrigin(http.request, origin);
      const begun = await this.engine.logins.redeem(secretOf(http));
      if (!begun) throw new ApiProblem('LOGIN_LINK_OVER');
      return this.pages.enter(http, origin, begun, ownPath(undefined));
    });
  }

  /** Whom one can be in a tenant of mode `demo`. */
  @Get('login/demo')
  @Page()
  chooseDemo(@Http() http: HttpContext): Promise<string> {
    return this.pages.shown(http, async (_origin, language) => {
      const tenant = queryOf(http)['tenant'] ?? 'demo';
      const people = await this.demoPeople(http, tenant);
      const say = words(language);
      return page(http.reply, language, {
        title: say(loginMessages.DEMO),
        content: markup`<p>${say(loginMessages.DEMO_WHY, { tenant })}</p>
          <form method="post">
            <input type="hidden" name="tenant" value="${tenant}" />
            <ul>
              ${people.map(
                ({ id, name }) =>
                  markup`<li><button name="person" value="${id}">${say(loginMessages.DEMO_BE, { name })}</button></li>`,
              )}
            </ul>
          </form>`,
      });
    });
  }

  /** Begins a session as somebody of a tenant of mode `demo`. */
  @Post('login/demo')
  @HttpCode(200)
  @Form()
  enterDemo(@Http() http: HttpContext): Promise<string> {
    return this.pages.shown(http, async (origin) => {
      requireSameOrigin(http.request, origin);
      const { tenant = '', person = '' } = formOf(http);
      const people = await this.demoPeople(http, tenant);
      if (!isUuid(person) || !people.some(({ id }) => id === person)) throw new ApiProblem('ROUTE_UNKNOWN');
      const begun = await this.engine.logins.beginFor({ tenant, person }, 'demo');
      return this.pages.enter(http, origin, begun, ownPath(undefined));
    });
  }

  /** Ends the session, and says where the provider's own session ends: in JSON to a program of a page, else as a page. */
  @Post('logout')
  @HttpCode(200)
  @Form()
  logOut(@Http() http: HttpContext): Promise<string> {
    return this.pages.shown(http, async (origin, language) => {
      const { request, reply } = http;
      requireSameOrigin(request, origin);
      const cookies = cookiesFor(origin);
      const secret = cookies.session(request);
      const there = secret === null ? null : await this.engine.logins.end(secret, `${origin}/v1/login`);
      cookies.clearSession(reply);
      if (mediaTypeFor(request.headers.accept, ['text/html', 'application/json']) === 'application/json') {
        void reply.type('application/json');
        return JSON.stringify({ provider: there?.href ?? null });
      }
      const say = words(language);
      const goOn = there && markup`<p><a href="${there.href}">${say(loginMessages.LOG_OUT_THERE)}</a></p>`;
      return page(reply, language, {
        title: say(loginMessages.LOGGED_OUT),
        content: markup`${goOn ?? ''}
          <p><a href="/v1/login">${say(loginMessages.AGAIN)}</a></p>`,
        // Browsers apply `form-action` to redirects, too, so the page goes there instead of the answer.
        ...(there && { goesTo: there.href }),
      });
    });
  }

  /** What a provider sends itself when somebody has logged out there: their sessions here end, too. */
  @Post('logout/by-provider')
  @HttpCode(200)
  @Form()
  async logOutByProvider(@Http() http: HttpContext): Promise<string> {
    const { logout_token: token = '' } = formOf(http);
    try {
      await this.engine.logins.endByProvider(token);
    } catch (error) {
      if (error instanceof TokenInvalid) await http.request.server.rates.countLoginFailure(http.request);
      // The status that the standard asks for; a provider that is not answering is told to try again.
      throw error instanceof TokenInvalid ? new ApiProblem('LOGOUT_TOKEN_INVALID', { reason: error.flaw }) : error;
    }
    return '';
  }

  // ---- the parts

  private async sendToProvider(
    { reply }: HttpContext,
    origin: string,
    provider: string,
    returnTo: string,
  ): Promise<string> {
    const begun = await this.engine.logins.begin(provider, `${origin}${callbackOf(provider)}`);
    if (!begun) throw new ApiProblem('PROVIDER_UNKNOWN');
    cookiesFor(origin).setLogin(reply, { provider, secret: begun.secret, returnTo });
    return goTo(reply, begun.address.href);
  }

  private waysIn({ reply }: HttpContext, language: Language, returnTo: string | undefined): string {
    const say = words(language);
    const ways = this.engine.logins.providers.map(({ name, title }) => {
      const parameters = new URLSearchParams({
        provider: name,
        ...(returnTo !== undefined && { returnTo: ownPath(returnTo) }),
      });
      return markup`<li><a href="/v1/login?${parameters.toString()}">${say(loginMessages.LOG_IN_BY, { title })}</a></li>`;
    });
    const { sendsMail } = this.engine.entering;
    const byProvider =
      ways.length > 0
        ? markup`<ul>
            ${ways}
          </ul>`
        : markup`<p>${say(sendsMail ? loginMessages.BY_INVITATION : loginMessages.NO_WAY_IN)}</p>`;
    const byMail = markup`<form method="post" action="/v1/login/link">
        <p><label>${say(loginMessages.ADDRESS)} <input type="email" name="email" required autocomplete="email"></label></p>
        <button>${say(loginMessages.MAIL_LINK)}</button>
      </form>`;
    return page(reply, language, {
      title: say(loginMessages.LOG_IN),
      script: SCRIPT,
      content: markup`${byProvider}
        <p><button data-passkey="login">${say(loginMessages.PASSKEY_LOGIN)}</button></p>
        <p id="fault" role="alert" data-unsupported="${say(loginMessages.PASSKEY_UNSUPPORTED)}"></p>
        ${sendsMail ? byMail : ''}`,
    });
  }

  private loggedIn({ reply }: HttpContext, language: Language, tenants: readonly string[]): string {
    const say = words(language);
    return page(reply, language, {
      title: say(loginMessages.LOGGED_IN),
      content: markup`<p>${say(loginMessages.LOGGED_IN_TO, { tenants: [...new Set(tenants)].join(', ') })}</p>
        <p><a href="/v1/login/passkeys">${say(loginMessages.PASSKEYS)}</a></p>
        <form method="post" action="/v1/logout"><button>${say(loginMessages.LOG_OUT)}</button></form>`,
    });
  }

  /**
   * The people of a demo tenant, its operator first. Only for a browser of this machine.
   *
   * @throws ApiProblem ROUTE_UNKNOWN for anybody else, as for a tenant that is no demonstration
   */
  private async demoPeople({ request }: HttpContext, tenant: string): Promise<readonly { id: Uuid; name: string }[]> {
    const isLocal = isBrowserOfThisMachine(request.headers, this.place.host, this.pages.origin(request));
    const profile = isLocal ? await this.engine.tenants.find(tenant) : null;
    if (profile?.mode !== 'demo') throw new ApiProblem('ROUTE_UNKNOWN');
    const handler = this.engine.queries.find(({ query }) => query === ListPeople);
    const caller = { tenant, person: profile.operator, roles: ['admin'], organisation: null } as const;
    const query = Object.assign(new ListPeople(), { status: 'active', limit: 100 });
    const { items } = (await handler?.answer(query, { caller, isAnonymous: true })) as {
      readonly items: readonly { readonly id: Uuid; readonly givenName?: unknown; readonly familyName?: unknown }[];
    };
    const named = items.map(({ id, givenName, familyName }) => ({
      id,
      name: [givenName, familyName].filter((part) => typeof part === 'string').join(' ') || id,
    }));
    return named.sort(
      ({ id: one }, { id: other }) => Number(other === profile.operator) - Number(one === profile.operator),
    );
  }
}

/** Login and logout. */
@Module({
  controllers: [
    LoginController,
    InvitationsController,
    InvitationPagesController,
    PasskeysController,
    PasskeyPagesController,
  ],
  providers: [LoginPages],
})
export class LoginModule {}
