// Names of what is read from the server, for the cache.
export const keys = {
  apps: ['apps'] as const,
  available: ['available'] as const,
  availableApp: (name: string) => ['available', name] as const,
  plan: (name: string) => ['plan', name] as const,
  jobs: ['jobs'] as const,
  everyApp: ['app'] as const,
  app: (name: string) => ['app', name] as const,
  job: (id: number) => ['job', id] as const,
  settings: (name: string) => ['settings', name] as const,
  server: ['server'] as const,
  folders: (path: string) => ['folders', path] as const,
  diagnosis: (name: string) => ['diagnosis', name] as const,
  /** All that is told of an app's updates: plan, history, points, policy. */
  updates: (name: string) => ['updates', name] as const,
  updatesOf: (name: string, part: 'plan' | 'history' | 'points' | 'policy') => ['updates', name, part] as const,
  policy: ['policy'] as const,
  targets: ['targets'] as const,
  registries: ['registries'] as const,
  checks: ['checks'] as const,
  version: ['version'] as const,
};
