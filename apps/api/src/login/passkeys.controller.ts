import { Controller, Get, HttpCode, Inject, Post } from '@nestjs/common';
import { ApiBody, ApiExcludeEndpoint, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { SessionOwner, ShownPasskey } from '@jalon/login';
import { ENGINE, type ApiEngine } from '../api-engine.js';
import { CommandInput } from '../commands/command-endpoint.js';
import { identifiedIn } from '../http/authentication.js';
import { Http, type HttpContext } from '../http/http-context.js';
import { Action } from '../http/policies.js';
import { uuidIn } from '../resources/identities.controller.js';
import { RemovedBody } from '../resources/identities.dto.js';
import { LoginPages, ownerOf } from './login-pages.js';
import { AddPasskeyBody, PasskeyBody, PasskeyOptionsBody, PasskeysBody } from './passkeys.dto.js';

/** The caller’s own passkeys. They are for a session in a browser: whoever holds a token could else make it last for ever. */
@ApiTags('Passkeys')
@Controller('v1/passkeys')
export class PasskeysController {
  constructor(
    @Inject(ENGINE) private readonly engine: ApiEngine,
    @Inject(LoginPages) private readonly pages: LoginPages,
  ) {}

  /** What the browser makes a new passkey from. It can be answered once, within five minutes. */
  @Post('options')
  @HttpCode(200)
  @Action('AddPasskey')
  @ApiExcludeEndpoint()
  async passkeyOptions(@Http() { request }: HttpContext): Promise<PasskeyOptionsBody> {
    const publicKey = await this.engine.entering.passkeys.registrationOptions(
      ownerIn(request),
      this.pages.origin(request),
    );
    return { publicKey };
  }

  /** Adds a passkey. */
  @Post()
  @HttpCode(200)
  @Action('AddPasskey')
  @ApiBody({ type: AddPasskeyBody })
  @ApiOkResponse({ type: PasskeyBody, description: 'The passkey logs the caller in from now on.' })
  async addPasskey(@CommandInput() body: AddPasskeyBody, @Http() { request }: HttpContext): Promise<PasskeyBody> {
    const { name, credential } = body;
    const { passkeys } = this.engine.entering;
    return bodyOf(await passkeys.register(ownerIn(request), name, credential, this.pages.origin(request)));
  }

  /** The caller’s passkeys. */
  @Get()
  @Action('ListPasskeys')
  @ApiOkResponse({ type: PasskeysBody })
  async listPasskeys(@Http() { request }: HttpContext): Promise<PasskeysBody> {
    return { items: (await this.engine.entering.passkeys.list(ownerIn(request))).map(bodyOf) };
  }

  /** Removes a passkey: it logs nobody in any more. */
  @Post(':id/removal')
  @HttpCode(200)
  @Action('RemovePasskey')
  @ApiOkResponse({ type: RemovedBody })
  async removePasskey(@Http() { request }: HttpContext): Promise<RemovedBody> {
    const id = uuidIn(request, 'id');
    await this.engine.entering.passkeys.remove(ownerIn(request), id);
    return { id };
  }
}

const ownerIn = (request: HttpContext['request']): SessionOwner => ownerOf(identifiedIn(request));

const bodyOf = ({ id, name, madeAt, lastUsedAt }: ShownPasskey): PasskeyBody => ({
  id,
  name,
  madeAt: new Date(madeAt).toISOString(),
  lastUsedAt: lastUsedAt === null ? null : new Date(lastUsedAt).toISOString(),
});
