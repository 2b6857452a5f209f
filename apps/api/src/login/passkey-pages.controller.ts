import { Controller, Get, HttpCode, Inject, Post } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { LoginRefused } from '@jalon/login';
import { ENGINE, type ApiEngine } from '../api-engine.js';
import { CommandInput } from '../commands/command-endpoint.js';
import { Public } from '../http/authentication.js';
import { Http, type HttpContext } from '../http/http-context.js';
import { requireSameOrigin } from '../http/same-origin.js';
import { goTo, LoginPages, ownerOf, Page, words } from './login-pages.js';
import { loginMessages } from './login.messages.js';
import { markup, page } from './pages.js';
import { PASSKEY_SCRIPT } from './passkey-script.js';
import { LoggedInBody, PasskeyLoginBody, PasskeyOptionsBody } from './passkeys.dto.js';

/** Where somebody goes who has entered by an invitation: they may add a passkey. */
export const AFTER_ENTERING = '/v1/login/passkeys';

export const SCRIPT = '/v1/login/passkeys.js';

/** The page by which people add and remove passkeys, and what a page needs to log in by one. */
@ApiExcludeController()
@Controller('v1/login')
export class PasskeyPagesController {
  constructor(
    @Inject(ENGINE) private readonly engine: ApiEngine,
    @Inject(LoginPages) private readonly pages: LoginPages,
  ) {}

  /** The passkeys of whoever is logged in. */
  @Get('passkeys')
  @Page()
  showPasskeys(@Http() http: HttpContext): Promise<string> {
    return this.pages.shown(http, async (_origin, language) => {
      const known = await this.pages.known(http.request);
      if (!known) return goTo(http.reply, '/v1/login');
      const say = words(language);
      const { tenant } = known.caller;
      const passkeys = await this.engine.entering.passkeys.list(ownerOf(known));
      return page(http.reply, language, {
        title: say(loginMessages.PASSKEYS),
        script: SCRIPT,
        content: markup`<p>${say(loginMessages.PASSKEYS_WHY)}</p>
          <ul>${passkeys.map(
            ({ id, name }) =>
              markup`<li>${name} <button data-passkey="remove" data-id="${id}" data-tenant="${tenant}">${say(loginMessages.PASSKEY_REMOVE)}</button></li>`,
          )}</ul>
          <p><label>${say(loginMessages.PASSKEY_NAME)} <input id="name" maxlength="100" value="${String(passkeys.length + 1)}"></label></p>
          <p><button data-passkey="add" data-tenant="${tenant}">${say(loginMessages.PASSKEY_ADD)}</button></p>
          <p id="fault" role="alert" data-unsupported="${say(loginMessages.PASSKEY_UNSUPPORTED)}"></p>
          <p><a href="/v1/login">${say(loginMessages.GO_TO_LOGIN)}</a></p>`,
      });
    });
  }

  /** The script of the pages with passkeys. */
  @Get('passkeys.js')
  @Page()
  script(@Http() { reply }: HttpContext): string {
    void reply.header('content-type', 'text/javascript; charset=utf-8');
    return PASSKEY_SCRIPT;
  }

  /** What the browser proves a passkey by. */
  @Post('passkey/options')
  @HttpCode(200)
  @Public()
  async loginOptions(@Http() { request }: HttpContext): Promise<PasskeyOptionsBody> {
    const origin = this.pages.origin(request);
    requireSameOrigin(request, origin);
    await request.server.rates.countChallenge(request);
    return { publicKey: await this.engine.entering.passkeys.loginOptions(origin) };
  }

  /** Begins the session of whoever proves a passkey. */
  @Post('passkey')
  @HttpCode(200)
  @Public()
  async logIn(@CommandInput() { credential }: PasskeyLoginBody, @Http() http: HttpContext): Promise<LoggedInBody> {
    const origin = this.pages.origin(http.request);
    requireSameOrigin(http.request, origin);
    const identity = await this.engine.entering.passkeys.prove(credential, origin).catch(async (error: unknown) => {
      if (error instanceof LoginRefused) await http.request.server.rates.countLoginFailure(http.request);
      throw error;
    });
    await this.pages.begin(http, origin, await this.engine.logins.beginFor(identity, 'passkey'));
    return { returnTo: '/v1/login' };
  }
}
