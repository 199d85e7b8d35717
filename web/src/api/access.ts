// Who one is, and who else may do what.

import type { components } from '../../generated/schema';
import { client, good } from './call';

type Schemas = components['schemas'];
export type Who = Schemas['Who'];
export type Role = Schemas['User']['role'];
export type Scope = Who['may'][number];
export type User = Schemas['User'];
export type LoginSession = Schemas['Sessions']['sessions'][number];
export type Token = Schemas['Token'];
export type Certificates = Schemas['Certificates'];
export type AuditEntry = Schemas['Audit']['entries'][number];

const session = (id: string) => ({ params: { path: { id } } });
const user = (name: string) => ({ params: { path: { user: name } } });

export const accessApi = {
  me: () => good(client.GET('/api/session')),
  setUp: (code: string, username: string, password: string) => good(client.POST('/api/setup', { body: { code, username, password } })),
  logIn: (username: string, password: string, code: string) => good(client.POST('/api/login', { body: { username, password, ...(code === '' ? {} : { code }) } })),
  logOut: () => good(client.POST('/api/logout')),
  ownSessions: async () => (await good(client.GET('/api/account/sessions'))).sessions,
  endOwnSession: (id: string) => good(client.DELETE('/api/account/sessions/{id}', session(id))),
  endOtherSessions: () => good(client.DELETE('/api/account/sessions')),
  changePassword: (current: string, password: string) => good(client.POST('/api/account/password', { body: { current, password } })),
  offerFactor: (password: string) => good(client.POST('/api/account/second-factor', { body: { password } })),
  confirmFactor: async (code: string) => (await good(client.POST('/api/account/second-factor/confirm', { body: { code } }))).recovery_codes,
  renewCodes: async (password: string) => (await good(client.POST('/api/account/second-factor/recovery-codes', { body: { password } }))).recovery_codes,
  dropFactor: (password: string) => good(client.POST('/api/account/second-factor/off', { body: { password } })),
  users: async () => (await good(client.GET('/api/users'))).users,
  addUser: (username: string, role: Role, password: string) => good(client.POST('/api/users', { body: { username, role, password } })),
  changeUser: (name: string, change: Schemas['UserChange']) => good(client.POST('/api/users/{user}', { ...user(name), body: change })),
  removeUser: (name: string) => good(client.DELETE('/api/users/{user}', user(name))),
  tokens: async () => (await good(client.GET('/api/tokens'))).tokens,
  makeToken: (token: Schemas['TokenRequest']) => good(client.POST('/api/tokens', { body: token })),
  revokeToken: (id: string) => good(client.DELETE('/api/tokens/{id}', session(id))),
  certificates: () => good(client.GET('/api/certificates')),
  audit: async (before?: number) => (await good(client.GET('/api/audit', { params: { query: { limit: 100, ...(before ? { before } : {}) } } }))).entries,
};
