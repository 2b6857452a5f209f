import { Controller, Get, HttpCode, Inject, Post } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { isEmail } from 'class-validator';
import { ENGINE, type ApiEngine } from '../api-engine.js';
import { Http, type HttpContext } from '../http/http-context.js';
import { requireSameOrigin } from '../http/same-origin.js';
import { Form, formOf, LoginPages, Page, secretOf, words } from './login-pages.js';
import { loginMessages } from './login.messages.js';
import { markup, page } from './pages.js';
import { AFTER_ENTERING } from './passkey-pages.controller.js';

/** The pages of those who enter by an invitation, or by a link that is mailed. What a link opens (GET) changes nothing. */
@ApiExcludeController()
@Controller('v1/login')
export class InvitationPagesController {
  constructor(
    @Inject(ENGINE) private readonly engine: ApiEngine,
    @Inject(LoginPages) private readonly pages: LoginPages,
  ) {}

  /** What the link of an invitation opens. */
  @Get('invitation/:secret')
  @Page()
  showInvitation(@Http() http: HttpContext): Promise<string> {
    return this.pages.shown(http, async (_origin, language) => {
      const { invitations, sendsMail } = this.engine.entering;
      const secret = secretOf(http);
      const { state, givenName, organisation } = await invitations.look(secret);
      const say = words(language);
      const title = say(loginMessages.INVITATION);
      if (state === 'expired') {
        const renewal = markup`<p>${say(loginMessages.EXPIRED)}</p>
          <form method="post" action="/v1/login/invitation/${secret}/renewal"><button>${say(loginMessages.MAIL_ANOTHER)}</button></form>`;
        return page(http.reply, language, {
          title,
          content: sendsMail ? renewal : markup`<p>${say(loginMessages.EXPIRED_ASK)}</p>`,
        });
      }
      const name = givenName === null ? '' : ` ${givenName}`;
      const known = await this.pages.known(http.request);
      const isToo = known !== null && (await this.pages.identityOf(known)) !== null;
      return page(http.reply, language, {
        title,
        content: markup`<p>${
          organisation === null
            ? say(loginMessages.INVITED, { name })
            : say(loginMessages.INVITED_FOR, { name, organisation })
        }</p>
          ${isToo ? markup`<p>${say(loginMessages.INVITED_TOO)}</p>` : ''}
          <form method="post"><button>${say(loginMessages.ENTER)}</button></form>`,
      });
    });
  }

  /** Redeems an invitation, and begins a session. */
  @Post('invitation/:secret')
  @HttpCode(200)
  @Form()
  redeemInvitation(@Http() http: HttpContext): Promise<string> {
    return this.pages.shown(http, async (origin) => {
      requireSameOrigin(http.request, origin);
      const known = await this.pages.known(http.request);
      const loggedInAs = known && (await this.pages.identityOf(known));
      const { identity } = await this.engine.entering.invitations.redeem(secretOf(http), loggedInAs);
      const begun = await this.engine.logins.beginFor(identity, 'invitation');
      return this.pages.enter(http, origin, begun, AFTER_ENTERING);
    });
  }

  /** Mails a new link in the place of an expired one, to the same person. */
  @Post('invitation/:secret/renewal')
  @HttpCode(200)
  @Form()
  renewInvitation(@Http() http: HttpContext): Promise<string> {
    return this.pages.shown(http, async (origin, language) => {
      requireSameOrigin(http.request, origin);
      await this.engine.entering.invitations.mailAnother(secretOf(http));
      const say = words(language);
      return page(http.reply, language, {
        title: say(loginMessages.MAILED),
        content: markup`<p>${say(loginMessages.MAILED_AGAIN)}</p>`,
      });
    });
  }

  /** Mails a login link to an address, if anybody enters by it. The answer is always the same, and comes first. */
  @Post('link')
  @HttpCode(200)
  @Form()
  mailLink(@Http() http: HttpContext): Promise<string> {
    return this.pages.shown(http, async (origin, language) => {
      requireSameOrigin(http.request, origin);
      const { email } = formOf(http);
      // Each request counts: whoever tries many addresses is refused.
      await http.request.server.rates.countLinkRequest(http.request);
      if (isEmail(email)) {
        const address = String(email);
        http.reply.raw.once('close', () => this.engine.entering.requestLoginLink(address));
      }
      const say = words(language);
      return page(http.reply, language, {
        title: say(loginMessages.MAILED),
        content: markup`<p>${say(loginMessages.MAILED_IF_KNOWN)}</p>
          <p><a href="/v1/login">${say(loginMessages.AGAIN)}</a></p>`,
      });
    });
  }
}
