import type { App } from '../api/client';

/** Whether an update is known and may be taken. */
export const hasUpdate = (app: Pick<App, 'update'>) => app.update?.state === 'available';
