import { Controller, Get, HttpCode, Inject, Post } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiQuery, ApiTags } from '@nestjs/swagger';
import { isUuid } from '@jalon/kernel';
import type { Invited, ShownInvitation } from '@jalon/login';
import { ENGINE, type ApiEngine } from '../api-engine.js';
import { CommandInput } from '../commands/command-endpoint.js';
import { callerOf } from '../http/authentication.js';
import { Http, type HttpContext } from '../http/http-context.js';
import { Action } from '../http/policies.js';
import { publicOrigin } from '../http/public-origin.js';
import { ApiProblem } from '../problems/api-problem.js';
import { uuidIn } from '../resources/identities.controller.js';
import { InvitationBody, InvitationsBody, InvitedBody, InviteBody } from './invitations.dto.js';
import { PLACE, type Place } from './login-pages.js';

@ApiTags('Invitations')
@Controller('v1/invitations')
export class InvitationsController {
  constructor(
    @Inject(ENGINE) private readonly engine: ApiEngine,
    @Inject(PLACE) private readonly place: Place,
  ) {}

  /** Invites a registered person: mails them a link that lets them in once, within seven days. */
  @Post()
  @HttpCode(200)
  @Action('Invite')
  @ApiBody({ type: InviteBody })
  @ApiOkResponse({ type: InvitedBody, description: 'The invitation, and its link where no mail is sent.' })
  async invite(@CommandInput() body: InviteBody, @Http() { request }: HttpContext): Promise<InvitedBody> {
    return this.invited(request, await this.engine.entering.invitations.invite(callerOf(request), body));
  }

  /** The invitations of the tenant, or of one person. */
  @Get()
  @Action('ListInvitations')
  @ApiQuery({ name: 'person', required: false, schema: { type: 'string', format: 'uuid' } })
  @ApiOkResponse({ type: InvitationsBody })
  async listInvitations(@Http() { request }: HttpContext): Promise<InvitationsBody> {
    const { person } = request.query as { readonly person?: unknown };
    if (person !== undefined && !isUuid(person)) throw new ApiProblem('PATH_INVALID', { params: { field: 'person' } });
    const found = await this.engine.entering.invitations.list(callerOf(request), person);
    return { items: found.map(bodyOf) };
  }

  /** Mails a new link, or gives it to the caller; the last one ends. */
  @Post(':id/resend')
  @HttpCode(200)
  @Action('ResendInvitation')
  @ApiOkResponse({ type: InvitedBody })
  async resendInvitation(@Http() { request }: HttpContext): Promise<InvitedBody> {
    const id = uuidIn(request, 'id');
    return this.invited(request, await this.engine.entering.invitations.resend(callerOf(request), id));
  }

  /** Releases, as the second person, an invitation that waits for one. */
  @Post(':id/release')
  @HttpCode(200)
  @Action('ReleaseInvitation')
  @ApiOkResponse({ type: InvitedBody })
  async releaseInvitation(@Http() { request }: HttpContext): Promise<InvitedBody> {
    const id = uuidIn(request, 'id');
    return this.invited(request, await this.engine.entering.invitations.release(callerOf(request), id));
  }

  /** Revokes an invitation that was not redeemed: its link lets nobody in any more. */
  @Post(':id/revocation')
  @HttpCode(200)
  @Action('RevokeInvitation')
  @ApiOkResponse({ type: InvitationBody })
  async revokeInvitation(@Http() { request }: HttpContext): Promise<InvitationBody> {
    return bodyOf(await this.engine.entering.invitations.revoke(callerOf(request), uuidIn(request, 'id')));
  }

  private invited({ server }: HttpContext['request'], { invitation, secret }: Invited): InvitedBody {
    const origin = publicOrigin(server, this.place);
    const link = secret === null ? null : `${origin ?? ''}/v1/login/invitation/${secret}`;
    return { ...bodyOf(invitation), link };
  }
}

function bodyOf({ mail, address, madeAt, expiresAt, redeemedAt, revokedAt, ...invitation }: ShownInvitation) {
  const { id, person, role, organisation, state, invitedBy, releasedBy, handedOverBy } = invitation;
  return {
    id,
    person,
    role,
    organisation,
    state,
    invitedBy,
    madeAt: new Date(madeAt).toISOString(),
    addressBy: address?.by[0] ?? null,
    addressSince: timeOf(address?.since ?? null),
    releasedBy,
    handedOverBy,
    expiresAt: timeOf(expiresAt),
    redeemedAt: timeOf(redeemedAt),
    revokedAt: timeOf(revokedAt),
    mail: mail && {
      state: mailStateOf(mail),
      sentAt: timeOf(mail.sentAt),
      failure: mail.failure,
    },
  };
}

const mailStateOf = ({ sentAt, dueAt }: NonNullable<ShownInvitation['mail']>): 'due' | 'sent' | 'failed' =>
  sentAt !== null ? 'sent' : dueAt !== null ? 'due' : 'failed';

const timeOf = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());
