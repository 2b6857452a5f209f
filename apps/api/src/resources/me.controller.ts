import { Controller, Get, Module } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Identified } from '@jalon/access';
import { identifiedIn } from '../http/authentication.js';
import { Http, type HttpContext } from '../http/http-context.js';
import { Action } from '../http/policies.js';

@ApiTags('Me')
@Controller('v1/me')
export class MeController {
  /** Who you are: your accounts, with the roles and organisations of each, and by which credential you ask. */
  @Get()
  @Action('GetMe', { anyAccount: true })
  getMe(@Http() { request }: HttpContext): object {
    return answerTo(identifiedIn(request));
  }
}

function answerTo({ caller, credential, accounts, expiresAt }: Identified): object {
  const { tenant, person, organisation, roles, employerRoles = [] } = caller;
  return {
    ...{ tenant, person, organisation, roles, employerRoles },
    credential: { kind: credential.kind, expiresAt: new Date(expiresAt).toISOString() },
    accounts: accounts.map(({ tenant, person, hasLeft, organisations, roles, handedOverBy = null }) => ({
      tenant,
      person,
      hasLeft,
      organisations,
      roles,
      handedOverBy,
    })),
  };
}

/** Who is asking. */
@Module({ controllers: [MeController] })
export class MeModule {}
